"""What a second pass over a recording is told, and how its lines come into the record: all at once, or none."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet

from meetings.agenda.listening import check_listening
from meetings.agenda.models import Item, Meeting, Participation
from meetings.contracts.audience import Roles
from meetings.contracts.events import FloorGiven, FloorTaken, TranscriptRemade
from meetings.contracts.speech import RerunHeard, RerunOrder, SegmentState
from meetings.contracts.speech import Segment as SpokenSegment
from meetings.core.actor import SYSTEM
from meetings.core.journal import PAYLOAD, act
from meetings.core.models import JournalEvent
from meetings.core.permissions import Permission, roles_with
from meetings.minutes import recordings
from meetings.minutes.attribution import (
    Named,
    Source,
    Speaker,
    Turn,
    borders,
    elsewhere,
    mostly_inside,
    named_at,
    speaker_at,
    within,
)
from meetings.minutes.content import item_spans
from meetings.minutes.models import Recording, RecordingStatus, Segment
from meetings.minutes.rules import Span
from meetings.minutes.writing import item_hints, text_rules

_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "nghi-su:recording")
Spans = Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Log:
    """The floor log and the agenda of a sitting, as far as a recording asks."""

    turns: tuple[Turn, ...]
    items: tuple[Span, ...]
    source: Source


def log_of(recording: Recording) -> Log:
    """Read the journal of the recording's meeting."""
    events = list(JournalEvent.objects.filter(meeting_id=recording.meeting_id).order_by("number"))
    source = Source(recording.participant, recording.label, recording.start_ms, _seated(recording))
    return Log(tuple(floor_turns(events)), tuple(item_spans(events)), source)


def _seated(recording: Recording) -> frozenset[str]:
    if not recording.participant:
        return frozenset()
    room = UUID(recording.participant.removeprefix("room:"))
    there = Participation.objects.filter(meeting=recording.meeting_id, seated_in_id=room)
    return frozenset(str(pk) for pk in there.values_list("person_id", flat=True))


def floor_turns(events: Sequence[JournalEvent]) -> list[Turn]:
    """Return who had the floor when, from the journal; giving it to the next one ends the turn before."""
    turns: list[Turn] = []
    for event in events:
        payload = PAYLOAD.validate_json(event.payload) if event.kind in {"floor_given", "floor_taken"} else None
        moment = int(datetime.fromisoformat(event.at).timestamp() * 1000)
        if isinstance(payload, FloorGiven | FloorTaken) and turns and turns[-1].until_ms is None:
            last = turns[-1]
            turns[-1] = Turn(last.participant, last.person_id, last.name, last.room_id, last.since_ms, moment)
        if isinstance(payload, FloorGiven):
            floor = payload.floor
            turns.append(Turn(floor.participant, floor.person_id, floor.name, floor.room_id, moment))
    return turns


def order_of(recording: Recording, after_ms: int) -> RerunOrder:
    """Return what the child is told; ``Refused`` for a meeting to which no machine may listen."""
    check_listening(recording.meeting)
    log, length = log_of(recording), settings.MAX_RECORDING_HOURS * 3_600_000
    end = recording.start_ms + length
    skip = [*_edited_spans(recording, end), *elsewhere(log.turns, log.source, end)]
    rules = text_rules(recording.meeting)
    items = {str(item.id): item for item in Item.objects.filter(meeting=recording.meeting)}
    hints = [
        (span.start_ms, item_hints(items[span.item_id], rules.terms)) for span in log.items if span.item_id in items
    ]
    return RerunOrder(
        file=str(recordings.sound_of(recording).absolute()),
        demuxer=recordings.kind(recording).demuxer,
        after_ms=after_ms,
        longest_ms=length,
        rules=rules,
        cuts=tuple(sorted({*borders(log.turns, log.items, log.source), *_named_borders(recording, end)})),
        skip=within(skip, log.source),
        hints=tuple((max(0, since - recording.start_ms), names) for since, names in hints),
    )


def _lines(recording: Recording, end_ms: int) -> QuerySet[Segment]:
    """Return the lines of the record that lie in the recording by their larger part."""
    keys = [recording.participant, *(f"person:{person}" for person in _seated(recording))]
    own = Q(participant__in=keys) if recording.participant else Q()
    lines = Segment.objects.filter(own, meeting=recording.meeting)
    return lines.filter(start_ms__lt=end_ms, end_ms__gt=recording.start_ms)


def _edited_spans(recording: Recording, end_ms: int) -> list[tuple[int, int]]:
    lines = _lines(recording, end_ms).filter(state=SegmentState.EDITED)
    return list(lines.values_list("start_ms", "end_ms"))


