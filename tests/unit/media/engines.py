"""Both packet engines behind one face: every test of packets runs on each, and what leaves must be the same."""

from collections import deque
from typing import Any, Protocol

import pytest

from media.counters import Counters
from media.forward.downlink import ReceiveSlot
from media.forward.engine import AudioListener, Engine
from media.forward.native.core import Core
from media.forward.native.engine import NativeEngine
from media.forward.native.library import NativeMissingError, load
from media.forward.native.peer import NativePeer, NativeSendLog, NativeSlot
from media.forward.native.stream import NativeStream
from media.forward.plan import ExtensionIds, Outlet, PeerPlan, SlotPlan, Track
from media.forward.python_engine import PythonEngine
from media.forward.reception import Reception
from media.forward.sendlog import SendLog
from media.forward.slot import Slot
from media.forward.stream import IncomingStream
from tests.unit.media.packets import IDS, OPUS, RED, RTX, VP8, Recorder, fixed_seed

VIDEO, AUDIO = SlotPlan(1, VP8, 2, RTX), SlotPlan(1, OPUS, red_payload_type=RED)


class Kit(Protocol):
    """One engine and its parts, for tests of each."""

    def engine(self, counters: Counters, listener: AudioListener) -> Engine: ...

    def slot(self, plan: SlotPlan, outlet: Outlet, *, video: bool, ids: ExtensionIds = IDS) -> ReceiveSlot: ...

    def stream(self, ssrc: int, source: int, track: Track, layer: str = "") -> IncomingStream: ...

    def log(self) -> SendLog: ...


class PythonKit:
    def engine(self, counters: Counters, listener: AudioListener) -> Engine:
        return PythonEngine(counters, listener, make_seed=fixed_seed)

    def slot(self, plan: SlotPlan, outlet: Outlet, *, video: bool, ids: ExtensionIds = IDS) -> ReceiveSlot:
        return Slot(plan, video=video, extensions=ids, outlet=outlet, seed=fixed_seed())

    def stream(self, ssrc: int, source: int, track: Track, layer: str = "") -> IncomingStream:
        return IncomingStream(ssrc, source, track, layer)

    def log(self) -> SendLog:
        return SendLog()


class NativeKit:
    def __init__(self) -> None:
        self._core: Core | None = None
        self._kept: deque[NativeStream] = deque(maxlen=64)

    @property
    def core(self) -> Core:
        self._core = self._core or Core(Counters())
        return self._core

    def engine(self, counters: Counters, listener: AudioListener) -> Engine:
        return NativeEngine(counters, listener, make_seed=fixed_seed)

    def _peer(self, plan: PeerPlan, outlet: Outlet) -> NativePeer:
        slots = plan.audio_slots + plan.video_slots
        return NativePeer(self.core, 1, plan, outlet, [fixed_seed() for _ in slots], lambda data, now: None)

    def slot(self, plan: SlotPlan, outlet: Outlet, *, video: bool, ids: ExtensionIds = IDS) -> ReceiveSlot:
        slots: dict[str, Any] = {"video_slots": (plan,)} if video else {"audio_slots": (plan,)}
        return NativeSlot(self._peer(PeerPlan(extensions=ids, **slots), outlet), 0, plan, video=video)

    def stream(self, ssrc: int, source: int, track: Track, layer: str = "") -> IncomingStream:
        # An engine keeps its streams in the uplink; here nobody does.
        self._kept.append(NativeStream(self.core, ssrc, source, track, layer))
        return self._kept[-1]

    def log(self) -> SendLog:
        return NativeSendLog(self._peer(PeerPlan(), Recorder()))


def native_missing() -> str:
    """Why the C engine cannot be tested; empty when it can."""
    try:
        load()
    except NativeMissingError as error:
        return str(error)
    return ""


NEEDS_NATIVE = pytest.mark.skipif(bool(native_missing()), reason=f"no C engine: {native_missing()}")
PYTHON_KIT, NATIVE_KIT = PythonKit(), NativeKit()
EACH_ENGINE = pytest.mark.parametrize(
    "kit", [pytest.param(PYTHON_KIT, id="python"), pytest.param(NATIVE_KIT, id="c", marks=NEEDS_NATIVE)]
)


def video_slot(kit: Kit) -> tuple[ReceiveSlot, Recorder]:
    out = Recorder()
    return kit.slot(VIDEO, out, video=True), out


def audio_slot(kit: Kit) -> tuple[ReceiveSlot, Recorder]:
    out = Recorder()
    return kit.slot(AUDIO, out, video=False), out


def camera(kit: Kit, source: int) -> IncomingStream:
    return kit.stream(100 + source, source, Track.CAMERA)


def voice(kit: Kit, source: int) -> IncomingStream:
    return kit.stream(10 + source, source, Track.AUDIO)


def reception(kit: Kit, ssrc: int, clock_rate: int) -> Reception:
    return kit.stream(ssrc, 1, Track.AUDIO if clock_rate == 48_000 else Track.CAMERA).reception
