"""Eight people speak to two real workers over a private Redis; one worker is killed in the middle of a sentence.

Real time, real processes, Whisper. Which utterances there are is known beforehand: the product's voice detector and
gate hear the same entries without decoding, and the name of an utterance follows from its source and start. Each of
them must have exactly one final.
"""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import redis

from bench.transcription.clips import Clip
from bench.transcription.sound import entries, silence
from bench.transcription.stage import DETECTORS
from meetings.contracts.bus import SPEECH_IN_STREAM, SPEECH_OUT_STREAM, process_key
from meetings.contracts.health import ProcessHealth
from meetings.contracts.speech import Segment, pack_packets
from transcription.bus import GROUP, alive_key
from transcription.engine.base import SAMPLE_RATE
from transcription.entries import Entry
from transcription.track import Track

SPEECH_S = 6.0
"""Of each speaker: one utterance, ended by silence."""
GAP_S = 1.5
KILL_AFTER_S = 3.0
CLAIM_IDLE_S = 3.0
START_S, DECODE_S, SETTLE_S = 30.0, 60.0, 4.0
"""At most so long until the workers are ready, until the last final; and how long a doubled one is waited for."""
ROOT = Path(__file__).parents[2]
NAMES = ("bench-1", "bench-2")


class KilledError(Exception):
    """The test could not be made; the text says why."""


def killed(clips: Sequence[Clip], speakers: int, model: str) -> dict[str, Any]:
    """Return the counts; raises ``KilledError``. Ends every process that it starts."""
    sounds = _sounds(clips, speakers)
    expected = [name for sound in sounds for name in _utterances(sound)]
    home = str(Path(os.environ.get("NGHISU_HOME") or "var").absolute())
    with tempfile.TemporaryDirectory(prefix="nghisu-") as folder, contextlib.ExitStack() as running:
        client = running.enter_context(_redis(Path(folder)))
        url = f"unix://{folder}/r.sock?db=0"
        made = {name: running.enter_context(_worker(name, url, home, model)) for name in NAMES}
        _wait(lambda: all(_ready(client, name) for name in NAMES), START_S, "the workers did not get ready")
        began = time.monotonic()
        talking = _talk(client, sounds)
        time.sleep(KILL_AFTER_S)
        victim = max(NAMES, key=lambda name: _pending(client).get(name, 0))
        held = _pending(client).get(victim, 0)
        os.kill(made[victim].pid, signal.SIGKILL)
        for one in talking:
            one.join()
        with contextlib.suppress(KilledError):  # what is missing is counted
            _wait(lambda: not sum(_pending(client).values()) and not client.xlen(SPEECH_IN_STREAM), DECODE_S, "")
        time.sleep(SETTLE_S)
        return counts(_finals(client), expected) | {
            "killed_held_entries": held,
            "killed_left_entries": int(client.xlen(SPEECH_IN_STREAM)),
            "killed_wall_s": round(time.monotonic() - began, 1),
        }


def counts(finals: Sequence[Segment], expected: Iterable[str]) -> dict[str, int]:
    """Count the expected utterances that have a final, and the finals that say again what another one says."""
    wanted, found = set(expected), {final.segment_id for final in finals}
    speakers = {final.participant for final in finals}
    overlaps = sum(_overlaps([one for one in finals if one.participant == who]) for who in speakers)
    return {
        "killed_finals_expected": len(wanted),
        "killed_finals_got": len(wanted & found),
        "killed_doubled": len(finals) - len(found) + overlaps,
    }


def passed(figures: dict[str, Any]) -> bool:
    """Tell whether no final was lost and none was doubled, by a kill that did hit a sentence."""
    got, wanted = figures["killed_finals_got"], figures["killed_finals_expected"]
    whole = got == wanted and not figures["killed_doubled"] and not figures["killed_left_entries"]
    return whole and bool(figures["killed_held_entries"])


def _utterances(sound: Sequence[Entry]) -> list[str]:
    track = Track(sound[0].key, DETECTORS.take)
    for entry in sound:
        track.accept(entry)
    while track.next_entry(0.0, 0.0) is not None:
        track.feed(0.0)
    DETECTORS.give_back(track.detector)
    return [job.utterance.segment_id for job in track.finals]


def _overlaps(finals: Sequence[Segment]) -> int:
    ordered = sorted({final.segment_id: final for final in finals}.values(), key=lambda final: final.start_ms)
    return sum(after.start_ms < before.end_ms for before, after in pairwise(ordered))


def _sounds(clips: Sequence[Clip], speakers: int) -> list[list[Entry]]:
    said = [clips[number % len(clips)].pcm[: round(SPEECH_S * SAMPLE_RATE)] for number in range(speakers)]
    return [entries(np.concatenate([pcm, silence(GAP_S)]), source=number) for number, pcm in enumerate(said, 1)]


def _talk(client: redis.Redis, sounds: Sequence[Sequence[Entry]]) -> list[threading.Thread]:
    threads = [threading.Thread(target=_say, args=(client, sound)) for sound in sounds]
    for one in threads:
        one.start()
    return threads


def _say(client: redis.Redis, sound: Sequence[Entry]) -> None:
    for entry in sound:
        packets = pack_packets(list(entry.packets))
        client.xadd(SPEECH_IN_STREAM, {"head": entry.head.model_dump_json(), "opus": packets})
        time.sleep(len(entry.packets) * 0.02)


@contextlib.contextmanager
def _redis(folder: Path) -> Iterator[redis.Redis]:
    options = ("--port", "0", "--unixsocket", str(folder / "r.sock"), "--save", "", "--loglevel", "warning")
    with _process(("redis-server", *options, "--dir", str(folder)), {}):
        client = redis.Redis.from_url(f"unix://{folder}/r.sock?db=0")
        _wait(lambda: _answers(client), 10, "redis-server did not start")
        yield client


def _worker(name: str, url: str, home: str, model: str) -> "contextlib.AbstractContextManager[subprocess.Popen[bytes]]":
    own = {"REDIS_URL": url, "NGHISU_HOME": home, "NGHISU_PROCESS": name, "TRANSCRIPTION_MODEL": model}
    claim = {"TRANSCRIPTION_CLAIM_IDLE": str(CLAIM_IDLE_S), "TRANSCRIPTION_ENGINE": "whisper"}
    return _process((sys.executable, "-m", "transcription"), own | claim)


@contextlib.contextmanager
def _process(command: Sequence[str], environment: dict[str, str]) -> Iterator["subprocess.Popen[bytes]"]:
    try:
        process = subprocess.Popen(
            command, cwd=ROOT, env=os.environ | environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
    except OSError as error:
        raise KilledError(f"{command[0]}: {error}") from error
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def _answers(client: redis.Redis) -> bool:
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False


def _ready(client: redis.Redis, name: str) -> bool:
    raw = client.get(process_key(name))
    loaded = raw is not None and ProcessHealth.model_validate_json(raw).detail == ""
    return loaded and bool(client.exists(alive_key(name)))


def _pending(client: redis.Redis) -> dict[str, int]:
    infos: Any = client.xinfo_consumers(SPEECH_IN_STREAM, GROUP)
    return {info["name"].decode(): int(info["pending"]) for info in infos}


def _finals(client: redis.Redis) -> list[Segment]:
    rows: Any = client.xrange(SPEECH_OUT_STREAM)
    return [Segment.model_validate_json(fields[b"data"]) for _id, fields in rows]


def _wait(condition: Callable[[], object], seconds: float, problem: str) -> None:
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            raise KilledError(problem)
        time.sleep(0.1)
