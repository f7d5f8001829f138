"""Everything that a draft of the minutes tells, gathered from the record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils import timezone

from meetings.agenda.models import Item, Meeting
from meetings.agenda.selectors import attendees_state, items_state, rooms_in
from meetings.attendance.counting import quorum_state
from meetings.attendance.headcounts import heads_state
from meetings.attendance.selectors import absences_state
from meetings.contracts.attendance import UNEXCUSED
from meetings.contracts.events import FloorTaken, ItemClosed, ItemOpened, MeetingChanged, PollClosed, PollOpened
from meetings.contracts.floor import Spoken
from meetings.contracts.polls import Poll, Quorum
from meetings.contracts.questions import Question
from meetings.contracts.roles import Role
from meetings.contracts.speech import SegmentState
from meetings.contracts.state import Attendee, ItemStatus
from meetings.contracts.state import Item as ItemState
from meetings.core.journal import PAYLOAD
from meetings.core.models import JournalEvent
from meetings.minutes.attendance import Crossing, Stay, crossings_of, stays_of
from meetings.minutes.forms import MinutesForm, minutes_form
from meetings.minutes.heads import RoomHeadCount, head_counts
from meetings.minutes.models import Segment
from meetings.minutes.questions import questions_of
from meetings.minutes.rules import Passage, Span, Utterance, join_paragraphs, place_by_time
from meetings.minutes.sessions import SessionPart, session_parts
from meetings.minutes.votes import details_of


@dataclass(frozen=True, slots=True)
class ItemSection:
    """One agenda item in the minutes."""

    item: ItemState
    speeches: tuple[Utterance, ...]
    polls: tuple[Poll, ...]
    details: Mapping[str, tuple[str, ...]]
    """Lines that follow the result of a vote, by its id."""
    questions: tuple[Question, ...] = ()
    """Of a questioning, in the order of asking."""


@dataclass(frozen=True, slots=True)
class SessionSections:
    """A session with its items, as far as they were dealt with in it."""

    part: SessionPart
    quorum: Quorum
    """As it was when the session ended."""
    sections: tuple[ItemSection, ...]
    outside: ItemSection | None


@dataclass(frozen=True, slots=True)
class MinutesContent:
    """A draft before it is written as a file."""

    form: MinutesForm
    title: str
    place: str
    body: str
    parent_body: str
    opened_at: datetime | None
    closed_at: datetime | None
    rooms: tuple[str, ...]
    people: tuple[Attendee, ...]
    quorum: Quorum
    stays: Mapping[str, tuple[Stay, ...]]
    """When each person was there."""
    absences: Mapping[str, str]
    """Absence by person, in words; empty words: noted as absent without a reason."""
    heads: tuple[RoomHeadCount, ...]
    """How many people were counted in the rooms."""
    crossings: tuple[Crossing, ...]
    """When the quorum was reached, lost and regained."""
    sections: tuple[ItemSection, ...]
    outside: ItemSection | None
    """What was said or decided while no item was open."""
    sessions: tuple["SessionSections", ...]
    """What happened in each session; empty: the meeting had one alone."""
    spoken: tuple[Spoken, ...]
    """For how long who had the floor in which item."""
    number: int
    """The journal's last number when the sitting closed; before that, its last number now."""
    segments: int
    revisions: int
    """Sum of the segments' revisions and of how often their speakers were named."""
    head_hash: str
    """Hash of that event: with the number it proves the journal from paper (``manage.py verify_journal --head``)."""
    meeting_id: str

    @property
    def untouched(self) -> tuple[ItemSection, ...]:
        """Items that no session dealt with."""
        dealt = {section.item.id for session in self.sessions for section in session.sections}
        return tuple(section for section in self.sections if section.item.id not in dealt)

    def person_with(self, role: Role) -> Attendee | None:
        """Return the first person with a role."""
        return next((person for person in self.people if person.role == role), None)


def gather_content(meeting: Meeting) -> MinutesContent:
    """Read the record of a meeting."""
    events = list(JournalEvent.objects.filter(meeting_id=meeting.id).order_by("number"))
    segments = list(Segment.objects.filter(meeting=meeting).exclude(state=SegmentState.PARTIAL))
    speeches = join_paragraphs(place_by_time(map(_utterance, segments), item_spans(events)))
    polls = polls_of(events)
    people = attendees_state(meeting)
    details = details_of(events, polls, _names(meeting))
    head = closing_head(events)
    known = {str(pk) for pk in Item.objects.filter(meeting=meeting).values_list("id", flat=True)}
    questions = questions_of(events)
    sections = tuple(
        replace(
            _section(item, speeches, polls, details),
            questions=tuple(one for one in questions if one.item_id == item.id),
        )
        for item in items_state(meeting)
    )
    quorum = quorum_state(meeting)
    return MinutesContent(
        form=minutes_form(meeting.unit.branch, _day(meeting)),
        title=meeting.title,
        place=meeting.place,
        body=meeting.body,
        parent_body=meeting.parent_body,
        opened_at=meeting.opened_at,
        closed_at=meeting.closed_at,
        rooms=tuple(_room_names(meeting).values()),
        people=people,
        quorum=quorum,
        stays=stays_of(events),
        absences={
            absence.person_id: "" if absence.ground == UNEXCUSED else absence.said
            for absence in absences_state(meeting.id)
        },
        heads=head_counts(heads_state(meeting.id), people, _room_names(meeting)),
        crossings=crossings_of(events),
        sections=sections,
        outside=_outside(speeches, polls, known, details),
        sessions=_by_session(session_parts(events), quorum, sections, _outside(speeches, polls, known, details)),
        spoken=spoken_of(events),
        number=head.number if head else 0,
        segments=len(segments),
        revisions=sum(segment.rev + segment.named for segment in segments),
        head_hash=head.hash if head else "",
        meeting_id=str(meeting.id),
    )


