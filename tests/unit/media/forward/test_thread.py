"""The media thread in C beside the control side: packets that come while a stream is being introduced."""

import ctypes
import socket
import time
from collections import Counter
from collections.abc import Iterator

import pytest

from media.counters import Counters
from media.forward.budget import Quality
from media.forward.engine import VideoWish
from media.forward.native.core import NAMES, Address, Core
from media.forward.native.engine import NativeEngine, NativeUplink
from media.forward.native.peer import NativePeer
from media.forward.plan import Track
from media.forward.rtp import RtpPacket, parse_rtp
from tests.unit.media.engines import NEEDS_NATIVE
from tests.unit.media.packets import plan, video

pytestmark = NEEDS_NATIVE

_CRYPT = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p)
_plain = _CRYPT(lambda session, data, length: 0)
"""Instead of libsrtp's functions: nothing is encrypted."""


class Deaf:
    def on_audio(self, source: int, packet: RtpPacket, now: float) -> None:
        """No sound here."""


class Line:
    """An outlet whose packets come from, and go to, one socket."""

    def __init__(self, address: Address) -> None:
        self.address = address

    def attach(self, link: NativePeer) -> None:
        link.attach(1, 1, None)
        link.route(self.address)
        link.aim(self.address)

    def detach(self) -> None:
        """Nothing to give back."""

    def send_rtp(self, packet: bytes) -> None:
        raise AssertionError("the thread sends")

    def send_rtcp(self, packet: bytes) -> None:
        """Feedback is of no interest here."""


def _socket() -> socket.socket:
    one = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    one.bind(("127.0.0.1", 0))
    one.settimeout(5)
    return one


class Stage:
    """Page a sends, page b looks; the worker's socket is served by the thread."""

    def __init__(self) -> None:
        self.worker, self.a, self.b = _socket(), _socket(), _socket()
        self.worker.setblocking(False)
        address = ctypes.cast(_plain, ctypes.c_void_p).value or 0
        self.core = Core(Counters(), (address, address))
        self.engine = NativeEngine(Counters(), Deaf(), self.core)
        self.core.start(self.worker.fileno(), -1, lambda data, address: None)
        self.engine.add_peer("a", 1, plan(), Line(self.a.getsockname()))
        self.engine.add_peer("b", 2, plan(base=2000), Line(self.b.getsockname()))

    def send(self, *numbers: int) -> None:
        """Packets of a picture that begins with number 1; returns when the thread has taken them."""
        self.put(*(video(one, picture=7, keyframe=True, starts=one == 1, marker=one == 9) for one in numbers))

    def put(self, *packets: bytes) -> None:
        before = self._taken()
        for packet in packets:
            self.a.sendto(packet, self.worker.getsockname())
        deadline = time.monotonic() + 5
        while self._taken() < before + len(packets):
            assert time.monotonic() < deadline
            time.sleep(0.001)

    def _taken(self) -> int:
        return int(self.core.lib.forward_count(self.core.handle, NAMES.index("rtp_received")))

    def show(self, uplink: NativeUplink) -> None:
        """From its first packet on; what the engine would choose needs a stream that lives already."""
        self.engine._peers["b"].downlink.video[0].switch(uplink.tracks[Track.CAMERA][""], 1.0)

    def seen(self, count: int) -> list[int]:
        """Payload-independent order of what b gets: distance from its first packet."""
        packets = [parse_rtp(self.b.recv(2048)) for _ in range(count)]
        return [(one.sequence - packets[0].sequence) & 0xFFFF for one in packets]

    def close(self) -> None:
        self.core.stop()
        for name in "ab":
            self.engine.remove_peer(name, 2.0)
        for one in (self.worker, self.a, self.b):
            one.close()


@pytest.fixture
def stage() -> Iterator[Stage]:
    one = Stage()
    yield one
    one.close()


