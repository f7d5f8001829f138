"""«Chuẩn bị»: is the meeting ready to convene? Each line of the checklist opens its editor in place."""

from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from meetings.accounts.access import SignedInRequest, actor_of, signed_in
from meetings.agenda.arranging import fill_agenda
from meetings.agenda.forms import (
    MeetingForm,
    NewMeetingForm,
    SessionForm,
    meeting_initial,
    session_initial,
    units_for,
)
from meetings.agenda.models import Meeting
from meetings.agenda.planning import SessionText, planned
from meetings.agenda.readiness import Checklist, checklist_for
from meetings.agenda.selectors import get_meeting_for, programme
from meetings.agenda.services import convene_meeting, create_meeting, edit_meeting
from meetings.agenda.sessions import suggested
from meetings.core.errors import BadState, Refused
from meetings.core.permissions import Permission

EDITORS = {
    "basics": "edit-basics",
    "items": "edit-items",
    "people": "edit-people",
    "papers": "edit-papers",
    "rooms": "edit-rooms",
    "channels": "edit-channels",
    "seats": "edit-seats",
}
"""Line of the checklist → name of the address that gives its editor, in whichever app it lives."""
CHANGED = "prepare-changed"
"""Browser event after every change: the checklist reads itself again."""


def changed(response: HttpResponse) -> HttpResponse:
    """Tell the page that the checklist may look different now."""
    response.headers["HX-Trigger"] = CHANGED
    return response


@require_http_methods(["GET", "POST"])
@signed_in
def new_meeting(request: SignedInRequest) -> HttpResponse:
    """Create a meeting; whoever creates it becomes its secretary."""
    if not request.user.may_create_meetings:
        raise Refused(_("Chỉ cán bộ văn phòng được giao mới lập cuộc họp."))
    initial = {"captions": True, "watermark": "off", "starts": "08:00", "ends": "10:00"}
    form = NewMeetingForm(request.POST or None, units=units_for(request.user), initial=initial)
    if request.method == "POST" and form.is_valid():
        meeting = create_meeting(actor=actor_of(request), unit=form.chosen_unit(), text=form.text())
        pattern = form.chosen_pattern()
        if pattern:
            fill_agenda(actor=actor_of(request), meeting_id=meeting.id, pattern=pattern)
        return HttpResponseRedirect(reverse("prepare", args=[meeting.id]) + "?mo=items")
    return render(request, "agenda/new_meeting.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@signed_in
def prepare(request: SignedInRequest, meeting_id: UUID) -> HttpResponse:
    """Show the checklist; ``?mo=`` names the open line, ``?xac-nhan=1`` asks before convening."""
    meeting = get_meeting_for(actor_of(request), meeting_id, Permission.PREPARE_MEETING)
    return render(request, "agenda/prepare.html", prepare_context(request, meeting))


@require_safe
@signed_in
def prepare_state(request: SignedInRequest, meeting_id: UUID) -> HttpResponse:
    """Return the heads of the lines and the summary, for a page that is already open."""
    meeting = get_meeting_for(actor_of(request), meeting_id, Permission.PREPARE_MEETING)
    return render(request, "agenda/prepare_state.html", prepare_context(request, meeting))


def prepare_context(request: SignedInRequest, meeting: Meeting) -> dict[str, object]:
    """Return what the checklist and its summary show."""
    opened = request.GET.get("mo", "")
    return {
        "meeting": meeting,
        "checklist": checklist_for(meeting),
        "opened": opened if opened in EDITORS else "",
        "editor": reverse(EDITORS[opened], args=[meeting.id]) if opened in EDITORS else "",
        "asking": bool(request.GET.get("xac-nhan")),
    }


@require_http_methods(["GET", "POST"])
@signed_in
def edit_basics(request: SignedInRequest, meeting_id: UUID) -> HttpResponse:
    """Show or save name, place and time."""
    meeting = get_meeting_for(actor_of(request), meeting_id, Permission.PREPARE_MEETING)
    form = MeetingForm(request.POST or None, initial=meeting_initial(meeting))
    saved = request.method == "POST" and form.is_valid()
    if saved:
        meeting = edit_meeting(actor=actor_of(request), meeting_id=meeting_id, text=form.text())
        form = MeetingForm(initial=meeting_initial(meeting))
    context = {"form": form, "meeting": meeting, "saved": saved, **sessions_context(meeting)}
    response = render(request, "agenda/basics.html", context, status=422 if form.errors else 200)
    return changed(response) if saved else response


def sessions_context(meeting: Meeting) -> dict[str, object]:
    """Return what the list of sessions shows: each with its form, and one that may be added."""
    found = [group.session for group in programme(meeting)]
    last = planned(found[-1])
    likely = suggested(
        replace(last, starts_at=timezone.localtime(last.starts_at), ends_at=timezone.localtime(last.ends_at))
    )
    rows = [
        (group, SessionForm(initial=session_initial(group.session), auto_id=f"s{number}_%s"))
        for number, group in enumerate(programme(meeting))
    ]
    fresh = SessionForm(initial=session_initial(SessionText(likely.starts_at, likely.ends_at)), auto_id="new_%s")
    return {"sessions": rows, "new_session": fresh}


@require_POST
@signed_in
def convene(request: SignedInRequest, meeting_id: UUID) -> HttpResponse:
    """Send the meeting out to everybody invited."""
    meeting = get_meeting_for(actor_of(request), meeting_id, Permission.PREPARE_MEETING)
    refuse_gaps(checklist_for(meeting))
    convene_meeting(actor=actor_of(request), meeting_id=meeting_id)
    messages.success(request, _("Đã triệu tập. Mọi người được mời thấy cuộc họp ngay bây giờ."), extra_tags="good")
    return HttpResponseRedirect(reverse("prepare", args=[meeting_id]))


def refuse_gaps(checklist: Checklist) -> None:
    """Refuse to convene while something is missing, naming it."""
    if checklist.gaps:
        raise BadState(_("Chưa triệu tập được: %(gaps)s.") % {"gaps": "; ".join(checklist.gaps)}, code="not_ready")
