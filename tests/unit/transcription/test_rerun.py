"""The second pass over a whole recording: what is heard when, what is left alone, and how it ends. Tones are words."""

import wave
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from meetings.contracts.speech import RerunAt, RerunEnd, RerunHeard, RerunOrder, Term, TextRules
from transcription.engine.fake import BASE_HZ, STEP_HZ, WORDS
from transcription.recording import UnreadableError, sound_of
from transcription.rerun import largest_model, run
from transcription.settings import Settings, read_settings

RATE = 44_100


def tones(words: Sequence[str | None]) -> np.ndarray:
    """Half a second of a tone for each word, silence for None."""
    at = np.arange(RATE // 2) / RATE
    parts = [
        np.zeros(RATE // 2) if word is None else 0.3 * np.sin(2 * np.pi * (BASE_HZ + STEP_HZ * WORDS.index(word)) * at)
        for word in words
    ]
    return np.concatenate(parts)


def write(path: Path, words: Sequence[str | None]) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((tones(words) * 32767).astype("<i2").tobytes())
    return path


@pytest.fixture
def fake(tmp_path: Path) -> Settings:
    return read_settings({"NGHISU_HOME": str(tmp_path), "TRANSCRIPTION_ENGINE": "fake"})


def told(file: Path, settings: Settings, **order: object) -> tuple[list[RerunHeard], RerunEnd]:
    lines: list[RerunHeard | RerunAt | RerunEnd] = []
    run(RerunOrder(file=str(file), demuxer="wav", **order), settings, lines.append)  # type: ignore[arg-type]
    end = lines[-1]
    assert isinstance(end, RerunEnd)
    return [line for line in lines if isinstance(line, RerunHeard)], end


SPEECH = ["một", "hai", None, None, "ba", "bốn", None, None, "năm", None, None]


def test_all_is_heard_at_its_time(tmp_path: Path, fake: Settings) -> None:
    heard, end = told(write(tmp_path / "a.wav", SPEECH), fake)
    assert [line.spoken or line.text for line in heard] == ["một hai", "ba bốn", "năm"]
    assert [line.start_ms for line in heard] == pytest.approx([0, 2000, 4000], abs=320)
    assert heard[1].words[0].start_ms == pytest.approx(2000, abs=40)
    assert (end.length_ms, end.problem) == (pytest.approx(5500, abs=40), "")


def test_it_goes_on_behind_what_was_found(tmp_path: Path, fake: Settings) -> None:
    file = write(tmp_path / "a.wav", SPEECH)
    first, end = told(file, fake)
    later, end_later = told(file, fake, after_ms=first[0].end_ms)
    assert [line.text for line in later] == [line.text for line in first[1:]] and end_later == end


def test_what_a_person_corrected_is_not_decoded_again(tmp_path: Path, fake: Settings) -> None:
    heard, _end = told(write(tmp_path / "a.wav", SPEECH), fake, skip=((1900, 3100),))
    assert [line.spoken or line.text for line in heard] == ["một hai", "năm"]


def test_an_utterance_ends_where_the_floor_changes(tmp_path: Path, fake: Settings) -> None:
    words = ["một", "hai", "ba", "bốn", None, None]
    heard, _end = told(write(tmp_path / "a.wav", words), fake, cuts=(1000,))
    assert [line.spoken or line.text for line in heard] == ["một hai", "ba bốn"]
    assert heard[1].start_ms == pytest.approx(1000, abs=40)


def test_it_is_written_as_the_body_writes(tmp_path: Path, fake: Settings) -> None:
    rules = TextRules(terms=(Term(text="Một-Hai", heard=("một hai",)),))
    heard, _end = told(write(tmp_path / "a.wav", SPEECH), fake, rules=rules)
    assert (heard[0].text, heard[0].spoken) == ("Một-Hai.", "một hai")


def test_bad_files_are_told_apart(tmp_path: Path, fake: Settings) -> None:
    broken = tmp_path / "b.wav"
    broken.write_bytes(b"RIFF\x10\0\0\0WAVEnothing of sound")
    assert told(broken, fake)[1].problem == "unreadable"
    playlist = tmp_path / "c.wav"
    playlist.write_text("#EXTM3U\nfile:///etc/passwd\n")
    with pytest.raises(UnreadableError):
        next(sound_of(playlist, "wav"))
    long = write(tmp_path / "d.wav", [None] * 6)
    assert told(long, fake, longest_ms=1000)[1].problem == "too_long"


def test_the_largest_whole_model_is_taken(tmp_path: Path) -> None:
    for name, size in (("small", 10), ("large", 30), ("broken", 90)):
        folder = tmp_path / "models" / name
        folder.mkdir(parents=True)
        (folder / "model.bin").write_bytes(b"x" * size)
        if name != "broken":
            for needed in ("config.json", "tokenizer.json", "vocabulary.json"):
                (folder / needed).write_text("{}")
    settings = read_settings({"NGHISU_HOME": str(tmp_path), "TRANSCRIPTION_MODEL": str(tmp_path / "models" / "small")})
    assert largest_model(settings) == str(tmp_path / "models" / "large")
