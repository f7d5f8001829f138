"""Random conferences: whatever comes in, in whatever order, both engines send the same bytes and tell the same."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from hypothesis import given, settings
from hypothesis import strategies as st

from media.counters import Counters
from media.forward.budget import Quality
from media.forward.engine import Engine, VideoWish
from media.forward.errors import MalformedPacketError
from media.forward.plan import Codec, ExtensionIds, PeerPlan, SlotPlan, Track
from media.forward.red import wrap_red
from media.forward.rtcp import build_nack, build_pli
from media.forward.rtp import RtpPacket, build_rtp, one_byte_extension, pad_rtp, parse_rtp, two_byte_extension
from tests.unit.media.engines import NATIVE_KIT, NEEDS_NATIVE, PYTHON_KIT, Kit
from tests.unit.media.packets import CODECS, IDS, OPUS, RED, RTX, UPLINKS, VP8, Recorder

pytestmark = NEEDS_NATIVE

H264, VP9, AV1 = 102, 98, 45
KINDS = {H264: Codec.H264, VP9: Codec.VP9, AV1: Codec.AV1}
KEYFRAMES = {H264: b"\x78\0\4\x67\x42\xe0\x1f", VP9: b"\xa8\x80\x05\0\x07key", AV1: b"\x18key"}
DESCRIBED = replace(IDS, dependency=13)
MEASURED = ExtensionIds(mid=1, rid=2, repaired_rid=3, level=4, transport_cc=6, dependency=13)


class Ears:
    def __init__(self) -> None:
        self.heard: list[tuple[object, ...]] = []

    def on_audio(self, source: int, packet: RtpPacket, now: float) -> None:
        self.heard.append(
            (source, packet.level, packet.sequence, packet.timestamp, packet.marker, bytes(packet.payload), now)
        )


class Hall:
    """Three peers that send and look; c is measured. b takes VP8 and AV1 without its descriptors, the others all."""

    def __init__(self, kit: Kit) -> None:
        self.counters, self.ears = Counters(), Ears()
        self.engine: Engine = kit.engine(self.counters, self.ears)
        self.out = {name: Recorder() for name in "abc"}
        for index, (name, out) in enumerate(self.out.items()):
            self.engine.add_peer(
                name, index + 1, _plan(1000 * (index + 1), PAGES[name], KINDS if name != "b" else {AV1: Codec.AV1}), out
            )
        self.errors: list[str] = []

    def told(self) -> dict[str, object]:
        """Everything that can be seen from outside."""
        counts = {name: count for name, count in self.counters.snapshot().items() if name not in ("rtp_sent",)}
        packets = {name: (out.raw, out.control) for name, out in self.out.items()}
        return {"counts": counts, "packets": packets, "heard": self.ears.heard, "errors": self.errors}


PAGES = {"a": DESCRIBED, "b": IDS, "c": MEASURED}


def _plan(base: int, ids: ExtensionIds, kinds: dict[int, Codec]) -> PeerPlan:
    more = {kind: (number, number + 1) for number, kind in kinds.items()}
    return PeerPlan(
        uplinks=UPLINKS,
        codecs=CODECS | KINDS,
        extensions=ids,
        audio_slots=tuple(SlotPlan(base + i, OPUS, red_payload_type=RED) for i in range(2)),
        video_slots=tuple(SlotPlan(base + 100 + i, VP8, base + 200 + i, RTX, 0, more) for i in range(2)),
        announced={20: "0"},
    )


@dataclass(frozen=True)
class Act:
    """One thing that happens, to each of the halls; shown in hypothesis' reports by its text."""

    text: str
    do: Callable[[Hall, float], object]

    def __repr__(self) -> str:
        return self.text


def receive(peer: str, data: bytes) -> Act:
    def do(hall: Hall, now: float) -> None:
        try:
            hall.engine.receive_rtp(peer, data, now)
        except MalformedPacketError:
            hall.errors.append("malformed")

    return Act(f"receive({peer!r}, bytes.fromhex({data.hex()!r}))", do)


payloads = st.one_of(
    st.binary(max_size=40),
    st.builds(
        lambda first, flags, picture, tl0, rest: (
            bytes((first, flags)) + picture.to_bytes(2, "big") + bytes((tl0,)) + rest
        ),
        st.sampled_from([0x90, 0x80, 0x91, 0x10]),
        st.sampled_from([0xC0, 0x80, 0xF0, 0x40, 0xE0]),
        st.integers(0, 0xFFFF),
        st.integers(0, 255),
        st.one_of(st.just(b"\0key"), st.just(b"\1delta"), st.binary(min_size=1, max_size=1300)),
    ),
)
redundant = st.one_of(
    st.binary(max_size=40),
    st.builds(
        wrap_red,
        st.sampled_from([OPUS, OPUS, OPUS, OPUS, 50]),
        st.lists(st.tuples(st.integers(0, 4).map(lambda one: one * 960), st.binary(max_size=20)), max_size=3),
        st.binary(max_size=40),
    ),
)
others = st.sampled_from(
    [one_byte_extension(13, b"\xc0\x12\x34\x80end"), b"", b"", b"\0\0\0", b"\xff\1", one_byte_extension(9, b"other")]
)


