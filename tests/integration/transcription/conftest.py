"""A private Redis on a unix socket and real worker processes."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import redis

from meetings.contracts.bus import SPEECH_IN_STREAM, SPEECH_OUT_STREAM, live_channel, unpack_live
from meetings.contracts.speech import CaptionMessage, Segment, pack_packets
from transcription.entries import Entry

PATIENCE = 6
"""Test machines are busy: waiting longer than a healthy machine needs costs nothing."""
ROOT = Path(__file__).resolve().parents[3]


class Bus:
    """Redis as the media tap, the pages and the record use it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.url = f"unix://{folder / 'redis.sock'}?db=0"
        self.redis = redis.Redis.from_url(self.url)
        self.captions: list[CaptionMessage] = []
        self._server: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._server = subprocess.Popen(
            ["redis-server", "--port", "0", "--unixsocket", str(self.folder / "redis.sock"), "--save", "",
             "--appendonly", "yes", "--appendfsync", "always", "--dir", str(self.folder), "--loglevel", "warning"],
        )  # fmt: skip
        until(lambda: self._answers(), 10)

    def stop(self) -> None:
        assert self._server is not None
        self._server.terminate()
        self._server.wait(10)

    def listen(self, meeting: str) -> None:
        """Collect what pages would receive."""
        pubsub = self.redis.pubsub(ignore_subscribe_messages=True)
        pubsub.subscribe(live_channel(meeting))

        def collect() -> None:
            with contextlib.suppress(redis.ConnectionError):
                for message in pubsub.listen():
                    text = unpack_live(message["data"])[1]
                    if json.loads(text)["type"] == "caption":  # a busy machine also says that it is late
                        self.captions.append(CaptionMessage.model_validate_json(text))

        threading.Thread(target=collect, daemon=True).start()

    def say(self, made: list[Entry], speed: float = 1.0) -> None:
        """Write entries at the pace of speech (faster when ``speed`` is larger)."""
        for entry in made:
            packets = pack_packets(list(entry.packets))
            self.redis.xadd(SPEECH_IN_STREAM, {"head": entry.head.model_dump_json(), "opus": packets})
            time.sleep(len(entry.packets) * 0.02 / speed)

    def finals(self) -> list[Segment]:
        return [Segment.model_validate_json(fields[b"data"]) for _, fields in self.redis.xrange(SPEECH_OUT_STREAM)]

    def pending(self) -> int:
        return int(self.redis.xpending(SPEECH_IN_STREAM, "transcription")["pending"])

    def consumers(self) -> dict[str, int]:
        infos = self.redis.xinfo_consumers(SPEECH_IN_STREAM, "transcription")
        return {info["name"].decode(): info["pending"] for info in infos}

    def _answers(self) -> bool:
        try:
            return bool(self.redis.ping())
        except redis.ConnectionError:
            return False


class Workers:
    """Starts ``python -m transcription`` and sees that none is left behind."""

    def __init__(self, bus: Bus, folder: Path) -> None:
        self._bus = bus
        self._folder = folder
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str, **environment: str) -> subprocess.Popen[bytes]:
        env = (
            os.environ
            | {
                "REDIS_URL": self._bus.url,
                "NGHISU_HOME": str(self._folder),
                "NGHISU_PROCESS": name,
                "TRANSCRIPTION_ENGINE": "fake",
                "TRANSCRIPTION_CLAIM_IDLE": "1",
            }
            | environment
        )
        worker = subprocess.Popen([sys.executable, "-m", "transcription"], cwd=ROOT, env=env)
        self.running[name] = worker
        until(lambda: self.health(name) == "", 60)
        return worker

    def health(self, name: str) -> str | None:
        raw = self._bus.redis.get(f"process:{name}")
        return json.loads(raw)["detail"] if raw else None

    def kill(self, name: str) -> None:
        worker = self.running.pop(name)
        worker.send_signal(signal.SIGKILL)
        worker.wait(10)

    def stop_all(self) -> None:
        for worker in self.running.values():
            worker.kill()
            worker.wait(10)


def until(condition: Callable[[], object], seconds: float) -> None:
    """Wait for a condition; fails the test when it does not come."""
    end = time.monotonic() + seconds * PATIENCE
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


@pytest.fixture
def bus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bus]:
    made = Bus(tmp_path_factory.mktemp("r"))
    made.start()
    yield made
    made.stop()


@pytest.fixture
def workers(bus: Bus, tmp_path: Path) -> Iterator[Workers]:
    made = Workers(bus, tmp_path)
    yield made
    made.stop_all()
