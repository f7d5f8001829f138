"""Real worker processes, a real Redis, the scripted engine: what holds when things break."""

import signal
import threading
import time
from collections import Counter

import numpy as np

from meetings.contracts.bus import SPEECH_IN_STREAM, speech_rules_key
from meetings.contracts.speech import Segment, SegmentState, Term, TextRules
from tests.integration.transcription.conftest import Bus, Workers, until
from tests.unit.transcription.sound import entries, silence, tones

SENTENCE = [1, 2, 3, 4, 5, 6, 7, 8]
TEXT = "một hai ba bốn năm sáu bảy tám"


def sentence(source: int = 7, **head: object):
    return entries(np.concatenate([tones(*SENTENCE), silence(0.9)]), source=source, **head)


def say_all(bus: Bus, sources: range, **head: object) -> None:
    talking = [threading.Thread(target=bus.say, args=(sentence(source, **head),)) for source in sources]
    for one in talking:
        one.start()
    for one in talking:
        one.join()


def assert_each_once(finals: list[Segment], sources: range) -> None:
    assert Counter(final.spoken or final.text for final in finals) == {TEXT: len(sources)}
    assert len({final.segment_id for final in finals}) == len(sources)


def test_drafts_then_one_final(bus: Bus, workers: Workers):
    bus.listen("m1")
    workers.start("transcription-1")
    bus.say(sentence())
    until(lambda: bus.finals() and bus.captions[-1].segment.state is SegmentState.FINAL, 5)
    assert_each_once(bus.finals(), range(1))
    states = [caption.segment.state for caption in bus.captions]
    assert states == [SegmentState.PARTIAL] * (len(states) - 1) + [SegmentState.FINAL]
    assert len(states) >= 4
    revisions = [caption.segment.rev for caption in bus.captions]
    assert revisions == sorted(set(revisions))
    stable = [caption.segment.stable_chars for caption in bus.captions]
    assert stable == sorted(stable)
    assert stable[-1] == len(bus.captions[-1].segment.text)
    until(lambda: bus.pending() == 0 and bus.redis.xlen(SPEECH_IN_STREAM) == 0, 5)


def test_a_final_is_written_as_the_meeting_writes(bus: Bus, workers: Workers):
    rules = TextRules(terms=(Term(text="Bốn Năm", heard=("bốn năm",)),))
    bus.redis.set(speech_rules_key("m1"), rules.model_dump_json())
    bus.listen("m1")
    workers.start("transcription-1")
    bus.say(sentence())
    until(lambda: bool(bus.finals()), 8)
    (final,) = bus.finals()
    assert (final.text, final.spoken) == ("Một hai ba Bốn Năm sáu bảy tám.", TEXT)
    assert all(caption.segment.spoken == "" for caption in bus.captions[:-1])


def test_two_workers_share_sources_without_splitting_sentences(bus: Bus, workers: Workers):
    workers.start("transcription-1")
    workers.start("transcription-2")
    say_all(bus, range(6))
    until(lambda: len(bus.finals()) >= 6, 8)
    assert_each_once(bus.finals(), range(6))
    until(lambda: bus.pending() == 0, 5)


def test_finals_exactly_once_though_one_of_two_workers_is_killed_in_mid_sentence(bus: Bus, workers: Workers):
    bus.listen("m1")
    workers.start("transcription-1")
    workers.start("transcription-2")
    talking = threading.Thread(target=say_all, args=(bus, range(4)))
    talking.start()
    until(lambda: len(bus.captions) >= 2, 5)  # a starved worker makes few drafts
    busiest = max(bus.consumers().items(), key=lambda item: item[1])[0]
    assert bus.consumers()[busiest] > 0
    workers.kill(busiest)
    talking.join()
    until(lambda: len(bus.finals()) >= 4, 10)
    time.sleep(1.5)
    assert_each_once(bus.finals(), range(4))
    last = {caption.segment.segment_id: caption.segment for caption in bus.captions}
    assert {segment.state for segment in last.values()} == {SegmentState.FINAL}
    for final in bus.finals():
        shown = [c.segment.rev for c in bus.captions if c.segment.segment_id == final.segment_id]
        assert final.rev == shown[-1]
        assert shown == sorted(set(shown))
    until(lambda: bus.pending() == 0, 5)


