"""Writes of votes: open, close. Ballots are written in batches (``ballots.py``)."""

from uuid import UUID

from django.db.models import Count as SqlCount
from django.utils.translation import gettext as _

from meetings.agenda.models import Meeting
from meetings.agenda.selectors import current_item, get_item_for
from meetings.agenda.sitting import act_in_session
from meetings.attendance.counting import counting_of, quorum_state
from meetings.attendance.rules import Deduct, Share, is_deducted
from meetings.attendance.selectors import deductions_of
from meetings.contracts.events import PollClosed, PollOpened
from meetings.contracts.polls import Choice, Motion, Tally
from meetings.core import clock
from meetings.core.actor import Actor
from meetings.core.errors import BadInput, BadState, NotFound
from meetings.core.permissions import Permission
from meetings.voting.models import Ballot, Poll
from meetings.voting.rules import Count, Majority, count
from meetings.voting.selectors import majority_rule, members_of, open_poll_of, poll_state


def open_poll(
    *, actor: Actor, meeting_id: UUID, item_id: str | None, question: str, motion: Motion = Motion.ORDINARY
) -> int:
    """Open a vote; the rule of the day for this kind of motion is copied into it. One vote is open at a time.

    Without a quorum it opens all the same: whether it counts is for the body to say, and the record shows it.
    """
    with act_in_session(actor, meeting_id, Permission.OPEN_POLL) as (act, meeting):
        if open_poll_of(meeting):
            raise BadState(_("Đang có một biểu quyết mở. Hãy đóng biểu quyết đó trước."), code="poll_open")
        item = get_item_for(meeting, parse_id(item_id)) if item_id else current_item(meeting)
        eligible = members_of(meeting).count()
        if not eligible:
            raise BadState(_("Cuộc họp chưa có đại biểu nào có quyền biểu quyết."), code="no_voters")
        if len(question.strip()) < 3:
            raise BadInput(_("Hãy nhập nội dung biểu quyết."), code="question_missing")
        now = clock.now()
        today = clock.local_date(now)
        rule = majority_rule(meeting, today, motion)
        poll = Poll.objects.create(
            meeting=meeting,
            item=item,
            question=question.strip(),
            opened_at=now,
            number=act.next_number,
            eligible=eligible,
            base=rule.base,
            numerator=rule.numerator,
            denominator=rule.denominator,
            strict=rule.strict,
            ballots_final=rule.ballots_final,
            rule_words=rule.words,
            motion=motion,
            deductions=deductions_of(rule.deductions.all(), today),
            quorum=quorum_state(meeting, motion).model_dump(mode="json"),
        )
        return act.record(PollOpened(poll=poll_state(poll)))


def close_poll(*, actor: Actor, meeting_id: UUID, poll_id: str) -> int:
    """Close a vote and count it; from now on everybody sees the result."""
    with act_in_session(actor, meeting_id, Permission.CLOSE_POLL) as (act, meeting):
        poll = Poll.objects.filter(meeting=meeting, id=parse_id(poll_id)).first()
        if poll is None:
            raise NotFound(_("Không tìm thấy biểu quyết này trong cuộc họp."))
        if poll.closed_at:
            raise BadState(_("Biểu quyết này đã đóng và đã có kết quả."), code="poll_closed")
        poll.closed_at = clock.now()
        poll.result, poll.eligible = _result(poll, meeting)
        poll.quorum = quorum_state(meeting, Motion(poll.motion)).model_dump(mode="json")
        poll.save(update_fields=["closed_at", "result", "eligible", "quorum"])
        return act.record(PollClosed(poll=poll_state(poll)))


def _result(poll: Poll, meeting: Meeting) -> tuple[dict[str, object], int]:
    """Return the tally as stored, and the number entitled to vote (with those who lost the right after voting)."""
    voted = set(Ballot.objects.filter(poll=poll).values_list("voter_id", flat=True))
    places = list(members_of(meeting))
    members = {place.person_id for place in places}
    counting = counting_of(meeting)
    deductions = {code: Deduct(applies) for code, applies in poll.deductions.items()}
    silent = [counting.voter(place) for place in places if place.person_id not in voted]
    deducted = sum(is_deducted(deductions, voter) for voter in silent)
    present = sum(place.present for place in places)
    counted = _count(poll, members=len(members | voted), present=present, deducted=deducted)
    tally = Tally(
        yes=counted.yes,
        no=counted.no,
        abstain=counted.abstain,
        absent=counted.absent,
        base=counted.base,
        needed=counted.needed,
        carried=counted.carried,
        rule=poll.rule_words,
    )
    return tally.model_dump(mode="json"), len(members | voted)


def _count(poll: Poll, *, members: int, present: int, deducted: int) -> Count:
    ballots = Ballot.objects.filter(poll=poll).values_list("choice").annotate(number=SqlCount("id"))
    choices = [Choice(choice) for choice, number in ballots for _each in range(number)]
    share = Share(poll.numerator, poll.denominator, poll.strict)
    match poll.base:
        case "members" | "present" | "cast" as base:
            majority = Majority(base, share)
            return count(choices, members=members, present=present, deducted=deducted, majority=majority)
    raise ValueError(f"unknown base of a majority: {poll.base}")


def refuse_open_poll(meeting: Meeting) -> None:
    """Raise ``BadState`` while a vote is open: a sitting is not closed over a vote."""
    poll = open_poll_of(meeting)
    if poll:
        raise BadState(
            _("Biểu quyết «%(question)s» còn mở. Hãy đóng biểu quyết trước.") % {"question": poll.question},
            code="poll_open",
        )


def parse_id(text: str) -> UUID:
    """Read an id that came from a page; an unreadable one is simply not there."""
    try:
        return UUID(text)
    except ValueError as error:
        raise NotFound from error