def _named(recording: Recording, end_ms: int) -> list[Named]:
    """Return the lines of which a person said who spoke; a second pass hears the words anew, not the speaker."""
    lines = _lines(recording, end_ms).filter(named__gt=0)
    return [
        Named(row.start_ms, row.end_ms, Speaker(row.participant, row.speaker, row.speaker_id), row.named)
        for row in lines
    ]


def _named_borders(recording: Recording, end_ms: int) -> set[int]:
    """Return the moments of the recording at which the speaker changes by what a person said."""
    named = _named(recording, end_ms)
    changes = [
        one.start_ms for last, one in pairwise([None, *named]) if one and (not last or last.speaker != one.speaker)
    ]
    ends = [
        one.end_ms for one, after in pairwise([*named, None]) if one and (not after or after.speaker != one.speaker)
    ]
    return {moment - recording.start_ms for moment in (*changes, *ends) if moment > recording.start_ms}


def remake_transcript(
    recording: Recording, found: Sequence[RerunHeard], length_ms: int, engine: str, model: str
) -> tuple[int, int]:
    """Put the found lines in the place of the machine's; return how many came and went.

    A person's line stays, and what was found over it is left out. Lines of before and after the recording stay too.
    """
    end = recording.start_ms + length_ms
    with act(meeting_id=recording.meeting_id, actor=SYSTEM) as current:
        check_listening(Meeting.objects.get(id=recording.meeting_id))
        edited, log, named = _edited_spans(recording, end), log_of(recording), _named(recording, end)
        machine = _lines(recording, end).filter(state=SegmentState.FINAL)
        others = elsewhere(log.turns, log.source, end)
        gone = [
            row.id
            for row in machine
            if recording.start_ms <= (row.start_ms + row.end_ms) // 2 < end
            and not mostly_inside(row.start_ms, row.end_ms, others)
        ]
        Segment.objects.filter(id__in=gone).delete()
        rows = [_row(recording, line, log, named, (engine, model)) for line in found]
        rows = [row for row in rows if not mostly_inside(row.start_ms, row.end_ms, edited)]
        kept = set(Segment.objects.filter(id__in=[row.id for row in rows]).values_list("id", flat=True))
        rows = [row for row in rows if row.id not in kept]
        Segment.objects.bulk_create(rows)
        told = TranscriptRemade(
            recording_id=str(recording.id),
            label=recording.label,
            lines=len(rows),
            replaced=len(gone),
            kept=len(edited),
        )
        current.record(told, Roles(roles=roles_with(Permission.SEE_MINUTES)))
        Recording.objects.filter(id=recording.id).update(
            status=RecordingStatus.DONE, progress=100, problem="", lines=len(rows), length_ms=length_ms, holder=""
        )
    return len(rows), len(gone)


def was_remade(spoken: SpokenSegment) -> bool:
    """Tell whether a second pass has already heard what a line of the live captions says, which came too late."""
    middle = (spoken.start_ms + spoken.end_ms) // 2
    passed = Recording.objects.filter(meeting_id=spoken.meeting_id, lines__gt=0, start_ms__lte=middle)
    for recording in passed.select_related("meeting"):
        end = recording.start_ms + recording.length_ms
        log = log_of(recording)
        keys = {recording.participant, *(f"person:{person}" for person in log.source.seated)}
        mine = not recording.participant or spoken.participant in keys
        others = elsewhere(log.turns, log.source, end)
        if mine and middle < end and not mostly_inside(spoken.start_ms, spoken.end_ms, others):
            return True
    return False


def _row(recording: Recording, line: RerunHeard, log: Log, named: Sequence[Named], by: tuple[str, str]) -> Segment:
    start, end = recording.start_ms + line.start_ms, recording.start_ms + line.end_ms
    middle = (start + end) // 2
    told = named_at(start, end, named)
    speaker = told.speaker if told else speaker_at(middle, log.turns, log.source)
    item = next(
        (s.item_id for s in log.items if s.start_ms <= middle and (s.end_ms is None or middle < s.end_ms)), None
    )
    moved = [
        word.model_copy(
            update={
                "start_ms": recording.start_ms + word.start_ms,
                "end_ms": recording.start_ms + word.end_ms,
            }
        )
        for word in line.words
    ]
    return Segment(
        id=uuid.uuid5(_NAMESPACE, f"{recording.id}/{start}"),
        meeting=recording.meeting,
        rev=1,
        state=SegmentState.FINAL,
        start_ms=start,
        end_ms=end,
        participant=speaker.participant,
        speaker=speaker.name,
        speaker_id=speaker.person_id,
        named=told.times if told else 0,
        item_id=item,
        text=line.text,
        spoken=line.spoken,
        words=[word.model_dump(mode="json") for word in moved],
        engine=by[0],
        model=by[1],
        confidence=line.confidence,
    )
