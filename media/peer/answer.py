"""The SDP answer, and the engine's plan that goes with it. What must be in it and why: ``docs/algorithms/slots.md``."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from media.forward.plan import LAYERS, Codec, ExtensionIds, PeerPlan, SlotPlan, Track
from media.forward.upline import START
from media.peer.offer import BadOfferError, Offer, OfferedMedia, Payload, av1_level, h264_profile
from meetings.contracts.media import CHANNEL_SLOT, VIDEO_SLOTS

_URIS = {
    "mid": "urn:ietf:params:rtp-hdrext:sdes:mid",
    "rid": "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id",
    "repaired_rid": "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id",
    "level": "urn:ietf:params:rtp-hdrext:ssrc-audio-level",
    "send_time": "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time",
    "transport_cc": "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01",
    "dependency": "https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension",
}
_SOME = ("send_time", "transport_cc", "dependency")
"""Sections get one of the first two, to measure the line, and the third where AV1 is spoken."""
_LINE = {False: "goog-remb", True: "transport-cc"}
_OPUS, _RED, _VP8, _H264 = "opus/48000/2", "red/48000/2", "vp8/90000", "h264/90000"
_VP9, _AV1 = "vp9/90000", "av1/90000"
_KINDS = {_OPUS: Codec.OPUS, _VP8: Codec.VP8, _H264: Codec.H264, _VP9: Codec.VP9, _AV1: Codec.AV1}
_SPELLED = {_OPUS: _OPUS, _VP8: "VP8/90000", _H264: "H264/90000", _VP9: "VP9/90000", _AV1: "AV1/90000"}


@dataclass(frozen=True)
class Endpoint:
    """What every answer of this worker says of its transport."""

    fingerprint: str
    """SHA-256 in the form of SDP."""
    candidates: tuple[tuple[str, int], ...]
    """Announced addresses, best first."""


@dataclass(frozen=True)
class Credentials:
    """ICE user name and password of one peer session (RFC 8445 §5.3: at least 24 and 128 bits)."""

    ufrag: str = field(default_factory=lambda: secrets.token_hex(6))
    password: str = field(default_factory=lambda: secrets.token_hex(16))


@dataclass
class _Build:
    """What grows while the sections are answered."""

    publishes: bool
    make_ssrc: Callable[[], int]
    may_send: Callable[[Codec], bool]
    uplinks: dict[str, Track] = field(default_factory=dict)
    codecs: dict[int, Codec] = field(default_factory=dict)
    announced: dict[int, str] = field(default_factory=dict)
    extensions: dict[str, int] = field(default_factory=dict)
    audio: list[SlotPlan] = field(default_factory=list)
    video: list[SlotPlan] = field(default_factory=list)


class Ssrcs:
    """The SSRCs of one connection: random ones at first, the same ones for each later answer (ICE restart)."""

    def __init__(self) -> None:
        self._made: list[int] = []

    def begin(self) -> Callable[[], int]:
        """Return what gives them out, in the order of the answer's lines."""
        known = iter(tuple(self._made))

        def give() -> int:
            number = next(known, 0)
            if not number:
                number = random_ssrc()
                self._made.append(number)
            return number

        return give


def random_ssrc() -> int:
    """A random SSRC that is never 0."""
    return secrets.randbelow(0xFFFFFFFE) + 1


def _anything(codec: Codec) -> bool:
    return True


def build_answer(
    offer: Offer,
    endpoint: Endpoint,
    credentials: Credentials,
    *,
    publishes: bool,
    make_ssrc: Callable[[], int] = random_ssrc,
    may_send: Callable[[Codec], bool] = _anything,
) -> tuple[str, PeerPlan]:
    """Answer an offer: its send lines become uplinks, its receive lines become slots; raises ``BadOfferError``.

    ``publishes``: False answers every send line with ``inactive``. ``may_send``: may it
    send pictures that not every browser decodes (VP9, AV1), which it wants to?
    """
    build = _Build(publishes, make_ssrc, may_send)
    lines = ["v=0", "o=- 1 1 IN IP4 0.0.0.0", "s=-", "t=0 0", "a=ice-lite"]
    lines += [f"a=group:BUNDLE {' '.join(offer.bundle)}", "a=extmap-allow-mixed", "a=msid-semantic:WMS *"]
    for media in offer.media:
        lines += _section(media, build)
        if media.mid == offer.bundle[0]:
            lines += _transport(endpoint, credentials)
    plan = PeerPlan(
        uplinks=build.uplinks,
        codecs=build.codecs,
        extensions=ExtensionIds(**build.extensions),
        audio_slots=tuple(build.audio),
        video_slots=tuple(build.video),
        announced=build.announced,
    )
    return "\r\n".join(lines) + "\r\n", plan


