"""What a page receives when it comes or returns: the whole state, or the events that it missed."""

import threading
import time
from collections.abc import Iterable
from functools import cached_property
from uuid import UUID

from django.db import transaction

from meetings.agenda.models import Meeting
from meetings.agenda.selectors import attendees_state, items_state, meeting_state
from meetings.attendance.branches import branches_state
from meetings.attendance.counting import quorum_state
from meetings.attendance.headcounts import heads_state
from meetings.attendance.notices import notices_to
from meetings.attendance.selectors import absences_state
from meetings.contracts.attendance import Branch
from meetings.contracts.audience import Audience, Viewer
from meetings.contracts.events import EventMessage
from meetings.contracts.invitations import Expected
from meetings.contracts.messages import Letter as LetterState
from meetings.contracts.polls import HandCount, MyBallot, PreparedPoll
from meetings.contracts.socket import Events, Snapshot, Welcome
from meetings.contracts.speech import CaptionMessage, Segment
from meetings.contracts.state import Absence, MeetingState, UnitNotice
from meetings.core import clock, journal
from meetings.core.errors import NotFound
from meetings.core.models import JournalHead
from meetings.core.permissions import Permission, allows
from meetings.documents.circles import Circle
from meetings.documents.distribution import Circles
from meetings.documents.recall import to_close
from meetings.documents.selectors import chosen_circles, hidden_papers, papers_state
from meetings.interpreting.selectors import channels_state
from meetings.invitations.selectors import expected_in
from meetings.live.identity import Identity, you_state
from meetings.live.turn import ice_servers
from meetings.messages.models import Letter
from meetings.messages.selectors import closed_mailboxes, letters_for, letters_of
from meetings.minutes.models import Segment as SegmentRow
from meetings.minutes.selectors import caption_state
from meetings.questioning.selectors import question_rule_state, questions_state
from meetings.rooms.selectors import rooms_state
from meetings.screens.selectors import pins_state
from meetings.seating.selectors import seating_state
from meetings.speaking.selectors import (
    floor_state,
    limits_state,
    open_microphones,
    queue_state,
    rule_state,
    spoken_state,
)
from meetings.voting.selectors import ballots_of, open_hands, open_poll_of, polls_state, prepared_state, turnout

CAPTIONS = 50
MISSED_CAPTIONS_MS = 120_000
"""A page that returns gets the captions of this time again; they replace themselves by their ids."""
MOST_EVENTS = 500
"""A page that missed more gets the whole state: it is smaller."""
TRIES = 4


