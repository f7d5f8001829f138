"""Writes of what the big screens are pinned to. Each is one official act."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from meetings.agenda.models import Meeting, Participation
from meetings.agenda.selectors import get_meeting_for
from meetings.contracts.audience import Viewer, may_receive
from meetings.contracts.events import ScreensPinned
from meetings.contracts.roles import Role
from meetings.contracts.screens import ScreenView
from meetings.contracts.state import MeetingStatus
from meetings.core.actor import Actor
from meetings.core.errors import BadInput, BadState, NotFound
from meetings.core.journal import act
from meetings.core.permissions import Permission
from meetings.documents.distribution import audience_of
from meetings.documents.models import Paper, PaperStatus
from meetings.screens.models import ScreenPin
from meetings.screens.selectors import pins_state


@dataclass(frozen=True, slots=True)
class Showing:
    """What a screen is to show; ``paper_id`` and ``page`` (from 1) of the view ``paper`` alone."""

    view: ScreenView
    paper_id: UUID | None = None
    page: int = 1


def pin_screen(*, actor: Actor, meeting_id: UUID, room_id: UUID | None, showing: Showing | None) -> int:
    """Pin the big screen of a room (None: of all rooms without a pin of their own), or let it go (None).

    Returns the journal number; raises ``Refused``, ``NotFound``, ``BadState`` and ``BadInput``.
    """
    get_meeting_for(actor, meeting_id, Permission.PIN_SCREEN)
    with act(meeting_id=meeting_id, actor=actor) as current:
        meeting = get_meeting_for(actor, meeting_id, Permission.PIN_SCREEN)
        if meeting.status not in {MeetingStatus.CONVENED, MeetingStatus.OPEN}:
            raise BadState(
                _("Cuộc họp chưa triệu tập hoặc đã bế mạc nên không ghim màn hình được."), code="not_in_session"
            )
        if room_id and not Participation.objects.filter(meeting=meeting, room_id=room_id).exists():
            raise NotFound(_("Điểm cầu này không có trong cuộc họp."))
        # A pin for all leaves those of single rooms as they are.
        pins = ScreenPin.objects.filter(meeting=meeting)
        (pins.filter(room_id=room_id) if room_id else pins.filter(room__isnull=True)).delete()
        if showing:
            _pin(meeting, room_id, showing)
        return current.record(ScreensPinned(room_id=str(room_id) if room_id else None, pins=pins_state(meeting)))


def _pin(meeting: Meeting, room_id: UUID | None, showing: Showing) -> None:
    if showing.view is ScreenView.SITTING and room_id is None:
        raise BadInput(_("Bỏ ghim thì mọi phòng theo cuộc họp, không cần ghim riêng việc này."), code="not_a_pin")
    if (showing.view is ScreenView.PAPER) != (showing.paper_id is not None):
        raise BadInput(_("Hãy chọn tài liệu muốn chiếu lên màn hình."), code="no_paper")
    if showing.paper_id:
        _check_paper(meeting, showing.paper_id, showing.page)
    ScreenPin.objects.create(
        meeting=meeting,
        room_id=room_id,
        view=showing.view,
        paper_id=showing.paper_id,
        page=showing.page if showing.paper_id else 1,
    )


def _check_paper(meeting: Meeting, paper_id: UUID, page: int) -> None:
    """Refuse a paper that is not ready or not sent to rooms, in the same words, and a page that it lacks."""
    paper = Paper.objects.filter(id=paper_id, meeting=meeting, status=PaperStatus.READY).first()
    if paper is None or not may_receive(audience_of(paper), Viewer(peer_id="", role=Role.ROOM)):
        raise NotFound(_("Tài liệu này không còn, hoặc không gửi cho các phòng họp. Hãy chọn tài liệu khác."))
    if page > paper.pages:
        raise BadInput(_("Tài liệu này chỉ có %(pages)s trang.") % {"pages": paper.pages}, code="no_page")
