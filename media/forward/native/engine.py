"""``Engine`` for one conference on a core in C."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from media.counters import Counters
from media.forward.control import Connected, EngineControl
from media.forward.downlink import Downlink, is_measured, random_seed
from media.forward.engine import AudioListener
from media.forward.errors import MalformedPacketError
from media.forward.line import Line
from media.forward.native.core import Core
from media.forward.native.peer import Attachable, NativePacer, NativePeer, NativeSendLog, NativeSlot
from media.forward.native.stream import NativeStream
from media.forward.plan import LAYERS, Codec, Outlet, PeerPlan, Track
from media.forward.rtp import RtpPacket, parse_rtp
from media.forward.slot import SlotSeed
from media.forward.stream import IncomingStream
from media.forward.uplink import MAX_STREAMS, Uplink

_TRACKS = {Track.AUDIO: 0, Track.CAMERA: 1, Track.SCREEN: 2}
_LAYERS = {"": 0} | {name: index + 1 for index, name in enumerate(LAYERS)}
_OK, _UNBOUND = 0, 1


class NativeUplink(Uplink):
    """Twin: ``Uplink``. Known SSRCs never come by here; the first packet of an unknown one is looked at in Python."""

    def __init__(self, source: int, plan: PeerPlan, outlet: Outlet, counters: Counters, engine: "NativeEngine") -> None:
        super().__init__(source, plan, outlet, counters)
        self.peer: NativePeer | None = None
        self._engine = engine
        self._retired: list[IncomingStream] = []

    def end(self) -> None:
        """The page is gone: give its keys and addresses back, and end the circles of references."""
        for stream in (*self._streams.values(), *self._retired):
            if isinstance(stream, NativeStream):
                stream.end()
        if self.peer is not None:
            self.peer.detach()
            self.peer = None

    def take(self, data: bytes, now: float) -> None:
        """Forward one authentic packet; raises ``MalformedPacketError``."""
        if self.peer is None:
            return
        lib = self.peer.core.lib
        result = lib.forward_peer_receive(self.peer.handle, data, len(data), now)
        if result == _UNBOUND and self._introduce(parse_rtp(data)):
            result = lib.forward_peer_receive(self.peer.handle, data, len(data), now)
        if result not in (_OK, _UNBOUND):
            raise MalformedPacketError("not RTP that can be forwarded")

    def _introduce(self, packet: RtpPacket) -> bool:
        if self._plan.codecs.get(packet.payload_type) is not Codec.RTX:
            return self._bind(packet) is not None
        names = self._names(packet, self._plan.extensions.repaired_rid)
        if names is None or self.peer is None or len(self._streams) + len(self._resends) >= MAX_STREAMS:
            return False
        self._resends[packet.ssrc] = names
        track, layer = _TRACKS[names[0]], _LAYERS[names[1]]
        return bool(self.peer.core.lib.forward_peer_bind_resends(self.peer.handle, packet.ssrc, track, layer))

    def _new_stream(self, ssrc: int, track: Track, layer: str, codec: Codec) -> IncomingStream:
        core = self._engine.core
        stream = NativeStream(
            core,
            ssrc,
            self.source,
            track,
            layer,
            codec,
            heard=self._engine.heard,
            ask=lambda one: self._engine.asks(self, one),
        )
        return stream

    def _bind(self, packet: RtpPacket) -> IncomingStream | None:
        stream = super()._bind(packet)
        if isinstance(stream, NativeStream) and self.peer is not None:
            track, layer = _TRACKS[stream.track], _LAYERS[stream.layer]
            self.peer.core.lib.forward_peer_bind(self.peer.handle, stream.ssrc, stream.handle, track, layer)
        return stream

    def _retire(self, stream: IncomingStream) -> None:
        super()._retire(stream)
        if self.peer is not None:
            self.peer.core.lib.forward_peer_unbind(self.peer.handle, stream.ssrc)
        # Slots may still show it until the new one's keyframe: they find it by its number.
        self._retired = [*self._retired[-7:], stream]


class NativeEngine(EngineControl):
    """``Engine`` for one conference; all conferences of a worker share its core."""

    def __init__(
        self,
        counters: Counters,
        listener: AudioListener,
        core: Core | None = None,
        *,
        make_seed: Callable[[], SlotSeed] = random_seed,
    ) -> None:
        super().__init__(counters, listener)
        self.core = core or Core(counters)
        self._make_seed = make_seed

    def _connect(self, peer: str, source: int, plan: PeerPlan, outlet: Outlet) -> Connected:
        uplink = NativeUplink(source, plan, outlet, self._counters, self)
        seeds = [self._make_seed() for _ in plan.audio_slots + plan.video_slots]
        link = NativePeer(
            self.core, source, plan, outlet, seeds, lambda data, now: self._receive_first(peer, uplink, data, now)
        )
        uplink.peer = link
        slots = [
            NativeSlot(link, index, slot, video=index >= len(plan.audio_slots))
            for index, slot in enumerate(plan.audio_slots + plan.video_slots)
        ]
        line = Line(NativeSendLog(link)) if is_measured(plan) else None
        border = len(plan.audio_slots)
        if isinstance(outlet, Attachable):
            outlet.attach(link)
        pacer = NativePacer(link) if line is not None else None
        return Connected(uplink, Downlink(slots[:border], slots[border:], line, outlet, pacer))

    def _receive_first(self, peer: str, uplink: NativeUplink, data: bytes, now: float) -> None:
        """A packet that the media thread could not place."""
        known = self._peers.get(peer)
        if known is None or known.uplink is not uplink:
            return
        try:
            uplink.take(data, now)
        except MalformedPacketError:
            self._counters.add("rtp_malformed")

    def receive_rtp(self, peer: str, data: bytes, now: float) -> None:
        """See ``Engine.receive_rtp``."""
        known = self._peers.get(peer)
        if known is not None and isinstance(known.uplink, NativeUplink):
            try:
                known.uplink.take(data, now)
            finally:
                self._settle()

    def remove_peer(self, peer: str, now: float) -> None:
        """See ``Engine.remove_peer``."""
        known = self._peers.get(peer)
        super().remove_peer(peer, now)
        if known is not None and isinstance(known.uplink, NativeUplink):
            known.uplink.end()

    def heard(self, stream: NativeStream, packet: RtpPacket, now: float) -> None:
        """An audio packet came."""
        uplink = self._uplinks.get(stream.source)
        if uplink is not None:
            uplink.line.hear(packet.timestamp, now)
        self._listener.on_audio(stream.source, packet, now)

    def asks(self, uplink: Uplink, stream: NativeStream) -> None:
        """A stream has gaps, or somebody waits for its keyframe."""
        if self._uplinks.get(uplink.source) is uplink:
            self._asking[id(stream)] = (uplink, stream)

    def report(self, now: float, wall: float) -> None:
        """See ``Engine.report``."""
        super().report(now, wall)
        self.core.pull()

    def _gathered(self, now: float) -> AbstractContextManager[None]:
        return self.core.together(now)

    def _settle(self) -> None:
        self.core.settle()