def _transport(endpoint: Endpoint, credentials: Credentials) -> list[str]:
    lines = [
        f"a=ice-ufrag:{credentials.ufrag}",
        f"a=ice-pwd:{credentials.password}",
        f"a=fingerprint:sha-256 {endpoint.fingerprint}",
        "a=setup:passive",
    ]
    for index, (address, port) in enumerate(endpoint.candidates):
        priority = (126 << 24) + ((65535 - index) << 8) + 255
        lines.append(f"a=candidate:{index + 1} 1 udp {priority} {address} {port} typ host")
    return [*lines, "a=end-of-candidates"]


Choice = tuple[Payload, Payload | None]
"""A codec and what repairs it (RTX)."""


def _choices(media: OfferedMedia, may_send: Callable[[Codec], bool]) -> list[Choice]:
    """What is taken of the offered codecs, best first: one by a section that sends, all by one that receives."""
    if media.kind == "audio":
        opus = media.payload(_OPUS)
        return [(opus, None)] if opus else []
    offered = (media.payload(_VP8), media.h264(), media.main_profile(_VP9), media.main_profile(_AV1))
    mains = [one for one in offered if one]
    # VP8, and H264 where there is none, unless the page wants another one first and everybody can look at it.
    first = next((one for one in media.payloads.values() if one in mains), None)
    if first and first.name in (_VP9, _AV1) and may_send(_KINDS[first.name]):
        mains.sort(key=lambda one: one is not first)
    found = [(one, media.repair_of(one.number)) for one in mains]
    same = [one for one in found if bool(one[1]) == bool(found[0][1])]
    return same if media.direction == "recvonly" else same[:1]


def _section(media: OfferedMedia, build: _Build) -> list[str]:
    choices = _choices(media, build.may_send)
    if media.rejected or not choices:
        return [
            f"m={media.kind} 0 UDP/TLS/RTP/SAVPF {next(iter(media.payloads), 0)}",
            f"a=mid:{media.mid}",
            "a=inactive",
        ]
    red = media.payload(_RED) if media.kind == "audio" else None
    numbers = [one.number for choice in (*choices, (red, None)) for one in choice if one]
    lines = [f"m={media.kind} 9 UDP/TLS/RTP/SAVPF {' '.join(map(str, numbers))}", "c=IN IP4 0.0.0.0"]
    lines += [f"a=mid:{media.mid}", "a=rtcp-mux", "a=rtcp-rsize"]
    sends = media.direction in ("sendonly", "sendrecv")
    reports = media.kind == "video" and not sends and _URIS["transport_cc"] in media.extensions
    lines += [line for choice in choices for line in _codec(media.kind, *choice, reports=reports, sends=sends)]
    if red:
        main = choices[0][0].number
        lines += [f"a=rtpmap:{red.number} red/48000/2", f"a=fmtp:{red.number} {main}/{main}"]
    taken = {"transport_cc" if reports else "send_time"} if media.kind == "video" else set()
    if any(choice[0].name == _AV1 for choice in choices):
        taken.add("dependency")
    lines += _extensions(media, build, taken)
    if sends:
        return lines + _uplink(media, build, choices[0], red)
    if media.direction == "recvonly":
        return lines + _slot(media, build, choices, red)
    return [*lines, "a=inactive"]


def _codec(kind: str, main: Payload, repair: Payload | None, *, reports: bool, sends: bool) -> list[str]:
    lines = [f"a=rtpmap:{main.number} {_SPELLED[main.name]}", *_feedback(kind, main.number, reports)]
    form = []
    if main.name == _H264:
        form.append(f"level-asymmetry-allowed=1;packetization-mode=1;profile-level-id={h264_profile(main.parameters)}")
    if main.name == _VP9:
        form.append("profile-id=0")
    if main.name == _AV1:
        form.append(f"level-idx={av1_level(main.parameters)};profile=0;tier=0")
    if kind == "video" and sends:
        # Its own guess, 300 kbit/s, would push its sound out of a thin uplink before we could say so.
        form.append(f"x-google-start-bitrate={START // 1000}")
    if form:
        lines.append(f"a=fmtp:{main.number} {';'.join(form)}")
    if repair:
        lines += [f"a=rtpmap:{repair.number} rtx/90000", f"a=fmtp:{repair.number} apt={main.number}"]
    return lines


