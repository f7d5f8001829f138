"""``python -m bench.rooms.guests COUNT``: invites so many rooms to the demonstration; prints it and their ids."""

import json
import os
import sys

import django


def main(count: int) -> None:
    """Through the services, as a secretary would."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "meetings.config.settings")
    django.setup()
    from meetings.accounts.models import Person, Unit
    from meetings.agenda.models import Meeting
    from meetings.contracts.state import RoomKind
    from meetings.core.actor import person_actor
    from meetings.demo.cast import MEETING_TITLE
    from meetings.rooms.models import Room
    from meetings.rooms.services import invite_rooms

    meeting = Meeting.objects.filter(title=MEETING_TITLE).latest("starts_at")
    secretary = person_actor(Person.objects.get(username="thuky").id)
    unit = Unit.objects.earliest("id")
    rooms = Room.objects.bulk_create(
        Room(name=f"Điểm cầu thử số {number:03}", unit=unit, kind=RoomKind.COMMUNE, seats=20)
        for number in range(1, count + 1)
    )
    ids = [room.id for room in rooms]
    invite_rooms(actor=secretary, meeting_id=meeting.id, room_ids=ids, main_room_id=None)
    print(json.dumps({"meeting": str(meeting.id), "rooms": [str(one) for one in ids]}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