def test_a_worker_that_starts_again_under_its_name_continues_at_once(bus: Bus, workers: Workers):
    workers.start("transcription-1", TRANSCRIPTION_CLAIM_IDLE="60")
    talking = threading.Thread(target=bus.say, args=(sentence(),))
    talking.start()
    time.sleep(2)
    workers.kill("transcription-1")
    workers.start("transcription-1", TRANSCRIPTION_CLAIM_IDLE="60")
    talking.join()
    until(lambda: bus.finals(), 5)
    assert_each_once(bus.finals(), range(1))


def test_speech_waits_in_the_stream_while_no_worker_runs(bus: Bus, workers: Workers):
    bus.say(sentence(), speed=100)
    workers.start("transcription-1")
    until(lambda: bus.finals(), 10)
    assert_each_once(bus.finals(), range(1))


def test_redis_may_go_away_and_come_back(bus: Bus, workers: Workers):
    worker = workers.start("transcription-1")
    made = sentence()
    bus.say(made[:10])
    bus.stop()
    time.sleep(2)
    assert worker.poll() is None
    bus.start()
    bus.say(made[10:])
    until(lambda: bus.finals(), 10)
    said = " ".join(final.spoken or final.text for final in sorted(bus.finals(), key=lambda final: final.start_ms))
    assert said == TEXT


def test_what_the_memory_holds_survives_a_redis_that_comes_back_empty(bus: Bus, workers: Workers):
    worker = workers.start("transcription-1")
    made = sentence()
    bus.say(made[:20], speed=4)
    bus.stop()
    for left in bus.folder.glob("appendonlydir/*"):
        left.unlink()
    time.sleep(1.5)  # longer than a sign of life lasts, as 30 s are with the usual settings
    assert worker.poll() is None
    bus.start()
    bus.say(made[20:], speed=4)
    until(lambda: bus.finals(), 10)
    said = " ".join(final.spoken or final.text for final in sorted(bus.finals(), key=lambda final: final.start_ms))
    assert said == TEXT


def test_sigterm_leaves_within_two_seconds_and_hands_over_at_once(bus: Bus, workers: Workers):
    worker = workers.start("transcription-1", TRANSCRIPTION_CLAIM_IDLE="60")
    bus.say(sentence()[:12])
    worker.send_signal(signal.SIGTERM)
    asked = time.monotonic()
    assert worker.wait(5) == 0
    assert time.monotonic() - asked < 2
    assert workers.health("transcription-1") is None
    workers.start("transcription-2", TRANSCRIPTION_CLAIM_IDLE="60")
    until(lambda: bus.finals(), 8)
    assert bus.finals()[0].spoken.startswith("một hai ba")


def test_an_unreadable_entry_is_given_up_and_stops_nobody(bus: Bus, workers: Workers):
    workers.start("transcription-1")
    bus.redis.xadd(SPEECH_IN_STREAM, {"head": "{}", "opus": b""})
    bus.redis.xadd(SPEECH_IN_STREAM, {"rubbish": "x"})
    bus.say(sentence())
    until(lambda: bus.finals(), 8)
    until(lambda: bus.pending() == 0, 5)


def test_a_worker_that_was_only_paused_stores_nothing_that_another_has_stored(bus: Bus, workers: Workers):
    paused = workers.start("transcription-1")
    bus.say(sentence()[:16])
    paused.send_signal(signal.SIGSTOP)
    workers.start("transcription-2")
    bus.say(sentence()[16:])
    until(lambda: bus.finals(), 10)
    paused.send_signal(signal.SIGCONT)
    time.sleep(2)
    assert_each_once(bus.finals(), range(1))
    assert paused.poll() is None
    until(lambda: bus.pending() == 0, 5)


def test_two_processes_under_one_name_are_refused(bus: Bus, workers: Workers):
    first = workers.start("transcription-1")
    workers.start("transcription-1")
    assert first.wait(10) == 1
