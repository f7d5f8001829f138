"""Eight people speak at once to one slow worker: levels follow, and no final is lost. Virtual time, no Redis."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from meetings.contracts.speech import Segment, SegmentState
from tests.unit.transcription.sound import entries, silence, tones
from tests.unit.transcription.test_decoding import Shelf
from transcription.decoding import Decoding
from transcription.engine.fake import LoudnessDetector, ToneEngine
from transcription.entries import Cursor, Entry, EntryId, SourceKey
from transcription.stream.pace import Level
from transcription.track import Track
from transcription.work import DraftJob, FinalJob

TICK_S = 0.05
SENTENCE = np.concatenate([tones(1, 2, 3, 4, 5, 6, 7, 8), silence(0.9)])
TEXT = "một hai ba bốn năm sáu bảy tám"
EACH = 3
DRAFT_S, FINAL_S = 0.4, 1.5
"""What a decoding costs: about four times what one decoder can do."""


class Hall:
    """One decoder, sources whose entries come at the pace of speech, and a clock that nobody waits for."""

    def __init__(self, shelf: Shelf | None = None) -> None:
        self.tracks: dict[SourceKey, Track] = {}
        self.shelf = shelf or Shelf()
        self.decoding = Decoding(ToneEngine(), self.shelf, self.tracks)
        self.now = 1.0
        self.levels: list[Level] = []
        self.lags: list[float] = []
        self._coming: list[tuple[float, Entry]] = []
        self._busy: tuple[float, DraftJob | FinalJob] | None = None

    def speaks(self, made: Sequence[Entry], at: float) -> None:
        self._coming += [(at + number * 0.2, entry) for number, entry in enumerate(made, 1)]

    async def run(self, until: float, *, killed: bool = False) -> None:
        waits = self.decoding.admission.paused
        while self.now < until or (
            not killed and (self._coming or waits or any(track.behind for track in self.tracks.values()))
        ):
            assert self.now < until + 200, "what was said is never worked off"
            self.now += TICK_S
            self._arrive()
            for track in self.tracks.values():
                paused = track.key.meeting_id in self.decoding.admission.paused
                while track.next_entry(self.now, 0.0) and (not paused or self.decoding.admission.serves_paused()):
                    track.feed(self.now)
                track.end_if_stale(self.now)
            self.decoding.observe(self.now)
            await self.decoding.clear_stale(self.now)
            self.levels.append(self.decoding.pace.level)
            self.lags.append(self.decoding.lag_s(self.now))
            await self._decode()

    def _arrive(self) -> None:
        due = [entry for at, entry in self._coming if at <= self.now]
        self._coming = [(at, entry) for at, entry in self._coming if at > self.now]
        for entry in due:
            if entry.key not in self.tracks:
                self.tracks[entry.key] = Track(entry.key, LoudnessDetector)
                if isinstance(self.shelf, Ledger) and (cursor := self.shelf.cursors.get(entry.key)):
                    self.tracks[entry.key].remember(cursor)
            track = self.tracks[entry.key]
            self.decoding.admission.hear(entry.key.meeting_id, self.now)
            track.accept(Entry(entry.id, entry.head, entry.packets, self.now))

    async def _decode(self) -> None:
        if self._busy is not None and self._busy[0] <= self.now:
            _until, job = self._busy
            await self.decoding.decode(job)
            self.decoding.running.pop(job.key)
            self._busy = None
        if self._busy is None and (job := self.decoding.choose(self.now)) is not None:
            self.decoding.note_turn(job.key, self.now)
            self.decoding.running[job.key] = self.now
            self._busy = (self.now + (FINAL_S if isinstance(job, FinalJob) else DRAFT_S), job)


def finals(shelf: Shelf) -> list[Segment]:
    return [segment for segment in shelf.stored if segment is not None]


SPEECH = entries(np.concatenate([SENTENCE] * EACH))


def said_by(source: int, meeting: str = "m1") -> list[Entry]:
    """The same speech from another microphone: encoding it once is enough."""
    update = {"source": source, "meeting_id": meeting}
    return [Entry(one.id, one.head.model_copy(update=update), one.packets, 0.0) for one in SPEECH]


async def test_every_step_is_taken_and_every_final_is_stored_once():
    hall = Hall()
    for source in range(8):
        hall.speaks(said_by(source), 1.0 + source * 0.1)
    hall.speaks(said_by(9, "late"), 25.5)
    await hall.run(30.0)
    stored = finals(hall.shelf)
    assert Counter((one.participant, one.text) for one in stored) == {("person:an", TEXT): 9 * EACH}
    assert len({one.segment_id for one in stored}) == 9 * EACH
    assert set(hall.levels) == set(Level) and max(hall.lags) > 12
    refused_at = next(number for number, one in enumerate(stored) if one.meeting_id == "late")
    assert refused_at >= 8 * EACH - 1, "what a refused meeting said comes after the others"
    assert not hall.decoding.admission.paused


async def test_drafts_of_the_silent_are_taken_off_and_their_finals_replace_them():
    hall = Hall()
    for source in range(8):
        hall.speaks(said_by(source)[:25], 1.0)
    await hall.run(25.0)
    cleared = [one for one in hall.shelf.shown if one.text == ""]
    assert cleared and all(one.state is SegmentState.PARTIAL for one in cleared)
    by_id = {one.segment_id: one for one in finals(hall.shelf)}
    for one in cleared:
        assert by_id[one.segment_id].rev > one.rev
        assert by_id[one.segment_id].text == TEXT


async def test_a_worker_that_keeps_up_gives_up_nothing():
    hall = Hall()
    hall.speaks(said_by(1), 1.0)
    await hall.run(18.0)
    assert set(hall.levels) == {Level.FULL}
    assert len(finals(hall.shelf)) == EACH
    assert len(hall.shelf.shown) > 2 * EACH


class Ledger(Shelf):
    """A shelf that remembers, as Redis does, which entries are done with and how far each talkspurt has come."""

    def __init__(self) -> None:
        super().__init__()
        self.done: set[tuple[SourceKey, EntryId]] = set()
        self.cursors: dict[SourceKey, Cursor] = {}

    async def publish_draft(self, key: SourceKey, segment: Segment, cursor: Cursor) -> bool:
        self.cursors[key] = cursor
        return await super().publish_draft(key, segment, cursor)

    async def store_final(self, key: SourceKey, segment: Segment | None, ids: list[EntryId], cursor: Cursor) -> bool:
        self.cursors[key] = cursor
        self.done.update((key, one) for one in ids)
        return await super().store_final(key, segment, ids, cursor)


async def test_eight_speak_while_the_worker_is_killed_and_each_sentence_has_one_final():
    ledger, made = Ledger(), [entry for source in range(8) for entry in said_by(source)]
    first = Hall(ledger)
    for source in range(8):
        first.speaks(said_by(source), 1.0 + source * 0.1)
    await first.run(9.0, killed=True)
    half = len(finals(ledger))
    assert 0 < half < 8 * EACH and ledger.shown
    second = Hall(ledger)
    for entry in made:
        if (entry.key, entry.id) not in ledger.done:
            second.speaks([entry], 1.0)
    await second.run(2.0)
    stored = finals(ledger)
    assert Counter((one.participant, one.text) for one in stored) == {("person:an", TEXT): 8 * EACH}
    assert len({one.segment_id for one in stored}) == 8 * EACH
    for one in stored:
        shown = [draft.rev for draft in ledger.shown if draft.segment_id == one.segment_id]
        assert all(rev < one.rev for rev in shown) and shown == sorted(set(shown))