def _by_session(
    parts: Sequence[SessionPart], last: Quorum, sections: Sequence[ItemSection], outside: ItemSection | None
) -> tuple[SessionSections, ...]:
    """Share out what was said and decided; a meeting of one session stays whole."""
    if len(parts) < 2:
        return ()
    return tuple(
        SessionSections(
            part=part,
            quorum=part.quorum or last,
            sections=tuple(_within(section, part) for section in sections if section.item.id in part.items),
            outside=_if_any(_within(outside, part)) if outside else None,
        )
        for part in parts
    )


def _within(section: ItemSection, part: SessionPart) -> ItemSection:
    """Return what of an item belongs to a session."""
    said = (speech for speech in section.speeches if part.heard(_instant(speech.start_ms)))
    polls = tuple(poll for poll in section.polls if poll.id in part.polls)
    questions = tuple(one for one in section.questions if part.heard(datetime.fromisoformat(one.at)))
    return replace(section, speeches=tuple(said), polls=polls, questions=questions)


def _if_any(section: ItemSection) -> ItemSection | None:
    return section if section.speeches or section.polls else None


def _instant(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, tz=timezone.get_default_timezone())


def closing_head(events: list[JournalEvent]) -> JournalEvent | None:
    """Return the event that closed the sitting, the last one of an open sitting; drafts of minutes follow it."""
    for event in reversed(events):
        payload = PAYLOAD.validate_json(event.payload) if event.kind == "meeting_changed" else None
        if isinstance(payload, MeetingChanged) and payload.act == "closed":
            return event
    return events[-1] if events else None


def _day(meeting: Meeting) -> date:
    return timezone.localtime(meeting.opened_at or meeting.starts_at).date()


def _utterance(segment: Segment) -> Utterance:
    return Utterance(
        item_id=str(segment.item_id) if segment.item_id else None,
        speaker=segment.speaker,
        passages=(Passage(segment.text.strip(), segment.state == SegmentState.EDITED, segment.confidence),),
        start_ms=segment.start_ms,
        end_ms=segment.end_ms,
    )


def item_spans(events: list[JournalEvent]) -> list[Span]:
    """Return when each item was open, from the journal."""
    spans: list[Span] = []
    for event in events:
        payload = PAYLOAD.validate_json(event.payload)
        if not isinstance(payload, ItemOpened | ItemClosed):
            continue
        moment = int(datetime.fromisoformat(event.at).timestamp() * 1000)
        if spans and spans[-1].end_ms is None:
            spans[-1] = Span(spans[-1].item_id, spans[-1].start_ms, moment)
        if isinstance(payload, ItemOpened):
            spans.append(Span(payload.item_id, moment, None))
    return spans


def spoken_of(events: list[JournalEvent]) -> tuple[Spoken, ...]:
    """Return the newest sum of each speaker in each item, from the journal."""
    sums: dict[tuple[str | None, ...], Spoken] = {}
    for event in events:
        payload = PAYLOAD.validate_json(event.payload) if event.kind == "floor_taken" else None
        if isinstance(payload, FloorTaken) and payload.spoken:
            spoken = payload.spoken
            sums[spoken.person_id, spoken.room_id, spoken.item_id] = spoken
    return tuple(sums.values())


def polls_of(events: list[JournalEvent]) -> list[Poll]:
    """Return the votes of a meeting from the journal, in the order of opening, closed ones with their tally."""
    polls: dict[str, Poll] = {}
    for event in events:
        payload = PAYLOAD.validate_json(event.payload)
        if isinstance(payload, PollOpened | PollClosed):
            polls[payload.poll.id] = payload.poll
    return list(polls.values())


def _room_names(meeting: Meeting) -> dict[str, str]:
    """Return the names of the rooms by id, the main room first."""
    return {str(place.room_id): place.kept_words or place.room.name for place in rooms_in(meeting) if place.room}


def _names(meeting: Meeting) -> dict[str, str]:
    """Return names of people and rooms by id."""
    return _room_names(meeting) | {person.person_id: person.name for person in attendees_state(meeting)}


def _section(
    item: ItemState, speeches: list[Utterance], polls: list[Poll], details: Mapping[str, tuple[str, ...]]
) -> ItemSection:
    return ItemSection(
        item=item,
        speeches=tuple(speech for speech in speeches if speech.item_id == item.id),
        polls=tuple(poll for poll in polls if poll.item_id == item.id),
        details=details,
    )


def _outside(
    speeches: list[Utterance], polls: list[Poll], known: set[str], details: Mapping[str, tuple[str, ...]]
) -> ItemSection | None:
    rest = tuple(speech for speech in speeches if speech.item_id not in known)
    votes = tuple(poll for poll in polls if poll.item_id not in known)
    if not rest and not votes:
        return None
    none = ItemState(
        id="",
        number=0,
        title="",
        presenter="",
        planned_minutes=0,
        status=ItemStatus.DONE,
        opened_at=None,
        spent_s=0,
    )
    return ItemSection(item=none, speeches=rest, polls=votes, details=details)
