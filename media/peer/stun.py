"""STUN binding checks (RFC 8489) as an ICE-lite agent needs them (RFC 8445 §7.3): parse, verify, answer."""

import hmac
import socket
import struct
import zlib
from dataclasses import dataclass

_COOKIE = 0x2112A442
_REQUEST, _SUCCESS = 0x0001, 0x0101
_USERNAME, _INTEGRITY, _XOR_ADDRESS, _USE_CANDIDATE, _FINGERPRINT = 0x0006, 0x0008, 0x0020, 0x0025, 0x8028
_HEADER = struct.Struct("!HHL12s")
MAX_BYTES = 1200


class MalformedStunError(ValueError):
    """Bytes that are no STUN message, or one without the parts that a check must have."""


@dataclass(frozen=True, slots=True)
class BindingRequest:
    """One check; trusted only after ``is_from``."""

    transaction: bytes
    local_ufrag: str
    remote_ufrag: str
    nominates: bool
    covered: bytes
    """The part of the message that the integrity value covers, with its length field set for that."""
    integrity: bytes

    def is_from(self, password: str) -> bool:
        """True when the sender knows ``password`` (the one we gave in our answer)."""
        return hmac.compare_digest(hmac.digest(password.encode(), self.covered, "sha1"), self.integrity)


def parse_binding_request(data: bytes) -> BindingRequest | None:
    """Parse a check; None for another kind of STUN message. Raises ``MalformedStunError``.

    Attributes after MESSAGE-INTEGRITY are not covered by it and are passed over (RFC 8489 §14.5).
    """
    if not 20 <= len(data) <= MAX_BYTES:
        raise MalformedStunError("length")
    kind, length, cookie, transaction = _HEADER.unpack_from(data)
    if cookie != _COOKIE or length != len(data) - 20 or length % 4:
        raise MalformedStunError("header")
    if kind != _REQUEST:
        return None
    username, nominates, at = b"", False, 20
    while at + 4 <= len(data):
        attribute, size = struct.unpack_from("!HH", data, at)
        value = data[at + 4 : at + 4 + size]
        if len(value) != size:
            raise MalformedStunError("attribute is cut off")
        if attribute == _USERNAME:
            username = value
        elif attribute == _USE_CANDIDATE:
            nominates = True
        elif attribute == _INTEGRITY:
            return _checked(data[:at], transaction, username, nominates, value)
        at += 4 + (size + 3 & ~3)
    raise MalformedStunError("no MESSAGE-INTEGRITY")


def _checked(head: bytes, transaction: bytes, username: bytes, nominates: bool, value: bytes) -> BindingRequest:
    local, colon, remote = username.partition(b":")
    if not colon or len(value) != 20:
        raise MalformedStunError("username or integrity")
    try:
        local_ufrag, remote_ufrag = local.decode("ascii"), remote.decode("ascii")
    except UnicodeDecodeError:
        raise MalformedStunError("username is not ASCII") from None
    # The length counts up to and including the integrity attribute (24 bytes).
    covered = head[:2] + struct.pack("!H", len(head) - 20 + 24) + head[4:]
    return BindingRequest(transaction, local_ufrag, remote_ufrag, nominates, covered, value)


def build_binding_success(transaction: bytes, address: tuple[str, int], password: str) -> bytes:
    """Answer a check: the address it came from, integrity, fingerprint."""
    host = address[0].partition("%")[0]
    family, kind = (2, socket.AF_INET6) if ":" in host else (1, socket.AF_INET)
    packed, mask = socket.inet_pton(kind, host), struct.pack("!L", _COOKIE) + transaction
    size = len(packed)
    xored = (int.from_bytes(packed) ^ int.from_bytes(mask[:size])).to_bytes(size)
    value = struct.pack("!BBH", 0, family, address[1] ^ (_COOKIE >> 16)) + xored
    body = struct.pack("!HH", _XOR_ADDRESS, len(value)) + value
    head = _HEADER.pack(_SUCCESS, len(body) + 24, _COOKIE, transaction)
    digest = hmac.digest(password.encode(), head + body, "sha1")
    body += struct.pack("!HH", _INTEGRITY, 20) + digest
    head = _HEADER.pack(_SUCCESS, len(body) + 8, _COOKIE, transaction)
    check = zlib.crc32(head + body) ^ 0x5354554E
    return head + body + struct.pack("!HHL", _FINGERPRINT, 4, check)