class Reading:
    """What pages of one meeting that come at the same time are told, read at most once for all of them.

    Who may see which event is asked for each page, as it is for a page that comes alone.
    """

    def __init__(self, meeting_id: UUID, identities: Iterable[Identity], afters: Iterable[int | None]) -> None:
        self.meeting_id = meeting_id
        identities = tuple(identities)
        self.number = journal.last_number(meeting_id)
        self._machines = [identity.machine for identity in identities if identity.machine]
        self._people = [identity.actor.id for identity in identities if identity.actor.kind == "person"]
        self._first = min((after for after in afters if after is not None and self.may_catch_up(after)), default=0)
        self._notices: dict[UUID, tuple[UnitNotice, ...]] = {}
        self._texts: dict[tuple[int, ...], str] = {}

    def may_catch_up(self, after: int) -> bool:
        """Tell whether a page that has this number gets events; otherwise it gets the whole state."""
        return 0 < after <= self.number and self.number - after <= MOST_EVENTS

    @cached_property
    def _events(self) -> list[tuple[Audience, EventMessage]]:
        return journal.read_after(self.meeting_id, self._first)

    def events_text(self, viewer: Viewer, after: int) -> str:
        """Return the ``events`` message for a page; pages that may see the same share its text."""
        later = [(audience, event) for audience, event in self._events if event.number > after]
        events = tuple(journal.visible_to(viewer, later))
        last = later[-1][1].number if later else after
        key = (last, *(event.number for event in events))
        if key not in self._texts:
            self._texts[key] = Events(last=last, events=events).model_dump_json()
        return self._texts[key]

    @cached_property
    def captions(self) -> list[str]:
        """The captions that a page may have missed."""
        return [CaptionMessage(segment=segment).model_dump_json() for segment in missed_captions(self.meeting_id)]

    @cached_property
    def turnout(self) -> list[str]:
        """How many ballots are in, while a vote is open; for those who may know."""
        poll = open_poll_of(Meeting.objects.get(id=self.meeting_id))
        return [turnout(poll).model_dump_json()] if poll else []

    @cached_property
    def _to_close(self) -> dict[str, tuple[str, ...]]:
        return to_close(self.meeting_id, self._machines)

    def recalled(self, machine: str) -> tuple[str, ...]:
        """Return the papers that one of these machines has still to close."""
        return self._to_close.get(machine, ())

    @cached_property
    def _ballots(self) -> dict[UUID, tuple[MyBallot, ...]]:
        return ballots_of(self.meeting_id, self._people)

    def ballots(self, person_id: UUID) -> tuple[MyBallot, ...]:
        """Return the receipts of one of these people."""
        return self._ballots.get(person_id, ())

    @cached_property
    def absences(self) -> tuple[Absence, ...]:
        """Who is absent by which case; for those who read the journal."""
        return absences_state(self.meeting_id)

    @cached_property
    def branches(self) -> tuple[Branch, ...]:
        """Return the tree of units for the roll call."""
        return branches_state(self.meeting_id)

    @cached_property
    def _letters(self) -> tuple[Letter, ...]:
        return letters_of(self.meeting_id)

    def letters(self, viewer: Viewer) -> tuple[LetterState, ...]:
        """Return the messages that a page may read."""
        return letters_for(self._letters, viewer)

    @cached_property
    def hands(self) -> tuple[HandCount, ...]:
        """What was entered of the open vote by show of hands; for those who read the journal."""
        return open_hands(self.meeting_id)

    @cached_property
    def prepared(self) -> tuple[PreparedPoll, ...]:
        """Votes that wait to be opened; for those who read the journal."""
        return prepared_state(self.meeting_id)

    @cached_property
    def expected(self) -> Expected | None:
        """Who will come; for those who see the answers to the invitation."""
        return expected_in(self.meeting_id)

    def notices(self, unit_id: UUID) -> tuple[UnitNotice, ...]:
        """Return what a unit was told."""
        if unit_id not in self._notices:
            self._notices[unit_id] = notices_to(self.meeting_id, unit_id)
        return self._notices[unit_id]


def welcome_texts(identity: Identity, protocol: int, after: int | None, read: Reading | None = None) -> list[str]:
    """Return the answers to ``hello``: who you are, then state or events, then what is not in the journal.

    ``read``: what was read for several pages at once; none for a page that comes alone.
    """
    now = clock.now()
    reading = read or Reading(identity.meeting_id, [identity], [after])
    greeting = Welcome(
        protocol=protocol,
        you=you_state(identity, read),
        server_time=clock.iso(now),
        ice=ice_servers(identity.peer_id, now),
        recalled=reading.recalled(identity.machine),
    )
    texts = [greeting.model_dump_json(), *_news(reading, identity, after)]
    if after is not None:
        texts += reading.captions
    if allows(identity.role, Permission.SEE_TURNOUT):
        texts += reading.turnout
    return texts


def news_after(identity: Identity, after: int | None) -> list[str]:
    """Return the events after a number, or the snapshot when the page has nothing, too little or too much."""
    return _news(Reading(identity.meeting_id, [identity], [after]), identity, after)


def _news(reading: Reading, identity: Identity, after: int | None) -> list[str]:
    if after is None or not reading.may_catch_up(after):
        return [snapshots.text(reading.meeting_id, identity.viewer)]
    return [reading.events_text(identity.viewer, after)]


def read_snapshot(meeting_id: UUID) -> Snapshot:
    """Read the whole state with its number.

    Every change of the state commits together with a new number. So when the number is the same before and after
    reading, what was read between is the state of exactly that number; readers need not stop the writers. Only
    when acts follow each other too fast is the journal's lock taken.
    """
    for _try in range(TRIES):
        number = journal.last_number(meeting_id)
        snapshot = _assemble(meeting_id, number)
        if journal.last_number(meeting_id) == number:
            return snapshot
    with transaction.atomic():
        JournalHead.objects.select_for_update().filter(meeting_id=meeting_id).first()
        return _assemble(meeting_id, journal.last_number(meeting_id))


