"""What a process does regularly for its pages."""

from types import SimpleNamespace
from typing import Any

from meetings.live.service import LiveService


def test_every_page_is_looked_at_once_before_any_is_looked_at_again() -> None:
    holder: Any = SimpleNamespace(_sockets={str(n): f"page {n}" for n in range(5)})
    looked = [LiveService._next_in_turn(holder, 2), LiveService._next_in_turn(holder, 2)]
    assert looked == [["page 0", "page 1"], ["page 2", "page 3"]]
    # Pages come and go meanwhile: who was not yet looked at is before who came.
    del holder._sockets["1"]
    holder._sockets["5"] = "page 5"
    assert LiveService._next_in_turn(holder, 3) == ["page 4", "page 0", "page 2"]
    assert LiveService._next_in_turn(holder, 9) == ["page 3", "page 5", "page 4", "page 0", "page 2"]
