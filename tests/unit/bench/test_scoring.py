"""The ruler itself: what counts as an error in Vietnamese text, and when a word could be read."""

import json
import wave
from pathlib import Path

import numpy as np
import pytest

from bench.transcription.clips import SetError, names_in, read_set
from bench.transcription.scoring import intelligibility, letter_error_rate, word_error_rate, words_of
from bench.transcription.sound import START_MS
from bench.transcription.stage import Run, Shown
from bench.transcription.timing import flicker, latencies, percentile
from meetings.contracts.speech import Segment, SegmentState, Word


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hoà bình, uỷ ban!", "hòa bình ủy ban"),
        ("ngày 23 tháng 11", "ngày hai mươi ba tháng mười một"),
        ("năm 2026", "năm hai nghìn không trăm hai mươi sáu"),
        ("105 đại biểu, 55 phiếu, 1010", "một trăm linh năm đại biểu năm mươi lăm phiếu một nghìn không trăm mười"),
    ],
)
def test_spellings_of_the_same_words_are_no_errors(one: str, other: str):
    assert words_of(one) == words_of(other)


def test_errors_are_counted_by_words_and_by_letters():
    reference, heard = words_of("một hai ba bốn"), words_of("một ba bón năm")
    assert word_error_rate(reference, heard) == 0.75
    assert letter_error_rate(words_of("ba"), words_of("bà")) == 0.5
    assert word_error_rate([], []) == 0.0
    assert intelligibility("một hai ba bốn", "một hai, ba.") == 0.75


def segment(text: str, rev: int, state: SegmentState, stable: int, words: tuple[Word, ...] = ()) -> Segment:
    return Segment(
        segment_id="s", rev=rev, meeting_id="m", state=state, start_ms=START_MS, end_ms=START_MS + 2000,
        participant="person:1", speaker="A", text=text, stable_chars=stable, words=words,
    )  # fmt: skip


def test_a_word_is_late_from_its_end_to_its_first_right_showing():
    words = tuple(
        Word(text=text, start_ms=START_MS + at * 500, end_ms=START_MS + at * 500 + 500, probability=1)
        for at, text in enumerate(["một", "hai", "ba"])
    )
    final = Shown(4.0, segment("một hai ba", 3, SegmentState.FINAL, 10, words))
    drafts = [
        Shown(1.0, segment("một tai", 1, SegmentState.PARTIAL, 0)),
        Shown(2.0, segment("một hai", 2, SegmentState.PARTIAL, 3)),
    ]
    run = Run(shown=[*drafts, final], finals=[final])
    assert latencies(run) == ([0.5, 1.0, 2.5], [1.5, 3.0, 2.5])
    assert flicker(run) == pytest.approx(1 / 3)
    assert (percentile([3, 1, 2], 0.5), percentile([], 0.5)) == (2, 0.0)


def test_names_inside_sentences_are_hints():
    assert names_in("Mời đồng chí Mai phát biểu. Xã Phú nghe Hồ Bàu.") == ("Mai phát", "Phú nghe", "Hồ Bàu", "Bàu")


def save(path: Path, rate: int = 16_000) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(np.zeros(160, np.int16).tobytes())


def test_a_set_is_read_from_its_manifest_or_from_pairs(tmp_path: Path):
    save(tmp_path / "a.wav")
    (tmp_path / "a.txt").write_text("xin  chào Mai\n")
    (clip,) = read_set(tmp_path)
    assert (clip.name, clip.text, clip.hints, clip.seconds) == ("a", "xin chào Mai", ("Mai",), 0.01)
    (tmp_path / "manifest.json").write_text(json.dumps([{"audio": "a.wav", "text": "khác", "hints": ["Bàu Cạn"]}]))
    (clip,) = read_set(tmp_path)
    assert (clip.text, clip.hints) == ("khác", ("Bàu Cạn",))


def test_a_set_that_cannot_be_read_says_why(tmp_path: Path):
    with pytest.raises(SetError, match="holds no speech"):
        read_set(tmp_path)
    save(tmp_path / "a.wav", rate=8000)
    (tmp_path / "a.txt").write_text("a")
    with pytest.raises(SetError, match="16 kHz"):
        read_set(tmp_path)
