"""One source from entries to utterances, in virtual time with the scripted engine."""

import random
from collections.abc import Iterable

import numpy as np
import pytest

from tests.unit.transcription.sound import START_MS, entries, silence, tones
from transcription.engine.fake import LoudnessDetector, ToneEngine
from transcription.entries import Cursor, Entry
from transcription.track import Track
from transcription.work import FinalJob

ENGINE = ToneEngine()
TWO = np.concatenate([silence(0.4), tones(1, 2, 3, 4), silence(1.0), tones(5, 6), silence(0.8)])


def track_for(made: list[Entry], cursor: Cursor | None = None) -> Track:
    track = Track(made[0].key, LoudnessDetector)
    if cursor is not None:
        track.remember(cursor)
    return track


def drive(track: Track, made: Iterable[Entry], patience: float = 0.0) -> None:
    for entry in made:
        track.accept(entry)
        while track.next_entry(0.0, patience) is not None:
            track.feed(0.0)


def texts(track: Track) -> list[str]:
    return [ENGINE.transcribe(job.pcm, "vi").text for job in track.finals]


def settle(track: Track) -> list[FinalJob]:
    """Finish every final, as the decoders would."""
    done = []
    while track.finals:
        job = track.finals.popleft()
        track.finished(job)
        done.append(job)
    return done


def test_speech_becomes_utterances_with_their_times():
    made = entries(TWO)
    track = track_for(made)
    drive(track, made)
    assert texts(track) == ["một hai ba bốn", "năm sáu"]
    first, second = track.finals
    assert abs(first.utterance.start_ms - START_MS - 400) < 340
    assert abs(second.utterance.start_ms - START_MS - 3400) < 340


def test_every_entry_is_given_back_exactly_once():
    made = entries(TWO)
    track = track_for(made)
    drive(track, made)
    jobs = settle(track)
    track.end_if_stale(10.0)
    given = [entry for job in jobs for entry in job.entries] + track.take_silent()
    assert sorted(given) == [entry.id for entry in made]
    assert track.idle


def test_silence_is_not_given_back_before_the_final_it_follows():
    made = entries(TWO)
    track = track_for(made)
    drive(track, made)
    assert track.finals
    assert track.take_silent() == []


def test_a_draft_is_due_after_each_step_of_new_speech():
    made = entries(TWO)
    track = track_for(made)
    seen = []
    for entry in made:
        drive(track, [entry])
        if (job := track.draft_due(1000, 0.0)) is not None:
            track.drafted(job)
            seen.append(ENGINE.draft(job.pcm, "vi").text)
    assert seen[0] == "một hai"
    assert 1 < len(seen) <= 3


@pytest.mark.parametrize("seed", range(5))
def test_entries_out_of_order_give_the_same_utterances(seed):
    made = entries(TWO)
    mixed = made[:]
    order = random.Random(seed)
    for at in range(0, len(mixed) - 3, 3):
        part = mixed[at : at + 3]
        order.shuffle(part)
        mixed[at : at + 3] = part
    track, plain = track_for(made), track_for(made)
    drive(track, mixed)
    drive(plain, made)
    assert texts(track) == texts(plain)
    assert [job.utterance.segment_id for job in track.finals] == [job.utterance.segment_id for job in plain.finals]


def test_an_entry_ahead_of_its_time_waits_a_moment():
    made = entries(TWO)
    track = track_for(made)
    drive(track, [made[0]])
    track.accept(made[2])
    assert track.next_entry(0.1, 0.3) is None
    assert track.next_entry(0.4, 0.3) == made[2]
    track.accept(made[1])
    assert track.next_entry(0.1, 0.3) == made[1]


def test_another_worker_continues_a_shown_utterance_under_its_name_and_revision():
    made = entries(np.concatenate([silence(0.4), tones(1, 2, 3, 4), silence(1.0)]))
    dead = track_for(made)
    drive(dead, made[:9])
    job = dead.draft_due(1000, 0.0)
    assert job is not None
    heir = track_for(made, job.cursor.model_copy(update={"rev": 3}))
    drive(heir, made)
    (final,) = heir.finals
    assert final.utterance.segment_id == job.utterance.segment_id
    assert final.utterance.rev == 3
    assert texts(heir) == ["một hai ba bốn"]


