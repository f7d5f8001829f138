"""Notices that the journal went on while a publication was lost: pages must not wait for the next event to learn of it.

A process that dies between commit and publication, or a Redis that takes subscriptions and refuses to publish, leaves
no gap in the numbers until another event comes. So the journal is looked at regularly, and compared one look later
with what was delivered: events on their way are no alarm.
"""

import re
from collections.abc import Mapping

_NUMBER = re.compile(r'\{"type":"event","number":(\d+),')


def number_of(text: str) -> int | None:
    """Return the number of a ready-made event, ``None`` for any other message."""
    found = _NUMBER.match(text)
    return int(found[1]) if found else None


class Progress:
    """By meeting: the newest number delivered here, and the journal's at the last look."""

    def __init__(self) -> None:
        self._delivered: dict[str, int] = {}
        self._seen: dict[str, int] = {}

    def begin(self, meeting_id: str, number: int) -> None:
        """Note the number that the first page of a meeting has read the state of: later ones must be delivered."""
        self._delivered.setdefault(meeting_id, number)

    def delivered(self, meeting_id: str, number: int | None) -> None:
        """Note a delivered event."""
        if number is not None and number > self._delivered.get(meeting_id, 0):
            self._delivered[meeting_id] = number

    def look(self, numbers: Mapping[str, int]) -> list[str]:
        """Take the journals' newest numbers; return the meetings that had not been delivered by now what the last
        look saw. Each loss is told once. Meetings that are not named are forgotten.
        """
        behind = []
        for meeting_id in numbers:
            before = self._seen.get(meeting_id)
            if before is not None and self._delivered.get(meeting_id, before) < before:
                behind.append(meeting_id)
            if before is not None:
                self.delivered(meeting_id, before)
        self._seen = dict(numbers)
        self._delivered = {key: number for key, number in self._delivered.items() if key in numbers}
        return behind
