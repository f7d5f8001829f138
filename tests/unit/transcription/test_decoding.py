"""Fair turns, finals first, drafts given up under load; the engine's failures stop nobody."""

import asyncio
from collections.abc import Sequence

import numpy as np
import pytest
from redis.exceptions import RedisError

from meetings.contracts.speech import Segment, SegmentState, Term, TextRules
from tests.unit.transcription.sound import entries, silence, tones
from transcription.decoding import Decoding
from transcription.engine.base import Pcm, Sketch, Transcript
from transcription.engine.fake import LoudnessDetector, ToneEngine
from transcription.entries import Cursor, EntryId, SourceKey
from transcription.stream.pace import Level
from transcription.track import Track
from transcription.work import DraftJob, FinalJob

OPEN = tones(1, 2, 3, 4)
ENDED = np.concatenate([tones(1, 2), silence(0.9)])


class Shelf:
    """Stands where Redis stands."""

    def __init__(self) -> None:
        self.shown: list[Segment] = []
        self.stored: list[Segment | None] = []

    async def publish_draft(self, key: SourceKey, segment: Segment, cursor: Cursor) -> bool:
        self.shown.append(segment)
        return True

    async def store_final(self, key: SourceKey, segment: Segment | None, ids: list[EntryId], cursor: Cursor) -> bool:
        self.stored.append(segment)
        return True


class Broken(ToneEngine):
    def transcribe(self, pcm: Pcm, language: str, hints: Sequence[str] = ()) -> Transcript:
        raise RuntimeError("out of memory")


class Deaf(ToneEngine):
    """Drafts something and then finds that nothing was said."""

    def draft(self, pcm: Pcm, language: str, before: str = "") -> Sketch:
        return Sketch("một hai")

    def transcribe(self, pcm: Pcm, language: str, hints: Sequence[str] = ()) -> Transcript:
        return Transcript("")


def make_track(source: int, pcm: np.ndarray) -> Track:
    made = entries(pcm, source=source)
    track = Track(made[0].key, LoudnessDetector)
    for entry in made:
        track.accept(entry)
        track.feed(0.0)
    return track


def decoding_of(*tracks: Track, engine: ToneEngine | None = None, shelf: Shelf | None = None) -> Decoding:
    return Decoding(engine or ToneEngine(), shelf or Shelf(), {track.key: track for track in tracks})


async def work_off(decoding: Decoding, enough) -> None:
    task = asyncio.create_task(decoding.run())
    async with asyncio.timeout(5):
        while not enough():
            await asyncio.sleep(0.01)
    task.cancel()


def test_finals_come_before_drafts():
    decoding = decoding_of(make_track(1, OPEN), make_track(2, ENDED))
    job = decoding.choose(0.0)
    assert isinstance(job, FinalJob)
    assert job.key.source == 2


def test_sources_take_turns():
    tracks = [make_track(source, OPEN) for source in range(3)]
    decoding = decoding_of(*tracks)
    chosen = []
    for now in range(1, 4):
        job = decoding.choose(float(now))
        assert isinstance(job, DraftJob)
        chosen.append(job.key.source)
        decoding.note_turn(job.key, float(now))
    assert sorted(chosen) == [0, 1, 2]


def test_a_source_has_one_job_at_a_time():
    track = make_track(1, OPEN)
    decoding = decoding_of(track)
    decoding.running[track.key] = 0.0
    assert decoding.choose(0.0) is None


def test_under_load_only_finals_are_made():
    decoding = decoding_of(make_track(1, OPEN), make_track(2, ENDED))
    decoding.pace.level = Level.FINALS
    job = decoding.choose(0.0)
    assert isinstance(job, FinalJob)
    decoding.running[job.key] = 0.0
    assert decoding.choose(0.0) is None


def test_lag_is_the_age_of_the_oldest_final_or_of_an_overdue_draft():
    assert decoding_of(make_track(2, ENDED)).lag_s(4.0) == 4.0
    overdue = decoding_of(make_track(1, np.concatenate([OPEN, OPEN]))).lag_s(0.0)
    assert 2.5 < overdue < 3.1
    assert decoding_of().lag_s(9.0) == 0.0


async def test_a_final_is_stored_with_its_words():
    shelf = Shelf()
    track = make_track(1, ENDED)
    await work_off(decoding_of(track, shelf=shelf), lambda: shelf.stored)
    (segment,) = shelf.stored
    assert segment is not None
    assert (segment.text, segment.state, segment.stable_chars) == ("một hai", SegmentState.FINAL, 7)
    assert [word.text for word in segment.words] == ["một", "hai"]
    assert not track.finals


RULES = TextRules(terms=(Term(text="Một Hai", heard=("một hai",)),))


