"""Codes on a room's screen by which people check in: what they say and how long they count. Pure: time is an argument.

A code belongs to one room of one meeting (its *place*) and to one stretch of time. Nothing of it is stored: whoever has
the secret of the place computes it again (HMAC, RFC 2104, with SHA-256).
"""

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass
from enum import Enum, auto
from uuid import UUID

PERIOD_S = 30
"""A screen shows a new code so often, seconds."""
DIGITS = 6
_PROOF_BYTES = 10
_PERIOD_BYTES = 4
_PLACE_BYTES = 16
TOKEN_LENGTH = (_PLACE_BYTES + _PERIOD_BYTES + _PROOF_BYTES) * 4 // 3


class Worth(Enum):
    """What a code is worth at a moment."""

    GOOD = auto()
    OVER = auto()
    """It was shown on that screen, some time ago."""
    FALSE = auto()
    """No screen ever showed it."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What a code says of itself; ``proof`` is not looked at yet."""

    place: UUID
    """The room in the meeting."""
    period: int
    proof: bytes


def secret_of(key: bytes, place: UUID) -> bytes:
    """Return the secret of one room in one meeting."""
    return hmac.digest(key, b"check-in code of " + place.bytes, hashlib.sha256)


def period_at(now_s: float) -> int:
    """Return the number of the stretch of time in which a moment (Unix time, seconds) lies."""
    return int(now_s // PERIOD_S)


def ends_at(period: int) -> int:
    """Return until when (Unix time, seconds) a code counts: one stretch longer than it is shown."""
    return (period + 2) * PERIOD_S


def token_of(secret: bytes, place: UUID, period: int) -> str:
    """Return the code as it stands in the address behind the QR code: letters, digits, ``-`` and ``_``."""
    named = place.bytes + period.to_bytes(_PERIOD_BYTES, "big")
    return base64.urlsafe_b64encode(named + _proof(secret, period)).decode()


def digits_of(secret: bytes, period: int) -> str:
    """Return the same code for typing: six digits, which say nothing of their room."""
    number = int.from_bytes(hmac.digest(secret, b"digits %d" % period, hashlib.sha256)[:8], "big")
    return f"{number % 10**DIGITS:0{DIGITS}}"


def read_token(token: str) -> Claim | None:
    """Return what a code says; none when it is no code at all."""
    try:
        raw = base64.b64decode(token, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    if len(token) != TOKEN_LENGTH:
        return None
    named = raw[_PLACE_BYTES : _PLACE_BYTES + _PERIOD_BYTES]
    return Claim(UUID(bytes=raw[:_PLACE_BYTES]), int.from_bytes(named, "big"), raw[_PLACE_BYTES + _PERIOD_BYTES :])


def worth_of(secret: bytes, claim: Claim, now_s: float) -> Worth:
    """Tell what a code is worth now. The next one counts too: another server's clock may be a little ahead."""
    if not hmac.compare_digest(claim.proof, _proof(secret, claim.period)):
        return Worth.FALSE
    return Worth.GOOD if claim.period in counting(now_s) else Worth.OVER


def counting(now_s: float) -> range:
    """Return the stretches whose codes count now: from the one before (nobody is caught by the change) to the next."""
    now = period_at(now_s)
    return range(now - 1, now + 2)


def _proof(secret: bytes, period: int) -> bytes:
    return hmac.digest(secret, b"code %d" % period, hashlib.sha256)[:_PROOF_BYTES]
