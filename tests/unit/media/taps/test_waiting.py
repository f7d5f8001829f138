"""Speech that waits for Redis: what fits is kept in order, what does not is told as one gap for each source."""

from zoneinfo import ZoneInfo

from media.taps.waiting import Gap, Waiting, WaitingSpeech
from meetings.contracts.speech import GAP_ENGINE, AudioChunk, SegmentState, pack_packets

AT = 1_795_400_000_000
CHUNK_MS = 240


def chunk(number: int, source: int = 1, packets: int = 12) -> Waiting:
    head = AudioChunk(
        meeting_id="m",
        source=source,
        participant=f"room:{source}",
        label=f"Phòng họp {source}",
        talkspurt="t",
        start_ms=AT + number * CHUNK_MS,
        rtp_start=number * CHUNK_MS * 48,
    )
    return head, pack_packets([(at * 960, b"x") for at in range(packets)])


def numbers(chunks: list[Waiting]) -> list[int]:
    return [(head.start_ms - AT) // CHUNK_MS for head, _packets in chunks]


def spans(gaps: list[Gap]) -> dict[str, tuple[float, float]]:
    return {gap.head.label: ((gap.start_ms - AT) / CHUNK_MS, (gap.end_ms - AT) / CHUNK_MS) for gap in gaps}


def test_the_oldest_go_first_and_are_one_gap_of_each_source() -> None:
    waiting = WaitingSpeech(6)
    for number in range(10):
        waiting.add(*chunk(number, source=number % 2))
    chunks, gaps = waiting.take(100)
    assert numbers(chunks) == [4, 5, 6, 7, 8, 9]
    assert spans(gaps) == {"Phòng họp 0": (0, 3), "Phòng họp 1": (1, 4)}
    assert waiting.dropped == 4
    assert not waiting


def test_what_was_taken_and_could_not_be_sent_loses_nothing_unsaid() -> None:
    waiting = WaitingSpeech(4)
    for number in range(6):
        waiting.add(*chunk(number))
    taken = waiting.take(3)
    for number in range(6, 8):
        waiting.add(*chunk(number))
    waiting.put_back(*taken)
    chunks, gaps = waiting.take(100)
    assert numbers(chunks) == [4, 5, 6, 7]
    assert spans(gaps) == {"Phòng họp 1": (0, 4)}


def test_room_enough_means_no_gap() -> None:
    waiting = WaitingSpeech(8)
    for number in range(8):
        waiting.add(*chunk(number))
    waiting.put_back(*waiting.take(5))
    chunks, gaps = waiting.take(100)
    assert (numbers(chunks), gaps) == (list(range(8)), [])


def test_an_end_without_sound_is_no_gap() -> None:
    waiting = WaitingSpeech(1)
    waiting.add(*chunk(0, packets=0))
    waiting.add(*chunk(1))
    assert waiting.take(100)[1] == []
    assert waiting.dropped == 1


def test_a_gap_is_a_line_of_the_record() -> None:
    head, _packets = chunk(0)
    gap = Gap(head, AT, AT + 22_000)
    line = gap.segment(ZoneInfo("Asia/Ho_Chi_Minh"))
    assert line.text == "[Mất lời từ 09:13:20 đến 09:13:42]"
    assert (line.state, line.engine, line.speaker) == (SegmentState.FINAL, GAP_ENGINE, "Phòng họp 1")
    assert (line.start_ms, line.end_ms, line.confidence) == (AT, AT + 22_000, None)
    assert line.segment_id == gap.segment(ZoneInfo("UTC")).segment_id
