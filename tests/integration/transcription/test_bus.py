"""What the worker may do with a source that is its own, and what it may not with another's."""

from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis

from meetings.contracts.bus import SPEECH_IN_STREAM, SPEECH_OUT_STREAM
from meetings.contracts.speech import Segment, SegmentState, pack_packets
from tests.integration.transcription.conftest import Bus
from tests.unit.transcription.sound import entries, tones
from transcription.bus import SpeechBus, read_entries
from transcription.engine.fake import LoudnessDetector
from transcription.entries import Cursor, SourceKey
from transcription.intake import Intake
from transcription.stream.overload import Admission

KEY = SourceKey("m1", 7, "person:an")
CURSOR = Cursor(talkspurt="t1", anchor_ms=1, anchor_rtp=2, done=3, open=True, rev=4)
SEGMENT = Segment(
    segment_id="s", rev=1, meeting_id="m1", state=SegmentState.FINAL, start_ms=0, end_ms=1, participant="person:an",
    speaker="An", text="một", stable_chars=3,
)  # fmt: skip


@pytest.fixture
async def redis(bus: Bus) -> AsyncIterator[Redis]:
    client = Redis.from_url(bus.url)
    yield client
    await client.aclose()


async def test_a_source_has_one_owner(redis: Redis):
    one, two = SpeechBus(redis, "one", 10), SpeechBus(redis, "two", 10)
    assert await one.own(KEY) == "one"
    assert await two.own(KEY) == "one"
    await one.release([KEY])
    assert await two.own(KEY) == "two"


async def test_only_the_owner_delivers(redis: Redis, bus: Bus):
    one, two = SpeechBus(redis, "one", 10), SpeechBus(redis, "two", 10)
    await one.ensure_group()
    entry = entries(tones(1))[0]
    bus.say([entry], speed=1000)
    held, _ = read_entries(await one.read_new(), 0.0)
    await two.own(KEY)
    assert not await one.store_final(KEY, SEGMENT, [held[0].id], CURSOR)
    assert not await one.publish_draft(KEY, SEGMENT, CURSOR)
    assert await redis.xlen(SPEECH_OUT_STREAM) == 0
    assert bus.pending() == 1
    assert await two.cursor(KEY, "t1") is None
    assert await two.store_final(KEY, SEGMENT, [held[0].id], CURSOR)
    assert await redis.xlen(SPEECH_OUT_STREAM) == 1
    assert bus.pending() == 0
    assert await redis.xlen(SPEECH_IN_STREAM) == 0


async def test_the_cursor_comes_back_as_it_was(redis: Redis):
    one = SpeechBus(redis, "one", 10)
    await one.own(KEY)
    await one.publish_draft(KEY, SEGMENT, CURSOR)
    assert await SpeechBus(redis, "two", 10).cursor(KEY, "t1") == CURSOR
    assert await SpeechBus(redis, "two", 10).cursor(KEY, "t2") is None


async def test_an_empty_final_is_shown_and_not_stored(redis: Redis):
    one = SpeechBus(redis, "one", 10)
    await one.own(KEY)
    assert await one.store_final(KEY, SEGMENT.model_copy(update={"text": ""}), [], CURSOR)
    assert await redis.xlen(SPEECH_OUT_STREAM) == 0


async def test_what_is_handed_over_reaches_the_owner(redis: Redis):
    one, two = SpeechBus(redis, "one", 10), SpeechBus(redis, "two", 10)
    await one.ensure_group()
    entry = entries(tones(1))[0]
    await redis.xadd(
        SPEECH_IN_STREAM, {"head": entry.head.model_dump_json(), "opus": pack_packets(list(entry.packets))}
    )
    held, _ = read_entries(await one.read_new(), 0.0)
    await one.hand_over("two", held)
    received, _ = read_entries(await two.read_inbox(), 0.0)
    assert [one.id for one in received] == [held[0].id]
    assert [raw.id for raw in await two.read_own_pending(b"0")] and not await one.read_own_pending(b"0")


async def test_what_a_dead_reader_never_handed_over_is_fetched(redis: Redis, bus: Bus):
    dead, living = SpeechBus(redis, "dead", 10), SpeechBus(redis, "living", 10)
    await living.ensure_group()
    made = [*entries(tones(1), source=7), *entries(tones(2), source=8)]
    bus.say(made[:-1], speed=1000)
    await dead.read_new()
    bus.say(entries(tones(1), source=7)[-1:], speed=1000)
    intake = Intake(living, LoudnessDetector, Admission())
    await intake.take(await living.read_new(), 0.0)
    (track,) = intake.tracks.values()
    last = track.next_entry(0.0, 0.0)
    assert last is not None and track.lacks_before(last)
    await intake.fill(track, last, 0.0)
    assert not track.lacks_before(last)  # asked once
    assert bus.consumers() == {"dead": len(made) - 1 - len(entries(tones(1))), "living": len(entries(tones(1))) + 1}
    first = track.next_entry(0.0, 0.0)
    assert first is not None and first.id < last.id
