"""The way to the media workers: which worker carries a meeting, and commands for it.

Commands are lost when no worker lives; pages offer again when one starts (``WorkerStarted``).
"""

import logging

import redis

from meetings.contracts.bus import media_commands_stream, media_conference_key, media_worker_key
from meetings.contracts.media import MediaCommand, WorkerInfo
from meetings.core import bus

log = logging.getLogger(__name__)
WORKER_KEYS = "media:worker:*"
STREAM_LENGTH = 10_000


class NoWorker(Exception):
    """No media worker is alive just now."""


def worker_for(meeting_id: str, *, place: bool) -> WorkerInfo | None:
    """Return the live worker of a meeting; with ``place`` the meeting is put on the least busy one if it has none."""
    key = media_conference_key(meeting_id)
    current = _read_worker(_text(bus.client().get(key)))
    if current or not place:
        return current
    workers = live_workers()
    if not workers:
        return None
    chosen = min(workers, key=lambda worker: (worker.stress, worker.peers))
    if not bus.client().set(key, chosen.worker_id, nx=True, ex=24 * 3600):
        # Another process placed it in this moment, or the worker in the map is dead: only the dead one is replaced.
        stored = _read_worker(_text(bus.client().get(key)))
        if stored:
            return stored
        bus.client().set(key, chosen.worker_id, ex=24 * 3600)
    return chosen


def live_workers() -> list[WorkerInfo]:
    """Return every media worker whose heartbeat is fresh."""
    names = [_text(key) for key in bus.client().scan_iter(WORKER_KEYS)]
    found = [_read_worker(name.removeprefix("media:worker:")) for name in names if name]
    return [worker for worker in found if worker]


def _read_worker(worker_id: str | None) -> WorkerInfo | None:
    data = bus.client().get(media_worker_key(worker_id)) if worker_id else None
    return WorkerInfo.model_validate_json(data) if isinstance(data, bytes | str) else None


def _text(value: object) -> str | None:
    return value.decode() if isinstance(value, bytes) else None


def send_command(command: MediaCommand, *, place: bool = False) -> WorkerInfo:
    """Put a command into the stream of the meeting's worker; raises ``NoWorker`` when there is none."""
    try:
        worker = worker_for(command.meeting_id, place=place)
        if worker is None:
            raise NoWorker
        stream = media_commands_stream(worker.worker_id)
        bus.client().xadd(stream, {"data": command.model_dump_json()}, maxlen=STREAM_LENGTH, approximate=True)
    except redis.RedisError as error:
        log.warning("media command %s not sent: %s", command.kind, error)
        raise NoWorker from error
    return worker


def send_if_running(command: MediaCommand) -> None:
    """Send a command to a running conference; without one there is nothing to tell."""
    try:
        send_command(command)
    except NoWorker:
        log.debug("no conference for %s", command.meeting_id)
