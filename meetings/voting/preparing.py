"""Votes that the office prepares, changes and puts away before the chair opens them. Each is one official act."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

from django.utils.translation import gettext as _

from meetings.agenda.models import Meeting
from meetings.agenda.selectors import get_item_for
from meetings.agenda.services import editable_meeting_for
from meetings.contracts.audience import Roles
from meetings.contracts.polls import Motion, PollsPrepared
from meetings.core import clock
from meetings.core.actor import Actor
from meetings.core.errors import BadInput, BadState, NotFound
from meetings.core.journal import Act, act
from meetings.core.permissions import Permission, roles_with
from meetings.voting.models import PreparedPoll
from meetings.voting.selectors import majority_rule, prepared_state, waiting_polls
from meetings.voting.services import Terms, options_of, paper_of, refuse_by_rule

MOST_WAITING = 60


@dataclass(frozen=True, slots=True)
class PreparedText:
    """What is typed: the motion as it will be put, and how the vote will be held."""

    question: str
    item_id: UUID | None = None
    motion: Motion = Motion.ORDINARY
    terms: Terms = field(default_factory=Terms)


def prepare_poll(*, actor: Actor, meeting_id: UUID, text: PreparedText) -> PreparedPoll:
    """Put a vote on the list of those that the chair can open."""
    with _preparing(actor, meeting_id) as (current, meeting):
        if waiting_polls(meeting.id).count() >= MOST_WAITING:
            raise BadState(
                _("Đã có %(most)s biểu quyết chờ mở. Hãy bỏ bớt rồi thêm.") % {"most": MOST_WAITING}, code="full"
            )
        row = PreparedPoll(meeting=meeting, number=current.next_number)
        _write(row, text)
        _record(current, meeting, "added", row.question)
    return row


def change_prepared(*, actor: Actor, meeting_id: UUID, prepared_id: UUID, text: PreparedText) -> None:
    """Change a vote that still waits."""
    with _preparing(actor, meeting_id) as (current, meeting):
        row = get_waiting(meeting, prepared_id)
        _write(row, text)
        _record(current, meeting, "changed", row.question)


def discard_prepared(*, actor: Actor, meeting_id: UUID, prepared_id: UUID) -> None:
    """Put away a vote that still waits; the journal keeps what it was."""
    with _preparing(actor, meeting_id) as (current, meeting):
        row = get_waiting(meeting, prepared_id)
        row.delete()
        _record(current, meeting, "discarded", row.question)


def get_waiting(meeting: Meeting, prepared_id: UUID) -> PreparedPoll:
    """Return a vote that waits; one that was opened is no longer changed here."""
    row = waiting_polls(meeting.id).filter(id=prepared_id).first()
    if row is None:
        raise NotFound(_("Biểu quyết này đã được mở hoặc đã bỏ, không sửa ở đây được nữa."))
    return row


@contextmanager
def _preparing(actor: Actor, meeting_id: UUID) -> Iterator[tuple[Act, Meeting]]:
    editable_meeting_for(actor, meeting_id)
    with act(meeting_id=meeting_id, actor=actor) as current:
        yield current, editable_meeting_for(actor, meeting_id)


def _write(row: PreparedPoll, text: PreparedText) -> None:
    """Check what was typed as the opening will, by the rule of the meeting's day."""
    question = " ".join(text.question.split())
    if len(question) < 3:
        raise BadInput(_("Hãy nhập nội dung biểu quyết."), code="question_missing")
    meeting, terms = row.meeting, text.terms
    refuse_by_rule(majority_rule(meeting.unit_id, clock.local_date(meeting.starts_at), text.motion), terms)
    row.question, row.motion, row.way = question, text.motion, terms.way
    row.item = get_item_for(meeting, text.item_id) if text.item_id else None
    row.options, row.paper = list(options_of(terms)), paper_of(meeting, terms.paper_id)
    row.seconds, row.closes_itself = terms.seconds, terms.closes_itself and terms.seconds is not None
    row.save()


def _record(current: Act, meeting: Meeting, how: Literal["added", "changed", "discarded"], question: str) -> None:
    event = PollsPrepared(act=how, question=question, prepared=prepared_state(meeting.id))
    current.record(event, audience=Roles(roles=roles_with(Permission.SEE_JOURNAL)))
