"""Writes of votes: open, close. Ballots are written in batches (``ballots.py``), shows of hands in ``hands.py``."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from meetings.agenda.models import Meeting
from meetings.agenda.selectors import current_item, get_item_for
from meetings.agenda.sitting import act_in_session
from meetings.attendance.counting import quorum_state
from meetings.attendance.selectors import deductions_of
from meetings.contracts.events import PollClosed, PollOpened
from meetings.contracts.polls import Motion, VoteWay
from meetings.contracts.state import MeetingStatus
from meetings.core import clock, journal
from meetings.core.actor import SYSTEM, Actor
from meetings.core.errors import BadInput, BadState, NotFound
from meetings.core.permissions import Permission
from meetings.documents.models import Paper, PaperStatus
from meetings.voting.counting import count_poll
from meetings.voting.models import MajorityRule, Poll, PreparedPoll
from meetings.voting.rules import clean_options, options_fit
from meetings.voting.selectors import majority_rule, members_of, open_poll_of, poll_state


@dataclass(frozen=True, slots=True)
class Terms:
    """How a vote is held, as the chair chose it; ``seconds``: its time, after which it may close itself."""

    way: VoteWay = VoteWay.DEVICES
    paper_id: str | None = None
    seconds: int | None = None
    closes_itself: bool = False
    options: tuple[str, ...] = ()
    """Options of the vote's own, instead of yes and no."""

    def ends_at(self, opened_at: datetime) -> datetime | None:
        """Return when the time of a vote that opens now is over."""
        return opened_at + timedelta(seconds=self.seconds) if self.seconds else None


def open_poll(
    *,
    actor: Actor,
    meeting_id: UUID,
    item_id: str | None,
    question: str,
    motion: Motion = Motion.ORDINARY,
    terms: Terms = Terms(),
    prepared_id: str | None = None,
) -> int:
    """Open a vote; the rule of the day for this kind of motion is copied into it. One vote is open at a time.

    Without a quorum it opens all the same: whether it counts is for the body to say, and the record shows it.
    ``prepared_id``: the prepared vote that this is; it waits no longer, and is not opened twice.
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
        prepared = _prepared(meeting, prepared_id)
        options = options_of(terms)
        now = act.at
        today = clock.local_date(now)
        rule = majority_rule(meeting.unit_id, today, motion)
        refuse_by_rule(rule, terms)
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
            named=rule.named,
            way=terms.way,
            paper=paper_of(meeting, terms.paper_id),
            closes_at=terms.ends_at(now),
            closes_itself=terms.closes_itself and terms.seconds is not None,
            options=list(options),
            deductions=deductions_of(rule.deductions.all(), today),
            quorum=quorum_state(meeting, motion).model_dump(mode="json"),
        )
        if prepared:
            prepared.poll = poll
            prepared.save(update_fields=["poll"])
        return act.record(PollOpened(poll=poll_state(poll), prepared_id=prepared_id))


def close_poll(*, actor: Actor, meeting_id: UUID, poll_id: str) -> int:
    """Close a vote and count it; from now on everybody sees the result."""
    with act_in_session(actor, meeting_id, Permission.CLOSE_POLL) as (act, meeting):
        poll = Poll.objects.filter(meeting=meeting, id=parse_id(poll_id)).first()
        if poll is None:
            raise NotFound(_("Không tìm thấy biểu quyết này trong cuộc họp."))
        if poll.closed_at:
            raise BadState(_("Biểu quyết này đã đóng và đã có kết quả."), code="poll_closed")
        return _close(act, poll, meeting)


def close_due_polls(meeting_ids: Iterable[UUID]) -> None:
    """Close the votes of these meetings whose time is over and that were to close themselves; by the system.

    Several processes may ask at once: each looks again under the journal's lock.
    """
    due = Q(closed_at__isnull=True, closes_itself=True, closes_at__lte=clock.now())
    for meeting_id in set(Poll.objects.filter(due, meeting__in=list(meeting_ids)).values_list("meeting_id", flat=True)):
        with journal.act(meeting_id=meeting_id, actor=SYSTEM) as act:
            poll = Poll.objects.filter(due, meeting_id=meeting_id).select_related("meeting__unit").first()
            if poll and poll.meeting.status == MeetingStatus.OPEN:
                _close(act, poll, poll.meeting)


def _close(act: journal.Act, poll: Poll, meeting: Meeting) -> int:
    poll.closed_at = act.at
    poll.result, poll.eligible = count_poll(poll, meeting)
    poll.quorum = quorum_state(meeting, Motion(poll.motion)).model_dump(mode="json")
    poll.save(update_fields=["closed_at", "result", "eligible", "quorum"])
    return act.record(PollClosed(poll=poll_state(poll)))


def refuse_by_rule(rule: MajorityRule, terms: Terms) -> None:
    """Raise ``BadState`` when the body's rule does not admit such a vote: in secret, or by name and with hands."""
    if rule.secret:
        raise BadState(
            _(
                "Quy tắc của cơ quan yêu cầu bỏ phiếu kín về loại vấn đề này nên không mở biểu quyết công khai được. "
                "Chưa có gì thay đổi. Hãy bỏ phiếu kín bằng phiếu giấy và ghi kết quả vào biên bản."
            ),
            code="secret_by_rule",
        )
    if rule.named and terms.way != VoteWay.DEVICES:
        raise BadState(
            _("Quy chế yêu cầu biểu quyết này ghi tên từng người nên không giơ tay được. Hãy chọn bỏ phiếu trên máy."),
            code="named_by_rule",
        )


def options_of(terms: Terms) -> tuple[str, ...]:
    """Return a vote's own options as they are put; ``BadInput`` when they are not 2 to 10 different ones."""
    options = clean_options(terms.options)
    if not options_fit(options):
        raise BadInput(
            _("Hãy đặt từ 2 đến 10 phương án, không phương án nào trùng nhau. Chưa có gì thay đổi."),
            code="options_wrong",
        )
    return options


def _prepared(meeting: Meeting, prepared_id: str | None) -> PreparedPoll | None:
    if prepared_id is None:
        return None
    row = PreparedPoll.objects.filter(meeting=meeting, id=parse_id(prepared_id), poll__isnull=True).first()
    if row is None:
        raise NotFound(
            _("Biểu quyết chuẩn bị sẵn này đã được mở hoặc đã bỏ. Hãy xem lại danh sách rồi mở biểu quyết khác.")
        )
    return row


def paper_of(meeting: Meeting, paper_id: str | None) -> Paper | None:
    """Return the paper that is voted on; ``NotFound`` when it is not, or no longer, one of the meeting's."""
    if paper_id is None:
        return None
    paper = Paper.objects.filter(meeting=meeting, id=parse_id(paper_id), status=PaperStatus.READY).first()
    if paper is None:
        raise NotFound(_("Tài liệu này không còn trong cuộc họp. Hãy chọn tài liệu khác rồi mở biểu quyết."))
    return paper


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
