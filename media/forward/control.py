"""What both packet engines share: which stream fills which slot, what is asked of publishers, what lines carry."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import NamedTuple

from media.counters import Counters
from media.forward.budget import Quality
from media.forward.downlink import Downlink, ReceiveSlot
from media.forward.engine import AudioListener, Sending, VideoWish
from media.forward.layers import UP_MARGIN, choose_layer, way_to
from media.forward.plan import LAYERS, Outlet, PeerPlan, Track
from media.forward.rtcp import KeyframeRequest, Nack, Remb, ReportBlock, SenderReport, TransportFeedback, parse_rtcp
from media.forward.sound import LEAN_KBPS, SoundAdvice
from media.forward.stream import IncomingStream
from media.forward.twcc import parse_transport_feedback
from media.forward.uplink import Uplink

MAX_TOLD_LOSS = 0.25
"""One subscriber on a ruined line must not make everybody's Opus spend more than this on protection."""


MAX_PROBES = 20
"""Lines probed at a time: when everybody joins at once, padding must not be the load."""
SMALL_SHARE = 0.4
WARM = Quality.MEDIUM
"""What a camera goes on sending that will probably be shown soon: the largest would cost its computer most, for as long
as somebody stands in the queue."""


class Choice(NamedTuple):
    """How one slot's wish is fulfilled."""

    now: IncomingStream | None
    """The largest layer that flows and fits."""
    hope: IncomingStream | None
    """What it would be if no layer were paused."""
    layers: Mapping[str, IncomingStream]
    missing: Collection[str] = ()
    """Layers that do not flow: paused, or not come yet."""


NOTHING = Choice(None, None, {})


@dataclass(slots=True)
class Connected:
    """One connected peer."""

    uplink: Uplink
    downlink: Downlink
    wishes: tuple[VideoWish | None, ...] = ()
    hopes: tuple[IncomingStream | None, ...] = ()
    """What its video slots would show if no layer were paused."""
    filled: int = 0
    """So many of its video slots, from the first on, may show something; the others are empty."""


