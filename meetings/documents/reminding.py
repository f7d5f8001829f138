"""Reminders about papers: who has not opened what he was sent, who owes a paper; sent by hand or by a plan.

The notices themselves (``meetings.notices``) say what is still to be done when they are read, not when they were sent.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from meetings.accounts.models import Unit
from meetings.agenda.models import Item, Meeting, Participation
from meetings.agenda.selectors import get_item_for, get_meeting_for, people_of
from meetings.contracts.state import MeetingStatus
from meetings.core import clock
from meetings.core.actor import Actor
from meetings.core.errors import BadInput, BadState
from meetings.core.journal import act
from meetings.core.permissions import Permission, allows, roles_with
from meetings.documents.models import Opening, Paper, PaperDuty, PaperStatus, ReminderPlan
from meetings.documents.readership import sent_to_people
from meetings.documents.selectors import papers_of
from meetings.notices.models import Notice
from meetings.notices.services import send_notices

UNREAD, OWED = "papers_unread", "paper_owed"
HOURS = (72, 24, 3, 1)
"""Times before the beginning or the deadline that a plan may have."""
USUAL = (24,)
"""The plan of a meeting for which nobody chose another."""
PAUSE = timedelta(minutes=10)
"""Who was reminded so lately is not reminded by hand again."""
LIVING = (MeetingStatus.CONVENED, MeetingStatus.OPEN)


@dataclass(frozen=True, slots=True)
class Plan:
    """Hours before the beginning (readers) and before the deadline for papers (those who owe one)."""

    before_start: tuple[int, ...] = USUAL
    before_due: tuple[int, ...] = USUAL


def plan_of(meeting: Meeting) -> Plan:
    """Return when a meeting reminds by itself."""
    row = ReminderPlan.objects.filter(meeting=meeting).first()
    return Plan(tuple(row.before_start), tuple(row.before_due)) if row else Plan()


def set_plan(*, actor: Actor, meeting_id: UUID, plan: Plan) -> None:
    """Say when a meeting reminds by itself; no hours: never. Raises ``BadInput`` for times that are not offered."""
    meeting = get_meeting_for(actor, meeting_id, Permission.PREPARE_MEETING)
    if not set(plan.before_start) | set(plan.before_due) <= set(HOURS):
        raise BadInput(_("Giờ nhắc chưa đúng. Hãy chọn lại."))
    kept = {name: sorted(set(getattr(plan, name)), reverse=True) for name in ("before_start", "before_due")}
    ReminderPlan.objects.update_or_create(meeting=meeting, defaults=kept)


def unread_by_person(meeting: Meeting) -> dict[UUID, list[Paper]]:
    """Return the papers that each person was sent and has not opened; the office does not remind itself."""
    papers = list(papers_of(meeting).filter(status=PaperStatus.READY).select_related("meeting"))
    readers = [role for role in roles_with(Permission.READ_PAPERS) if not allows(role, Permission.PREPARE_MEETING)]
    people = list(people_of(meeting).filter(role__in=readers, person__is_active=True))
    opened = set(Opening.objects.filter(paper__in=papers).values_list("paper_id", "person_id"))
    found: dict[UUID, list[Paper]] = {}
    for paper in papers:
        for place in sent_to_people(paper, people):
            if place.person_id and (paper.id, place.person_id) not in opened:
                found.setdefault(place.person_id, []).append(paper)
    return found


def owed_items(meeting: Meeting) -> list[PaperDuty]:
    """Return the items whose papers somebody is to hand in and that have none yet, in order."""
    handed_in = papers_of(meeting).exclude(status=PaperStatus.FAILED).filter(item__isnull=False).order_by()
    duties = PaperDuty.objects.filter(item__meeting=meeting).exclude(item_id__in=handed_in.values("item_id"))
    return list(duties.select_related("item", "person", "unit").order_by("item__position"))


def owed_by_person(meeting: Meeting) -> dict[UUID, list[Item]]:
    """Return the items for which each person of the meeting, or his unit, still owes the papers."""
    people = list(people_of(meeting).filter(person__is_active=True))
    found: dict[UUID, list[Item]] = {}
    for duty in owed_items(meeting):
        for person_id in _debtors(duty, people):
            found.setdefault(person_id, []).append(duty.item)
    return found


def _debtors(duty: PaperDuty, people: Iterable[Participation]) -> list[UUID]:
    mine = (place.person for place in people)
    return [
        person.id
        for person in mine
        if person and (person.id == duty.person_id or (duty.unit_id and person.unit_id == duty.unit_id))
    ]


def set_duties(*, actor: Actor, meeting_id: UUID, duties: Collection[tuple[UUID, UUID | None, UUID | None]]) -> None:
    """Say who hands in the papers of items: ``(item, person or None, unit or None)``; neither: nobody does.

    Raises ``BadInput`` for somebody who is not in the meeting, or a unit of which nobody is.
    """
    meeting = get_meeting_for(actor, meeting_id, Permission.PREPARE_MEETING)
    people = {place.person for place in people_of(meeting) if place.person}
    with transaction.atomic():
        for item_id, person_id, unit_id in duties:
            item = get_item_for(meeting, item_id)
            if person_id is None and unit_id is None:
                PaperDuty.objects.filter(item=item).delete()
                continue
            if not any(one.id == person_id or (unit_id and one.unit_id == unit_id) for one in people):
                raise BadInput(_("Người hoặc đơn vị nộp tài liệu không còn trong cuộc họp. Hãy tải lại trang."))
            chosen = {"person_id": person_id, "unit_id": None if person_id else unit_id}
            PaperDuty.objects.update_or_create(item=item, defaults=chosen)


@dataclass(frozen=True, slots=True)
class SentByHand:
    """How many were reminded, and how many more had been a few minutes before."""

    sent: int
    lately: int


def remind_by_hand(*, actor: Actor, meeting_id: UUID, kind: str, people: Collection[UUID] | None = None) -> SentByHand:
    """Remind everybody who has not opened a paper (``UNREAD``) or owes one (``OWED``), or those chosen of them.

    Raises ``Refused``, ``NotFound``; ``BadState`` in a meeting that is not convened or is over, ``BadInput`` when
    nobody is to be reminded.
    """
    get_meeting_for(actor, meeting_id, Permission.PREPARE_MEETING)
    if people is not None and not people:
        raise BadInput(_("Chưa chọn ai để nhắc. Hãy đánh dấu tên người cần nhắc."), code="nobody_chosen")
    with act(meeting_id=meeting_id, actor=actor) as current:
        meeting = get_meeting_for(actor, meeting_id, Permission.PREPARE_MEETING)
        if meeting.status not in LIVING:
            raise BadState(_("Chỉ nhắc khi cuộc họp đã triệu tập và chưa bế mạc. Chưa nhắc ai."), code="not_in_session")
        wanted = {one for one in to_remind(meeting, kind) if people is None or one in people}
        if not wanted:
            raise BadInput(_("Không có ai cần nhắc."), code="nobody")
        since = clock.now() - PAUSE
        known = Notice.objects.filter(meeting=meeting, kind=kind, person_id__in=wanted, sent_at__gt=since)
        lately = set(known.values_list("person_id", flat=True))
        to: dict[UUID, dict[str, str]] = {one: {} for one in wanted - lately}
        sent = send_notices(current, kind, f"by-hand-{current.next_number}", to)
    return SentByHand(len(sent), len(lately))


def to_remind(meeting: Meeting, kind: str) -> list[UUID]:
    """Return who is to be reminded of a kind now."""
    return list(unread_by_person(meeting) if kind == UNREAD else owed_by_person(meeting))


def units_in(meeting: Meeting) -> list[Unit]:
    """Return the units of which somebody takes part, by name."""
    units = {place.person.unit for place in people_of(meeting) if place.person and place.person.unit}
    return sorted(units, key=lambda unit: unit.name)
