"""The product with its one promise broken: it acknowledges before the commit. Only tests of the checker serve it.

The act is done in full, with its right number, inside a transaction that is still open when the acknowledgement leaves;
the commit follows ``DELAY_S`` later, as on a slow disk. Nothing but a crash can tell it from the real one.
"""

import asyncio
import time

from django.db import DatabaseError, transaction

from meetings.config.asgi import application
from meetings.contracts.commands import CastBallot
from meetings.contracts.socket import Ack, CommandMessage
from meetings.core.actor import Actor
from meetings.core.errors import DomainError
from meetings.live import inbox, socket
from meetings.live.commands import ballot_order, carry_out
from meetings.live.identity import Identity
from meetings.live.threads import in_thread
from meetings.voting.ballots import cast_ballots

__all__ = ["application"]
DELAY_S = 0.03


def _act(identity: Identity, actor: Actor, message: CommandMessage) -> Ack:
    if isinstance(message.command, CastBallot):
        order = ballot_order(actor, message.command)
        (receipt,) = cast_ballots(meeting_id=identity.meeting_id, orders=[order])
        if isinstance(receipt, DomainError):
            raise receipt
        return Ack(id=message.id, number=receipt.number, ballot=receipt)
    return Ack(id=message.id, number=carry_out(actor, identity.meeting_id, message.command))


async def answer_early(identity: Identity, message: CommandMessage, writers: object) -> str:
    """Answer as ``inbox.answer_command`` does, but while the transaction is open."""
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[str] = loop.create_future()

    def tell(text: str) -> None:
        if not answer.done():
            answer.set_result(text)

    def work() -> None:
        actor = identity.actor.with_command(message.id, message.seen)
        try:
            with transaction.atomic():
                ack = _act(identity, actor, message)
                loop.call_soon_threadsafe(tell, ack.model_dump_json())
                time.sleep(DELAY_S)
        except DomainError as error:
            loop.call_soon_threadsafe(tell, inbox.refusal(message.id, error))
        except DatabaseError:
            sorry = DomainError("Chưa ghi được.", code="unavailable")
            loop.call_soon_threadsafe(tell, inbox.refusal(message.id, sorry))

    _running.append(asyncio.ensure_future(in_thread(work)))
    del _running[:-1000]
    return await answer


_running: list["asyncio.Future[None]"] = []
setattr(socket, "answer_command", answer_early)  # noqa: B010 - mypy knows it as a name that socket only imports
