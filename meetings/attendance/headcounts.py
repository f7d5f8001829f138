"""How many people sit in a room (điểm cầu), as it was counted there. It informs: no vote, no seat, no quorum by it."""

from uuid import UUID

from django.utils.translation import gettext as _

from meetings.accounts.models import Person
from meetings.agenda.models import Participation
from meetings.agenda.selectors import get_meeting_for
from meetings.attendance.models import RoomHeads
from meetings.attendance.presence import LIVING
from meetings.contracts.attendance import HeadCount, RoomCounted
from meetings.core.actor import Actor
from meetings.core.clock import iso
from meetings.core.errors import BadState, NotFound
from meetings.core.journal import act
from meetings.core.permissions import Permission


def count_room(*, actor: Actor, meeting_id: UUID, room_id: UUID, people: int) -> int:
    """Enter how many people sit in a room, or correct it; returns the journal number.

    The same number again is no act: what stands in the journal is returned.
    """
    get_meeting_for(actor, meeting_id, Permission.COUNT_ROOM)
    with act(meeting_id=meeting_id, actor=actor) as current:
        meeting = get_meeting_for(actor, meeting_id, Permission.COUNT_ROOM)
        if meeting.status not in LIVING:
            raise BadState(
                _("Chỉ ghi số người trong phòng khi cuộc họp đã triệu tập và chưa bế mạc."), code="not_in_session"
            )
        if not Participation.objects.filter(meeting=meeting, room_id=room_id).exists():
            raise NotFound(_("Điểm cầu này không dự cuộc họp. Hãy tải lại trang."))
        row = RoomHeads.objects.filter(meeting=meeting, room_id=room_id).first()
        if row and row.people == people:
            return row.number
        row = row or RoomHeads(meeting=meeting, room_id=room_id)
        row.people, row.by, row.at, row.number = people, _name_of(actor), current.at, current.next_number
        row.save()
        return current.record(RoomCounted(count=head_count_state(row)))


def heads_state(meeting_id: UUID) -> tuple[HeadCount, ...]:
    """Return the newest count of each room that was counted in this session, as they were made.

    Also of a room that was taken from the meeting since: it is shown again when the room comes back.
    """
    found = RoomHeads.objects.filter(meeting_id=meeting_id).order_by("number")
    return tuple(head_count_state(row) for row in found)


def head_count_state(row: RoomHeads) -> HeadCount:
    """Return a count as pages show it."""
    return HeadCount(room_id=str(row.room_id), people=row.people, by=row.by, at=iso(row.at))


def _name_of(actor: Actor) -> str:
    return Person.objects.values_list("full_name", flat=True).get(id=actor.id)
