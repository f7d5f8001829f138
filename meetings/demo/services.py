"""Load the demonstration; loading again adds only what is missing and moves an unopened meeting to today."""

import logging
import tempfile
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from meetings.accounts.models import Person, Unit
from meetings.accounts.passwords import fresh_password
from meetings.agenda.arranging import ItemText, add_item
from meetings.agenda.listening import machines_may_listen
from meetings.agenda.models import Meeting
from meetings.agenda.services import MeetingText, convene_meeting, create_meeting, edit_meeting
from meetings.attendance.services import Invitation, invite_people, keep_as_body
from meetings.contracts.seating import SeatOrder
from meetings.contracts.state import MeetingStatus
from meetings.core.actor import Actor, person_actor
from meetings.demo import cast
from meetings.demo.accounts import DemoAccount, read_accounts, write_accounts
from meetings.demo.later import load_later_meeting
from meetings.documents.demo import write_demo_papers
from meetings.documents.services import upload_paper
from meetings.rooms.models import Room
from meetings.rooms.services import invite_rooms
from meetings.seating.models import SeatingPlan
from meetings.seating.services import arrange_seats, publish_seats, set_hall

log = logging.getLogger(__name__)
ROLE_WORDS = {
    "chair": "Chủ trì",
    "secretary": "Thư ký",
    "presidium": "Đoàn chủ tịch",
    "delegate": "Đại biểu",
    "guest": "Khách mời",
    "technician": "Kỹ thuật",
    "observer": "Quan sát",
}


def load_demo() -> Meeting:
    """Load units, people, rooms, today's meeting and one a week ahead; returns today's."""
    with transaction.atomic():
        units = _load_units()
        people = _load_people(units)
        rooms = _load_rooms(units)
    secretary = person_actor(people["thuky"].id)
    main = next(demo.name for demo in cast.ROOMS if demo.main)
    load_later_meeting(secretary, units["Tỉnh ủy An Sơn"], people, rooms[main])
    meeting = Meeting.objects.filter(title=cast.MEETING_TITLE).order_by("-starts_at").first()
    if meeting is None or meeting.status == MeetingStatus.CLOSED:
        # All or nothing: a load that was cut off leaves no half meeting behind.
        with transaction.atomic():
            return _load_meeting(secretary, units, people, rooms)
    if meeting.status in {MeetingStatus.DRAFT, MeetingStatus.CONVENED}:
        _seat_everybody(secretary, meeting, rooms)
        return _move_to_today(secretary, meeting)
    return meeting


def _load_units() -> dict[str, Unit]:
    units: dict[str, Unit] = {}
    for demo in cast.UNITS:
        units[demo.name], _made = Unit.objects.get_or_create(
            name=demo.name,
            defaults={
                "short_name": demo.short_name,
                "level": demo.level,
                "branch": demo.branch,
                "code": demo.code,
                "parent": units[demo.parent] if demo.parent else None,
                "valid_from": _day(demo.valid[0]),
                "valid_to": _day(demo.valid[1]),
                "successor": units[demo.successor] if demo.successor else None,
            },
        )
    return units


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _load_people(units: dict[str, Unit]) -> dict[str, Person]:
    known = {account.username: account for account in read_accounts()}
    password = next(iter(known.values())).password if known else fresh_password()
    people: dict[str, Person] = {}
    for demo in cast.PEOPLE:
        person = Person.objects.filter(username=demo.username).first()
        if person is None:
            person = Person.objects.create_person(
                username=demo.username,
                password=password,
                full_name=demo.full_name,
                title=demo.title,
                unit=units[demo.unit],
                protocol_order=demo.order,
                may_create_meetings=demo.secretariat,
                may_pair_rooms=demo.technical,
                keeps=units["Tỉnh ủy An Sơn"] if demo.secretariat else None,
            )
            known[demo.username] = DemoAccount(
                username=demo.username, password=password, name=demo.full_name, role=ROLE_WORDS[demo.role]
            )
        people[demo.username] = person
    write_accounts(list(known.values()))
    return people


def _load_rooms(units: dict[str, Unit]) -> dict[str, Room]:
    rooms: dict[str, Room] = {}
    for demo in cast.ROOMS:
        rooms[demo.name], _made = Room.objects.get_or_create(
            name=demo.name, defaults={"unit": units[demo.unit], "kind": demo.kind, "seats": demo.seats}
        )
    return rooms


def _today_text() -> MeetingText:
    now = timezone.localtime()
    start = datetime.combine(now.date(), time(now.hour, 0), tzinfo=now.tzinfo)
    return MeetingText(cast.MEETING_TITLE, cast.MEETING_PLACE, start, start + timedelta(hours=3), secrecy="none")


def _load_meeting(
    secretary: Actor, units: dict[str, Unit], people: dict[str, Person], rooms: dict[str, Room]
) -> Meeting:
    meeting = create_meeting(actor=secretary, unit=units["Tỉnh ủy An Sơn"], text=_today_text())
    for title, presenter, minutes in cast.ITEMS:
        add_item(actor=secretary, meeting_id=meeting.id, text=ItemText(title, presenter, minutes))
    invitations = [Invitation(people[demo.username].id, demo.role, demo.votes) for demo in cast.PEOPLE]
    invite_people(actor=secretary, meeting_id=meeting.id, invitations=invitations)
    keep_as_body(actor=secretary, meeting_id=meeting.id)
    main = next(demo.name for demo in cast.ROOMS if demo.main)
    room_ids = [room.id for room in rooms.values()]
    invite_rooms(actor=secretary, meeting_id=meeting.id, room_ids=room_ids, main_room_id=rooms[main].id)
    _upload_papers(secretary, meeting)
    meeting = convene_meeting(actor=secretary, meeting_id=meeting.id)
    _seat_everybody(secretary, meeting, rooms)
    return meeting


def _seat_everybody(secretary: Actor, meeting: Meeting, rooms: dict[str, Room]) -> None:
    """Publish a plan of seats of the main room, unless somebody has begun one."""
    if SeatingPlan.objects.filter(meeting=meeting).exists():
        return
    main = next(demo.name for demo in cast.ROOMS if demo.main)
    with transaction.atomic():
        set_hall(actor=secretary, meeting_id=meeting.id, room_id=rooms[main].id, spec=cast.HALL)
        arrange_seats(actor=secretary, meeting_id=meeting.id, order=SeatOrder.UNITS)
        publish_seats(actor=secretary, meeting_id=meeting.id)


def _upload_papers(secretary: Actor, meeting: Meeting) -> None:
    items = list(meeting.items.all())
    with tempfile.TemporaryDirectory() as folder:
        for paper in write_demo_papers(Path(folder)):
            with paper.path.open("rb") as file:
                upload_paper(
                    actor=secretary,
                    meeting_id=meeting.id,
                    item_id=items[paper.item_number - 1].id,
                    title=paper.title,
                    code=paper.code,
                    secrecy="none",
                    file=file,
                    name=paper.path.name,
                )


def _move_to_today(secretary: Actor, meeting: Meeting) -> Meeting:
    if timezone.localtime(meeting.starts_at).date() >= timezone.localdate():
        return meeting
    log.info("the demonstration meeting moves to today")
    text = replace(_today_text(), secrecy=meeting.secrecy, captions=machines_may_listen(meeting))
    return edit_meeting(actor=secretary, meeting_id=meeting.id, text=text)
