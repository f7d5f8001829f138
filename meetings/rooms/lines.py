"""Minutes of the rooms' lines: written while a sitting runs, read for the report after it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from meetings.agenda.models import Meeting, Participation
from meetings.agenda.selectors import get_meeting_for
from meetings.core.actor import Actor
from meetings.core.permissions import Permission
from meetings.rooms.line_rules import MinuteTally, RoomReport, report_of
from meetings.rooms.models import LineMinute, Room

COLUMNS = (
    "samples",
    "bad",
    "loss",
    "up_loss",
    "jitter_ms",
    "rtt_ms",
    "kbps",
    "up_kbps",
    "frozen_ms",
    "fed_ms",
    "concealed_ms",
)


def store_minutes(minutes: Sequence[tuple[UUID, UUID, MinuteTally]]) -> None:
    """Write minutes ``(meeting, room, tally)`` that are over; measurements are no acts and stand in no journal.

    Those of a room or a meeting that is gone meanwhile are left out.
    """
    places = Participation.objects.filter(meeting_id__in={one[0] for one in minutes}, room__isnull=False)
    known = set(places.values_list("meeting_id", "room_id"))
    LineMinute.objects.bulk_create(
        LineMinute(
            meeting_id=meeting_id,
            room_id=room_id,
            minute=datetime.fromtimestamp(tally.minute, UTC),
            **{name: getattr(tally, name) for name in COLUMNS},
        )
        for meeting_id, room_id, tally in minutes
        if (meeting_id, room_id) in known
    )


@dataclass(frozen=True, slots=True)
class RoomRow:
    """One room of the report."""

    room: Room
    report: RoomReport
    worst: tuple[datetime, ...]


def get_line_report_for(actor: Actor, meeting_id: UUID) -> tuple[Meeting, list[RoomRow]]:
    """Return the meeting and what is said of the line of each of its rooms, the worst first.

    Raises ``NotFound`` for outsiders and ``Refused`` for who may not see it.
    """
    meeting = get_meeting_for(actor, meeting_id, Permission.SEE_LINES)
    tallies: dict[UUID, list[MinuteTally]] = defaultdict(list)
    minutes = LineMinute.objects.filter(meeting_id=meeting_id)
    if meeting.opened_at:
        minutes = minutes.filter(minute__gte=meeting.opened_at.replace(second=0, microsecond=0))
    if meeting.closed_at:
        minutes = minutes.filter(minute__lte=meeting.closed_at)
    for room_id, minute, *values in minutes.values_list("room_id", "minute", *COLUMNS):
        tallies[room_id].append(MinuteTally(minute.timestamp(), *_in_order(values)))
    until = meeting.closed_at.timestamp() if meeting.closed_at else None
    places = Participation.objects.filter(meeting_id=meeting_id, room__isnull=False).select_related(
        "room", "room__unit"
    )
    rows = [_row(place.room, report_of(tallies[place.room.id], until)) for place in places if place.room]
    return meeting, sorted(rows, key=lambda row: (-row.report.bad_minutes, -row.report.outage_s, row.room.name))


def _in_order(values: Sequence[float]) -> list[int]:
    """Columns stand in the order of the tally's fields."""
    return list(values)  # type: ignore[arg-type]  # loss alone is no whole number


def _row(room: Room, report: RoomReport) -> RoomRow:
    return RoomRow(room, report, tuple(datetime.fromtimestamp(at, UTC) for at in report.worst))