async def test_a_final_is_written_by_the_rules_of_its_meeting_and_keeps_what_was_heard():
    shelf, track = Shelf(), make_track(1, ENDED)

    async def rules(meeting_id: str) -> TextRules:
        assert meeting_id == track.key.meeting_id
        return RULES

    decoding = Decoding(ToneEngine(), shelf, {track.key: track}, rules)
    await work_off(decoding, lambda: shelf.stored)
    (segment,) = shelf.stored
    assert segment is not None
    assert (segment.text, segment.spoken, segment.stable_chars) == ("Một Hai.", "một hai", 8)
    assert [word.text for word in segment.words] == ["một", "hai"]


async def test_the_recogniser_is_told_the_hints_of_the_meeting_for_finals_in_its_language():
    told: list[tuple[str, ...]] = []

    class Told(ToneEngine):
        def transcribe(self, pcm: Pcm, language: str, hints: Sequence[str] = ()) -> Transcript:
            told.append(tuple(hints))
            return super().transcribe(pcm, language)

    async def rules(_meeting_id: str) -> TextRules:
        return TextRules(hints=("Trần Thị Mai",))

    for language in ("vi", "en"):
        made = entries(ENDED, language=language)
        track, shelf = Track(made[0].key, LoudnessDetector), Shelf()
        for entry in made:
            track.accept(entry)
            track.feed(0.0)
        await work_off(Decoding(Told(), shelf, {track.key: track}, rules), lambda shelf=shelf: shelf.stored)
    assert told == [("Trần Thị Mai",), ()]


async def test_what_a_closed_meeting_said_is_thrown_away_unheard():
    shelf, track = Shelf(), make_track(1, ENDED)

    async def rules(_meeting_id: str) -> TextRules:
        return TextRules(listen=False, hints=("Trần Thị Mai",))

    class Never(ToneEngine):
        def transcribe(self, pcm: Pcm, language: str, hints: Sequence[str] = ()) -> Transcript:
            raise AssertionError("no machine may listen")

    await work_off(Decoding(Never(), shelf, {track.key: track}, rules), lambda: shelf.stored)
    assert shelf.stored == [None]


async def test_without_redis_the_last_known_rules_hold():
    shelf, track, answers = Shelf(), make_track(1, np.concatenate([ENDED, ENDED])), [RULES]

    async def rules(_meeting_id: str) -> TextRules:
        if answers:
            return answers.pop()
        raise RedisError("away")

    await work_off(Decoding(ToneEngine(), shelf, {track.key: track}, rules), lambda: len(shelf.stored) == 2)
    assert [segment.text for segment in shelf.stored if segment] == ["Một Hai.", "Một Hai."]


async def test_a_final_that_cannot_be_written_is_stored_as_it_was_heard(monkeypatch: pytest.MonkeyPatch):
    def broken(*_arguments: object, **_options: object) -> str:
        raise IndexError("broken rule")

    async def none(_meeting_id: str) -> None:
        return None

    monkeypatch.setattr("transcription.work.finished", broken)
    shelf, track = Shelf(), make_track(1, ENDED)
    await work_off(Decoding(ToneEngine(), shelf, {track.key: track}, none), lambda: shelf.stored)
    assert [segment.text for segment in shelf.stored if segment] == ["một hai"]


async def test_an_utterance_that_the_engine_cannot_decode_is_given_up():
    shelf = Shelf()
    await work_off(decoding_of(make_track(1, ENDED), engine=Broken(), shelf=shelf), lambda: shelf.stored)
    assert shelf.stored == [None]


async def test_a_draft_that_turns_out_to_be_nothing_is_taken_back():
    shelf = Shelf()
    track = make_track(1, OPEN)
    decoding = decoding_of(track, engine=Deaf(), shelf=shelf)
    await work_off(decoding, lambda: shelf.shown)
    track.end_if_stale(10.0)
    await work_off(decoding, lambda: shelf.stored)
    (segment,) = shelf.stored
    assert segment is not None
    assert segment.text == ""
    assert segment.rev > shelf.shown[-1].rev
    assert segment.segment_id == shelf.shown[-1].segment_id


class Counted(ToneEngine):
    """Counts its final passes; the first so many of them fail."""

    def __init__(self, failures: int = 0) -> None:
        super().__init__()
        self.passes: list[int] = []
        self._failures = failures

    def transcribe(self, pcm: Pcm, language: str, hints: Sequence[str] = ()) -> Transcript:
        self.passes.append(len(pcm))
        if len(self.passes) <= self._failures:
            raise RuntimeError("out of memory")
        return super().transcribe(pcm, language, hints)


