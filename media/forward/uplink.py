"""What one peer sends: packets in, streams by track and layer out, feedback back to the sender."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from media.counters import Counters
from media.forward.av1 import parse_av1, usable_dependency
from media.forward.demand import LayerDemand
from media.forward.descriptor import Descriptor, around_counters
from media.forward.h264 import parse_h264
from media.forward.plan import LAYERS, PICTURES, Codec, Outlet, PeerPlan, Track
from media.forward.red import MAX_COPIES, Block, split_red
from media.forward.rtcp import SenderReport, build_nack, build_pli, build_receiver_report, build_remb
from media.forward.rtp import RtpPacket, parse_rtp
from media.forward.serial import U16, U32
from media.forward.sound import LeanWish, TwiceWish
from media.forward.stream import IncomingStream
from media.forward.upline import UplinkLine
from media.forward.vp8 import parse_vp8
from media.forward.vp9 import parse_vp9

MAX_STREAMS = 24
"""SSRCs of one peer, resends included: an honest page has nine."""
OWN_SSRC = 1
_SOUND = (Codec.OPUS, Codec.RED)
_PARSERS: Mapping[Codec, Callable[[bytes], Descriptor]] = {
    Codec.VP8: parse_vp8,
    Codec.H264: parse_h264,
    Codec.VP9: parse_vp9,
    Codec.AV1: parse_av1,
}


class Uplink:
    """Receiving side of one peer."""

    def __init__(self, source: int, plan: PeerPlan, outlet: Outlet, counters: Counters) -> None:
        self.source = source
        self.tracks: dict[Track, dict[str, IncomingStream]] = {}
        self.line = UplinkLine()
        self.demand = LayerDemand()
        self.twice = TwiceWish()
        self.lean = LeanWish()
        self._plan = plan
        self._outlet = outlet
        self._counters = counters
        self._streams: dict[int, IncomingStream] = {}
        self._resends: dict[int, tuple[Track, str]] = {}

    @property
    def streams(self) -> Iterable[IncomingStream]:
        """All streams seen so far that are still bound."""
        return self._streams.values()

    def receive(self, data: bytes, now: float) -> tuple[IncomingStream, list[RtpPacket]] | None:
        """Parse one packet and find its stream; None when it carries nothing to forward.

        Of redundant audio (RFC 2198) come the copies that fill a gap, then the packet's own sound.
        Raises ``MalformedPacketError``.
        """
        packet = parse_rtp(data)
        codec = self._plan.codecs.get(packet.payload_type)
        if codec is None:
            self._counters.add("rtp_unknown_payload_type")
            return None
        if codec is Codec.RTX:
            stream, packet = self._repaired(packet)
        else:
            stream = self._streams.get(packet.ssrc) or self._bind(packet)
            if stream is not None and codec not in (_SOUND if stream.track is Track.AUDIO else (stream.codec,)):
                self._counters.add("rtp_wrong_track")
                return None
        if stream is None:
            return None
        blocks = self._unwrapped(packet) if codec is Codec.RED else []
        if blocks is None:
            return None
        if not stream.reception.accept(packet.sequence, packet.timestamp, len(data), now):
            # Browsers fill their probes of the line with resends of what is there.
            self._counters.add("rtx_spare" if codec is Codec.RTX else "rtp_duplicate")
            return None
        self._understand(stream, packet)
        return stream, [*self._copies(stream, packet, blocks, now), packet]

    def _unwrapped(self, packet: RtpPacket) -> list[Block] | None:
        """Leave the packet its own sound and return the copies; None: of a codec that was not negotiated."""
        *copies, own = split_red(packet.payload)
        if any(self._plan.codecs.get(one.payload_type) is not Codec.OPUS for one in (*copies, own)):
            self._counters.add("rtp_unknown_payload_type")
            return None
        packet.payload_type, packet.payload = own.payload_type, own.payload
        return copies[-MAX_COPIES:]

    def _copies(self, stream: IncomingStream, packet: RtpPacket, blocks: list[Block], now: float) -> list[RtpPacket]:
        """The copies of packets that are missing; the last one is of the packet before (as browsers do it)."""
        found = []
        for back, block in zip(range(len(blocks), 0, -1), blocks, strict=True):
            sequence = (packet.sequence - back) & U16
            if block.payload and stream.reception.fill(sequence, len(block.payload), now):
                found.append(
                    replace(
                        packet,
                        marker=False,
                        sequence=sequence,
                        timestamp=(packet.timestamp - block.offset) & U32,
                        payload_type=block.payload_type,
                        payload=block.payload,
                    )
                )
        if found:
            self._counters.add("red_used", len(found))
        return found

    def _understand(self, stream: IncomingStream, packet: RtpPacket) -> None:
        if stream.track is Track.AUDIO:
            level = packet.extension(self._plan.extensions.level)
            packet.level = level[0] & 0x7F if level else None
        elif packet.payload:
            packet.descriptor = _PARSERS[stream.codec](packet.payload)
            packet.around = around_counters(packet.payload, packet.descriptor)
            packet.dependency = usable_dependency(packet.extension(self._plan.extensions.dependency))

    def _names(self, packet: RtpPacket, rid_extension: int) -> tuple[Track, str] | None:
        """Track and layer by the MID and RID extensions, else by the SSRC that the offer announced."""
        mid = packet.extension(self._plan.extensions.mid)
        name = mid.decode("ascii", "replace") if mid is not None else self._plan.announced.get(packet.ssrc)
        track = self._plan.uplinks.get(name) if name is not None else None
        if track is None:
            self._counters.add("rtp_unknown_ssrc")
            return None
        rid = packet.extension(rid_extension)
        layer = rid.decode("ascii", "replace") if rid is not None else ""
        return track, layer if layer in LAYERS else ""

    def _bind(self, packet: RtpPacket) -> IncomingStream | None:
        if len(self._streams) + len(self._resends) >= MAX_STREAMS:
            self._counters.add("rtp_too_many_streams")
            return None
        names = self._names(packet, self._plan.extensions.rid)
        if names is None:
            return None
        track, layer = names
        codec = self._plan.codecs.get(packet.payload_type, Codec.VP8)
        stream = self._new_stream(packet.ssrc, track, layer, codec if codec in PICTURES else Codec.VP8)
        old = self.tracks.setdefault(track, {}).get(layer)
        if old is not None and self._streams.get(old.ssrc) is old:
            self._retire(old)
        self.tracks[track][layer] = stream
        self._streams[packet.ssrc] = stream
        return stream

    def _new_stream(self, ssrc: int, track: Track, layer: str, codec: Codec) -> IncomingStream:
        return IncomingStream(ssrc, self.source, track, layer, codec)

    def _retire(self, stream: IncomingStream) -> None:
        """Another SSRC carries this layer now."""
        del self._streams[stream.ssrc]

    def _repaired(self, packet: RtpPacket) -> tuple[IncomingStream | None, RtpPacket]:
        """Undo RTX (RFC 4588): the original number is in front of the payload."""
        if len(packet.payload) <= 2:
            return None, packet
        names = self._resends.get(packet.ssrc)
        if names is None:
            names = self._names(packet, self._plan.extensions.repaired_rid)
            if names is None or len(self._streams) + len(self._resends) >= MAX_STREAMS:
                return None, packet
            self._resends[packet.ssrc] = names
        stream = self.tracks.get(names[0], {}).get(names[1])
        original = int.from_bytes(packet.payload[:2], "big")
        return stream, replace(packet, sequence=original, payload=packet.payload[2:])

    def hear_sender(self, report: SenderReport, now: float) -> None:
        """A sender report of one of our streams."""
        stream = self._streams.get(report.ssrc)
        if stream is not None:
            stream.reception.hear_sender(report, now)

    def ask(self, stream: IncomingStream, now: float) -> bool:
        """Send NACK and PLI that are due; True while something stays open."""
        again = stream.reception.to_ask_again(now)
        if again:
            self._counters.add("nack_sent", len(again))
            self._outlet.send_rtcp(build_nack(OWN_SSRC, stream.ssrc, again))
        if stream.reception.given_up:
            stream.reception.given_up = False
            if stream.track is not Track.AUDIO and stream.watched:
                stream.keyframes.want()
        if stream.keyframes.due(now):
            self._counters.add("pli_sent")
            self._outlet.send_rtcp(build_pli(OWN_SSRC, stream.ssrc))
        return stream.reception.waits or (stream.keyframes.wanted and stream.alive(now))

    def report(self, now: float, worst_loss: float) -> None:
        """Once a second: RR with the worst subscriber's loss on audio (else Opus sends no FEC), and REMB."""
        live = [stream for stream in self._streams.values() if stream.alive(now)]
        blocks = []
        for stream in live:
            stream.measure(now)
            # What resends and copies repaired counts, too: it is what FEC is made for.
            at_least = max(worst_loss, stream.reception.raw_loss) if stream.track is Track.AUDIO else 0.0
            blocks.append(stream.reception.report(now, at_least))
            if stream.track is Track.AUDIO:
                self.twice.update(stream.reception.raw_loss, now, crowded=self.line.crowded(now))
            stream.note_jitter(blocks[-1].jitter)
        if blocks:
            self._outlet.send_rtcp(build_receiver_report(OWN_SSRC, blocks))
        video = [stream for stream in live if stream.track is not Track.AUDIO]
        octets, weight = sum(stream.reception.octets for stream in video), sum(stream.bitrate for stream in video)
        raw_loss = sum(stream.reception.raw_loss * stream.bitrate for stream in video) / max(1.0, weight)
        self.line.judge(octets, max((stream.reception.loss for stream in video), default=0.0), raw_loss, now)
        self._tell(video)

    def watch_line(self, now: float) -> None:
        """Every 100 ms: tell at once when pictures must shrink, or may grow as fast as only at the beginning."""
        video = [stream for stream in self._streams.values() if stream.track is not Track.AUDIO and stream.alive(now)]
        if video and self.line.watch(sum(stream.reception.octets for stream in video), now):
            self._counters.add("uplink_told")
            self._tell(video)

    def _tell(self, video: list[IncomingStream]) -> None:
        if video:
            self._outlet.send_rtcp(build_remb(OWN_SSRC, self.line.bitrate, [stream.ssrc for stream in video]))
