"""What a page asks and says of its own person's notices."""

from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_POST, require_safe

from meetings.accounts.access import SignedInRequest, actor_of, signed_in
from meetings.agenda.selectors import get_place_for
from meetings.core.clock import iso
from meetings.core.permissions import Permission
from meetings.notices.selectors import Standing, notices_for
from meetings.notices.services import note_seen, put_aside


@require_safe
@signed_in
def standing(request: SignedInRequest, meeting_id: UUID) -> HttpResponse:
    """Return a person's notices of a meeting, for his live page."""
    get_place_for(actor_of(request), meeting_id, Permission.SEE_MEETING)
    return JsonResponse({"notices": [_told(one) for one in notices_for(actor_of(request), meeting_id)]})


def _told(one: Standing) -> dict[str, str | None]:
    words = one.words
    return {
        "id": str(one.notice.id),
        "at": iso(one.notice.sent_at),
        "title": words.title,
        "text": words.text,
        "button": words.button,
        "href": words.href,
        "paper_id": words.paper_id,
    }


@require_POST
@signed_in
def seen(request: SignedInRequest, notice_id: UUID) -> HttpResponse:
    """Keep that a notice stood before its person."""
    note_seen(actor=actor_of(request), notice_id=notice_id)
    return HttpResponse(status=204)


@require_POST
@signed_in
def aside(request: SignedInRequest, notice_id: UUID) -> HttpResponse:
    """Put a notice aside; its card on the calendar disappears."""
    put_aside(actor=actor_of(request), notice_id=notice_id)
    return HttpResponse(status=200)