def in_a_pause(*more: np.ndarray) -> tuple[Track, list]:
    """A track that has heard a sentence and 0.4 s of silence, and the entries that follow."""
    made = entries(np.concatenate([tones(1, 2), silence(0.4), *more]))
    track, until = Track(made[0].key, LoudnessDetector), -(-round((0.4 + 1.0) * 1000) // (20 * len(made[0].packets)))
    for entry in made[:until]:
        track.accept(entry)
        track.feed(0.0)
    return track, made[until:]


def hear(track: Track, rest: list) -> None:
    for entry in rest:
        track.accept(entry)
        track.feed(0.0)


async def test_the_final_pass_is_made_in_the_pause_and_not_again_when_the_pause_was_the_end():
    (track, rest), engine, shelf = in_a_pause(silence(0.9)), Counted(), Shelf()
    decoding = decoding_of(track, engine=engine, shelf=shelf)
    job = decoding.choose(0.0)
    assert isinstance(job, DraftJob) and job.settled
    await decoding.decode(job)
    assert [one.text for one in shelf.shown] == ["một hai"]
    assert decoding.choose(0.0) is None, "nothing new was said"
    hear(track, rest)
    final = decoding.choose(0.0)
    assert isinstance(final, FinalJob) and len(final.pcm) == len(job.pcm)
    await decoding.decode(final)
    assert [one.text for one in shelf.stored if one] == ["một hai"] and len(engine.passes) == 1


async def test_who_speaks_on_after_a_pause_is_decoded_anew():
    (track, rest), engine, shelf = in_a_pause(tones(3, 4), silence(0.9)), Counted(), Shelf()
    decoding = decoding_of(track, engine=engine, shelf=shelf)
    await decoding.decode(decoding.choose(0.0))
    hear(track, rest)
    await decoding.decode(decoding.choose(0.0))
    (final,) = shelf.stored
    assert final is not None and final.text.startswith("một hai") and final.text.endswith("ba bốn")
    assert len(engine.passes) == 2


async def test_a_pass_that_failed_in_the_pause_is_tried_again_at_the_end():
    (track, rest), engine, shelf = in_a_pause(silence(0.9)), Counted(failures=2), Shelf()
    decoding = decoding_of(track, engine=engine, shelf=shelf)
    await decoding.decode(decoding.choose(0.0))
    assert not shelf.shown
    hear(track, rest)
    await decoding.decode(decoding.choose(0.0))
    assert [one.text for one in shelf.stored if one] == ["một hai"]


def test_shortly_after_the_last_word_a_draft_waits_whether_it_is_the_end():
    made = entries(np.concatenate([tones(1, 2), silence(0.9)]), packets_each=1)
    track, seen = Track(made[0].key, LoudnessDetector), []
    for entry in made:
        track.accept(entry)
        track.feed(0.0)
        seen.append(track.draft_due(500, 0.0) or (track.finals[0] if track.finals else None))
    drafts = [at for at, job in enumerate(seen) if isinstance(job, DraftJob) and not job.settled]
    early = [at for at, job in enumerate(seen) if isinstance(job, DraftJob) and job.settled]
    assert drafts and early and 5 < early[0] - drafts[-1] < 12 and isinstance(seen[-1], FinalJob)


async def test_drafts_of_a_long_sentence_decode_only_what_is_not_firm_yet_and_show_all_of_it():
    words = (1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3, 4, 5, 6, 7, 8, 9)
    made, shelf, heard = entries(tones(*words)), Shelf(), []
    track = Track(made[0].key, LoudnessDetector)
    decoding = decoding_of(track, shelf=shelf)
    for entry in made:
        track.accept(entry)
        track.feed(0.0)
        job = decoding.choose(0.0)
        if job is not None:
            heard.append(len(job.pcm) / 16_000)
            await decoding.decode(job)
    assert max(heard) < 5 < len(heard)
    assert shelf.shown[-1].text.startswith("một hai ba bốn năm sáu bảy tám chín một hai ba bốn")
    assert shelf.shown[-1].end_ms - shelf.shown[-1].start_ms > 8000
    stable = [one.stable_chars for one in shelf.shown]
    assert stable == sorted(stable) and stable[-1] > 40


async def test_after_a_pause_drafts_begin_behind_it_and_the_final_hears_all():
    (track, rest), shelf = in_a_pause(tones(3, 4, 5), silence(0.9)), Shelf()
    decoding = decoding_of(track, shelf=shelf)
    await decoding.decode(decoding.choose(0.0))
    hear(track, rest[:6])
    job = decoding.choose(0.0)
    assert isinstance(job, DraftJob) and not job.settled and len(job.pcm) < 1.6 * 16_000
    await decoding.decode(job)
    assert shelf.shown[-1].text.startswith("một hai ba")
    hear(track, rest[6:])
    final = decoding.choose(0.0)
    assert isinstance(final, FinalJob) and len(final.pcm) > 2.2 * 16_000
