"""Reads what pages send and answers their commands. Nothing a page sends can raise anything but ``Unreadable``."""

import json
import logging

from django.db import DatabaseError
from django.utils.translation import gettext as _
from pydantic import TypeAdapter, ValidationError

from meetings.contracts.commands import CastBallot, CheckIn, Command
from meetings.contracts.socket import MAX_CLIENT_MESSAGE_BYTES, Ack, ClientMessage, CommandMessage, Refusal
from meetings.core.actor import Actor
from meetings.core.errors import DomainError
from meetings.live.commands import ballot_order, carry_out
from meetings.live.identity import Identity, sit_down
from meetings.live.threads import in_thread
from meetings.voting.writer import BallotWriter

log = logging.getLogger(__name__)
CLIENT: TypeAdapter[ClientMessage] = TypeAdapter(ClientMessage)
MAX_ID = 64


class Unreadable(Exception):
    """A message that follows no contract; ``id`` is its command id if it had one that can be answered."""

    def __init__(self, code: str, id_: str | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.id = id_


def read_message(text: str | None) -> ClientMessage:
    """Return the message; raises ``Unreadable`` for anything that is not exactly one of ours."""
    if text is None:
        raise Unreadable("not_text")
    if len(text) > MAX_CLIENT_MESSAGE_BYTES or len(text.encode(errors="replace")) > MAX_CLIENT_MESSAGE_BYTES:
        raise Unreadable("too_big")
    try:
        return CLIENT.validate_json(text)
    except ValidationError as error:
        raise Unreadable("bad_message", _command_id(text)) from error
    except RecursionError as error:
        raise Unreadable("bad_message") from error


def _command_id(text: str) -> str | None:
    """Return the id of a command that is otherwise wrong, so that its sender can be told."""
    try:
        loose = json.loads(text)
    except (ValueError, RecursionError):
        return None
    found = loose.get("id") if isinstance(loose, dict) and loose.get("type") == "command" else None
    return found if isinstance(found, str) and len(found) <= MAX_ID else None


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


def _carry_out(identity: Identity, actor: Actor, command: Command) -> int:
    number = carry_out(actor, identity.meeting_id, command)
    if isinstance(command, CheckIn):
        sit_down(identity)
    return number


async def answer_command(identity: Identity, message: CommandMessage, ballots: BallotWriter) -> str:
    """Carry out a command and return the ready-made ``ack`` or ``refusal``."""
    actor = identity.actor.with_command(message.id, message.seen)
    try:
        if isinstance(message.command, CastBallot):
            receipt = await ballots.cast(identity.meeting_id, ballot_order(actor, message.command))
            return Ack(id=message.id, number=receipt.number, ballot=receipt).model_dump_json()
        number = await in_thread(_carry_out, identity, actor, message.command)
        return Ack(id=message.id, number=number).model_dump_json()
    except DomainError as error:
        return refusal(message.id, error)
    except DatabaseError:
        log.exception("%s was not carried out", message.command.name)
        sorry = _("Máy chủ chưa ghi được việc này nên chưa có gì thay đổi. Hãy làm lại sau vài giây.")
        return Refusal(id=message.id, code="unavailable", message=sorry).model_dump_json()
