"""The editor of the rooms of a meeting inside «Chuẩn bị»."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from meetings.accounts.access import SignedInRequest, actor_of, signed_in
from meetings.agenda.models import Meeting
from meetings.agenda.selectors import get_meeting_for
from meetings.agenda.views.prepare import changed
from meetings.core.errors import BadInput, DomainError
from meetings.core.permissions import Permission
from meetings.rooms.selectors import find_rooms, rooms_state
from meetings.rooms.services import invite_rooms, remove_room

FOUND_SHOWN = 40


@require_http_methods(["GET", "POST"])
@signed_in
def rooms(request: SignedInRequest, meeting_id: UUID) -> HttpResponse:
    """Show the editor; POST invites every room ticked in the search."""
    meeting = get_meeting_for(actor_of(request), meeting_id, Permission.PREPARE_MEETING)
    if request.method == "GET":
        return render(request, "rooms/rooms.html", rooms_context(meeting, query=""))
    query, chosen = request.POST.get("q", ""), typed_rooms(request)
    if not chosen:
        context = rooms_context(meeting, query=query) | {"error": _("Hãy đánh dấu ít nhất một điểm cầu.")}
        return render(request, "rooms/rooms_found.html", context, status=422)
    invite_rooms(actor=actor_of(request), meeting_id=meeting_id, room_ids=chosen, main_room_id=None)
    done = ngettext("Đã mời %(n)s điểm cầu.", "Đã mời %(n)s điểm cầu.", len(chosen)) % {"n": len(chosen)}
    context = rooms_context(meeting, query=query) | {"done": done, "with_list": True}
    return changed(render(request, "rooms/rooms_found.html", context))


@require_safe
@signed_in
def search(request: SignedInRequest, meeting_id: UUID) -> HttpResponse:
    """Return the rooms that can still be invited and fit what was typed."""
    meeting = get_meeting_for(actor_of(request), meeting_id, Permission.PREPARE_MEETING)
    return render(request, "rooms/rooms_found.html", rooms_context(meeting, query=request.GET.get("q", "")))


@require_POST
@signed_in
def main_room(request: SignedInRequest, meeting_id: UUID, room_id: UUID) -> HttpResponse:
    """Make a room the one where the chair sits."""
    get_meeting_for(actor_of(request), meeting_id, Permission.PREPARE_MEETING)
    invite_rooms(actor=actor_of(request), meeting_id=meeting_id, room_ids=[], main_room_id=room_id)
    return render_list(request, meeting_id)


@require_POST
@signed_in
def remove(request: SignedInRequest, meeting_id: UUID, room_id: UUID) -> HttpResponse:
    """Take a room from the meeting."""
    try:
        remove_room(actor=actor_of(request), meeting_id=meeting_id, room_id=room_id)
    except DomainError as error:
        return render_list(request, meeting_id, failed=error.message, failed_id=room_id)
    return render_list(request, meeting_id)


def render_list(
    request: SignedInRequest, meeting_id: UUID, *, failed: str = "", failed_id: UUID | None = None
) -> HttpResponse:
    """Return the list as it is now; a refusal stands in the line of its room."""
    meeting = get_meeting_for(actor_of(request), meeting_id, Permission.PREPARE_MEETING)
    context = {"meeting": meeting, "rooms": rooms_state(meeting), "failed": failed, "failed_id": str(failed_id)}
    response = render(request, "rooms/rooms_list.html", context, status=422 if failed else 200)
    return response if failed else changed(response)


def rooms_context(meeting: Meeting, *, query: str) -> dict[str, object]:
    """Return the invited rooms and those found for ``query``."""
    invited = rooms_state(meeting)
    found = find_rooms(query, without={room.id for room in invited}, limit=FOUND_SHOWN)
    return {"meeting": meeting, "rooms": invited, "found": found, "query": query}


def typed_rooms(request: SignedInRequest) -> list[UUID]:
    """Return the rooms that were ticked."""
    try:
        return [UUID(room) for room in request.POST.getlist("room")]
    except ValueError as error:
        raise BadInput(_("Danh sách điểm cầu được chọn không đọc được. Hãy tải lại trang.")) from error