STREAMS = {
    ("a", 10): (OPUS, one_byte_extension(1, b"0")),
    ("b", 20): (OPUS, b""),
    ("a", 100): (VP8, one_byte_extension(1, b"1") + one_byte_extension(2, b"q")),
    ("a", 101): (VP8, one_byte_extension(1, b"1") + one_byte_extension(2, b"h")),
    ("a", 102): (VP8, one_byte_extension(1, b"1") + one_byte_extension(2, b"f")),
    ("a", 103): (VP8, one_byte_extension(1, b"1") + one_byte_extension(2, b"q")),
    ("a", 200): (VP8, one_byte_extension(1, b"2")),
    ("b", 300): (VP8, one_byte_extension(1, b"1")),
    ("b", 310): (H264, one_byte_extension(1, b"2")),
    ("c", 320): (VP9, one_byte_extension(1, b"1")),
    ("c", 330): (AV1, one_byte_extension(1, b"2")),
    ("a", 900): (RTX, one_byte_extension(1, b"1") + one_byte_extension(3, b"q")),
    ("b", 901): (50, b""),
}
"""103 takes the layer of 100 over; 901 has a type that nobody negotiated."""


def keyframe(sequence: int) -> bytes:
    return b"\x90\xc0" + (0x8000 | sequence & 0x7FFF).to_bytes(2, "big") + bytes((sequence & 255,)) + b"\0key"


def opening() -> list[Act]:
    """A first packet of each stream, so that there is something to look at."""
    acts = []
    for (peer, ssrc), (kind, names) in STREAMS.items():
        if kind in (OPUS, VP8, *KINDS) and ssrc != 103:
            data = build_rtp(
                payload_type=kind,
                marker=False,
                sequence=65_530,
                timestamp=1,
                ssrc=ssrc,
                payload=b"first" if kind == OPUS else KEYFRAMES.get(kind) or keyframe(1),
                extensions=names,
            )
            acts.append(receive(peer, data))
    return acts


@st.composite
def rtp(draw: st.DrawFn, counters: dict[int, int]) -> Act:
    """A packet of a stream, mostly the next one; it may be late, strange or damaged."""
    peer, ssrc = draw(st.sampled_from(list(STREAMS)))
    kind, names = STREAMS[peer, ssrc]
    sequence = counters.get(ssrc, 65_531) + draw(st.sampled_from([0, 0, 0, 0, 1, 3, -1, -2, 250, 5000]))
    counters[ssrc] = sequence + 1
    level = one_byte_extension(4, bytes((draw(st.integers(0, 255)),))) if draw(st.booleans()) else b""
    body = draw(payloads) if kind != OPUS else draw(st.binary(max_size=120))
    if kind == OPUS and draw(st.booleans()):
        kind, body = RED, draw(redundant)
    if kind in KEYFRAMES and draw(st.booleans()):
        body = KEYFRAMES[kind] + body
    if kind == VP8 and draw(st.sampled_from([True, False, False])):
        body = keyframe(draw(st.integers(0, 0x7FFF)))
    if kind == RTX:
        body = (sequence - draw(st.integers(0, 9)) & 0xFFFF).to_bytes(2, "big") + body
    data = build_rtp(
        payload_type=kind,
        marker=draw(st.booleans()),
        sequence=sequence & 0xFFFF,
        timestamp=draw(st.one_of(st.just(sequence * 3000 & 0xFFFFFFFF), st.integers(0, 0xFFFFFFFF))),
        ssrc=ssrc,
        payload=body,
        contributor=draw(st.sampled_from([None, 5])),
        extensions=names + draw(others) + level,
    )
    if kind == AV1 and draw(st.booleans()):
        data = described(data, draw(st.binary(min_size=1, max_size=140)))
    return receive(peer, _damaged(draw, data))


