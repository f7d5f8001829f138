"""``python -m bench.transcription``: Whisper on a speech set; a table, and ``bench/out/transcription.json``."""

import argparse
import asyncio
import json
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from redis.exceptions import RedisError

from bench.transcription.clips import Clip, SetError, read_set
from bench.transcription.killed import KilledError, killed, passed
from bench.transcription.measure import SPEAKERS, crowded, hinted, offline, peers, quiet, resident_mb, streamed
from bench.transcription.peers import missing_libraries
from bench.transcription.scoring import word_error_rate, words_of
from transcription.engine.whisper import WhisperEngine, find_device
from transcription.models import ModelError, PreparedModel, prepare_model
from transcription.settings import DEFAULT_MODEL, FinalWindow

OUT = Path("bench/out/transcription.json")
TARGETS = {
    "streaming_loss": 0.03,
    "first_text_p50_s": 1.0,
    "commit_p50_s": 2.5,
    "commit_p95_s": 5.5,
    "cpu_per_speech_s": 0.25,
    "silence_chars": 0,
    "silence_cpu_per_s": 0.02,
}
"""At most so much, with Whisper base."""
PEER_CLIPS = 2
MOST_SPEECH_S = 60.0
PEERS_UNTIL_S = 180.0
"""On a machine so slow that the product alone takes longer, the peers are left out: five minutes are the limit."""


def main(arguments: Sequence[str]) -> int:
    """Run the bench; 1 when it cannot measure or a kill cost or doubled a final, 0 also when a target is missed."""
    options = _options(arguments)
    try:
        clips = _as_long_as(read_set(options.set), options.seconds)
        prepared = prepare_model(options.model, Path(os.environ.get("NGHISU_HOME") or "var").absolute())
        engine = WhisperEngine(prepared)
    except (SetError, ModelError) as error:
        print(error)
        return 1
    began = time.monotonic()
    figures = asyncio.run(_measure(engine, prepared, clips, options.peer_clips))
    try:
        figures |= killed(clips, options.speakers, options.model)
        whole = passed(figures)
    except (KilledError, RedisError) as error:
        figures["not_run"]["killed"] = str(error)
        whole = False
    figures["machine"] |= {
        "set": options.set.name,
        "clips": len(clips),
        "speech_s": round(sum(clip.seconds for clip in clips), 1),
        "model": options.model,
        "sha256": prepared.digest,
        "device": find_device().name,
        "wall_s": round(time.monotonic() - began, 1),
        "load_average_after": os.getloadavg()[0],
    }
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n")
    _print(figures)
    print(f"\n{options.out}")
    if not whole:
        print("a worker was killed in mid-sentence: a final was lost or doubled, or the test could not be made")
    return 0 if whole else 1


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.transcription", description=__doc__)
    speech = Path(os.environ.get("SPEECH_SET") or "../shared/speech")
    parser.add_argument("--set", type=Path, default=speech, help="folder with manifest.json, or x.wav and x.txt")
    parser.add_argument("--model", default=os.environ.get("TRANSCRIPTION_MODEL") or DEFAULT_MODEL)
    parser.add_argument("--seconds", type=float, default=MOST_SPEECH_S, help="speech of the set that is used, at most")
    parser.add_argument("--peer-clips", type=int, default=PEER_CLIPS, help="clips of the peer's 30 s window (dear)")
    parser.add_argument("--speakers", type=int, default=SPEAKERS, help="people who speak when a worker is killed")
    parser.add_argument("--out", type=Path, default=OUT)
    return parser.parse_args(arguments)


def _as_long_as(clips: list[Clip], seconds: float) -> list[Clip]:
    kept: list[Clip] = []
    for clip in clips:
        if kept and sum(one.seconds for one in kept) + clip.seconds > seconds:
            break
        kept.append(clip)
    return kept


async def _measure(
    engine: WhisperEngine, prepared: PreparedModel, clips: list[Clip], peer_clips: int
) -> dict[str, Any]:
    began, not_run = time.monotonic(), missing_libraries()
    machine = {"cores": os.cpu_count(), "load_average": os.getloadavg()[0]}
    engine.draft(clips[0].pcm[:16_000], "vi")  # the first call reserves memory
    ours, _run = await streamed(engine, clips)
    resident = resident_mb()
    reference = [word for clip in clips for word in words_of(clip.text)]
    unhurried = WhisperEngine(prepared, final_window=FinalWindow.FULL)
    whole = round(word_error_rate(reference, offline(unhurried, clips)), 4)
    cut = round(word_error_rate(reference, offline(engine, clips)), 4)
    silent = await quiet(engine)
    told, crowd = hinted(engine, clips, cut), await crowded(engine, clips)
    if time.monotonic() - began > PEERS_UNTIL_S:
        not_run["faster-whisper"] = "the machine is too slow or too busy: no time was left"
        beside: dict[str, Any] = {}
    else:
        beside = await peers(engine, prepared.location, clips, peer_clips)
    return {
        **ours,
        "offline_wer": whole,
        "offline_wer_cut_window": cut,
        "streaming_loss": round(ours["wer"] - whole, 4),
        "speakers_per_core": round(1 / max(0.001, ours["cpu_per_speech_s"]), 1),
        "silence_chars": sum(one["chars"] for one in silent.values()),
        "silence_cpu_per_s": max(one["cpu_per_s"] for one in silent.values()),
        "rss_mb": resident,
        "hints": told,
        "eight_speakers": crowd,
        "without_speech": silent,
        "peers": beside,
        "not_run": not_run,
        "machine": machine,
    }


def _print(figures: dict[str, Any]) -> None:
    for key, value in figures.items():
        if isinstance(value, dict):
            continue
        limit = TARGETS.get(key)
        verdict = "" if limit is None else f"  target ≤ {limit:g}: {'met' if value <= limit else 'missed'}"
        print(f"{key:<20} {value if not isinstance(value, list) else ', '.join(value)}{verdict}")
    for key in ("hints", "eight_speakers", "without_speech", "peers"):
        print(f"\n{key}")
        for name, value in figures[key].items():
            print(f"  {name:<24} {value}")
    for name, reason in figures["not_run"].items():
        print(f"not run: {name}: {reason}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
