"""Which machine a request or a socket comes from: a random cookie that outlives sign-ins, set at the first one.

It tells the office on which tablets a paper was opened, so that a recall can be followed up; it opens no door.
"""

import hashlib
import secrets
from collections.abc import Mapping

from django.conf import settings
from django.http import HttpRequest, HttpResponse

COOKIE = "__Host-nghisu-may"
KEPT_S = 400 * 24 * 3600
"""The longest that browsers keep a cookie."""
DEVICES = (("iPad", "iPad"), ("iPhone", "iPhone"), ("Android", "Android"), ("Windows", "Windows"), ("Mac", "Mac"))
"""Marks in ``User-Agent`` and what such a machine is called."""


def device_label(agent: str) -> str:
    """Return what kind of machine a browser says it runs on; unknown ones have no name."""
    return next((name for mark, name in DEVICES if mark in agent), "")


def machine_of(cookies: Mapping[str, str]) -> str:
    """Return what stands for the machine, the same for all its requests and sockets; without cookies nothing."""
    token = cookies.get(COOKIE) or cookies.get(settings.SESSION_COOKIE_NAME) or ""
    return hashlib.sha256(token.encode()).hexdigest()[:32] if token else ""


def remember_machine(request: HttpRequest, response: HttpResponse) -> None:
    """Give a machine its cookie, unless it has one."""
    if COOKIE not in request.COOKIES:
        token = secrets.token_urlsafe(24)
        response.set_cookie(COOKIE, token, max_age=KEPT_S, secure=True, httponly=True, samesite="Lax")
