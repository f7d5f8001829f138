"""The packet engine in Python: always there, and what the one in C is measured against."""

from collections.abc import Callable

from media.counters import Counters
from media.forward.control import Connected, EngineControl
from media.forward.downlink import make_downlink, random_seed
from media.forward.engine import AudioListener
from media.forward.plan import Outlet, PeerPlan, Track
from media.forward.slot import SlotSeed
from media.forward.uplink import Uplink


class PythonEngine(EngineControl):
    """``Engine`` for one conference, single-threaded."""

    def __init__(
        self,
        counters: Counters,
        listener: AudioListener,
        *,
        make_seed: Callable[[], SlotSeed] = random_seed,
    ) -> None:
        super().__init__(counters, listener)
        self._make_seed = make_seed

    def _connect(self, peer: str, source: int, plan: PeerPlan, outlet: Outlet) -> Connected:
        uplink = Uplink(source, plan, outlet, self._counters)
        return Connected(uplink, make_downlink(plan, outlet, make_seed=self._make_seed))

    def _settle(self) -> None:
        """Every packet has left when its call returns."""

    def receive_rtp(self, peer: str, data: bytes, now: float) -> None:
        """See ``Engine.receive_rtp``."""
        known = self._peers.get(peer)
        if known is None:
            return
        received = known.uplink.receive(data, now)
        if received is None:
            return
        stream, packets = received
        for packet in packets:
            if stream.track is Track.AUDIO:
                known.uplink.line.hear(packet.timestamp, now)
                self._listener.on_audio(stream.source, packet, now)
            stream.forward(packet, now)
        if stream.reception.waits or stream.keyframes.wanted:
            self._asking[id(stream)] = (known.uplink, stream)
