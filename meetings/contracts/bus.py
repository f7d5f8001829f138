"""Names of everything that lives in Redis, and the envelope of what is published to pages.

Pub/sub may lose a message: pages notice by the event number and catch up. Streams keep theirs.
"""

import socket
from collections.abc import Sequence

from pydantic import Field

from meetings.contracts.audience import Audience
from meetings.contracts.base import Message

MEDIA_REGISTRY_CHANNEL = "media:registry"
"""Pub/sub: ``WorkerStarted`` messages, so that pages rejoin at once when a worker came back."""
SPEECH_OUT_STREAM = "speech:out"
"""Stream of ``Segment`` revisions from the transcription workers to the record."""
SPEECH_IN_STREAM = "speech:in"
"""Stream of ``AudioChunk`` from the media taps to the transcription workers."""


def speech_rules_key(meeting_id: str) -> str:
    """Key with the ``TextRules`` of a meeting that is open; expires, and is written again, within a minute."""
    return f"speech:rules:{meeting_id}"


def presenting_key(meeting_id: str) -> str:
    """Key with the ``Presenting`` of a meeting: who leads the readers; expires when its page falls silent."""
    return f"presenting:{meeting_id}"


def machines_key(meeting_id: str) -> str:
    """Sorted set of ``<machine>|<peer>`` with a live page of a meeting, by the Unix time at which it expires."""
    return f"machines:{meeting_id}"


def live_channel(meeting_id: str) -> str:
    """Pub/sub channel on which everything for the open pages of one meeting is published."""
    return f"live:{meeting_id}"


def media_worker_key(worker_id: str) -> str:
    """Key with the ``WorkerInfo`` of a live media worker; expires when its heartbeat stops."""
    return f"media:worker:{worker_id}"


def media_commands_stream(worker_id: str) -> str:
    """Stream of ``MediaCommand`` for one media worker."""
    return f"media:commands:{worker_id}"


def media_conference_key(meeting_id: str) -> str:
    """Key with the id of the worker that carries this meeting's conference."""
    return f"media:conference:{meeting_id}"


def media_uplinks_key(meeting_id: str) -> str:
    """Key with the ``Uplinks`` of one conference; expires when its worker stops writing it."""
    return f"media:uplinks:{meeting_id}"


HOST_IN_NAME = "{host}"


def process_name(given: str) -> str:
    """Name of a process as ``NGHISU_PROCESS`` gives it; ``{host}`` in it is this machine's (container's) name.

    Replicas of one container service share their environment, and two processes must not have one name.
    """
    return given.replace(HOST_IN_NAME, socket.gethostname())


def process_key(name: str) -> str:
    """Key with the ``ProcessHealth`` of one running process; expires when its heartbeat stops."""
    return f"process:{name}"


def media_counters_key(worker_id: str) -> str:
    """Key with the counters of one media worker: JSON object of name and number; expires with its heartbeat."""
    return f"media:counters:{worker_id}"


class LiveHead(Message):
    """First line of a published message: who receives the text, and what everybody else receives instead."""

    audience: Audience
    outside: str | None = None
    """Ready-made text for those outside the audience (``passed``), so that their numbers stay whole."""


def pack_live(audience: Audience, text: str, outside: str | None = None) -> bytes:
    """Join head and ready-made socket text: the hub reads the first line and sends the rest as it is."""
    return LiveHead(audience=audience, outside=outside).model_dump_json().encode() + b"\n" + text.encode()


def unpack_live(data: bytes) -> tuple[LiveHead, str]:
    """Undo ``pack_live``; raises ``ValueError`` on anything else."""
    head, _, body = data.partition(b"\n")
    return LiveHead.model_validate_json(head), body.decode()


class RunPart(Message):
    """One event of a run."""

    number: int
    audience: Audience


class RunHead(Message):
    """First line of a run: events with neighbouring numbers, whose texts are the lines below, one each.

    A page outside all audiences receives one ``passed`` for the whole run.
    """

    run: tuple[RunPart, ...] = Field(min_length=1)


_RUN_START = b'{"run":'


def pack_run(parts: Sequence[tuple[int, Audience, str]]) -> bytes:
    """Join events ``(number, audience, ready-made text without line breaks)`` of neighbouring numbers."""
    # The parts are our own and typed: checking a hall's ballots once more would cost more than writing them.
    run = ",".join(f'{{"number":{number},"audience":{audience.model_dump_json()}}}' for number, audience, _ in parts)
    return "\n".join([f'{{"run":[{run}]}}', *(text for _number, _audience, text in parts)]).encode()


def unpack_published(data: bytes) -> tuple[LiveHead | RunHead, tuple[str, ...]]:
    """Undo ``pack_live`` (one text) or ``pack_run`` (a text for each part); raises ``ValueError`` on anything else."""
    if not data.startswith(_RUN_START):
        head, text = unpack_live(data)
        return head, (text,)
    first, *lines = data.decode().split("\n")
    run = RunHead.model_validate_json(first)
    if len(lines) != len(run.run):
        raise ValueError("a run needs one line for each part")
    return run, tuple(lines)
