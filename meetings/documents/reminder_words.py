"""What reminders about papers say to the one who reads them, from what is still to be done now."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetings.agenda.models import Meeting, Participation
from meetings.core.actor import Actor
from meetings.core.permissions import Permission, roles_with
from meetings.core.templatetags.nghisu import hour, short_day
from meetings.documents.models import Paper
from meetings.documents.reminding import owed_by_person
from meetings.documents.selectors import papers_sent_to
from meetings.notices.kinds import Words
from meetings.notices.models import Notice

NAMED = 2
"""So many titles are named; of more, how many there are."""


def tell_unread(actor: Actor, notices: Sequence[Notice]) -> Mapping[UUID, Words]:
    """Tell which papers the reader has not opened yet; once he has opened all, the reminder is over."""
    unread = papers_sent_to(actor).filter(meeting__in=[one.meeting_id for one in notices])
    unread = unread.exclude(openings__person_id=actor.id).select_related("meeting")
    by_meeting: dict[UUID, list[Paper]] = {}
    for paper in unread.order_by(F("item__position").asc(nulls_first=True), "position", "uploaded_at"):
        by_meeting.setdefault(paper.meeting_id, []).append(paper)
    return {one.id: _unread(one.meeting, by_meeting[one.meeting_id]) for one in notices if one.meeting_id in by_meeting}


def _unread(meeting: Meeting, papers: list[Paper]) -> Words:
    count = {"n": len(papers)}
    title = ngettext("Còn %(n)s tài liệu đồng chí chưa mở", "Còn %(n)s tài liệu đồng chí chưa mở", len(papers)) % count
    when = {"time": hour(meeting.starts_at), "day": short_day(meeting.starts_at)}
    return Words(
        title=title,
        text=f"{_titles([paper.title for paper in papers])}. " + _("Họp lúc %(time)s %(day)s.") % when,
        button=_("Mở tài liệu") if len(papers) == 1 else _("Mở tài liệu đầu tiên"),
        href=reverse("paper-read", args=[papers[0].id]),
        paper_id=str(papers[0].id),
    )


def tell_owed(actor: Actor, notices: Sequence[Notice]) -> Mapping[UUID, Words]:
    """Tell for which items the reader, or his unit, still owes the papers, until when and to whom he gives them."""
    found = {}
    for one in notices:
        items = owed_by_person(one.meeting).get(actor.id, [])
        if items:
            found[one.id] = _owed(one.meeting, [item.title for item in items])
    return found


def _owed(meeting: Meeting, titles: list[str]) -> Words:
    due = meeting.papers_due
    until = _("Hạn gửi: %(time)s %(day)s.") % {"time": hour(due), "day": short_day(due)} if due else ""
    office = Participation.objects.filter(meeting=meeting, role__in=roles_with(Permission.PREPARE_MEETING))
    names = ", ".join(office.filter(person__isnull=False).values_list("person__full_name", flat=True))
    hand_over = _("Hãy gửi tệp cho thư ký cuộc họp: %(names)s.") % {"names": names}
    return Words(
        title=_("Chưa có tài liệu đồng chí cần nộp"),
        text=" ".join(part for part in (f"{_titles(titles)}.", until, hand_over) if part),
        button=_("Xem tài liệu cuộc họp"),
        href=reverse("meeting-papers", args=[meeting.id]),
    )


def _titles(titles: list[str]) -> str:
    """Return «A»; «B» and how many more."""
    named = "; ".join(f"«{title}»" for title in titles[:NAMED])
    more = len(titles) - NAMED
    return named if more <= 0 else _("%(names)s và %(n)s tài liệu khác") % {"names": named, "n": more}
