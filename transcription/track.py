"""One source: stream entries in, utterances out.

A track's state is a function of the cursor and of its entries in stream order. An entry that comes late (it had been
given to another worker) therefore only costs a rebuild from the entries still held. Entries are given up for
acknowledgement when they hold silence only, or together with the final of their utterance.
"""

import bisect
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from meetings.contracts.speech import AudioChunk
from transcription.audio import OPUS_RATE, TICKS_PER_SAMPLE, OpusTimeline, rtp_distance
from transcription.engine.base import SAMPLE_RATE, Pcm
from transcription.entries import Cursor, Entry, EntryId, SourceKey
from transcription.stream.gate import FRAME_SAMPLES, Gate, Utterance
from transcription.vad import Detector
from transcription.work import DraftJob, FinalJob, OpenUtterance

LONGEST_GAP_TICKS = 2 * OPUS_RATE
"""A longer hole inside a talkspurt ends it: it is not worth two seconds of made-up silence."""
STALE_S = 1.5
"""A source that sends nothing for so long has stopped, whether or not it said so."""
CURSORS_KEPT = 8
PAUSE_FRAMES = 3
"""After so much silence (0.1 s) a draft waits whether it is a pause."""


@dataclass(slots=True)
class _Held:
    entry: Entry
    end: int | None = None
    """Sample after the anchor where it ended; None: not fed yet."""


@dataclass(slots=True)
class _Spurt:
    """Decoding state of the talkspurt being fed."""

    cursor: Cursor
    timeline: OpusTimeline
    gate: Gate
    position: int
    """Sample after the anchor up to which sound came out of the timeline."""
    origin: int
    """Sample of the gate's frame 0."""
    pcm: Pcm = field(default_factory=lambda: np.zeros(0, np.float32))
    pcm_from: int = 0

    def sample(self, frame: int) -> int:
        return self.origin + frame * FRAME_SAMPLES

    def frame_at(self) -> Pcm | None:
        start = self.sample(self.gate.frames) - self.pcm_from
        frame = self.pcm[start : start + FRAME_SAMPLES]
        return frame if len(frame) == FRAME_SAMPLES else None

    def append(self, sounds: list[Pcm]) -> None:
        """Add new sound; what lies before the origin has its final already and is skipped."""
        sound = np.concatenate(sounds)
        skip = max(0, self.origin - self.position)
        self.position += len(sound)
        self.pcm = np.concatenate([self.pcm, sound[skip:]])

    def cut_pcm(self, start: int, end: int) -> Pcm:
        return self.pcm[max(0, start - self.pcm_from) : end - self.pcm_from].copy()

    def trim(self) -> None:
        needed = self.sample(self.gate.needed_from)
        if needed > self.pcm_from:
            self.pcm = self.pcm[needed - self.pcm_from :].copy()
            self.pcm_from = needed

    def tick_of(self, rtp: int) -> int:
        return rtp_distance(rtp, self.cursor.anchor_rtp)