def test_packets_that_come_while_a_stream_is_introduced_follow_its_first_ones(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    introduce = NativeUplink._introduce

    def slowly(uplink: NativeUplink, packet: RtpPacket) -> bool:
        """The SSRC is bound; before its first packet is handed in, the thread reads more."""
        known = introduce(uplink, packet)
        stage.show(uplink)
        stage.send(4, 5)
        return known

    monkeypatch.setattr(NativeUplink, "_introduce", slowly)
    stage.send(1, 2, 3)
    stage.core.drain()
    stage.send(6, 7)
    assert stage.seen(7) == list(range(7))
    stage.send(8, 9)
    assert stage.seen(2) == [0, 1], "now the thread does it alone"
    assert not stage.core.lib.forward_count(stage.core.handle, NAMES.index("rtp_duplicate"))


class Counted:
    """The library, with a count of each function's calls."""

    def __init__(self, lib: object) -> None:
        self._lib, self.calls = lib, Counter[str]()

    def __getattr__(self, name: str) -> object:
        self.calls[name] += 1
        return getattr(self._lib, name)


def test_a_decision_waits_once_for_the_thread_however_many_slots_it_changes(stage: Stage) -> None:
    stage.engine.add_peer("c", 3, plan(base=4000), Line(stage.b.getsockname()))
    stage.send(1)
    stage.core.drain()
    slots = [stage.engine._peers[name].downlink.video[0] for name in "bc"]
    counted = stage.core.lib = Counted(stage.core.lib)
    wish = VideoWish(1, Track.CAMERA, Quality.LARGE)
    now = time.monotonic()
    with stage.engine.at_once(now):
        for name in "bc":
            stage.engine.show(name, (), (wish,), now)
        assert [slot.pending for slot in slots] == [None, None]
    waiting = stage.engine._uplinks[1].tracks[Track.CAMERA][""]
    assert [slot.pending for slot in slots] == [waiting, waiting]
    assert counted.calls["forward_slots_switch"] == 1
    stage.engine.remove_peer("c", now)


def test_a_stream_that_nobody_knows_holds_nothing_up(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    introduce = NativeUplink._introduce

    def and_show(uplink: NativeUplink, packet: RtpPacket) -> bool:
        known = introduce(uplink, packet)
        if known:
            stage.show(uplink)
        return known

    monkeypatch.setattr(NativeUplink, "_introduce", and_show)
    stage.put(video(1, ssrc=77, mid="9"))
    stage.send(1)
    stage.core.drain()
    assert stage.seen(1) == [0]
    stage.put(video(2, ssrc=77, mid="9"))
    stage.send(2, 3)
    assert stage.seen(2) == [0, 1], "though nobody placed the strange packet yet"


def test_a_flood_of_strangers_leaves_room_for_those_who_are_here(stage: Stage) -> None:
    """The control side sleeps: what strangers send fills a quarter of the queue, and packets flow on."""
    stage.core.on_datagram = None
    stranger = _socket()
    lib, handle = stage.core.lib, stage.core.handle
    stage.send(1)
    stage.core.drain()
    uplink = stage.engine._peers["a"].uplink
    assert isinstance(uplink, NativeUplink)
    stage.show(uplink)
    for _ in range(60):
        for _ in range(20):
            stranger.sendto(b"\0\1" + bytes(900), stage.worker.getsockname())
            stranger.sendto(b"\x80\x60" + bytes(900), stage.worker.getsockname())
        stage.send(2)
    counts = {name: int(lib.forward_count(handle, index)) for index, name in enumerate(NAMES)}
    assert counts["srtp_unknown_address"] > 1000
    assert counts["strangers_full"] > 500 and counts["events_full"] == 0
    assert counts["rtp_received"] == 61
    waits = len(bytes(stage.core._buffer)[: lib.forward_drain(handle, stage.core._pointer, 1 << 20)])
    assert 200_000 < waits < 300_000
    stranger.close()
