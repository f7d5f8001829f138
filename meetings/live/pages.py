"""The pages that hold the live application: each role has its own console, outsiders get a calm refusal."""

from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from meetings.accounts.access import SignedInRequest, actor_of, signed_in
from meetings.agenda.schedule import readable_papers
from meetings.agenda.selectors import get_place_for, outlined
from meetings.contracts.state import MeetingStatus
from meetings.core.errors import BadState
from meetings.core.permissions import Permission
from meetings.documents.readership import note_received


@require_safe
@signed_in
def live(request: SignedInRequest, meeting_id: UUID) -> HttpResponse:
    """The live room of delegates, guests, observers and remote participants."""
    return shell(request, meeting_id, Permission.SEE_MEETING, "delegate", "live")


@require_safe
@signed_in
def chair(request: SignedInRequest, meeting_id: UUID) -> HttpResponse:
    """The chair's console, also for a deputy; whoever has not the conduct just now watches."""
    return shell(request, meeting_id, Permission.HAND_OVER_CHAIR, "chair", "chair")


@require_safe
@signed_in
def secretary(request: SignedInRequest, meeting_id: UUID) -> HttpResponse:
    """The secretary's console."""
    return shell(request, meeting_id, Permission.PREPARE_MEETING, "secretary", "secretary")


@require_safe
@signed_in
def technician(request: SignedInRequest, meeting_id: UUID) -> HttpResponse:
    """The technician's board."""
    return shell(request, meeting_id, Permission.SEE_ROOMS, "technician", "technician")


@require_safe
@signed_in
def interpreter(request: SignedInRequest, meeting_id: UUID) -> HttpResponse:
    """The interpreter's console."""
    return shell(request, meeting_id, Permission.INTERPRET, "interpreter", "interpreter")


@require_safe
@signed_in
def papers(request: SignedInRequest, meeting_id: UUID) -> HttpResponse:
    """The papers of a meeting by item, for reading before and after it."""
    meeting = get_place_for(actor_of(request), meeting_id, Permission.READ_PAPERS).meeting
    note_received(actor=actor_of(request), meeting_id=meeting.id)
    found = readable_papers(meeting, actor_of(request))
    groups = [(line, [p for p in found if p.item_id == line.item.id]) for line in outlined(meeting)]
    loose = [paper for paper in found if paper.item_id is None]
    context = {"meeting": meeting, "groups": groups, "loose": loose, "count": len(found)}
    return render(request, "live/papers.html", context)


def shell(request: SignedInRequest, meeting_id: UUID, permission: Permission, page: str, feature: str) -> HttpResponse:
    """Return the empty page of a console; everything in it comes by the socket."""
    meeting = get_place_for(actor_of(request), meeting_id, permission).meeting
    if meeting.status == MeetingStatus.DRAFT:
        raise BadState(_("Cuộc họp này đang được chuẩn bị. Phòng họp mở khi thư ký triệu tập."), code="not_convened")
    bootstrap = {
        "meeting_id": str(meeting.id),
        "socket_url": f"/live/{meeting.id}/",
        "page": page,
        "language": translation.get_language(),
        "video_codec": settings.VIDEO_CODEC,
    }
    context = {"meeting": meeting, "bootstrap": bootstrap, "entry": f"src/features/{feature}/main.ts", "page": page}
    return render(request, "live/shell.html", context)
