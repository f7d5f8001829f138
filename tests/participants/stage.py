"""The meeting that participants play in, made in whatever database ``DATABASE_URL`` names.

Runs as a process of its own, so that whoever starts it needs no Django of the same database:
``python -m tests.participants.stage make COUNT`` makes tables and meeting and prints the stage as JSON;
``record MEETING`` prints the journal, the ballots and what ``first_broken_number`` finds.
"""

import json
import os
import sys
from dataclasses import dataclass
from typing import Any, Self

from tests.participants.participant import Pass


@dataclass(frozen=True)
class Stage:
    """An open meeting and who may come; all delegates are voters and present."""

    meeting_id: str
    items: list[str]
    rooms: list[str]
    chair: Pass
    secretary: Pass
    delegates: list[Pass]
    kiosks: list[Pass]

    @classmethod
    def read(cls, text: str) -> Self:
        """Read what ``make`` printed."""
        found = json.loads(text)
        one = ("chair", "secretary")
        many = ("delegates", "kiosks")
        found |= {name: Pass(**found[name]) for name in one}
        found |= {name: [Pass(**entry) for entry in found[name]] for name in many}
        return cls(**found)


def make(count: int) -> dict[str, Any]:
    """Make the tables, the tests' cast, an open sitting and ``count`` more delegates, each signed in."""
    from django.core.management import call_command

    from meetings.agenda.models import Meeting
    from tests import cast as casting

    call_command("migrate", verbosity=0)
    cast = casting.make_cast()
    casting.open_sitting(cast)
    people = casting.add_delegates(cast, count)
    cookies = casting.sessions_for([cast.chair, cast.secretary, *people])

    def person(one: Any, role: str) -> dict[str, str]:
        return {"key": f"person:{one.id}", "cookie": f"__Host-nghisu={cookies[one.id]}", "role": role}

    rooms = [cast.hall, cast.tan_hoa, cast.phu_my]
    kiosks = [
        {
            "key": f"room:{room.id}",
            "cookie": f"__Host-kiosk={casting.kiosk_token(cast, room)}",
            "role": "room",
        }
        for room in rooms
    ]
    meeting = Meeting.objects.get(id=cast.meeting.id)
    return {
        "meeting_id": str(meeting.id),
        "items": [str(item.id) for item in cast.items],
        "rooms": [str(room.id) for room in rooms],
        "chair": person(cast.chair, "chair"),
        "secretary": person(cast.secretary, "secretary"),
        "delegates": [person(one, "delegate") for one in people],
        "kiosks": kiosks,
    }


def record(meeting_id: str) -> dict[str, Any]:
    """Return everything that the database says of the meeting, for the checker."""
    from uuid import UUID

    from meetings.core import journal
    from meetings.core.models import JournalEvent
    from meetings.voting.models import Ballot

    rows = JournalEvent.objects.filter(meeting_id=meeting_id).order_by("number")
    ballots = Ballot.objects.filter(poll__meeting_id=meeting_id)
    return {
        "journal": [
            {
                "number": row.number,
                "kind": row.kind,
                "actor": row.actor,
                "command": row.command_id,
                "payload": json.loads(row.payload),
            }
            for row in rows.iterator()
        ],
        "ballots": [
            [str(ballot.poll_id), str(ballot.voter_id), str(ballot.choice), ballot.number] for ballot in ballots
        ],
        "broken": journal.first_broken_number(UUID(meeting_id)),
    }


def main(arguments: list[str]) -> int:
    """Do one of the things above."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "meetings.config.settings")
    import django

    django.setup()
    match arguments:
        case ["make", count]:
            answer: Any = make(int(count))
        case ["record", meeting_id]:
            answer = record(meeting_id)
        case _:
            sys.stderr.write((__doc__ or "") + "\n")
            return 2
    sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
