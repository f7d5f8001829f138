"""The fixed cast of the tests: the same people, units, rooms and meeting, by name, made by the real services.

``make_cast`` needs a database; ``open_sitting`` checks people in and opens the meeting.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from uuid import UUID

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.backends.base import VALID_KEY_CHARS
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils.crypto import get_random_string

from meetings.accounts.models import Person, Unit
from meetings.agenda import arranging
from meetings.agenda import services as agenda
from meetings.agenda.models import Item, Meeting
from meetings.attendance import checkins
from meetings.attendance import services as attendance
from meetings.attendance.services import Invitation
from meetings.contracts.roles import Role
from meetings.contracts.state import RoomKind
from meetings.core import clock
from meetings.core.actor import Actor, person_actor, room_actor
from meetings.rooms import services as rooms
from meetings.rooms.models import Room

PASSWORD = "Họp không giấy 2026"


@dataclass
class Cast:
    """Everybody and everything of the test meeting."""

    province: Unit
    communes: dict[str, Unit]
    chair: Person
    secretary: Person
    delegates: list[Person]
    """[0] and [1] sit in the hall, [2] in the room of Tân Hòa, [3] is remote, [4] has not checked in."""
    guest: Person
    observer: Person
    technician: Person
    outsider: Person
    """Has an account and no place in the meeting."""
    hall: Room
    tan_hoa: Room
    phu_my: Room
    far_room: Room
    """A room that is not invited."""
    meeting: Meeting
    items: list[Item] = field(default_factory=list)

    def actor(self, person: Person | str, command_id: str | None = None) -> Actor:
        """Return the actor for a person, or for one called by ``named``."""
        known = self.named(person) if isinstance(person, str) else person
        return Actor("person", known.id, command_id)

    def named(self, name: str) -> Person:
        """Return somebody by part: for tests that run through several parts."""
        hall, _second, room, remote, absent = self.delegates
        parts = {"delegate": room, "hall delegate": hall, "remote delegate": remote, "absent delegate": absent}
        return parts[name] if name in parts else self._office(name)

    def _office(self, name: str) -> Person:
        offices = {
            "chair": self.chair,
            "secretary": self.secretary,
            "guest": self.guest,
            "observer": self.observer,
            "technician": self.technician,
            "outsider": self.outsider,
        }
        return offices[name]

    def kiosk(self, room: Room) -> Actor:
        return room_actor(room.id)


@cache
def password_hash() -> str:
    return make_password(PASSWORD)


def make_person(username: str, full_name: str, title: str, unit: Unit, **rights: object) -> Person:
    return Person.objects.create(
        username=username, full_name=full_name, title=title, unit=unit, password=password_hash(), **rights
    )


def make_cast() -> Cast:
    """Make the cast with a convened meeting; nobody has checked in."""
    province = Unit.objects.create(name="Tỉnh An Bình", level="tỉnh")
    communes = {
        name: Unit.objects.create(name=f"Xã {name}", level="xã", parent=province) for name in ("Tân Hòa", "Phú Mỹ")
    }
    tan_hoa, phu_my = communes["Tân Hòa"], communes["Phú Mỹ"]
    secretary = make_person(
        "mai.tt", "Trần Thị Mai", "Chánh Văn phòng Tỉnh ủy", province, may_create_meetings=True, protocol_order=20
    )
    now = clock.now()
    meeting = agenda.create_meeting(
        actor=person_actor(secretary.id),
        unit=province,
        text=agenda.MeetingText(
            title="Hội nghị trực tuyến tháng 11",
            place="Hội trường tỉnh",
            starts_at=now,
            ends_at=now + timedelta(hours=4),
            secrecy="none",
        ),
    )
    cast = Cast(
        province=province,
        communes=communes,
        chair=make_person("hoa.nv", "Nguyễn Văn Hòa", "Bí thư Tỉnh ủy", province, protocol_order=1),
        secretary=secretary,
        delegates=[
            make_person("duc.lm", "Lê Minh Đức", "Giám đốc Sở Tài chính", province),
            make_person("hanh.vt", "Vũ Thị Hạnh", "Giám đốc Sở Y tế", province),
            make_person("lan.pt", "Phạm Thị Lan", "Bí thư Đảng ủy xã Tân Hòa", tan_hoa),
            make_person("viet.hq", "Hoàng Quốc Việt", "Bí thư Đảng ủy xã Phú Mỹ", phu_my),
            make_person("son.dv", "Đặng Văn Sơn", "Chủ tịch UBND xã Phú Mỹ", phu_my),
        ],
        guest=make_person("tung.bt", "Bùi Thanh Tùng", "Chuyên gia", province),
        observer=make_person("thu.nt", "Ngô Thị Thu", "Phóng viên", province),
        technician=make_person("tuan.da", "Đỗ Anh Tuấn", "Tổ kỹ thuật", province, may_pair_rooms=True),
        outsider=make_person("phuc.lv", "Lý Văn Phúc", "Chuyên viên", province),
        hall=Room.objects.create(name="Hội trường tỉnh", unit=province, kind=RoomKind.HALL, seats=150),
        tan_hoa=Room.objects.create(name="Điểm cầu Tân Hòa", unit=tan_hoa, kind=RoomKind.COMMUNE, seats=30),
        phu_my=Room.objects.create(name="Điểm cầu Phú Mỹ", unit=phu_my, kind=RoomKind.COMMUNE, seats=25),
        far_room=Room.objects.create(name="Phòng họp Sở Tài chính", unit=province, kind=RoomKind.AGENCY, seats=20),
        meeting=meeting,
    )
    _prepare(cast)
    return cast


def _prepare(cast: Cast) -> None:
    staff = cast.actor(cast.secretary)
    for title in ("Khai mạc", "Báo cáo thu chi ngân sách", "Thảo luận", "Biểu quyết nghị quyết", "Bế mạc"):
        cast.items.append(
            arranging.add_item(
                actor=staff,
                meeting_id=cast.meeting.id,
                text=arranging.ItemText(title=title, presenter="", planned_minutes=15),
            )
        )
    roles = [(cast.chair, Role.CHAIR, True), (cast.guest, Role.GUEST, False), (cast.observer, Role.OBSERVER, False)]
    roles += [(cast.technician, Role.TECHNICIAN, False)] + [(person, Role.DELEGATE, True) for person in cast.delegates]
    attendance.invite_people(
        actor=staff,
        meeting_id=cast.meeting.id,
        invitations=[Invitation(person_id=person.id, role=role, votes=votes) for person, role, votes in roles],
    )
    rooms.invite_rooms(
        actor=staff,
        meeting_id=cast.meeting.id,
        room_ids=[cast.hall.id, cast.tan_hoa.id, cast.phu_my.id],
        main_room_id=cast.hall.id,
    )
    agenda.convene_meeting(actor=staff, meeting_id=cast.meeting.id)
    cast.meeting.refresh_from_db()


def draft_meeting(cast: Cast, title: str = "Cuộc họp đang chuẩn bị") -> Meeting:
    """Make a second meeting in preparation, with the same chair and delegates and two items."""
    staff, now = cast.actor(cast.secretary), clock.now()
    text = agenda.MeetingText(title, "Hội trường tỉnh", now, now + timedelta(hours=2), secrecy="none")
    meeting = agenda.create_meeting(actor=staff, unit=cast.province, text=text)
    for words in ("Báo cáo", "Thảo luận"):
        arranging.add_item(actor=staff, meeting_id=meeting.id, text=arranging.ItemText(words, "Văn phòng", 20))
    invitations = [Invitation(cast.chair.id, Role.CHAIR, True)]
    invitations += [Invitation(person.id, Role.DELEGATE, True) for person in cast.delegates]
    attendance.invite_people(actor=staff, meeting_id=meeting.id, invitations=invitations)
    rooms.invite_rooms(actor=staff, meeting_id=meeting.id, room_ids=[cast.hall.id], main_room_id=cast.hall.id)
    return meeting


def check_in(cast: Cast, person: Person, room: Room | None = None) -> None:
    """Check a person in, in a room or remote."""
    checkins.check_in(actor=cast.actor(person), meeting_id=cast.meeting.id, room_id=room.id if room else None)


def open_sitting(cast: Cast) -> None:
    """Check in all but ``delegates[4]`` and open the meeting: five of six voters are there."""
    places = [(person, cast.hall.id) for person in (cast.chair, cast.secretary, *cast.delegates[:2])]
    places += [(cast.delegates[2], cast.tan_hoa.id), (cast.delegates[3], None), (cast.guest, None)]
    orders = [checkins.CheckInOrder(cast.actor(person), room_id) for person, room_id in places]
    checkins.check_in_people(meeting_id=cast.meeting.id, orders=orders)
    agenda.open_meeting(actor=cast.actor(cast.chair), meeting_id=cast.meeting.id)
    cast.meeting.refresh_from_db()


def add_delegates(cast: Cast, number: int, *, present: bool = True) -> list[Person]:
    """Add many voting delegates at once, straight into the tables (for bursts); remote and present."""
    people = Person.objects.bulk_create(
        Person(username=f"dai-bieu-{n}", full_name=f"Đại biểu {n}", unit=cast.province, password=password_hash())
        for n in range(1, number + 1)
    )
    cast.meeting.participations.bulk_create(
        cast.meeting.participations.model(
            meeting=cast.meeting, person=person, role=Role.DELEGATE, votes=True, present=present
        )
        for person in people
    )
    return people


def session_for(person: Person) -> str:
    """Sign a person in without the form; returns the value of the session cookie."""
    return sessions_for([person])[person.id]


def sessions_for(people: Sequence[Person]) -> dict[UUID, str]:
    """Sign many people in at once; returns the session cookies' values by person."""
    store = SessionStore()
    ends = clock.now() + timedelta(seconds=settings.SESSION_COOKIE_AGE)
    keys = {person.id: get_random_string(32, VALID_KEY_CHARS) for person in people}
    Session.objects.bulk_create(
        Session(
            session_key=keys[person.id],
            session_data=store.encode(
                {
                    SESSION_KEY: str(person.pk),
                    BACKEND_SESSION_KEY: "django.contrib.auth.backends.ModelBackend",
                    HASH_SESSION_KEY: person.get_session_auth_hash(),
                }
            ),
            expire_date=ends,
        )
        for person in people
    )
    return keys


def kiosk_token(cast: Cast, room: Room) -> str:
    """Pair a kiosk with a room; returns the value of its cookie."""
    kiosk, token = rooms.start_pairing(address="192.0.2.10")
    rooms.pair_kiosk(actor=cast.actor(cast.technician), code=kiosk.code, room_id=room.id)
    return token
