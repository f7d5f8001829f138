"""The sessions («buổi») of a meeting inside «Chuẩn bị»."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from meetings.accounts.access import SignedInRequest, actor_of, signed_in
from meetings.agenda.forms import MeetingForm, SessionForm, meeting_initial
from meetings.agenda.planning import add_session, edit_session, remove_session
from meetings.agenda.selectors import get_meeting_for
from meetings.agenda.views.prepare import changed, sessions_context
from meetings.core.errors import DomainError
from meetings.core.permissions import Permission


@require_http_methods(["GET", "POST"])
@signed_in
def sessions(request: SignedInRequest, meeting_id: UUID) -> HttpResponse:
    """Show the meeting's time with its sessions; POST adds one."""
    get_meeting_for(actor_of(request), meeting_id, Permission.PREPARE_MEETING)
    if request.method == "GET":
        return _parts(request, meeting_id)
    form = SessionForm(request.POST)
    if not form.is_valid():
        return _parts(request, meeting_id, refused=_first_error(form))
    try:
        add_session(actor=actor_of(request), meeting_id=meeting_id, text=form.text())
    except DomainError as error:
        return _parts(request, meeting_id, refused=error.message)
    return changed(_parts(request, meeting_id))


@require_POST
@signed_in
def change(request: SignedInRequest, meeting_id: UUID, session_id: UUID) -> HttpResponse:
    """Plan a session for another time."""
    get_meeting_for(actor_of(request), meeting_id, Permission.PREPARE_MEETING)
    form = SessionForm(request.POST)
    if not form.is_valid():
        return _parts(request, meeting_id, refused=_first_error(form))
    try:
        edit_session(actor=actor_of(request), meeting_id=meeting_id, session_id=session_id, text=form.text())
    except DomainError as error:
        return _parts(request, meeting_id, refused=error.message)
    return changed(_parts(request, meeting_id, saved_session=session_id))


@require_POST
@signed_in
def remove(request: SignedInRequest, meeting_id: UUID, session_id: UUID) -> HttpResponse:
    """Strike out a session; its items stay on the agenda."""
    get_meeting_for(actor_of(request), meeting_id, Permission.PREPARE_MEETING)
    try:
        remove_session(actor=actor_of(request), meeting_id=meeting_id, session_id=session_id)
    except DomainError as error:
        return _parts(request, meeting_id, refused=error.message)
    return changed(_parts(request, meeting_id))


def _parts(
    request: SignedInRequest, meeting_id: UUID, *, refused: str = "", saved_session: UUID | None = None
) -> HttpResponse:
    """Return the whole editor: with one session the meeting's own fields say when, with several each session does."""
    meeting = get_meeting_for(actor_of(request), meeting_id, Permission.PREPARE_MEETING)
    context = {
        "meeting": meeting,
        "form": MeetingForm(initial=meeting_initial(meeting)),
        "refused": refused,
        "saved_session": saved_session,
        **sessions_context(meeting),
    }
    return render(request, "agenda/basics.html", context, status=422 if refused else 200)


def _first_error(form: SessionForm) -> str:
    return next(str(message) for messages in form.errors.values() for message in messages)
