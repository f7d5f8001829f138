"""The journal of a meeting as a page, CSV and PDF, for those who check the record; it can only be read."""

import csv
from dataclasses import dataclass
from io import StringIO
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from pydantic import ValidationError

from meetings.accounts.access import SignedInRequest, actor_of, signed_in
from meetings.accounts.models import Person
from meetings.agenda.models import Meeting, Participation
from meetings.agenda.selectors import get_place_for, viewer_of
from meetings.contracts.audience import Viewer, may_receive
from meetings.core import journal
from meetings.core.cells import safe_cell
from meetings.core.models import JournalEvent
from meetings.core.permissions import Permission
from meetings.live.journal_print import print_journal
from meetings.live.journal_words import Telling
from meetings.rooms.models import Room


@dataclass(frozen=True, slots=True)
class Row:
    """One act: ``who`` is empty where the reader may not know (a ballot of somebody else)."""

    number: int
    at: str
    what: str
    who: str
    hash: str


@require_safe
@signed_in
def record(request: SignedInRequest, meeting_id: UUID) -> HttpResponse:
    """Show the journal, newest last; ``?dang=csv`` gives it as a file with whole hashes, ``?dang=pdf`` for paper."""
    place = get_place_for(actor_of(request), meeting_id, Permission.SEE_JOURNAL)
    viewer = viewer_of(actor_of(request), place.standing)
    form = request.GET.get("dang")
    if form == "csv":
        return csv_answer(place.meeting, rows_of(place.meeting, viewer))
    if form == "pdf":
        return pdf_answer(place.meeting, viewer, request.user.full_name)
    rows, broken = rows_of(place.meeting, viewer), journal.first_broken_number(meeting_id)
    return render(request, "live/record.html", {"meeting": place.meeting, "rows": rows, "broken": broken})


def rows_of(meeting: Meeting, viewer: Viewer) -> list[Row]:
    """Return every act of a meeting; of those not meant for ``viewer`` only that they happened."""
    events = list(JournalEvent.objects.filter(meeting_id=meeting.id).order_by("number"))
    names = actor_names(meeting, {event.actor for event in events})
    telling = Telling({key.partition(":")[2]: name for key, name in names.items() if ":" in key})
    before = [events[0].at, *(event.at for event in events)] if events else []
    return [_row(event, telling, names, viewer, earlier) for event, earlier in zip(events, before, strict=False)]


def _row(event: JournalEvent, telling: Telling, names: dict[str, str], viewer: Viewer, before: str) -> Row:
    meant = _is_for(event, viewer)
    who = names.get(event.actor, "") if meant else ""
    what = telling.words(event, whole=meant)
    if journal.goes_back(before, event.at):
        what = f"{what} {_('(Lưu ý: giờ ghi sớm hơn dòng trước vì đồng hồ máy chủ bị lùi; thứ tự theo số.)')}"
    return Row(event.number, event.at, what, who, event.hash)


def _is_for(event: JournalEvent, viewer: Viewer) -> bool:
    """Tell whether the event is meant for the reader; one whose audience was spoilt behind our back is not."""
    try:
        return may_receive(journal.AUDIENCE.validate_json(event.audience), viewer)
    except ValidationError:
        return False


def actor_names(meeting: Meeting, keys: set[str]) -> dict[str, str]:
    """Return the names behind ``person:<id>``, ``room:<id>`` and ``system``: of all in the meeting, and of ``keys``."""
    ids = {id_ for key in keys if (id_ := _id_of(key))}
    for person_id, room_id in Participation.objects.filter(meeting=meeting).values_list("person_id", "room_id"):
        ids.add(person_id or room_id)
    people = {f"person:{person.id}": person.full_name for person in Person.objects.filter(id__in=ids)}
    rooms = {f"room:{room.id}": room.name for room in Room.objects.filter(id__in=ids)}
    return {**people, **rooms, "system": _("Hệ thống")}


def _id_of(key: str) -> UUID | None:
    try:
        return UUID(key.partition(":")[2])
    except ValueError:
        return None


def pdf_answer(meeting: Meeting, reader: Viewer, printed_by: str) -> HttpResponse:
    """Return the journal for the meeting file: every reader of a role prints the same, also beside his own ballot."""
    with translation.override("vi"):
        rows = rows_of(meeting, reader.model_copy(update={"person_id": None, "unit_id": None}))
        data = print_journal(meeting, rows, journal.first_broken_number(meeting.id), printed_by)
    headers = {"Content-Disposition": f'attachment; filename="so-dien-bien-{meeting.id}.pdf"'}
    return HttpResponse(data, content_type="application/pdf", headers=headers)


def csv_answer(meeting: Meeting, rows: list[Row]) -> HttpResponse:
    """Return the journal as CSV (RFC 4180, UTF-8 with a mark so that spreadsheets read Vietnamese)."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow([_("Số"), _("Thời điểm"), _("Việc"), _("Người thực hiện"), "SHA-256"])
    writer.writerows([row.number, row.at, safe_cell(row.what), safe_cell(row.who), row.hash] for row in rows)
    name = f"so-dien-bien-{meeting.id}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8", headers=headers)
