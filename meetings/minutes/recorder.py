"""Bring finished captions from the stream of the transcription workers into the record.

Runs in ``jobs``. An entry is acknowledged after the database has it, so a crash repeats entries and loses none;
``record_segment`` makes the repetition harmless. Poison entries are logged and set aside.
"""

import logging
import threading

import redis
from django.conf import settings
from django.db import DatabaseError, close_old_connections
from pydantic import ValidationError

from meetings.contracts.bus import SPEECH_OUT_STREAM
from meetings.contracts.speech import Segment
from meetings.minutes.services import record_segment

log = logging.getLogger(__name__)
GROUP = "record"
Entries = list[tuple[bytes, dict[bytes, bytes]]]


def record_speech(stop: threading.Event) -> None:
    """Consume the stream until ``stop`` is set; survives the absence of Redis and of the database."""
    pending = True
    while not stop.is_set():
        try:
            client = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=5)
            _ensure_group(client)
            while not stop.is_set():
                pending = _consume_once(client, settings.PROCESS_NAME, pending)
        except (redis.RedisError, DatabaseError) as error:
            log.warning("captions wait in the stream: %s", error)
            pending = True
            stop.wait(1)
        finally:
            close_old_connections()


def _ensure_group(client: redis.Redis) -> None:
    try:
        client.xgroup_create(SPEECH_OUT_STREAM, GROUP, id="0", mkstream=True)
    except redis.ResponseError as error:
        if "BUSYGROUP" not in str(error):
            raise


def _consume_once(client: redis.Redis, consumer: str, pending: bool) -> bool:
    """Take one batch: first what this consumer left unacknowledged, then new entries; returns whether more is left."""
    start = "0" if pending else ">"
    answer = client.xreadgroup(GROUP, consumer, {SPEECH_OUT_STREAM: start}, count=50, block=1000)
    entries: Entries = answer[0][1] if isinstance(answer, list) and answer else []
    for entry_id, fields in entries:
        _record_entry(fields)
        client.xack(SPEECH_OUT_STREAM, GROUP, entry_id)
        # The record has it: nobody else reads this stream, and it must not grow for ever.
        client.xdel(SPEECH_OUT_STREAM, entry_id)
    return pending and bool(entries)


def _record_entry(fields: dict[bytes, bytes]) -> None:
    try:
        segment = Segment.model_validate_json(fields.get(b"data", b""))
    except ValidationError as error:
        log.error("caption entry set aside, it cannot be read: %s", error.errors()[0]["msg"])
        return
    record_segment(segment)
