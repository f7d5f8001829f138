"""A person says who spoke: an official act, and from then on no machine changes the speaker of the line.

One microphone is one speaker to the machine: a room's words carry the room's name until the floor log or the
secretary knows better. The words themselves stay the machine's; they are put right in ``corrections``.
"""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from meetings.agenda.models import Meeting, Participation
from meetings.agenda.selectors import get_meeting_for, rooms_in
from meetings.contracts.events import SpeakerNamed
from meetings.contracts.speech import SegmentState
from meetings.contracts.state import MeetingStatus
from meetings.core.actor import Actor
from meetings.core.errors import BadInput, BadState, NotFound
from meetings.core.journal import act
from meetings.core.permissions import Permission
from meetings.minutes.models import Segment

PAUSE_MS = 20_000
"""A longer pause ends a stretch, as it ends a passage on the secretary's page."""


def name_speaker(
    *, actor: Actor, meeting_id: UUID, segment_id: UUID, named: int, person_id: UUID | None, stretch: bool
) -> int:
    """Say who spoke a line, or the whole stretch that it lies in; returns the journal number.

    ``person_id`` None: nobody is known, the microphone's own name stands. ``named`` is what the secretary read:
    what somebody else named meanwhile is not overwritten unseen.
    """
    get_meeting_for(actor, meeting_id, Permission.NAME_SPEAKER)
    with act(meeting_id=meeting_id, actor=actor) as current:
        meeting = get_meeting_for(actor, meeting_id, Permission.NAME_SPEAKER)
        if meeting.status not in {MeetingStatus.OPEN, MeetingStatus.CLOSED}:
            raise BadState(_("Cuộc họp chưa khai mạc nên chưa có lời nào để ghi người nói."), code="not_in_session")
        row = _line(meeting, segment_id, named)
        rows = _stretch(meeting, row) if stretch else [row]
        before, speaker = row.speaker, _speaker(meeting, row, person_id)
        count = max(one.named for one in rows) + 1
        for one in rows:
            one.speaker, one.speaker_id, one.named = speaker, str(person_id or ""), count
            one.save()
        return current.record(
            SpeakerNamed(
                segment_ids=tuple(str(one.id) for one in rows),
                speaker=speaker,
                speaker_id=str(person_id) if person_id else None,
                named=count,
                before=before,
                text=row.text,
            )
        )


def _line(meeting: Meeting, segment_id: UUID, named: int) -> Segment:
    row = Segment.objects.select_for_update().filter(id=segment_id, meeting=meeting).first()
    if row is None:
        raise NotFound(_("Máy chủ chưa ghi xong đoạn này nên chưa ghi được người nói. Vài giây sau hãy ghi lại."))
    if row.named != named:
        raise BadState(
            _("Người khác vừa ghi người nói của đoạn này. Hãy xem tên mới rồi ghi lại nếu cần."),
            code="changed_meanwhile",
        )
    return row


def _stretch(meeting: Meeting, row: Segment) -> list[Segment]:
    """Return the lines of one microphone and one speaker that run on around a line, in the order of time."""
    same_item = Q(item_id=row.item_id) if row.item_id else Q(item__isnull=True)
    lines = list(Segment.objects.select_for_update().filter(same_item, meeting=meeting).order_by("start_ms", "id"))
    at = next(number for number, line in enumerate(lines) if line.id == row.id)
    first = last = at
    while first > 0 and _run_on(lines, first - 1):
        first -= 1
    while last + 1 < len(lines) and _run_on(lines, last):
        last += 1
    return lines[first : last + 1]


def _run_on(lines: Sequence[Segment], at: int) -> bool:
    """Tell whether a line and the next one are the same voice without a long pause."""
    one, other = lines[at], lines[at + 1]
    same = (one.participant, one.speaker, one.speaker_id) == (other.participant, other.speaker, other.speaker_id)
    finished = SegmentState.PARTIAL not in {one.state, other.state}
    return same and finished and other.start_ms - one.end_ms < PAUSE_MS


def _speaker(meeting: Meeting, row: Segment, person_id: UUID | None) -> str:
    """Return the name of a person of the meeting, or what the microphone of the line is called."""
    places = Participation.objects.filter(meeting=meeting, person__isnull=False).select_related("person")
    people = {f"person:{place.person_id}": place.person.full_name for place in places if place.person}
    if person_id is not None:
        if f"person:{person_id}" not in people:
            raise BadInput(
                _("Chỉ ghi được người có tên trong cuộc họp. Hãy chọn người khác; bản ghi lời vẫn như cũ."),
                code="not_of_the_meeting",
            )
        return people[f"person:{person_id}"]
    rooms = {f"room:{place.room.id}": place.room.name for place in rooms_in(meeting) if place.room}
    # A recording in which everybody is heard is called after the main room.
    return (people | rooms).get(row.participant) or next(iter(rooms.values()), meeting.place)
