"""A paper that was taken back: on which machines it had been opened, which have closed it, and which not yet.

Every page that learns of a recall, at once or when its machine wakes or has a line again, closes the paper and says so.
Some seconds later the journal keeps how far the recall went; each machine that comes later is one more event.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import redis
from django.db import transaction
from django.db.models import Q, QuerySet

from meetings.agenda.selectors import get_meeting_for
from meetings.contracts.audience import Roles
from meetings.contracts.bus import machines_key
from meetings.contracts.papers import Machine, Reach, RecallConfirmed, RecallReached
from meetings.core import bus, clock
from meetings.core.actor import SYSTEM, Actor
from meetings.core.journal import Act, act
from meetings.core.permissions import Permission, roles_with
from meetings.documents.models import OpenedOn, Paper, PaperStatus, Recall
from meetings.documents.turns import in_turn

SUM_UP_AFTER = timedelta(seconds=10)
"""Pages that have a line have closed it by then."""
MOST_CLOSED = 200
JOURNAL = Roles(roles=roles_with(Permission.SEE_JOURNAL))


@dataclass(frozen=True, slots=True)
class Opener:
    """The machine that a paper is sent to: ``key`` as ``machines.machine_of`` tells, or a room's screen."""

    key: str
    device: str
    person_id: UUID | None = None
    room_id: UUID | None = None


def note_machine(paper: Paper, opener: Opener) -> None:
    """Keep that a paper was opened on a machine; opened again after it was closed, it is open again."""
    if not opener.key:
        return
    mine = OpenedOn.objects.filter(paper=paper, machine=opener.key)
    mine = mine.filter(person_id=opener.person_id) if opener.person_id else mine.filter(person=None)
    known = mine.first()
    now = clock.now()
    if known:
        if known.closed_at:
            mine.update(opened_at=now, closed_at=None)
        return
    row = OpenedOn(
        paper=paper,
        machine=opener.key,
        device=opener.device,
        person_id=opener.person_id,
        room_id=opener.room_id,
        opened_at=now,
    )
    with in_turn():
        OpenedOn.objects.bulk_create([row], ignore_conflicts=True)


def begin_recall(paper: Paper, actor: Actor) -> None:
    """Note that a paper is being taken back, within the act; ``jobs`` sums up a little later how far it went."""
    from meetings.documents.tasks import sum_up_recall

    recall = Recall.objects.create(paper=paper, at=clock.now(), by_id=actor.id if actor.kind == "person" else None)
    if paper.machines.exists():
        sum_up_recall.using(run_after=recall.at + SUM_UP_AFTER).enqueue(str(paper.id))


def to_close(meeting_id: UUID, machines: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return by machine the papers that were taken back and are not known to be closed there."""
    rows = OpenedOn.objects.filter(
        machine__in=set(machines), closed_at=None, paper__meeting_id=meeting_id, paper__status=PaperStatus.WITHDRAWN
    )
    found: dict[str, tuple[str, ...]] = {}
    for machine, paper_id in rows.values_list("machine", "paper_id"):
        found[machine] = (*found.get(machine, ()), str(paper_id))
    return found


def confirm_closed(*, meeting_id: UUID, machine: str, paper_ids: Iterable[UUID]) -> int:
    """Keep that a machine has closed papers, whoever used it; return how many that are news.

    A page says so of itself: nothing is believed but that this machine, on which they were opened, holds them no more.
    """
    mine = OpenedOn.objects.filter(machine=machine, closed_at=None, paper__meeting_id=meeting_id)
    mine = mine.filter(paper_id__in=list(paper_ids)[:MOST_CLOSED])
    if not machine or not mine.exists():
        return 0
    with act(meeting_id=meeting_id, actor=SYSTEM) as current:
        rows = list(mine.select_related("paper__recall", "person", "room"))
        OpenedOn.objects.filter(id__in=[row.id for row in rows]).update(closed_at=clock.now())
        for row in rows:
            recall = getattr(row.paper, "recall", None)
            if recall and recall.summed_up_at:
                _record_late(current, row)
    return len(rows)


def confirm_recall(*, machine: str, paper_id: UUID) -> bool:
    """Keep that a machine outside the meeting has closed a paper that was taken back; tell whether that is news."""
    paper = Paper.objects.filter(id=paper_id, status=PaperStatus.WITHDRAWN).first()
    if paper is None:
        return False
    return confirm_closed(meeting_id=paper.meeting_id, machine=machine, paper_ids=[paper_id]) > 0


def _record_late(current: Act, row: OpenedOn) -> None:
    closed, every = counts(row.paper)
    current.record(
        RecallConfirmed(
            paper_id=str(row.paper_id),
            title=row.paper.title,
            name=row.name,
            device=row.device,
            confirmed=closed,
            machines=every,
        ),
        JOURNAL,
    )


def counts(paper: Paper) -> tuple[int, int]:
    """Return how many machines have closed a paper, of how many on which it was opened."""
    return paper.machines.filter(closed_at__isnull=False).count(), paper.machines.count()


def sum_up(paper_id: UUID) -> None:
    """Put into the journal, once, how far a recall went."""
    with transaction.atomic():
        paper = Paper.objects.select_related("recall").filter(id=paper_id, recall__isnull=False).first()
        if paper is None:
            return
        with act(meeting_id=paper.meeting_id, actor=SYSTEM) as current:
            if not Recall.objects.filter(paper=paper, summed_up_at=None).update(summed_up_at=clock.now()):
                return
            reach = reach_of(paper)
            current.record(
                RecallReached(
                    paper_id=str(paper.id),
                    title=paper.title,
                    confirmed=reach.closed,
                    machines=reach.machines,
                    missing=reach.missing,
                ),
                JOURNAL,
            )


@dataclass(frozen=True, slots=True)
class RecallReach:
    """How far a recall has gone."""

    paper: Paper
    at: datetime
    closed: int
    machines: int
    missing: tuple[Machine, ...]


def recalls_for(actor: Actor, meeting_id: UUID) -> list[RecallReach]:
    """Return the papers of a meeting that were taken back after they could be read, the newest first."""
    meeting = get_meeting_for(actor, meeting_id, Permission.PREPARE_MEETING)
    papers = Paper.objects.filter(meeting=meeting, recall__isnull=False).select_related("recall")
    return [reach_of(paper) for paper in papers.order_by("-recall__at")]


def reach_of(paper: Paper) -> RecallReach:
    """Return how far a paper's recall has gone; a machine with a live page that says nothing sleeps."""
    open_rows = list(_still_open(paper))
    awake = live_machines(paper.meeting_id) if open_rows else frozenset()
    states: Mapping[bool, Reach] = {True: "asleep", False: "away"}
    missing = tuple(Machine(name=row.name, device=row.device, state=states[row.machine in awake]) for row in open_rows)
    closed, every = counts(paper)
    return RecallReach(paper, paper.recall.at, closed, every, missing)


def _still_open(paper: Paper) -> QuerySet[OpenedOn]:
    rows = paper.machines.filter(closed_at=None).select_related("person", "room")
    return rows.filter(Q(person__isnull=False) | Q(room__isnull=False)).order_by("person__protocol_order", "opened_at")


def live_machines(meeting_id: UUID) -> frozenset[str]:
    """Return the machines that have a live page of a meeting now; none is known while Redis is away."""
    try:
        members = bus.client().zrangebyscore(machines_key(str(meeting_id)), clock.now().timestamp(), "+inf")
    except redis.RedisError:
        return frozenset()
    return frozenset(member.decode().partition("|")[0] for member in members)  # type: ignore[union-attr]
