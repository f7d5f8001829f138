"""Reads of messages: each for its two sides alone."""

from collections.abc import Iterable
from uuid import UUID

from meetings.contracts.audience import Audience, Chosen, OneUnit, Viewer, may_receive
from meetings.contracts.messages import Letter as LetterState
from meetings.contracts.messages import Mailbox
from meetings.contracts.roles import Role
from meetings.core.clock import iso
from meetings.messages.models import ClosedMailbox, Letter

MOST = 300
"""A page that comes is told so many of the newest that are for it."""
KEEPERS = {Mailbox.SECRETARIAT: Role.SECRETARY, Mailbox.CHAIR: Role.CHAIR}
"""Who reads and answers a mailbox."""


def audience_of(letter: Letter) -> Audience:
    """Return who may read a message: its participant and the keepers of the mailbox, or the people of the unit."""
    if letter.mailbox == Mailbox.UNIT:
        return OneUnit(unit_id=str(letter.unit_id))
    people = {str(letter.person_id), str(letter.writer_id)}
    return Chosen(roles=(KEEPERS[Mailbox(letter.mailbox)],), person_ids=tuple(sorted(people)))


def letters_of(meeting_id: UUID) -> tuple[Letter, ...]:
    """Return every message of a meeting, oldest first: not for a page before ``letters_for`` has chosen."""
    return tuple(Letter.objects.filter(meeting_id=meeting_id).select_related("person", "unit", "writer"))


def letters_for(letters: Iterable[Letter], viewer: Viewer) -> tuple[LetterState, ...]:
    """Return those that this page may read, the newest ``MOST``."""
    mine = [letter for letter in letters if may_receive(audience_of(letter), viewer)]
    return tuple(letter_state(letter) for letter in mine[-MOST:])


def closed_mailboxes(meeting_id: UUID) -> tuple[Mailbox, ...]:
    """Return the mailboxes that are switched off, in the order of their definition."""
    closed = set(ClosedMailbox.objects.filter(meeting_id=meeting_id).values_list("mailbox", flat=True))
    return tuple(mailbox for mailbox in Mailbox if mailbox.value in closed)


def letter_state(letter: Letter) -> LetterState:
    """Return a message as pages show it."""
    side = letter.unit or letter.person
    if side is None:
        raise ValueError("a message without its other side")
    return LetterState(
        number=letter.number,
        mailbox=Mailbox(letter.mailbox),
        with_id=str(side.id),
        with_name=letter.unit.name if letter.unit else letter.person.full_name if letter.person else "",
        writer_id=str(letter.writer_id),
        writer=letter.writer.full_name,
        text=letter.text,
        at=iso(letter.sent_at),
    )
