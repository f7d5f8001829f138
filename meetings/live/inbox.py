"""Reads what pages send and answers their commands. Nothing a page sends can raise anything but ``Unreadable``."""

import asyncio
import json
import logging
import random
import time
from dataclasses import dataclass, field
from uuid import UUID

from django.db import DatabaseError, InterfaceError, OperationalError
from django.utils.translation import gettext as _
from pydantic import TypeAdapter, ValidationError

from meetings.attendance.checkins import CheckInOrder
from meetings.contracts.commands import CastBallot, CheckIn
from meetings.contracts.polls import MyBallot
from meetings.contracts.socket import MAX_CLIENT_MESSAGE_BYTES, Ack, ClientMessage, CommandMessage, Refusal
from meetings.core import storage
from meetings.core.actor import Actor
from meetings.core.batching import BatchingWriter
from meetings.core.errors import DomainError, Unavailable
from meetings.live.commands import ballot_order, carry_out, check_in_order
from meetings.live.identity import Identity, sign_in_of
from meetings.live.threads import in_thread
from meetings.voting.ballots import BallotOrder

log = logging.getLogger(__name__)
CLIENT: TypeAdapter[ClientMessage] = TypeAdapter(ClientMessage)
MAX_ID = 64
PATIENCE_S = 3.0
"""Below the 7 s after which a page takes a silent line for dead."""
PAUSE_S = 0.4


class Unreadable(Exception):
    """A message that follows no contract; ``id`` is its command id if it had one that can be answered."""

    def __init__(self, code: str, id_: str | None = None, *, says_hello: bool = False) -> None:
        super().__init__(code)
        self.code = code
        self.id = id_
        self.says_hello = says_hello


def read_message(text: str | None) -> ClientMessage:
    """Return the message; raises ``Unreadable`` for anything that is not exactly one of ours."""
    if text is None:
        raise Unreadable("not_text")
    if len(text) > MAX_CLIENT_MESSAGE_BYTES or len(text.encode(errors="replace")) > MAX_CLIENT_MESSAGE_BYTES:
        raise Unreadable("too_big")
    try:
        return CLIENT.validate_json(text)
    except ValidationError as error:
        loose = _loosely(text)
        raise Unreadable("bad_message", _command_id(loose), says_hello=loose.get("type") == "hello") from error
    except RecursionError as error:
        raise Unreadable("bad_message") from error


def _loosely(text: str) -> dict[str, object]:
    """Return what can be read of a message that is otherwise wrong, so that its sender can be told."""
    try:
        loose = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return loose if isinstance(loose, dict) else {}


def _command_id(loose: dict[str, object]) -> str | None:
    found = loose.get("id") if loose.get("type") == "command" else None
    return found if isinstance(found, str) and len(found) <= MAX_ID else None


@dataclass(frozen=True, slots=True)
class Writers:
    """What many people do at once, in few transactions."""

    ballots: BatchingWriter[BallotOrder, MyBallot]
    check_ins: BatchingWriter[CheckInOrder, int]
    underway: "dict[tuple[UUID, str, str], asyncio.Task[str | None]]" = field(default_factory=dict)
    """Commands without an answer yet, by meeting, actor and id: a copy over a new line gets the answer of the first."""


async def _carry_out(identity: Identity, actor: Actor, message: CommandMessage, writers: Writers) -> Ack:
    command, meeting_id = message.command, identity.meeting_id
    match command:
        case CastBallot():
            receipt = await writers.ballots.submit(meeting_id, ballot_order(actor, command))
            return Ack(id=message.id, number=receipt.number, ballot=receipt)
        case CheckIn():
            order = check_in_order(actor, command, sign_in_of(identity))
            return Ack(id=message.id, number=await writers.check_ins.submit(meeting_id, order))
        case _:
            return Ack(id=message.id, number=await in_thread(carry_out, actor, meeting_id, command))


def refusal(id_: str, error: DomainError) -> str:
    """Return the ready-made refusal of a command."""
    return Refusal(id=id_, code=error.code, message=error.message).model_dump_json()


def unreadable_refusal(id_: str) -> str:
    """Return the refusal of a command that follows no contract."""
    message = _("Trang đã gửi một yêu cầu không hợp lệ nên chưa có gì thay đổi. Hãy tải lại trang rồi làm lại.")
    return Refusal(id=id_, code="bad_message", message=message).model_dump_json()


def too_many_refusal(id_: str) -> str:
    """Return the refusal of a command that came too soon after too many others."""
    message = _("Đồng chí thao tác quá nhanh nên yêu cầu này chưa được thực hiện. Hãy chờ vài giây rồi làm lại.")
    return Refusal(id=id_, code="too_many", message=message).model_dump_json()


async def answer_command(identity: Identity, message: CommandMessage, writers: Writers) -> str | None:
    """Carry out a command and return the ready-made ``ack`` or ``refusal``; ``None``: see ``_answer``.

    A page that has lost its line says its command again while the first copy may still be tried: were both carried
    out, one could be refused and the other count.
    """
    key = (identity.meeting_id, identity.actor.key, message.id)
    task = writers.underway.get(key)
    if task is None:
        task = writers.underway[key] = asyncio.create_task(_answer(identity, message, writers))
        task.add_done_callback(lambda _done: writers.underway.pop(key))
    return await asyncio.shield(task)


async def _answer(identity: Identity, message: CommandMessage, writers: Writers) -> str | None:
    """Carry out a command.

    When the database goes away in the middle nobody knows whether the act was committed. So it is tried again with
    the same key, which counts once, until the database is back. ``None``: it is not back within ``PATIENCE_S``; the
    page must neither hear yes nor no, but come again and ask.
    """
    actor = identity.actor.with_command(message.id, message.seen)
    ends = time.monotonic() + PATIENCE_S
    while True:
        try:
            return (await _carry_out(identity, actor, message, writers)).model_dump_json()
        except DomainError as error:
            return refusal(message.id, error)
        except (OperationalError, InterfaceError) as error:
            if storage.is_full(error):
                log.error("%s was not carried out: the disk is full", message.command.name)
                return refusal(message.id, storage.DiskFull())
            log.warning("%s: the database is away, the act is tried again: %s", message.command.name, error)
            if time.monotonic() > ends:
                return None
        except DatabaseError:
            log.exception("%s was not carried out", message.command.name)
            return refusal(message.id, Unavailable())
        await asyncio.sleep(PAUSE_S * (0.5 + random.random()))  # noqa: S311 - spreads the tries, no secret