def _assemble(meeting_id: UUID, number: int) -> Snapshot:
    meeting = Meeting.objects.select_related("unit").filter(id=meeting_id).first()
    if meeting is None:
        raise NotFound
    state = MeetingState(
        meeting=meeting_state(meeting),
        items=items_state(meeting),
        papers=papers_state(meeting),
        people=attendees_state(meeting),
        rooms=rooms_state(meeting),
        quorum=quorum_state(meeting),
        queue=queue_state(meeting),
        floor=floor_state(meeting),
        open_microphones=open_microphones(meeting),
        polls=polls_state(meeting),
        speech_rule=rule_state(meeting),
        speech_limits=limits_state(meeting),
        spoken=spoken_state(meeting),
        question_rule=question_rule_state(meeting),
        questions=questions_state(meeting),
        channels=channels_state(meeting),
        pins=pins_state(meeting),
        seating=seating_state(meeting),
        closed_mailboxes=closed_mailboxes(meeting.id),
        heads=heads_state(meeting.id),
    )
    return Snapshot(number=number, state=state, captions=last_captions(meeting_id))


def last_captions(meeting_id: UUID) -> tuple[Segment, ...]:
    """Return the newest captions, oldest first."""
    rows = SegmentRow.objects.filter(meeting_id=meeting_id).order_by("-start_ms", "-id")[:CAPTIONS]
    return tuple(caption_state(row) for row in reversed(rows))


def missed_captions(meeting_id: UUID) -> tuple[Segment, ...]:
    """Return the captions that a page may have missed while it was away."""
    since = int(clock.now().timestamp() * 1000) - MISSED_CAPTIONS_MS
    return tuple(segment for segment in last_captions(meeting_id) if segment.end_ms >= since)


class Snapshots:
    """Ready-made snapshot texts: five hundred pages that return at once cost one reading.

    Pages that may see the same papers share a text: usually there is one, since all else is for everybody. They are
    made anew when the journal has moved on, and after ``LIFE_S`` for what the journal does not know (captions).
    """

    LIFE_S = 0.25
    MOST = 50
    """Meetings kept at once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._meetings: dict[UUID, _Kept] = {}

    def text(self, meeting_id: UUID, viewer: Viewer) -> str:
        """Return the snapshot's JSON for a page, not older than the journal was at the call."""
        number = journal.last_number(meeting_id)
        with self._lock:
            if len(self._meetings) > self.MOST:
                self._meetings.clear()
            kept = self._meetings.setdefault(meeting_id, _Kept())
        with kept.lock:
            if kept.snapshot is None or kept.snapshot.number < number or time.monotonic() - kept.made_at > self.LIFE_S:
                kept.fill(meeting_id)
            return kept.text(viewer)


class _Kept:
    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.made_at = 0.0
        self.snapshot: Snapshot | None = None
        self._chosen: dict[str, Circle] = {}
        self._circles = Circles()
        self._texts: dict[frozenset[str], str] = {}

    def fill(self, meeting_id: UUID) -> None:
        """Read the state, then whom its papers are sent to: what was narrowed meanwhile is hidden already."""
        self.snapshot = read_snapshot(meeting_id)
        self._chosen, self._circles, self._texts = chosen_circles(meeting_id), Circles(), {}
        self.made_at = time.monotonic()

    def text(self, viewer: Viewer) -> str:
        """Return the text without the papers that are not sent to ``viewer``."""
        if self.snapshot is None:
            raise RuntimeError("filled before it is read")
        hidden = hidden_papers(viewer, self._chosen, self._circles)
        if hidden not in self._texts:
            self._texts[hidden] = _without(self.snapshot, hidden).model_dump_json()
        return self._texts[hidden]


def _without(snapshot: Snapshot, hidden: frozenset[str]) -> Snapshot:
    papers = tuple(paper for paper in snapshot.state.papers if paper.id not in hidden)
    return snapshot.model_copy(update={"state": snapshot.state.model_copy(update={"papers": papers})})


snapshots = Snapshots()
