"""Redis is away: what the media worker can hold arrives afterwards, what it cannot is told as a gap."""

import asyncio

from media.counters import Counters
from media.signalling.bus import Bus as MediaBus
from meetings.contracts.bus import SPEECH_IN_STREAM
from meetings.contracts.speech import GAP_ENGINE, AudioChunk
from tests.integration.transcription.conftest import Bus, until
from tests.unit.media.taps.test_waiting import AT, chunk


async def test_what_fits_arrives_and_the_rest_is_a_gap_on_the_pages_and_in_the_record(bus: Bus) -> None:
    media = MediaBus(bus.url, "media-1", Counters(), most_speech=10)
    sender = asyncio.create_task(media.run_sender())
    media.add_speech(*chunk(0))
    await asyncio.to_thread(until, lambda: bus.redis.xlen(SPEECH_IN_STREAM) == 1, 5)
    bus.stop()
    for number in range(1, 31):
        media.add_speech(*chunk(number))
    await asyncio.sleep(0.6)  # one try in vain: what was taken for it goes back
    bus.start()
    bus.listen("m")
    await asyncio.to_thread(until, lambda: bus.finals(), 5)
    await asyncio.to_thread(until, lambda: bus.redis.xlen(SPEECH_IN_STREAM) == 11, 5)
    sender.cancel()
    heads = [AudioChunk.model_validate_json(fields[b"head"]) for _, fields in bus.redis.xrange(SPEECH_IN_STREAM)]
    assert [(head.start_ms - AT) // 240 for head in heads] == [0, *range(21, 31)]
    (gap,) = bus.finals()
    assert (gap.engine, gap.start_ms, gap.end_ms) == (GAP_ENGINE, AT + 240, AT + 21 * 240)
    await asyncio.to_thread(until, lambda: [one.segment.segment_id for one in bus.captions] == [gap.segment_id], 5)