def described(data: bytes, dependency: bytes) -> bytes:
    """The packet with nothing but this dependency descriptor in its extension, in the two-byte form."""
    packet = parse_rtp(data)
    elements = two_byte_extension(13, dependency)
    elements += bytes(-len(elements) % 4)
    at = 12 + 4 * (data[0] & 15)
    extension = b"\x10\0" + (len(elements) // 4).to_bytes(2, "big") + elements
    return bytes((data[0] | 0x10,)) + data[1:at] + extension + packet.payload


def _damaged(draw: st.DrawFn, data: bytes) -> bytes:
    damage = draw(st.sampled_from(["none"] * 9 + ["pad", "cut", "flip"]))
    if damage == "pad":
        return pad_rtp(data, draw(st.integers(1, 255)))
    if damage == "cut":
        return data[: draw(st.integers(0, len(data)))]
    if damage == "flip":
        at = draw(st.integers(0, len(data) - 1))
        return data[:at] + bytes((data[at] ^ draw(st.integers(1, 255)),)) + data[at + 1 :]
    return data


wishes = st.one_of(
    st.none(),
    st.builds(
        VideoWish,
        st.sampled_from([1, 2, 3, 9]),
        st.sampled_from([Track.CAMERA, Track.SCREEN]),
        st.sampled_from(Quality),
    ),
)


@st.composite
def control(draw: st.DrawFn) -> Act:
    """What the meeting or a page decides."""
    peer = draw(st.sampled_from("abc"))
    kind = draw(st.sampled_from(["show", "show", "nack", "pli", "ask", "report", "refill", "feedback"]))
    audio = [draw(st.sampled_from([None, 1, 2])) for _ in range(2)]
    video = [draw(wishes) for _ in range(2)]
    base = 1000 * ("abc".index(peer) + 1)
    ssrc = base + draw(st.sampled_from([0, 1, 100, 101, 200]))
    numbers = draw(st.lists(st.integers(1000, 1030), min_size=1, max_size=6, unique=True).map(sorted))
    acts: dict[str, Callable[[Hall, float], object]] = {
        "show": lambda hall, now: hall.engine.show(peer, audio, video, now),
        "nack": lambda hall, now: [
            hall.engine.receive_rtcp(peer, build_nack(9, ssrc, numbers), now + later) for later in (0, 0.01, 0.05)
        ],
        "pli": lambda hall, now: hall.engine.receive_rtcp(peer, build_pli(9, ssrc), now),
        "ask": lambda hall, now: hall.engine.ask(now),
        "report": lambda hall, now: hall.engine.report(now, 1000.0 + now),
        "refill": lambda hall, now: hall.engine.refill(peer, now),
        "feedback": lambda hall, now: hall.engine.receive_rtcp("c", feedback(numbers[0] - 990, now), now),
    }
    return Act(f"{kind}({peer!r}, {audio}, {video}, {ssrc}, {numbers})", acts[kind])


def feedback(first: int, now: float) -> bytes:
    """Transport feedback: 8 packets from ``first`` on arrived now, 1 ms apart."""
    reference = int(now / 0.064) & 0xFFFFFF
    body = first.to_bytes(2, "big") + b"\0\x08" + reference.to_bytes(3, "big") + b"\0" + (0x2000 | 8).to_bytes(2, "big")
    body += b"\4" * 8 + b"\0\0"
    head = bytes((0x8F, 205)) + (2 + len(body) // 4).to_bytes(2, "big") + bytes(8)
    return head + body


@st.composite
def scripts(draw: st.DrawFn) -> list[tuple[Act, float]]:
    """What happens, and how many seconds pass before each."""
    counters: dict[int, int] = {}
    acts = []
    for _ in range(draw(st.integers(0, 60))):
        act = draw(rtp(counters) if draw(st.integers(0, 3)) else control())
        acts.append((act, draw(st.sampled_from([0.0, 0.004, 0.004, 0.02, 0.11, 1.0]))))
    return acts


def run(kit: Kit, acts: list[tuple[Act, float]], leaves: bool) -> dict[str, object]:
    hall, now = Hall(kit), 100.0
    look = [VideoWish(1, Track.CAMERA, Quality.LARGE), VideoWish(2, Track.CAMERA, Quality.SMALL)]
    for act in opening():
        act.do(hall, now)
    for peer in "abc":
        hall.engine.show(peer, [1, 2], look, now)
    for act, pause in acts:
        now += pause
        act.do(hall, now)
    if leaves:
        hall.engine.remove_peer("a", now)
    told = hall.told()
    told["sending"] = dict(hall.engine.sending(now))
    return told


@settings(max_examples=120)
@given(scripts(), st.booleans())
def test_both_engines_do_the_same_to_the_bit(acts: list[tuple[Act, float]], leaves: bool) -> None:
    assert run(NATIVE_KIT, acts, leaves) == run(PYTHON_KIT, acts, leaves)


def test_these_conferences_do_forward() -> None:
    """Else the comparison would be one of two silences."""
    sound = build_rtp(payload_type=OPUS, marker=False, sequence=65_531, timestamp=961, ssrc=10, payload=b"x")
    frame = build_rtp(payload_type=VP8, marker=True, sequence=65_531, timestamp=9, ssrc=300, payload=keyframe(2))
    packets = run(NATIVE_KIT, [(receive("a", sound), 0.0), (receive("b", frame), 0.0)], False)["packets"]
    assert isinstance(packets, dict)
    # c's line has no room for a picture of a megabit yet.
    assert [len(packets[name][0]) for name in "abc"] == [2, 2, 1]
