"""Ways around a firewall: relays (coturn) that pages of networks without UDP may use, with a password that runs out.

The password follows coturn's ``use-auth-secret`` (draft-uberti-behave-turn-rest-00): the user name begins with the Unix
time at which it ends, the password is base64(HMAC-SHA1(shared secret, user name)).
"""

import base64
import hashlib
import hmac
from datetime import datetime

from django.conf import settings

from meetings.contracts.socket import IceServer

LIFE_S = 24 * 3600
"""A page receives a new password with each connection of its socket; the longest sitting is shorter than this."""


def turn_password(secret: str, name: str, ends: int) -> tuple[str, str]:
    """Return user name and password of ``name`` that a relay with the same secret takes until ``ends`` (Unix time)."""
    user = f"{ends}:{name}"
    digest = hmac.new(secret.encode(), user.encode(), hashlib.sha1).digest()
    return user, base64.b64encode(digest).decode()


def ice_servers(name: str, now: datetime) -> tuple[IceServer, ...]:
    """Return the relays that a page may use; none where the site has none."""
    if not settings.TURN_URLS:
        return ()
    user, password = turn_password(settings.TURN_SECRET, name, int(now.timestamp()) + LIFE_S)
    return (IceServer(urls=settings.TURN_URLS, username=user, credential=password),)
