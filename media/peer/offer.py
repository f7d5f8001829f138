"""Parsing of a page's SDP offer: everything taken from outside becomes typed here, or one error."""

import re
from dataclasses import dataclass, field

from meetings.contracts.media import MAX_OFFER_BYTES

MAX_MEDIA = 40
MAX_LINES = 4000
_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+\-.^_`|~]{1,32}")
_ICE = re.compile(r"[A-Za-z0-9+/]{4,256}")
_DIGEST = re.compile(r"[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2})+")
_HASHES = {"sha-256": 32, "sha-384": 48, "sha-512": 64}


class BadOfferError(ValueError):
    """The offer cannot be answered; ``str()`` is a short English reason for the log."""


@dataclass(frozen=True)
class Payload:
    """One offered payload type."""

    number: int
    name: str
    """Lower case, with clock rate and channels: ``vp8/90000``, ``opus/48000/2``."""
    repairs: int | None = None
    """For RTX: the payload type it resends (``apt``)."""
    parameters: str = ""
    """What ``a=fmtp`` says of it."""


def _values_of(parameters: str) -> dict[str, str]:
    return dict(part.strip().lower().partition("=")[::2] for part in parameters.split(";"))


def is_main_profile(parameters: str) -> bool:
    """True for profile 0 of VP9 or AV1 (4:2:0, 8 bits; of AV1 in its main tier), which every decoder of theirs has."""
    values = _values_of(parameters)
    return all(values.get(name, "0") == "0" for name in ("profile-id", "profile", "tier"))


def av1_level(parameters: str) -> int:
    """``level-idx``, 5 where nothing usable is said (the AV1 RTP specification, §7.2)."""
    level = _values_of(parameters).get("level-idx", "")
    return int(level) if re.fullmatch(r"[0-9]{1,2}", level) else 5


def h264_profile(parameters: str) -> str:
    """``profile-level-id`` when it is a constrained baseline in packetisation mode 1, else empty."""
    values = _values_of(parameters)
    profile = values.get("profile-level-id", "")
    fits = re.fullmatch(r"42[4-7c-f][0-9a-f]{3}", profile) and values.get("packetization-mode") == "1"
    return profile if fits else ""


@dataclass
class OfferedMedia:
    """One m-section."""

    kind: str
    mid: str = ""
    direction: str = "sendrecv"
    rejected: bool = False
    payloads: dict[int, Payload] = field(default_factory=dict)
    """In the page's order of preference."""
    extensions: dict[str, int] = field(default_factory=dict)
    layers: tuple[str, ...] = ()
    ssrcs: tuple[int, ...] = ()

    def payload(self, name: str) -> Payload | None:
        """First offered payload type with this name."""
        return next((one for one in self.payloads.values() if one.name == name), None)

    def h264(self) -> Payload | None:
        """First offered H264 that everybody can decode: constrained baseline, packetisation mode 1 (RFC 6184 §8.1)."""
        return next(
            (one for one in self.payloads.values() if one.name == "h264/90000" and h264_profile(one.parameters)), None
        )

    def main_profile(self, name: str) -> Payload | None:
        """First offered payload type with this name (VP9, AV1) in the profile that everybody can decode."""
        return next(
            (one for one in self.payloads.values() if one.name == name and is_main_profile(one.parameters)), None
        )

    def repair_of(self, number: int) -> Payload | None:
        """The RTX payload type for a payload type."""
        return next((one for one in self.payloads.values() if one.repairs == number), None)


@dataclass
class Offer:
    """What a page offered."""

    ufrag: str
    fingerprints: tuple[tuple[str, str], ...]
    media: tuple[OfferedMedia, ...]
    bundle: tuple[str, ...]
    origin: str = ""
    """Session id of the ``o=`` line: one for the life of an RTCPeerConnection (RFC 8829 §5.2.1)."""


def parse_offer(text: str) -> Offer:
    """Parse an offer; every fault, of whatever kind, is a ``BadOfferError``."""
    if len(text.encode("utf-8", "replace")) > MAX_OFFER_BYTES:
        raise BadOfferError("larger than allowed")
    lines = text.replace("\r\n", "\n").split("\n")
    if len(lines) > MAX_LINES or not lines[0].startswith("v=0"):
        raise BadOfferError("no SDP")
    session, *sections = _sections(lines)
    if not 1 <= len(sections) <= MAX_MEDIA:
        raise BadOfferError("number of m-lines")
    try:
        media = tuple(_parse_media(section) for section in sections)
        return _parse_session(session, sections, media)
    except (ValueError, IndexError) as error:
        if isinstance(error, BadOfferError):
            raise
        raise BadOfferError(f"unreadable: {error}") from None


def _sections(lines: list[str]) -> list[list[str]]:
    sections: list[list[str]] = [[]]
    for line in lines:
        if line.startswith("m="):
            sections.append([])
        sections[-1].append(line)
    return sections


def _parse_session(session: list[str], sections: list[list[str]], media: tuple[OfferedMedia, ...]) -> Offer:
    bundle = _values(session, "group:BUNDLE ")
    mids = tuple(bundle[0].split()) if bundle else ()
    if len({one.mid for one in media}) != len(media) or set(mids) != {one.mid for one in media if not one.rejected}:
        raise BadOfferError("all m-lines must be in one BUNDLE group")
    # In a bundle the first section's transport counts (RFC 9143 §7.3); session-level lines serve all.
    first = next((lines for lines in sections if f"a=mid:{mids[0]}" in lines), sections[0])
    transport = first + session
    ufrag = _values(transport, "ice-ufrag:")
    if not ufrag or not _ICE.fullmatch(ufrag[0]):
        raise BadOfferError("ice-ufrag")
    setup = _values(transport, "setup:")
    if not setup or setup[0] not in ("actpass", "active"):
        raise BadOfferError("the page must be able to be the DTLS client")
    origin = next((line[2:].split()[1] for line in session if line.startswith("o=") and len(line.split()) > 1), "")
    return Offer(ufrag[0], _fingerprints(transport), media, mids, origin[:64])


def _fingerprints(lines: list[str]) -> tuple[tuple[str, str], ...]:
    found = []
    for value in _values(lines, "fingerprint:"):
        algorithm, _, digest = value.partition(" ")
        size = _HASHES.get(algorithm.lower())
        if size is None:
            continue
        if len(digest) != 3 * size - 1 or not _DIGEST.fullmatch(digest):
            raise BadOfferError("fingerprint")
        found.append((algorithm.lower(), digest.upper()))
    if not found:
        raise BadOfferError("no usable fingerprint")
    return tuple(found)


def _values(lines: list[str], name: str) -> list[str]:
    prefix = "a=" + name
    return [line[len(prefix) :].strip() for line in lines if line.startswith(prefix)]


def _parse_media(lines: list[str]) -> OfferedMedia:
    kind, port, protocol, *numbers = lines[0][2:].split()
    if kind not in ("audio", "video"):
        raise BadOfferError(f"m={kind} is not served")
    if protocol not in ("UDP/TLS/RTP/SAVPF", "RTP/SAVPF"):
        raise BadOfferError("transport protocol")
    mid = _values(lines, "mid:")
    if not mid or not _TOKEN.fullmatch(mid[0]) or len(mid[0]) > 16:
        raise BadOfferError("mid")
    media = OfferedMedia(kind=kind, mid=mid[0], rejected=port == "0" and "a=bundle-only" not in lines)
    directions = [line[2:] for line in lines if line[2:] in ("sendrecv", "sendonly", "recvonly", "inactive")]
    media.direction = directions[0] if directions else "sendrecv"
    media.payloads = _payloads(lines, [int(number) for number in numbers])
    for value in _values(lines, "extmap:"):
        number, uri = value.split()[:2]
        media.extensions[uri] = _extension_id(number.split("/")[0])
    media.layers = tuple(value.split()[0] for value in _values(lines, "rid:") if value.split()[1:2] == ["send"])
    if any(not re.fullmatch(r"[A-Za-z0-9]{1,8}", layer) for layer in media.layers) or len(media.layers) > 3:
        raise BadOfferError("rid")
    media.ssrcs = tuple(dict.fromkeys(int(value.split()[0]) & 0xFFFFFFFF for value in _values(lines, "ssrc:")))[:8]
    return media


def _extension_id(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 255:
        raise BadOfferError("extmap id")
    return number


def _payloads(lines: list[str], numbers: list[int]) -> dict[int, Payload]:
    repairs: dict[int, int] = {}
    told: dict[int, str] = {}
    for value in _values(lines, "fmtp:"):
        text, _, parameters = value.partition(" ")
        match = re.search(r"(?:^|;)\s*apt=(\d{1,3})", parameters)
        if match:
            repairs[int(text)] = int(match.group(1))
        elif text.isascii() and text.isdigit():
            told[int(text)] = parameters.strip()
    payloads: dict[int, Payload] = {}
    for value in _values(lines, "rtpmap:"):
        text, name = value.split()[:2]
        number = int(text)
        if number in numbers and 0 <= number <= 127:
            payloads[number] = Payload(number, name.lower(), repairs.get(number), told.get(number, ""))
    return {number: payloads[number] for number in numbers if number in payloads}
