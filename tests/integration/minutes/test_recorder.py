"""Finished captions go from the stream into the record: once each, whatever happens on the way."""

import subprocess
import threading
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import redis

from meetings.contracts.bus import SPEECH_OUT_STREAM
from meetings.contracts.speech import Segment as SpokenSegment
from meetings.contracts.speech import SegmentState
from meetings.minutes.models import Segment
from meetings.minutes.recorder import GROUP, record_speech
from tests.cast import Cast, make_cast

PATIENCE_S = 15


@pytest.fixture
def bus(tmp_path: Path, settings: Any) -> Iterator[redis.Redis]:
    path = tmp_path / "redis.sock"
    server = subprocess.Popen(
        ["redis-server", "--port", "0", "--unixsocket", str(path), "--save", "", "--loglevel", "warning"],
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
    )
    settings.REDIS_URL = f"unix://{path}?db=0"
    client = redis.Redis.from_url(settings.REDIS_URL)
    until(lambda: path.exists() and answers(client))
    yield client
    server.terminate()
    server.wait(10)


def answers(client: redis.Redis) -> bool:
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False


def until(condition) -> None:  # type: ignore[no-untyped-def]
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def spoken(cast: Cast, text: str, rev: int = 1) -> bytes:
    segment = SpokenSegment(
        segment_id=str(uuid.uuid5(cast.meeting.id, text)),
        rev=rev,
        meeting_id=str(cast.meeting.id),
        state=SegmentState.FINAL,
        start_ms=1_000,
        end_ms=2_000,
        participant=f"room:{cast.tan_hoa.id}",
        speaker=cast.tan_hoa.name,
        text=text,
        stable_chars=len(text),
    )
    return segment.model_dump_json().encode()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_finals_are_stored_once_even_when_the_recorder_was_killed_before_it_acknowledged(bus: redis.Redis) -> None:
    cast = make_cast()
    for text in ("một", "hai", "một"):
        bus.xadd(SPEECH_OUT_STREAM, {"data": spoken(cast, text)})
    bus.xadd(SPEECH_OUT_STREAM, {"data": b"{broken"})
    bus.xgroup_create(SPEECH_OUT_STREAM, GROUP, id="0")
    # An earlier recorder of the same name took two entries and died.
    bus.xreadgroup(GROUP, "web-1", {SPEECH_OUT_STREAM: ">"}, count=2)
    stop = threading.Event()
    recorder = threading.Thread(target=record_speech, args=(stop,))
    recorder.start()
    try:
        until(lambda: bus.xlen(SPEECH_OUT_STREAM) == 0)
        bus.xadd(SPEECH_OUT_STREAM, {"data": spoken(cast, "ba")})
        until(lambda: Segment.objects.count() == 3)
    finally:
        stop.set()
        recorder.join(10)
    assert sorted(Segment.objects.values_list("text", flat=True)) == ["ba", "hai", "một"]
    assert not recorder.is_alive()
