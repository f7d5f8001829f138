"""Reports of lines: stored by the minute, shown to technician and secretary, told live to technicians alone."""

import asyncio
import csv
from datetime import UTC, datetime
from io import StringIO
from typing import Any
from uuid import UUID, uuid4

import pytest
import redis.asyncio as redis

from meetings.agenda.models import Meeting, Participation
from meetings.contracts.audience import Roles
from meetings.contracts.bus import media_uplinks_key, unpack_live
from meetings.contracts.lines import LineReport, Lines, Uplink, Uplinks
from meetings.contracts.roles import Role
from meetings.core import clock
from meetings.live import lines as live_lines
from meetings.live.lines import LineBoard
from meetings.rooms.line_rules import MinuteTally
from meetings.rooms.lines import store_minutes
from meetings.rooms.models import LineMinute
from tests.browser import browser_of, text_of
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def room_of(cast: Cast) -> UUID:
    place = Participation.objects.filter(meeting=cast.meeting, room__isnull=False).order_by("room__name").first()
    assert place is not None and place.room_id is not None
    return place.room_id


def technician(cast: Cast) -> Any:
    place = Participation.objects.get(meeting=cast.meeting, role=Role.TECHNICIAN)
    return place.person


class Wire:
    """Redis, as far as a board of lines needs it."""

    def __init__(self) -> None:
        self.keys: dict[str, str] = {}
        self.published: list[bytes] = []
        self.away = False

    async def get(self, key: str) -> str | None:
        if self.away:
            raise redis.ConnectionError
        return self.keys.get(key)

    async def publish(self, _channel: str, data: bytes) -> None:
        if self.away:
            raise redis.ConnectionError
        self.published.append(data)


def test_the_report_shows_rooms_by_trouble_and_gives_a_file(cast: Cast) -> None:
    room = room_of(cast)
    at = datetime(2026, 11, 23, 7, 0, tzinfo=UTC).timestamp()
    bad = MinuteTally(at, samples=60, bad=9, loss=0.31, fed_ms=60_000, concealed_ms=6_000, rtt_ms=640)
    store_minutes([(cast.meeting.id, room, bad), (cast.meeting.id, uuid4(), bad), (uuid4(), room, bad)])
    assert LineMinute.objects.count() == 1  # those of nobody are left out
    Meeting.objects.filter(id=cast.meeting.id).update(opened_at=None)
    browser = browser_of(technician(cast))
    page = text_of(browser.get(f"/hop/{cast.meeting.id}/duong-truyen/"))
    assert "90,0 %" in page and "640 ms" in page and "31 %" in page
    answer = browser.get(f"/hop/{cast.meeting.id}/duong-truyen/?dang=csv")
    rows = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[1][2:5] == ["1", "1", "90.0"]
    assert len(rows) == 1 + Participation.objects.filter(meeting=cast.meeting, room__isnull=False).count()


def test_an_empty_report_says_so(cast: Cast) -> None:
    assert "Chưa có số đo nào" in text_of(browser_of(cast.secretary).get(f"/hop/{cast.meeting.id}/duong-truyen/"))


def test_lines_are_told_to_technicians_and_kept_by_the_minute(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    wire, written = Wire(), []

    async def write(_store: Any, minutes: Any) -> None:
        written.extend(minutes)

    monkeypatch.setattr(live_lines, "in_thread", write)
    meeting, room = str(cast.meeting.id), str(room_of(cast))
    wire.keys[media_uplinks_key(meeting)] = Uplinks(rooms={room: Uplink(loss=0.2, kbps=700)}).model_dump_json()
    now = datetime(2026, 11, 23, 7, 0, 59, tzinfo=UTC)
    monkeypatch.setattr(clock, "now", lambda: now)
    board = LineBoard(wire)  # type: ignore[arg-type]
    board.note(meeting, room, LineReport(loss=0.01, fed_ms=1000))
    board.note(meeting, room, LineReport(loss=0.03, fed_ms=1000))
    asyncio.run(board.beat())
    head, text = unpack_live(wire.published.pop())
    assert head.audience == Roles(roles=(Role.TECHNICIAN,)) and head.outside is None
    (told,) = Lines.model_validate_json(text).rooms
    assert (told.room_id, told.down.loss, told.up and told.up.loss) == (room, 0.03, 0.2)
    # Redis is away: the minute goes on with what the page says, and nobody is told.
    wire.away = True
    board.note(meeting, room, LineReport(concealed_ms=500, fed_ms=1000))
    with pytest.raises(redis.ConnectionError):
        asyncio.run(board.beat())
    assert not written
    now = datetime(2026, 11, 23, 7, 1, 0, tzinfo=UTC)
    asyncio.run(board.beat())
    ((_meeting, _room, tally),) = written
    assert (tally.samples, tally.bad, tally.up_loss, tally.concealed_ms) == (2, 2, 0.2, 500)
