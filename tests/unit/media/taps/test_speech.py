import itertools
import struct

import pytest

from media.forward.rtp import RtpPacket
from media.taps.speech import PAUSE_S, Speaker, SpeechTap
from meetings.contracts.speech import AudioChunk


class Scribe:
    """A tap with a clock in steps of 20 ms."""

    def __init__(self) -> None:
        self.chunks: list[tuple[AudioChunk, bytes]] = []
        self.speaker: Speaker | None = Speaker("room:xa", "Bà Lan", "lan", "item-1")
        self.now = 0.0
        self.rtp = 0xFFFFFFFF - 960 * 20
        self.tap = SpeechTap(
            "m", lambda source: self.speaker, lambda *chunk: self.chunks.append(chunk), lambda: 1_000_000 + self.now
        )

    def talk(self, seconds: float, level: int | None = 25) -> None:
        for _ in range(round(seconds * 50)):
            self.tap.on_audio(3, RtpPacket(111, False, 0, self.rtp & 0xFFFFFFFF, 0, b"opus", level=level), self.now)
            self.tap.tick(self.now)
            self.now += 0.02
            self.rtp += 960


def unpack(data: bytes) -> list[tuple[int, bytes]]:
    found, at = [], 0
    while at < len(data):
        offset, size = struct.unpack_from("!LH", data, at)
        found.append((offset, data[at + 6 : at + 6 + size]))
        at += 6 + size
    return found


@pytest.fixture
def scribe() -> Scribe:
    return Scribe()


def test_silence_costs_nothing(scribe: Scribe) -> None:
    scribe.talk(10, level=90)
    assert scribe.chunks == []


def test_speech_comes_in_chunks_of_240_ms_with_the_beginning(scribe: Scribe) -> None:
    scribe.talk(1, level=90)
    scribe.talk(2)
    scribe.talk(1.5, level=90)
    heads = [head for head, _ in scribe.chunks]
    assert len({head.talkspurt for head in heads}) == 1
    assert [head.last for head in heads] == [False] * (len(heads) - 1) + [True]
    assert [len(unpack(data)) for _, data in scribe.chunks[:5]] == [12] * 5
    assert unpack(scribe.chunks[0][1])[:2] == [(0, b"opus"), (960, b"opus")]
    first = heads[0]
    assert (first.participant, first.label, first.speaker_id, first.item_id) == ("room:xa", "Bà Lan", "lan", "item-1")
    assert 700 <= first.start_ms - 1_000_000_000 <= 740, "300 ms before the first loud packet"
    packets = sum(len(unpack(data)) for _, data in scribe.chunks)
    assert packets == pytest.approx((0.28 + 2 + PAUSE_S) * 50, abs=2)


def test_times_follow_the_audio_clock_across_its_wrap(scribe: Scribe) -> None:
    scribe.talk(2)
    heads = [head for head, _ in scribe.chunks]
    for before, after in itertools.pairwise(heads):
        assert after.start_ms - before.start_ms == 240
        assert (after.rtp_start - before.rtp_start) & 0xFFFFFFFF == 11_520


def test_a_pause_ends_the_talkspurt_and_the_next_word_begins_another(scribe: Scribe) -> None:
    scribe.talk(1)
    scribe.talk(1, level=90)
    scribe.talk(1)
    assert len({head.talkspurt for head, _ in scribe.chunks}) == 2


def test_a_microphone_that_is_closed_ends_it_too(scribe: Scribe) -> None:
    scribe.talk(1)
    scribe.tap.tick(scribe.now + PAUSE_S)
    assert scribe.chunks[-1][0].last


def test_another_speaker_in_the_room_begins_another_talkspurt(scribe: Scribe) -> None:
    scribe.talk(1)
    scribe.speaker = Speaker("room:xa", "Ông Bình", "binh", "item-1")
    scribe.talk(1)
    assert {(head.talkspurt, head.label) for head, _ in scribe.chunks} == {
        (scribe.chunks[0][0].talkspurt, "Bà Lan"),
        (scribe.chunks[-1][0].talkspurt, "Ông Bình"),
    }
    assert sum(head.last for head, _ in scribe.chunks) == 1


def test_without_captions_nothing_is_tapped(scribe: Scribe) -> None:
    scribe.speaker = None
    scribe.talk(2)
    assert scribe.chunks == []


def test_steady_noise_of_a_fan_is_not_speech_but_speech_over_it_is(scribe: Scribe) -> None:
    scribe.talk(10, level=58)
    chunks = len(scribe.chunks)
    scribe.talk(3, level=58)
    assert len(scribe.chunks) == chunks == 0
    scribe.talk(1, level=40)
    assert len(scribe.chunks) >= 4


def test_a_sender_without_levels_is_always_speech(scribe: Scribe) -> None:
    scribe.talk(1, level=None)
    assert len(scribe.chunks) == 4
