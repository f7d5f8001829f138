"""How the rooms' lines are: told to the technicians every second, kept by the minute for the report afterwards."""

import asyncio
import logging
from collections import defaultdict
from uuid import UUID

import redis.asyncio as redis
from django.db import DatabaseError
from pydantic import ValidationError

from meetings.contracts.audience import Roles
from meetings.contracts.bus import live_channel, media_uplinks_key, pack_live
from meetings.contracts.lines import LineReport, Lines, RoomLine, Uplinks
from meetings.contracts.roles import Role
from meetings.core import clock
from meetings.live.threads import in_thread
from meetings.rooms.line_rules import MinuteTally
from meetings.rooms.lines import store_minutes

log = logging.getLogger(__name__)
WATCHERS = Roles(roles=(Role.TECHNICIAN,))
EVERY_S = 1.0
MOST_WAITING = 20_000
"""Minutes that may wait while the database is away: 220 rooms for an hour and a half; then the oldest go."""


class LineBoard:
    """What the screens of this process's rooms reported."""

    def __init__(self, client: "redis.Redis") -> None:
        self._redis = client
        self._fresh: dict[str, dict[str, LineReport]] = defaultdict(dict)
        self._tallies: dict[tuple[str, str], MinuteTally] = {}
        self._done: list[tuple[str, str, MinuteTally]] = []

    def note(self, meeting_id: str, room_id: str, report: LineReport) -> None:
        """Take the newest report of a room."""
        self._fresh[meeting_id][room_id] = report

    async def run(self) -> None:
        """Tell and keep, for ever."""
        while True:
            await asyncio.sleep(EVERY_S)
            try:
                await self.beat()
            except (redis.RedisError, OSError) as error:
                log.debug("nobody is told of lines while Redis is away: %s", error)
            except DatabaseError as error:
                log.warning("minutes of lines wait for the database: %s", error)

    async def beat(self) -> None:
        """One second: take what was reported into the minutes, tell the technicians, write minutes that are over."""
        fresh, self._fresh = self._fresh, defaultdict(dict)
        minute = clock.now().replace(second=0, microsecond=0)
        self._end_minutes_before(minute.timestamp())
        try:
            for meeting_id, reports in fresh.items():
                lines = await self._lines(meeting_id, reports)
                for line in lines:
                    tally = self._tallies.setdefault((meeting_id, line.room_id), MinuteTally(minute.timestamp()))
                    tally.add(line)
                text = Lines(rooms=lines).model_dump_json()
                await self._redis.publish(live_channel(meeting_id), pack_live(WATCHERS, text))
        finally:
            await self._write()

    async def _lines(self, meeting_id: str, reports: dict[str, LineReport]) -> tuple[RoomLine, ...]:
        """Join the page's side with the worker's; without Redis there is only the page's."""
        uplinks = Uplinks()
        try:
            raw = await self._redis.get(media_uplinks_key(meeting_id))
            uplinks = Uplinks.model_validate_json(raw) if raw else uplinks
        except (redis.RedisError, OSError, ValidationError) as error:
            log.debug("the worker's side of the lines is not known: %s", error)
        return tuple(
            RoomLine(room_id=room_id, down=report, up=uplinks.rooms.get(room_id))
            for room_id, report in sorted(reports.items())
        )

    def _end_minutes_before(self, minute: float) -> None:
        over = [key for key, tally in self._tallies.items() if tally.minute < minute]
        self._done += [(*key, self._tallies.pop(key)) for key in over]
        del self._done[:-MOST_WAITING]

    async def _write(self) -> None:
        if self._done:
            waiting, self._done = self._done, []
            try:
                await in_thread(store_minutes, [(UUID(meeting), UUID(room), tally) for meeting, room, tally in waiting])
            except DatabaseError:
                self._done = waiting + self._done
                raise
