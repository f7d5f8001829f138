"""The parts of the bench; each returns its figures."""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from faster_whisper import WhisperModel

from bench.transcription.clips import Clip
from bench.transcription.peers import PlainWindow, plain
from bench.transcription.scoring import letter_error_rate, word_error_rate, words_of
from bench.transcription.sound import entries, silence, without_speech
from bench.transcription.stage import Run, Stage
from bench.transcription.timing import flicker, latencies, percentile
from transcription.engine.base import Engine
from transcription.engine.whisper import WhisperEngine

GAP_S = 1.2
SPEAKERS = 8
STRANGERS = (
    "Nguyễn Văn Thành", "Trần Quốc Bảo", "Lê Thị Hồng Nhung", "Phạm Minh Tuấn", "Sở Xây dựng",
    "Ban Quản lý dự án", "Hội Nông dân", "xã Phú Mỹ", "huyện Tân Hòa", "Quỹ phát triển đất",
)  # fmt: skip
"""Ten names that nobody says: what wrong hints cost."""


def resident_mb() -> float:
    """Memory of this process that is in use now."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return round(int(line.split()[1]) / 1000, 1)
    return 0.0


async def streamed(engine: Engine, clips: Sequence[Clip]) -> tuple[dict[str, Any], Run]:
    """Say the clips one after the other into one microphone."""
    pieces = [piece for clip in clips for piece in (clip.pcm, silence(GAP_S))]
    run = await Stage(engine, entries(np.concatenate([silence(0.3), *pieces]))).run()
    spoken = sum(clip.seconds for clip in clips)
    reference = [word for clip in clips for word in words_of(clip.text)]
    heard = [word for final in run.finals for word in words_of(final.segment.text)]
    first, firm = latencies(run)
    found = {
        "wer": round(word_error_rate(reference, heard), 4),
        "cer": round(letter_error_rate(reference, heard), 4),
        "first_text_p50_s": round(percentile(first, 0.5), 2),
        "first_text_p95_s": round(percentile(first, 0.95), 2),
        "commit_p50_s": round(percentile(firm, 0.5), 2),
        "commit_p95_s": round(percentile(firm, 0.95), 2),
        "flicker": round(flicker(run), 4),
        "cpu_per_speech_s": round(run.cpu_s / spoken, 3),
        "levels": sorted(level.name.lower() for level in run.levels),
    }
    return found, run


def offline(engine: WhisperEngine, clips: Sequence[Clip], hints: Sequence[Sequence[str]] | None = None) -> list[str]:
    """Return the words of whole clips by the product's final pass, clip by clip with its hints."""
    told = hints or [()] * len(clips)
    return [
        word
        for clip, one in zip(clips, told, strict=True)
        for word in words_of(engine.transcribe(clip.pcm, "vi", one).text)
    ]


def hinted(engine: WhisperEngine, clips: Sequence[Clip], without: float) -> dict[str, Any]:
    """Compare finals without hints, with the names that are said, with ten names that nobody says."""
    reference = [word for clip in clips for word in words_of(clip.text)]
    right = offline(engine, clips, [clip.hints for clip in clips])
    wrong = offline(engine, clips, [STRANGERS] * len(clips))
    return {
        "wer_without": without,
        "wer_right_names": round(word_error_rate(reference, right), 4),
        "wer_strange_names": round(word_error_rate(reference, wrong), 4),
        "names": sum(len(clip.hints) for clip in clips),
    }


async def quiet(engine: Engine, seconds: float = 10.0) -> dict[str, Any]:
    """Send sound in which nobody speaks: no text, next to no processor time."""
    found: dict[str, Any] = {}
    for name, sound in without_speech(seconds).items():
        run = await Stage(engine, entries(sound)).run()
        found[name] = {
            "chars": sum(len(one.segment.text) for one in run.shown),
            "cpu_per_s": round(run.cpu_s / seconds, 4),
        }
    return found


async def crowded(engine: Engine, clips: Sequence[Clip]) -> dict[str, Any]:
    """Let eight people speak at once into one decoder: which levels are taken, and is a final lost."""
    made = [
        entry
        for number in range(SPEAKERS)
        for entry in entries(np.concatenate([clips[number % len(clips)].pcm, silence(GAP_S)]), source=number + 1)
    ]
    began = time.process_time()
    run = await Stage(engine, made).run()
    said = {final.segment.participant for final in run.finals if final.segment.text}
    return {
        "speakers": SPEAKERS,
        "utterances": run.utterances,
        "finals": len(run.finals),
        "speakers_without_a_final": SPEAKERS - len(said),
        "levels": sorted(level.name.lower() for level in run.levels),
        "most_lag_s": round(run.most_lag_s, 1),
        "cpu_s": round(time.process_time() - began, 1),
    }


async def peers(engine: WhisperEngine, location: str, clips: Sequence[Clip], few: int) -> dict[str, Any]:
    """Measure faster-whisper as it comes: whole clips, and its 30 s window decoded anew each second."""
    model = WhisperModel(location, device="cpu", compute_type="int8", cpu_threads=1)
    reference = [word for clip in clips for word in words_of(clip.text)]
    heard, cpu = plain(model, clips)
    window, _run = await streamed(PlainWindow(engine, model), clips[:few])
    ours, _run = await streamed(engine, clips[:few])
    return {
        "faster_whisper_offline": {
            "wer": round(word_error_rate(reference, heard), 4),
            "cpu_per_speech_s": round(cpu / sum(clip.seconds for clip in clips), 3),
        },
        "faster_whisper_window": window,
        "ours_on_the_same_clips": ours,
        "clips_of_the_window": len(clips[:few]),
    }
