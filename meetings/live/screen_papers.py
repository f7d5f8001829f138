"""Pages of the papers of a room's meeting, drawn by the server for the big screen: it follows who leads the readers."""

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from meetings.core.actor import room_actor
from meetings.core.errors import Refused
from meetings.documents.marking import mark_for_room, picture_answer
from meetings.documents.pictures import page_picture
from meetings.documents.recall import Opener, note_machine
from meetings.documents.selectors import get_paper_for
from meetings.rooms.selectors import get_kiosk_by_token

WIDTH = 1620


@require_safe
def page_on_screen(request: HttpRequest, paper_id: UUID, page: int) -> HttpResponseBase:
    """Send a page as a picture to the kiosk of a room that takes part in the paper's meeting."""
    kiosk = get_kiosk_by_token(request.COOKIES.get(settings.KIOSK_COOKIE_NAME))
    if kiosk is None or kiosk.room is None:
        raise Refused
    paper = get_paper_for(room_actor(kiosk.room.id), paper_id)
    note_machine(paper, Opener(f"kiosk:{kiosk.id}", "", room_id=kiosk.room.id))
    mark = mark_for_room(paper, kiosk.room.name)
    return picture_answer(request, page_picture(paper, page, WIDTH), f"trang-{page}.jpg", mark)
