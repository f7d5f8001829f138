"""Reads of the record: captions as pages show them, the transcript for those who may have it."""

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from meetings.agenda.models import Item, Meeting
from meetings.agenda.selectors import get_meeting_for
from meetings.contracts.speech import GAP_ENGINE, SegmentState
from meetings.contracts.speech import Segment as SpokenSegment
from meetings.core.actor import Actor
from meetings.core.errors import NotFound
from meetings.core.permissions import Permission
from meetings.minutes.models import Segment
from meetings.minutes.transcript import Line, Transcript


def caption_state(row: Segment) -> SpokenSegment:
    """Return a stored caption as pages show it; the words with their times stay in the record."""
    return SpokenSegment(
        segment_id=str(row.id),
        rev=row.rev,
        meeting_id=str(row.meeting_id),
        state=SegmentState(row.state),
        start_ms=row.start_ms,
        end_ms=row.end_ms,
        participant=row.participant,
        speaker=row.speaker,
        speaker_id=row.speaker_id or None,
        named=row.named,
        item_id=str(row.item_id) if row.item_id else None,
        text=row.text,
        spoken=row.spoken,
        stable_chars=len(row.text),
        engine=row.engine,
        model=row.model,
        confidence=row.confidence,
    )


def get_transcript_for(actor: Actor, meeting_id: UUID) -> Transcript:
    """Return everything that was said, for the chair or the secretary; ``NotFound`` when nothing was."""
    meeting = get_meeting_for(actor, meeting_id, Permission.SEE_MINUTES)
    lines = tuple(_line(row) for row in Segment.objects.filter(meeting=meeting).select_related("item"))
    if not lines:
        raise NotFound(_("Cuộc họp này chưa có bản ghi lời: phụ đề tắt, hoặc chưa ai phát biểu."))
    zone = timezone.get_default_timezone()
    return Transcript(str(meeting.id), meeting.title, _zero_ms(meeting, lines), lines, zone)


def _zero_ms(meeting: Meeting, lines: tuple[Line, ...]) -> int:
    """The moment that counts as 00:00:00: the opening, or what was said before it."""
    first = min(line.start_ms for line in lines)
    opened = int(meeting.opened_at.timestamp() * 1000) if meeting.opened_at else first
    return min(first, opened)


def _line(row: Segment) -> Line:
    item: Item | None = row.item
    return Line(
        id=str(row.id),
        start_ms=row.start_ms,
        end_ms=row.end_ms,
        speaker=row.speaker,
        speaker_id=row.speaker_id or None,
        participant=row.participant,
        named=row.named,
        text=row.text,
        spoken=row.spoken or row.text,
        rev=row.rev,
        item_id=str(row.item_id) if row.item_id else None,
        item=item.title if item else "",
        confidence=row.confidence,
        edited=row.state == SegmentState.EDITED,
        gap=row.engine == GAP_ENGINE and row.state != SegmentState.EDITED,
        words=tuple(row.words),
    )
