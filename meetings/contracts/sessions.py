"""Sessions («buổi») of a meeting: the chair ends one and opens the next."""

from typing import Literal

from meetings.contracts.base import Message, Sent
from meetings.contracts.polls import Quorum
from meetings.contracts.state import Attendee, Item, MeetingInfo


class AdjournSession(Message):
    """End the session that runs: the meeting goes on in the next one.

    ``resumes_at`` (ISO 8601): when that begins, null: as planned. ``finish_item``: the open item ends too.
    """

    name: Literal["adjourn_session"] = "adjourn_session"
    resumes_at: str | None = None
    finish_item: bool = False


class OpenSession(Message):
    """Open the next session of an adjourned meeting."""

    name: Literal["open_session"] = "open_session"


class SessionChanged(Sent):
    """A session ended and the meeting is adjourned to the next, or the next one was opened.

    Attendance is taken anew in each session: ``people`` are there after ``adjourned`` as nobody has come yet.
    """

    kind: Literal["session_changed"] = "session_changed"
    act: Literal["adjourned", "opened"]
    session_id: str
    """The session that ended or was opened."""
    meeting: MeetingInfo
    items: tuple[Item, ...]
    """The open item, whose clock stands meanwhile."""
    people: tuple[Attendee, ...]
    quorum: Quorum
    """As it is now."""
    ended: Quorum | None = None
    """``adjourned``: as it was when the session ended."""