class EngineControl(ABC):
    """The part of an ``Engine`` that decides; subclasses move the packets. For one conference, single-threaded."""

    def __init__(self, counters: Counters, listener: AudioListener) -> None:
        self._counters = counters
        self._listener = listener
        self._peers: dict[str, Connected] = {}
        self._uplinks: dict[int, Uplink] = {}
        self._asking: dict[int, tuple[Uplink, IncomingStream]] = {}
        self._measured: dict[str, Connected] = {}
        """Peers with a line: looked at 50 times a second."""
        self._senders: dict[str, Connected] = {}
        """Peers that may send: of hundreds who only look on nothing has to be asked."""
        self._restless: dict[str, Connected] = {}
        """Peers whose sound may need another protection: those who said something since it needed none."""
        self._together = False
        self._wished: dict[int, IncomingStream] = {}
        """Streams whose keyframe somebody waits for since the last look."""
        self._hoped: dict[int, Quality] | None = None
        """Largest layer of each source that a slot hopes for; None: a slot hopes for something else since."""
        self._warm: frozenset[int] = frozenset()

    @abstractmethod
    def _connect(self, peer: str, source: int, plan: PeerPlan, outlet: Outlet) -> Connected:
        """Make both directions of a peer."""

    @abstractmethod
    def receive_rtp(self, peer: str, data: bytes, now: float) -> None:
        """See ``Engine.receive_rtp``."""

    @abstractmethod
    def _settle(self) -> None:
        """Bring out what the calls before have led to, where that does not happen by itself."""

    def _gathered(self, now: float) -> AbstractContextManager[None]:
        """Changes of slots inside may wait for its end, if that is cheaper."""
        return nullcontext()

    def add_peer(self, peer: str, source: int, plan: PeerPlan, outlet: Outlet) -> None:
        """See ``Engine.add_peer``."""
        known = self._connect(peer, source, plan, outlet)
        self._peers[peer] = known
        self._uplinks[source] = known.uplink
        self._restless[peer] = known
        if known.downlink.line is not None:
            self._measured[peer] = known
        if plan.uplinks:
            self._senders[peer] = known

    def remove_peer(self, peer: str, now: float) -> None:
        """See ``Engine.remove_peer``."""
        gone = self._peers.pop(peer, None)
        for some in (self._measured, self._senders, self._restless):
            some.pop(peer, None)
        if gone is None:
            return
        self._hoped = None
        gone.downlink.close(now)
        if self._uplinks.get(gone.uplink.source) is gone.uplink:
            del self._uplinks[gone.uplink.source]
        for stream in gone.uplink.streams:
            self._asking.pop(id(stream), None)
            for other in self._peers.values():
                other.downlink.release(stream, now)
        self._settle()

    def receive_rtcp(self, peer: str, data: bytes, now: float) -> None:
        """See ``Engine.receive_rtcp``."""
        known = self._peers.get(peer)
        if known is None:
            return
        self._restless[peer] = known
        for item in parse_rtcp(data):
            match item:
                case ReportBlock():
                    known.downlink.hear_report(item, now)
                case Nack():
                    self._counters.add("nack_received", len(item.sequences))
                    known.downlink.hear_nack(item, now)
                case KeyframeRequest():
                    self._counters.add("keyframe_wanted")
                    self._wish_keyframe(known.downlink.keyframe_wanted(item))
                case TransportFeedback():
                    self._hear_line(known, item, now)
                case Remb():
                    known.downlink.budget.hear_remb(item.bitrate, now)
                case SenderReport():
                    known.uplink.hear_sender(item, now)
        self._ask_wished(now)

    def _hear_line(self, known: Connected, item: TransportFeedback, now: float) -> None:
        line = known.downlink.line
        if line is None:
            return
        before = line.room
        feedback = parse_transport_feedback(item.body)
        newest = next((at for at in reversed(feedback.arrivals) if at is not None), None)
        if newest is not None:
            known.uplink.line.hear_feedback(newest, now)
        lost = feedback.arrivals.count(None)
        known.downlink.losses.hear_arrivals(len(feedback.arrivals) - lost, lost, now)
        line.hear(feedback, now)
        if line.room != before:
            self._counters.add("line_cut" if not line.room else "line_resumed")
            self._fill(known, now)

    def show(self, peer: str, audio: Sequence[int | None], video: Sequence[VideoWish | None], now: float) -> None:
        """See ``Engine.show``."""
        known = self._peers.get(peer)
        if known is None:
            return
        downlink = known.downlink
        for slot, source in zip(downlink.audio, audio, strict=False):
            # Cut: a voice that is closed must not be heard until somebody else happens to speak.
            slot.switch(self._audio_of(source), now, cut=True)
            if source is not None:
                downlink.losses.begin(slot.plan.ssrc, now)
        known.wishes = tuple(video)
        self._fill(known, now)
        self._ask_wished(now)

    @contextmanager
    def at_once(self, now: float) -> Iterator[None]:
        """See ``Engine.at_once``."""
        self._together = True
        try:
            with self._gathered(now):
                yield
        finally:
            self._together = False
            self._ask_wished(now)

    def refill(self, peer: str, now: float) -> None:
        """See ``Engine.refill``."""
        known = self._peers.get(peer)
        if known is not None:
            self._fill(known, now)
            self._ask_wished(now)

    def _fill(self, known: Connected, now: float) -> None:
        """Fill the video slots as far as the line carries: small pictures keep their share beside the main one."""
        downlink = known.downlink
        room = downlink.room(now)
        cap = downlink.budget.cap
        kept = 0.0
        wishes = [wish if wish is not None and self._can_show(downlink, wish) else None for wish in known.wishes]
        used = max((index + 1 for index, wish in enumerate(wishes) if wish is not None), default=0)
        slots, known.filled = downlink.video[: max(used, known.filled)], used
        if room is not None:
            ideal = [self._choices(wish, None, cap, None, now) for wish in wishes]
            rates = [one.hope.bitrate if one.hope is not None else 0.0 for one in ideal]
            kept = min(sum(rates[1:]), room * SMALL_SHARE)
            if downlink.line is not None:
                downlink.line.demand = sum(rates) * UP_MARGIN
        hopes: list[IncomingStream | None] = []
        for index, (slot, wish) in enumerate(zip(slots, wishes, strict=False)):
            if wish is None:
                hopes.append(None)
                slot.switch(None, now, cut=room == 0)
                continue
            share = None if room is None else int(room - kept if index == 0 else room)
            choice = self._choices(wish, slot.current, cap, share, now)
            hopes.append(choice.hope)
            self._aim(slot, choice, now, cut=room == 0)
            if choice.now is not None and choice.hope is not None and room is not None:
                room = max(1, room - int(max(choice.now.bitrate, choice.hope.bitrate)))
        if (now_hoped := tuple(hopes)) != known.hopes:
            known.hopes, self._hoped = now_hoped, None

    def _aim(self, slot: ReceiveSlot, choice: Choice, now: float, *, cut: bool) -> None:
        """Let a slot show the smallest layer first, then larger ones as they come, up to the one that is hoped for."""
        current = slot.current
        # What rests and is shown no more waits for nobody: the slot goes on with what flows.
        goal = choice.hope if choice.now is not None and choice.hope is not current else choice.now
        way = way_to(goal, choice.layers, current, now, missing=choice.missing)
        slot.switch(goal, now, cut=cut, before=way)
        for stream in (*way, goal):
            if stream is not None and stream is not slot.current and stream.layer not in choice.missing:
                self._wish_keyframe(stream)

    def _can_show(self, downlink: Downlink, wish: VideoWish) -> bool:
        """False when the picture comes in a codec that the page did not negotiate."""
        uplink = self._uplinks.get(wish.source)
        layers = uplink.tracks.get(wish.track, {}) if uplink is not None else {}
        return all(slot.plan.takes(stream.codec) for stream in layers.values() for slot in downlink.video[:1])

    def _audio_of(self, source: int | None) -> IncomingStream | None:
        uplink = self._uplinks.get(source) if source is not None else None
        return uplink.tracks.get(Track.AUDIO, {}).get("") if uplink is not None else None

    def _choices(
        self, wish: VideoWish | None, current: IncomingStream | None, cap: Quality, room: int | None, now: float
    ) -> Choice:
        """How a wish is fulfilled."""
        uplink = self._uplinks.get(wish.source) if wish is not None else None
        if wish is None or uplink is None:
            return NOTHING
        layers = uplink.tracks.get(wish.track, {})
        missing = uplink.demand.missing(layers, now) if wish.track is Track.CAMERA else ()
        quality = min(wish.quality, cap)
        hope = choose_layer(layers, quality, now, room=room, current=current, missing=missing, hoped=True)
        if not missing:
            return Choice(hope, hope, layers)
        stream = choose_layer(layers, quality, now, room=room, current=current, missing=missing)
        return Choice(stream, hope, layers, missing)

    def demand(self, now: float) -> Mapping[int, Quality]:
        """See ``Engine.demand``."""
        if self._hoped is None:
            self._hoped = self._largest_hoped()
        hoped = self._hoped
        senders = [known.uplink for known in self._senders.values()]
        layered = {one.source: one for one in senders if len(one.tracks.get(Track.CAMERA, ())) > 1}
        for source, uplink in layered.items():
            least = WARM if source in self._warm else Quality.SMALL
            uplink.demand.update(max(hoped.get(source, least), least), now)
            if uplink.demand.awaited:
                self._welcome_layer(uplink, now)
        return {source: uplink.demand.largest for source, uplink in layered.items()}

    def warm(self, sources: Collection[int]) -> None:
        """See ``Engine.warm``."""
        self._warm = frozenset(sources)

    def _largest_hoped(self) -> dict[int, Quality]:
        hoped: dict[int, Quality] = {}
        for known in self._peers.values():
            for stream in known.hopes:
                if stream is not None and stream.layer:
                    quality = Quality(LAYERS.index(stream.layer) + 1)
                    hoped[stream.source] = max(quality, hoped.get(stream.source, quality))
        return hoped

    def _welcome_layer(self, uplink: Uplink, now: float) -> None:
        """A layer that was paused flows again: all who hoped for it get it now, not when their turn comes."""
        camera = uplink.tracks[Track.CAMERA]
        if set(LAYERS[: uplink.demand.largest]) & set(uplink.demand.missing(camera, now)):
            return
        uplink.demand.awaited = False
        for known in self._peers.values():
            if any(wish is not None and wish.source == uplink.source for wish in known.wishes):
                self._fill(known, now)
        self._ask_wished(now)

    def _wish_keyframe(self, stream: IncomingStream | None) -> None:
        if stream is not None:
            self._wished[id(stream)] = stream

    def _ask_wished(self, now: float) -> None:
        """Ask at once for keyframes that are due, unless more slots will wait; else ``ask`` comes back to it."""
        if not self._together:
            wished, self._wished = self._wished, {}
            for key, stream in wished.items():
                uplink = self._uplinks.get(stream.source)
                if uplink is not None and uplink.ask(stream, now):
                    self._asking[key] = (uplink, stream)
        self._settle()

    def sounds(self, now: float) -> Mapping[str, SoundAdvice]:
        """See ``Engine.sounds``."""
        buffers = {peer: known.downlink.protect(now) for peer, known in self._restless.items()}
        for peer in buffers:
            if self._restless[peer].downlink.rests:
                del self._restless[peer]
        advice = {peer: SoundAdvice(buffer_ms) for peer, buffer_ms in buffers.items() if buffer_ms}
        lean = {source for known in self._measured.values() for source in known.downlink.lean_sources()}
        for peer, known in self._senders.items():
            uplink = known.uplink
            uplink.watch_line(now)
            kbps = LEAN_KBPS if uplink.lean.update(uplink.source in lean, now) else 0
            if kbps or uplink.twice.now:
                advice[peer] = SoundAdvice(buffers.get(peer, 0), uplink.twice.now, kbps)
        return advice

    def sending(self, now: float) -> Mapping[int, Sending]:
        """See ``Engine.sending``."""
        return {known.uplink.source: _sending(known.uplink, now) for known in self._senders.values()}

    def ask(self, now: float) -> None:
        """See ``Engine.ask``."""
        for key, (uplink, stream) in list(self._asking.items()):
            if not uplink.ask(stream, now):
                self._asking.pop(key, None)
                stream.rest()
        self._probe(now)
        self._ask_wished(now)

    def _probe(self, now: float) -> None:
        lines = [(one, one.downlink.line) for one in self._measured.values() if one.downlink.line is not None]
        running = sum(line.probing for _, line in lines)
        for known, line in lines:
            if not known.downlink.pace(now):
                self._begin_anew(known, now)
            before, probing = line.room, line.probing
            known.downlink.probe(now, may_begin=running < MAX_PROBES)
            running += line.probing - probing
            if line.room != before:
                self._fill(known, now)

    def _begin_anew(self, known: Connected, now: float) -> None:
        """What waits for this line is too old to be sent: each picture goes on with its next keyframe."""
        self._counters.add("pacer_overflow")
        for slot in known.downlink.video:
            slot.switch(None, now, cut=True)
        self._fill(known, now)

    def report(self, now: float, wall: float) -> None:
        """See ``Engine.report``."""
        worst = max((one.downlink.budget.loss for one in self._peers.values()), default=0.0)
        for one in self._peers.values():
            one.downlink.budget.tick(now)
            one.downlink.send_reports(now, wall)
        for one in self._senders.values():
            one.uplink.report(now, min(worst, MAX_TOLD_LOSS))
        self._settle()


def _sending(uplink: Uplink, now: float) -> Sending:
    alive = {track: any(stream.alive(now) for stream in layers.values()) for track, layers in uplink.tracks.items()}
    streams = [stream for stream in uplink.streams if stream.alive(now)]
    loss = max((stream.reception.loss for stream in streams), default=0.0)
    return Sending(
        audio=alive.get(Track.AUDIO, False),
        camera=alive.get(Track.CAMERA, False),
        screen=alive.get(Track.SCREEN, False),
        loss=round(loss, 3),
        jitter_ms=max((stream.jitter_ms for stream in streams), default=0),
        kbps=round(sum(stream.bitrate for stream in streams) / 1000),
    )
