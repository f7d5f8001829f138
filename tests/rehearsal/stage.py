"""The province that rehearses: rooms with kiosks, delegates in them, a convened meeting that nobody has come to yet.

Runs as a process of its own, as ``tests.participants.stage`` does: ``python -m tests.rehearsal.stage make ROOMS
PEOPLE`` makes it; ``final MEETING`` prints what the product says of the meeting afterwards: the content of its minutes.
"""

import json
import os
import sys
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tests.participants.stage import Stage

ITEMS = ("Khai mạc", "Báo cáo kinh tế - xã hội", "Dự toán ngân sách", "Chuyển đổi số ở cơ sở", "Công tác nhân sự")
DEPUTY = 0
"""Which delegate conducts while the chair is away."""


@dataclass(frozen=True)
class Province(Stage):
    """Who may come; delegate ``n`` sits in room ``n % len(rooms)``."""

    ground: str
    """Code of a case of absence that no rule takes off the base."""


def make(rooms: int, people: int) -> dict[str, Any]:
    """Make the tables and the province; the quorum is two thirds of those convened, more than half of them carry."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from meetings.agenda import services as agenda
    from meetings.attendance import services as attendance
    from meetings.attendance.services import Invitation
    from meetings.contracts.roles import Role
    from meetings.rooms import services as pairing
    from tests import cast as casting

    cast = casting.make_cast()
    staff = cast.actor(cast.secretary)
    meeting = casting.draft_meeting(cast, "Hội nghị tổng kết năm")
    _write_rules(cast)
    _write_agenda(staff, meeting)
    places = _make_rooms(cast, rooms)
    delegates = _make_delegates(cast, people)
    invitations = [Invitation(one.id, Role.DELEGATE, True) for one in delegates]
    attendance.invite_people(actor=staff, meeting_id=meeting.id, invitations=invitations)
    for known in cast.delegates:
        attendance.remove_person(actor=staff, meeting_id=meeting.id, person_id=known.id)
    ids = [room.id for room in places]
    pairing.invite_rooms(actor=staff, meeting_id=meeting.id, room_ids=ids, main_room_id=ids[0])
    agenda.convene_meeting(actor=staff, meeting_id=meeting.id)
    cookies = casting.sessions_for([cast.chair, cast.secretary, *delegates])

    def person(one: Any, role: str) -> dict[str, str]:
        return {"key": f"person:{one.id}", "cookie": f"__Host-nghisu={cookies[one.id]}", "role": role}

    tokens = [(room, casting.kiosk_token(cast, room)) for room in places]
    return {
        "meeting_id": str(meeting.id),
        "items": [str(item.id) for item in meeting.items.all()],
        "rooms": [str(room.id) for room in places],
        "chair": person(cast.chair, "chair"),
        "secretary": person(cast.secretary, "secretary"),
        "delegates": [person(one, "delegate") for one in delegates],
        "kiosks": [
            {"key": f"room:{room.id}", "cookie": f"__Host-kiosk={token}", "role": "room"} for room, token in tokens
        ],
        "ground": _ground(),
    }


def _write_rules(cast: Any) -> None:
    from datetime import date

    from meetings.attendance.models import QuorumRule
    from meetings.voting.models import MajorityRule

    common = {"unit": cast.province, "source": "diễn tập", "valid_from": date(2020, 1, 1)}
    QuorumRule.objects.create(
        base="convened", numerator=2, denominator=3, strict=False, words="Ít nhất 2/3 số triệu tập", **common
    )
    MajorityRule.objects.create(
        base="members", numerator=1, denominator=2, strict=True, words="Quá nửa số triệu tập", **common
    )


def _write_agenda(staff: Any, meeting: Any) -> None:
    from meetings.agenda import arranging

    for item in list(meeting.items.all()):
        arranging.remove_item(actor=staff, meeting_id=meeting.id, item_id=item.id)
    for title in ITEMS:
        text = arranging.ItemText(title, "Văn phòng", 30)
        arranging.add_item(actor=staff, meeting_id=meeting.id, text=text)


def _make_rooms(cast: Any, count: int) -> list[Any]:
    from meetings.accounts.models import Unit
    from meetings.rooms.models import Room

    units = Unit.objects.bulk_create(Unit(name=f"Xã số {n}", level="xã", parent=cast.province) for n in range(1, count))
    rooms = [Room(name=f"Điểm cầu {unit.name}", unit=unit, kind="commune", seats=20) for unit in units]
    return [cast.hall, *Room.objects.bulk_create(rooms)]


def _make_delegates(cast: Any, count: int) -> list[Any]:
    from meetings.accounts.models import Person
    from tests.cast import password_hash

    return Person.objects.bulk_create(
        Person(
            username=f"dai-bieu-{n}",
            full_name=f"Đại biểu {n}",
            unit=cast.province,
            password=password_hash(),
        )
        for n in range(1, count + 1)
    )


def _ground() -> str:
    from meetings.attendance.models import Ground

    return str(Ground.objects.order_by("code").values_list("code", flat=True)[0])


def final(meeting_id: str) -> dict[str, Any]:
    """Write the minutes as ``jobs`` does; return what they say, as far as somebody who was there can count it again."""
    from docx import Document

    from meetings.agenda.models import Meeting
    from meetings.core import journal
    from meetings.minutes.content import gather_content
    from meetings.minutes.services import draft_minutes, folder

    draft = draft_minutes(meeting_id=UUID(meeting_id))
    document = Document(str(folder() / draft.file))
    content = gather_content(Meeting.objects.get(id=meeting_id))
    sections = [*content.sections, *([content.outside] if content.outside else [])]
    return {
        "status": Meeting.objects.get(id=meeting_id).status,
        "items": [section.item.model_dump(mode="json") for section in content.sections],
        "polls": [poll.model_dump(mode="json") for section in sections for poll in section.polls],
        "people": [person.model_dump(mode="json") for person in content.people],
        "stays": {person: len(stays) for person, stays in content.stays.items()},
        "absences": dict(content.absences),
        "heads": {row.room_id: row.counted for row in content.heads},
        "crossings": [crossing.quorum.model_dump(mode="json") for crossing in content.crossings],
        "spoken": [row.model_dump(mode="json") for row in content.spoken],
        "document": "\n".join(paragraph.text for paragraph in document.paragraphs),
        "broken": journal.first_broken_number(UUID(meeting_id)),
    }


def main(arguments: list[str]) -> int:
    """Do one of the things above."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "meetings.config.settings")
    import django

    django.setup()
    match arguments:
        case ["make", rooms, people]:
            answer = make(int(rooms), int(people))
        case ["final", meeting_id]:
            answer = final(meeting_id)
        case _:
            sys.stderr.write((__doc__ or "") + "\n")
            return 2
    sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