def _feedback(kind: str, number: int, reports: bool) -> list[str]:
    if kind == "audio":
        # Audio NACK: with a receive buffer above the round trip time it repairs bursts that FEC cannot.
        return [f"a=fmtp:{number} minptime=10;useinbandfec=1;usedtx=1", f"a=rtcp-fb:{number} nack"]
    # A page that receives tells us of every packet; to one that sends, REMB is said (it needs less of both sides).
    return [f"a=rtcp-fb:{number} {one}" for one in ("nack", "nack pli", "ccm fir", _LINE[reports])]


def _extensions(media: OfferedMedia, build: _Build, taken: set[str]) -> list[str]:
    """``taken``: which of those that not every section gets this one does."""
    lines = []
    names = {uri: name for name, uri in _URIS.items()}
    for uri, number in media.extensions.items():
        name = names.get(uri)
        # The one-byte form carries ids 1..14 only (RFC 8285 §4.2).
        if name is None or number > 14 or (name in _SOME and name not in taken):
            continue
        if build.extensions.setdefault(name, number) != number:
            raise BadOfferError("one extension has two ids in a bundle")
        lines.append(f"a=extmap:{number} {uri}")
    return lines


def _uplink(media: OfferedMedia, build: _Build, choice: Choice, red: Payload | None) -> list[str]:
    track = _next_track(media.kind, build)
    if track is None or not build.publishes:
        return ["a=inactive"]
    build.uplinks[media.mid] = track
    main, repair = choice
    build.codecs[main.number] = _KINDS[main.name]
    build.codecs.update({one.number: kind for one, kind in ((repair, Codec.RTX), (red, Codec.RED)) if one})
    if not media.layers:
        # Only a section without layers can be told by its SSRC: of simulcast the offer names none.
        build.announced.update({ssrc: media.mid for ssrc in media.ssrcs})
    layers = [layer for layer in media.layers if layer in LAYERS]
    if not layers:
        return ["a=recvonly"]
    return [
        "a=recvonly",
        *(f"a=rid:{layer} recv" for layer in layers),
        f"a=simulcast:recv {';'.join(layers)}",
    ]


def _next_track(kind: str, build: _Build) -> Track | None:
    wanted = (Track.AUDIO,) if kind == "audio" else (Track.CAMERA, Track.SCREEN)
    return next((track for track in wanted if track not in build.uplinks.values()), None)


def _types(choices: list[Choice]) -> dict[Codec, tuple[int, int]]:
    """Payload types of each codec and its repair, 0 where there is none."""
    return {_KINDS[main.name]: (main.number, repair.number if repair else 0) for main, repair in choices}


def _slot(media: OfferedMedia, build: _Build, choices: list[Choice], red: Payload | None) -> list[str]:
    slots = build.audio if media.kind == "audio" else build.video
    if len(slots) >= (CHANNEL_SLOT + 1 if media.kind == "audio" else VIDEO_SLOTS):
        return ["a=inactive"]
    repair = choices[0][1]
    types = _types(choices)
    plain = types.pop(Codec.OPUS if media.kind == "audio" else Codec.VP8, (0, 0))
    ssrc, rtx_ssrc = build.make_ssrc(), build.make_ssrc() if repair else 0
    slot = SlotPlan(ssrc, plain[0], rtx_ssrc, plain[1], red.number if red else 0, types)
    slots.append(slot)
    # A stream name per slot: slots must not be lip-synced with each other.
    name = f"s{media.mid}"
    lines = ["a=sendonly", f"a=msid:{name} t{media.mid}", f"a=ssrc:{slot.ssrc} cname:{name}"]
    if repair:
        lines += [f"a=ssrc:{slot.rtx_ssrc} cname:{name}", f"a=ssrc-group:FID {slot.ssrc} {slot.rtx_ssrc}"]
    return lines