def test_another_worker_does_not_repeat_what_has_its_final():
    made = entries(TWO)
    dead = track_for(made)
    drive(dead, made)
    first, second = dead.finals
    left = [entry for entry in made if entry.id not in first.entries]
    heir = track_for(made, first.cursor)
    drive(heir, left)
    assert texts(heir) == ["năm sáu"]
    assert heir.finals[0].utterance.start_ms == pytest.approx(second.utterance.start_ms, abs=1)


def test_a_cut_in_long_speech_loses_and_doubles_nothing():
    words = [1, 2, 3, 4, 5, 6, 7, 8, 9, 0] * 7
    made = entries(np.concatenate([tones(*words), silence(1.0)]))
    track = track_for(made)
    drive(track, made)
    first, second = track.finals
    assert first.cursor.open
    assert len(first.pcm) <= 28 * 16_000
    joined = np.concatenate([first.pcm, second.pcm])
    assert len(ENGINE.transcribe(joined, "vi").text.split()) == len(words)


def test_the_heir_of_a_cut_utterance_starts_at_the_cut():
    made = entries(np.concatenate([tones(*([1, 2] * 35)), silence(1.0)]))
    dead = track_for(made)
    drive(dead, made)
    first, second = dead.finals
    heir = track_for(made, first.cursor)
    drive(heir, [entry for entry in made if entry.id not in first.entries])
    assert heir.finals[0].utterance.segment_id == second.utterance.segment_id


def test_the_end_of_a_talkspurt_ends_the_utterance_at_once():
    made = entries(np.concatenate([tones(1, 2), silence(0.1)]))
    closing = Entry((99, 0), made[0].head.model_copy(update={"last": True, "rtp_start": 0}), (), 0.0)
    track = track_for(made)
    drive(track, [*made, closing])
    assert texts(track) == ["một hai"]
    settle(track)
    assert (99, 0) in track.take_silent()
    assert track.idle


def test_the_closing_entry_may_carry_sound():
    made = entries(tones(1, 2))
    last = made[-1]
    made[-1] = Entry(last.id, last.head.model_copy(update={"last": True}), last.packets, 0.0)
    track = track_for(made)
    drive(track, made)
    assert texts(track) == ["một hai"]


def test_a_source_that_stops_without_a_word_is_ended():
    made = entries(tones(1, 2))
    track = track_for(made)
    drive(track, made)
    track.end_if_stale(1.0)
    assert not track.finals
    track.end_if_stale(2.0)
    assert texts(track) == ["một hai"]


def test_another_person_at_the_same_microphone_begins_another_utterance():
    first = entries(tones(1, 2, 3, 4), speaker_id="an")
    second = entries(tones(5, 6, 7, 8), speaker_id="binh", first_id=100, rtp=len(first) * 10 * 960)
    track = track_for(first)
    drive(track, [*first, *second])
    track.end_if_stale(5.0)
    assert [job.utterance.head.speaker_id for job in track.finals] == ["an", "binh"]


def test_a_new_talkspurt_has_its_own_clock():
    first = entries(tones(1, 2))
    second = entries(tones(3, 4), talkspurt="t2", first_id=100, rtp=5)
    second = [
        Entry(e.id, e.head.model_copy(update={"start_ms": e.head.start_ms + 60_000}), e.packets, 0.0) for e in second
    ]
    track = track_for(first)
    drive(track, [*first, *second])
    track.end_if_stale(5.0)
    assert texts(track) == ["một hai", "ba bốn"]
    assert track.finals[1].utterance.start_ms == START_MS + 60_000


def test_rtp_time_may_wrap_inside_a_talkspurt():
    made = entries(np.concatenate([tones(1, 2, 3, 4), silence(0.8)]), rtp=2**32 - 48_000)
    track = track_for(made)
    drive(track, made)
    assert texts(track) == ["một hai ba bốn"]


def test_the_same_entry_twice_is_one_entry():
    made = entries(np.concatenate([tones(1, 2), silence(0.8)]))
    track = track_for(made)
    drive(track, [entry for entry in made for _ in range(2)])
    assert texts(track) == ["một hai"]
    (job,) = settle(track)
    track.end_if_stale(5.0)
    assert sorted([*job.entries, *track.take_silent()]) == [entry.id for entry in made]
