"""What it costs to make the answers of a page that comes or returns."""

import gc
import time
from collections.abc import Callable
from statistics import median
from uuid import uuid4

from bench.live.meeting import BenchMeeting
from meetings.agenda.selectors import get_place_for
from meetings.core.actor import person_actor
from meetings.live import feed
from meetings.live.identity import Identity

TIMES = 15


def reading_costs(meeting: BenchMeeting, missed: int) -> dict[str, float]:
    """CPU of one whole snapshot, and of the events after a number; in this process, the text included."""
    identity = identity_of(meeting)
    after = meeting.number() - missed
    return {
        "snapshot_cpu_ms": cpu_of(lambda: len(feed.read_snapshot(meeting.id).model_dump_json())),
        "catchup_cpu_ms": cpu_of(lambda: len(feed.news_after(identity, after))),
        "snapshot_kb": len(feed.read_snapshot(meeting.id).model_dump_json()) / 1024,
    }


def identity_of(meeting: BenchMeeting) -> Identity:
    """The first delegate, as his socket knows him."""
    person = meeting.people[0]
    actor = person_actor(person.id)
    return Identity(
        peer_id=uuid4().hex,
        meeting_id=meeting.id,
        actor=actor,
        standing=get_place_for(actor, meeting.id).standing,
        name=person.full_name,
        detail=person.title,
        session_key=None,
        kiosk_id=None,
    )


def cpu_of(one: Callable[[], int]) -> float:
    """Median CPU time of a call, ms."""
    one()
    times = []
    for _time in range(TIMES):
        gc.collect()
        before = time.process_time()
        one()
        times.append((time.process_time() - before) * 1000)
    return median(times)
