"""The technician pins what the rooms' big screens show; nobody else does."""

from uuid import UUID, uuid4

import pytest

from meetings.agenda.services import close_meeting
from meetings.contracts.events import ScreensPinned
from meetings.contracts.screens import Pin, ScreenView
from meetings.core.errors import BadInput, BadState, NotFound, Refused
from meetings.core.journal import PAYLOAD
from meetings.core.models import JournalEvent
from meetings.documents.circles import Circle
from meetings.documents.distribution import distribute_paper
from meetings.live.feed import read_snapshot
from meetings.screens.selectors import pins_state
from meetings.screens.services import Showing, pin_screen
from tests.cast import Cast
from tests.unit.meetings.documents.papers import ready_paper


def pin(cast: Cast, showing: Showing | None, room_id: UUID | None = None, who: str = "technician") -> int:
    return pin_screen(actor=cast.actor(who), meeting_id=cast.meeting.id, room_id=room_id, showing=showing)


def kept(cast: Cast) -> list[tuple[str | None, ScreenView]]:
    return [(one.room_id, one.view) for one in pins_state(cast.meeting)]


def test_a_pin_is_kept_told_and_let_go(sitting: Cast) -> None:
    room = sitting.tan_hoa.id
    pin(sitting, Showing(ScreenView.AGENDA), room)
    pin(sitting, Showing(ScreenView.ITEM, page=7), room)
    expected = Pin(room_id=str(room), view=ScreenView.ITEM)
    assert read_snapshot(sitting.meeting.id).state.pins == (expected,), "the newest, and a page only of papers"
    payload = PAYLOAD.validate_json(JournalEvent.objects.filter(kind="screens_pinned").latest("number").payload)
    assert payload == ScreensPinned(room_id=str(room), pins=(expected,))
    pin(sitting, None, room)
    assert kept(sitting) == []


def test_a_pin_for_all_and_those_of_single_rooms_stand_side_by_side(sitting: Cast) -> None:
    room, hall = sitting.tan_hoa.id, sitting.hall.id
    pin(sitting, Showing(ScreenView.AGENDA), room)
    pin(sitting, Showing(ScreenView.GRID))
    pin(sitting, Showing(ScreenView.VOTE))
    pin(sitting, Showing(ScreenView.SITTING), hall)
    assert kept(sitting) == [
        (str(room), ScreenView.AGENDA),
        (None, ScreenView.VOTE),
        (str(hall), ScreenView.SITTING),
    ]
    pin(sitting, None)
    assert kept(sitting) == [(str(room), ScreenView.AGENDA), (str(hall), ScreenView.SITTING)]
    with pytest.raises(BadInput):
        pin(sitting, Showing(ScreenView.SITTING))


def test_a_page_of_a_paper_that_rooms_may_read(sitting: Cast) -> None:
    paper = ready_paper(sitting, "Tờ trình", "một", "hai")
    pin(sitting, Showing(ScreenView.PAPER, paper.id, 2))
    assert pins_state(sitting.meeting) == (Pin(room_id=None, view=ScreenView.PAPER, paper_id=str(paper.id), page=2),)
    for wrong in (
        Showing(ScreenView.PAPER),
        Showing(ScreenView.ITEM, paper.id),
        Showing(ScreenView.PAPER, paper.id, 3),
    ):
        with pytest.raises(BadInput):
            pin(sitting, wrong)
    distribute_paper(actor=sitting.actor("secretary"), paper_id=paper.id, circle=Circle())
    for unknown in (paper.id, uuid4()):
        with pytest.raises(NotFound):
            pin(sitting, Showing(ScreenView.PAPER, unknown))


def test_rooms_of_the_meeting_alone_and_not_after_its_end(sitting: Cast) -> None:
    with pytest.raises(NotFound):
        pin(sitting, Showing(ScreenView.ITEM), sitting.far_room.id)
    close_meeting(actor=sitting.actor("chair"), meeting_id=sitting.meeting.id)
    with pytest.raises(BadState):
        pin(sitting, Showing(ScreenView.AGENDA))


@pytest.mark.parametrize("who", ["chair", "secretary", "delegate", "guest"])
def test_nobody_else_pins(sitting: Cast, who: str) -> None:
    with pytest.raises(Refused):
        pin(sitting, None, who=who)
