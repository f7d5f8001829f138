"""Random conferences: whatever comes in, in whatever order, both engines send the same bytes and tell the same."""

from collections.abc import Callable
from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from media.counters import Counters
from media.forward.budget import Quality
from media.forward.engine import Engine, VideoWish
from media.forward.errors import MalformedPacketError
from media.forward.plan import ExtensionIds, PeerPlan, SlotPlan, Track
from media.forward.rtcp import build_nack, build_pli
from media.forward.rtp import RtpPacket, build_rtp, one_byte_extension, pad_rtp
from tests.unit.media.engines import NATIVE_KIT, NEEDS_NATIVE, PYTHON_KIT, Kit
from tests.unit.media.packets import CODECS, IDS, OPUS, RTX, UPLINKS, VP8, Recorder

pytestmark = NEEDS_NATIVE

MEASURED = ExtensionIds(mid=1, rid=2, repaired_rid=3, level=4, transport_cc=6)
SSRCS = {"a": (10, 100, 101, 102, 200), "b": (20, 300, 301)}
RTX_SSRC = 900


class Ears:
    def __init__(self) -> None:
        self.heard: list[tuple[object, ...]] = []

    def on_audio(self, source: int, packet: RtpPacket, now: float) -> None:
        self.heard.append(
            (source, packet.level, packet.sequence, packet.timestamp, packet.marker, bytes(packet.payload), now)
        )


class Hall:
    """Three peers: a and b send and look, c is measured and looks."""

    def __init__(self, kit: Kit) -> None:
        self.counters, self.ears = Counters(), Ears()
        self.engine: Engine = kit.engine(self.counters, self.ears)
        self.out = {name: Recorder() for name in "abc"}
        for index, (name, out) in enumerate(self.out.items()):
            self.engine.add_peer(name, index + 1, _plan(1000 * (index + 1), MEASURED if name == "c" else IDS), out)
        self.errors: list[str] = []

    def told(self) -> dict[str, object]:
        """Everything that can be seen from outside."""
        counts = {name: count for name, count in self.counters.snapshot().items() if name not in ("rtp_sent",)}
        packets = {name: (out.raw, out.control) for name, out in self.out.items()}
        return {"counts": counts, "packets": packets, "heard": self.ears.heard, "errors": self.errors}


def _plan(base: int, ids: ExtensionIds) -> PeerPlan:
    return PeerPlan(
        uplinks=UPLINKS,
        codecs=CODECS,
        extensions=ids,
        audio_slots=tuple(SlotPlan(base + i, OPUS) for i in range(2)),
        video_slots=tuple(SlotPlan(base + 100 + i, VP8, base + 200 + i, RTX) for i in range(2)),
        announced={20: "0"},
    )


@dataclass(frozen=True)
class Act:
    """One thing that happens, to each of the halls; shown in hypothesis' reports by its text."""

    text: str
    do: Callable[[Hall, float], None]

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
names = st.sampled_from([b"", one_byte_extension(1, b"0"), one_byte_extension(1, b"1"), one_byte_extension(1, b"2")])
others = st.sampled_from(
    [b"", one_byte_extension(2, b"q"), one_byte_extension(2, b"f"), one_byte_extension(3, b"q"), b"\0\0\0", b"\xff\1"]
)


@st.composite
def rtp(draw: st.DrawFn) -> Act:
    """A packet that may belong, may not, or may be damaged."""
    peer = draw(st.sampled_from("ab"))
    kind = draw(st.sampled_from([OPUS, VP8, VP8, VP8, RTX, 50]))
    ssrc = RTX_SSRC if kind == RTX else draw(st.sampled_from(SSRCS[peer][:1] if kind == OPUS else SSRCS[peer][1:]))
    level = one_byte_extension(4, bytes((draw(st.integers(0, 255)),))) if draw(st.booleans()) else b""
    sequence = draw(st.one_of(st.integers(0, 40), st.integers(65_500, 65_535), st.integers(0, 0xFFFF)))
    data = build_rtp(
        payload_type=kind,
        marker=draw(st.booleans()),
        sequence=sequence,
        timestamp=draw(st.one_of(st.integers(0, 0xFFFFFFFF), st.just(sequence * 3000))),
        ssrc=ssrc,
        payload=draw(payloads),
        contributor=draw(st.one_of(st.none(), st.just(5))),
        extensions=draw(names) + draw(others) + level,
    )
    damage = draw(st.sampled_from(["none"] * 6 + ["pad", "cut", "flip"]))
    if damage == "pad":
        data = pad_rtp(data, draw(st.integers(1, 255)))
    elif damage == "cut":
        data = data[: draw(st.integers(0, len(data)))]
    elif damage == "flip":
        at = draw(st.integers(0, len(data) - 1))
        data = data[:at] + bytes((data[at] ^ draw(st.integers(1, 255)),)) + data[at + 1 :]
    return receive(peer, data)


wishes = st.one_of(
    st.none(),
    st.builds(
        VideoWish, st.sampled_from([1, 2, 9]), st.sampled_from([Track.CAMERA, Track.SCREEN]), st.sampled_from(Quality)
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
    numbers = draw(st.lists(st.integers(995, 1060), min_size=1, max_size=6, unique=True).map(sorted))
    acts: dict[str, Callable[[Hall, float], None]] = {
        "show": lambda hall, now: hall.engine.show(peer, audio, video, now),
        "nack": lambda hall, now: hall.engine.receive_rtcp(peer, build_nack(9, ssrc, numbers), now),
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


steps = st.lists(
    st.tuples(st.one_of(rtp(), rtp(), rtp(), control()), st.sampled_from([0.0, 0.004, 0.02, 0.11, 1.0])), max_size=70
)


def run(kit: Kit, acts: list[tuple[Act, float]], leaves: bool) -> dict[str, object]:
    hall, now = Hall(kit), 100.0
    look = [VideoWish(1, Track.CAMERA, Quality.LARGE), VideoWish(2, Track.CAMERA, Quality.SMALL)]
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
@given(steps, st.booleans())
def test_both_engines_do_the_same_to_the_bit(acts: list[tuple[Act, float]], leaves: bool) -> None:
    assert run(NATIVE_KIT, acts, leaves) == run(PYTHON_KIT, acts, leaves)