class Track:
    """Entries, decoder, gate and open utterance of one source; single-threaded."""

    def __init__(self, key: SourceKey, make_detector: Callable[[], Detector]) -> None:
        self.key = key
        self.finals: deque[FinalJob] = deque()
        """Finished utterances waiting for a decoder, oldest first."""
        self.utterance: OpenUtterance | None = None
        self.last_arrival = 0.0
        self.looked_up = ""
        """Talkspurt whose cursor was last asked for."""
        self.detector = make_detector()
        self._held: list[_Held] = []
        self._fed = 0
        self._known: set[EntryId] = set()
        self._cursors: dict[str, Cursor] = {}
        self._spurt: _Spurt | None = None
        self._silent: list[EntryId] = []
        self._asked: EntryId | None = None

    def remember(self, cursor: Cursor) -> None:
        """Take a cursor that another worker, or an earlier life of this one, left behind."""
        self._cursors.setdefault(cursor.talkspurt, cursor)

    def accept(self, entry: Entry) -> None:
        """Take an entry; the same entry twice is one entry."""
        if entry.id in self._known:
            return
        self._known.add(entry.id)
        at = bisect.bisect(self._held, entry.id, key=lambda held: held.entry.id)
        self._held.insert(at, _Held(entry))
        self.last_arrival = max(self.last_arrival, entry.arrived)
        if at < self._fed:
            self._rewind()

    def next_entry(self, now: float, patience_s: float) -> Entry | None:
        """Return the next entry to feed, or None while an earlier one may still be on its way."""
        if self._fed >= len(self._held):
            return None
        entry = self._held[self._fed].entry
        if patience_s and not self._follows(entry) and now - entry.arrived < patience_s:
            return None
        return entry

    def knows(self, entry: Entry) -> bool:
        """Tell whether the entry was accepted and is not dealt with yet."""
        return entry.id in self._known

    def lacks_before(self, entry: Entry) -> bool:
        """Tell, once for each entry, whether something may be missing in front of it."""
        if self._follows(entry) or self._asked == entry.id:
            return False
        self._asked = entry.id
        return True

    def feed(self, now: float) -> None:
        """Decode the next entry and move the gate on; finished utterances appear in ``finals``."""
        held = self._held[self._fed]
        head = held.entry.head
        if not held.entry.packets:
            self._feed_empty(held, now)
            return
        spurt = self._spurt_for(held.entry, now)
        if self.utterance is not None and _attribution(self.utterance.head) != _attribution(head):
            self._finish(spurt.gate.flush(), now)
        spurt.append(
            [
                spurt.timeline.add(spurt.tick_of(head.rtp_start + offset), payload)
                for offset, payload in held.entry.packets
            ]
        )
        while (frame := spurt.frame_at()) is not None:
            loudness = float(np.mean(np.square(frame)))
            ended = spurt.gate.push(self.detector.probability(frame), loudness)
            self._follow_gate(held.entry, ended, now)
        held.end = spurt.position
        self._fed += 1
        spurt.trim()
        if head.last:
            self._end_spurt(now)
        self._give_up_silence()

    def end_if_stale(self, now: float) -> None:
        """Finish what is open when the source stopped sending without saying so."""
        if self._spurt is not None and self._fed == len(self._held) and now - self.last_arrival > STALE_S:
            self._end_spurt(now)
            self._give_up_silence()

    def take_silent(self) -> list[EntryId]:
        """Return entries that hold nothing for any utterance; the caller acknowledges them.

        None while a final waits: the last of its sound may be at the beginning of such an entry.
        """
        if self.finals:
            return []
        silent, self._silent = self._silent, []
        self._known.difference_update(silent)
        return silent

    def draft_due(self, step_ms: int, now: float) -> DraftJob | None:
        """Return a draft job when enough new speech came since the last one, or when it may be over.

        In a pause that is long enough to be the end, the sound of the final is known before the final is due; the
        final pass is made then. Shortly before, a draft would only be in its way.
        """
        spurt, utterance = self._spurt, self.utterance
        if spurt is None or utterance is None or self.finals:
            return None
        gate = spurt.gate
        settled = gate.settled
        if settled is not None:
            end = spurt.sample(settled)
            if utterance.settled is not None and utterance.settled[0] == end:
                return None
        elif self.undrafted_s * 1000 < step_ms or gate.silence >= PAUSE_FRAMES:
            return None
        else:
            end = spurt.sample(gate.frames)
        cursor = spurt.cursor.model_copy(update={"done": utterance.start, "open": True})
        begins = max(utterance.start, utterance.carried_to) if settled is None else utterance.start
        return DraftJob(
            self.key, utterance, spurt.cut_pcm(begins, end), cursor, now, begins=begins, settled=settled is not None
        )

    @property
    def undrafted_s(self) -> float:
        """Seconds of the open utterance that no draft has listened to."""
        if self._spurt is None or self.utterance is None or self.finals:
            return 0.0
        heard = self._spurt.sample(self._spurt.gate.frames)
        return (heard - max(self.utterance.drafted, self.utterance.start)) / SAMPLE_RATE

    def drafted(self, job: DraftJob) -> None:
        """Note that a draft was made, so that the next one waits for new speech."""
        job.utterance.drafted = job.ends

    def shown(self, cursor: Cursor) -> None:
        """Note the cursor of a published draft, should the track have to be rebuilt."""
        current = self._cursors.get(cursor.talkspurt)
        if current is None or current.done <= cursor.done:
            self._cursors[cursor.talkspurt] = cursor

    def stale_draft(self) -> FinalJob | None:
        """Return the final that is next, when a draft of it stands on the pages and the source sends no more.

        Only the next one: its cursor may be moved without passing over a final that still waits.
        """
        job = self.finals[0] if self.finals else None
        return job if job is not None and job.utterance.rev and not job.utterance.cleared else None

    def waiting_finals(self, *, at_work: bool) -> list[FinalJob]:
        """Return the finals that wait, without the one that a decoder has at work."""
        return list(self.finals)[int(at_work) :]

    @property
    def unfed_since(self) -> float | None:
        """When the oldest entry arrived that nobody has listened to (monotonic seconds)."""
        return self._held[self._fed].entry.arrived if self._fed < len(self._held) else None

    @property
    def behind(self) -> bool:
        """True while something waits to be listened to or decoded."""
        return bool(self.finals) or self._fed < len(self._held)

    def finished(self, job: FinalJob) -> None:
        """Forget the entries of a stored final."""
        self._known.difference_update(job.entries)

    @property
    def reached(self) -> tuple[str, int] | None:
        """Talkspurt and sample up to which every final was stored; None when nothing is known to be open."""
        if self.finals:
            return self.finals[0].cursor.talkspurt, self.finals[0].utterance.start
        if self._spurt is None:
            return None
        talkspurt = self._spurt.cursor.talkspurt
        return talkspurt, self._cursors.get(talkspurt, self._spurt.cursor).done

    @property
    def idle(self) -> bool:
        """True when the track holds nothing at all."""
        return not (self._held or self.finals or self._silent or self.utterance)

    @property
    def queued_seconds(self) -> float:
        """Sound in memory for finals that wait."""
        return sum(len(job.pcm) for job in self.finals) / SAMPLE_RATE

    def _follows(self, entry: Entry) -> bool:
        spurt = self._spurt
        if spurt is None or spurt.cursor.talkspurt != entry.head.talkspurt:
            return False
        first = entry.packets[0][0] if entry.packets else 0
        return not entry.packets or spurt.tick_of(entry.head.rtp_start + first) <= spurt.timeline.tick

    def _spurt_for(self, entry: Entry, now: float) -> _Spurt:
        spurt = self._spurt
        if spurt is not None:
            gap = spurt.tick_of(entry.head.rtp_start) - spurt.timeline.tick
            if spurt.cursor.talkspurt == entry.head.talkspurt and abs(gap) <= LONGEST_GAP_TICKS:
                return spurt
            self._end_spurt(now)
            if spurt.cursor.talkspurt == entry.head.talkspurt:
                del self._cursors[entry.head.talkspurt]
        return self._begin_spurt(entry)

    def _begin_spurt(self, entry: Entry) -> _Spurt:
        head = entry.head
        fresh = Cursor(talkspurt=head.talkspurt, anchor_ms=head.start_ms, anchor_rtp=head.rtp_start)
        cursor = self._cursors.get(head.talkspurt, fresh)
        tick = rtp_distance(head.rtp_start, cursor.anchor_rtp)
        if tick - cursor.done * TICKS_PER_SAMPLE > LONGEST_GAP_TICKS:
            cursor, tick = fresh, 0
        self._cursors[head.talkspurt] = cursor
        while len(self._cursors) > CURSORS_KEPT:
            del self._cursors[next(iter(self._cursors))]
        start = max(0, min(tick // TICKS_PER_SAMPLE, cursor.done))
        self.detector.reset()
        timeline = OpusTimeline(start * TICKS_PER_SAMPLE)
        self._spurt = _Spurt(cursor, timeline, Gate(), position=start, origin=cursor.done, pcm_from=cursor.done)
        if cursor.open:
            self._spurt.gate.open_at(0)
            self._open(head, 0, cursor.rev)
        return self._spurt

    def _feed_empty(self, held: _Held, now: float) -> None:
        """Take an entry without packets: it only says that the talkspurt is over."""
        spurt = self._spurt
        held.end = spurt.position if spurt is not None else 0
        self._fed += 1
        if spurt is None:
            self._silent += self._take_fed(None)
        elif held.entry.head.last:
            self._end_spurt(now)

    def _follow_gate(self, entry: Entry, ended: Utterance | None, now: float) -> None:
        spurt = self._spurt
        if spurt is None:
            return
        if ended is not None:
            self._finish(ended, now, entry)
        elif spurt.gate.start is None:
            self.utterance = None
        elif self.utterance is None:
            self._open(entry.head, spurt.gate.start, 0)

    def _open(self, head: AudioChunk, frame: int, rev: int) -> None:
        assert self._spurt is not None  # noqa: S101 - called with a spurt only
        start = self._spurt.sample(frame)
        start_ms = self._spurt.cursor.anchor_ms + start * 1000 // SAMPLE_RATE
        if self.utterance is None or self.utterance.start_ms != start_ms:
            self.utterance = OpenUtterance(head, start, start_ms, rev)

    def _finish(self, ended: Utterance | None, now: float, entry: Entry | None = None) -> None:
        spurt, utterance = self._spurt, self.utterance
        self.utterance = None
        if spurt is None or utterance is None or ended is None:
            return
        end = spurt.sample(ended.end)
        cursor = spurt.cursor.model_copy(update={"done": end, "open": ended.goes_on, "rev": 0})
        self._cursors[cursor.talkspurt] = cursor
        taken = self._take_fed(end)
        pcm = spurt.cut_pcm(utterance.start, end)
        self.finals.append(FinalJob(self.key, utterance, pcm, taken, cursor, now))
        if ended.goes_on and entry is not None:
            self._open(entry.head, ended.end, 0)

    def _end_spurt(self, now: float) -> None:
        spurt = self._spurt
        if spurt is None:
            return
        self._finish(spurt.gate.flush(), now)
        self._silent += self._take_fed(None)
        self._spurt = None

    def _take_fed(self, end: int | None) -> tuple[EntryId, ...]:
        """Take out the fed entries of the current spurt that end by then (None: all that were fed)."""
        count = 0
        while count < self._fed and (end is None or (self._held[count].end or 0) <= end):
            count += 1
        taken = tuple(held.entry.id for held in self._held[:count])
        del self._held[:count]
        self._fed -= count
        return taken

    def _give_up_silence(self) -> None:
        if self._spurt is not None:
            self._silent += self._take_fed(self._spurt.sample(self._spurt.gate.needed_from))

    def _rewind(self) -> None:
        """Begin again from the entries still held, after the last finished utterance."""
        if self.utterance is not None and self._spurt is not None and self.utterance.rev:
            self.shown(
                self._spurt.cursor.model_copy(
                    update={"done": self.utterance.start, "open": True, "rev": self.utterance.rev}
                )
            )
        # A talkspurt of which nothing was published yet is anchored anew: the late entry may be its first.
        self._cursors = {name: cursor for name, cursor in self._cursors.items() if cursor.done or cursor.open}
        self.utterance = None
        self._spurt = None
        self._fed = 0
        for held in self._held:
            held.end = None


def _attribution(head: AudioChunk) -> tuple[str, str | None, str | None]:
    return head.label, head.speaker_id, head.item_id
