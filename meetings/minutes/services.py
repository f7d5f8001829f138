"""Writes of the record: captions kept as segments, drafts of the minutes."""

import hashlib
import logging
import os
import uuid
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from meetings.agenda.models import Item, Meeting
from meetings.agenda.secrecy import is_secret
from meetings.agenda.selectors import get_meeting_for
from meetings.contracts.audience import Roles
from meetings.contracts.events import MinutesDrafted
from meetings.contracts.speech import Segment as SpokenSegment
from meetings.contracts.speech import SegmentState
from meetings.contracts.state import MeetingStatus
from meetings.core import clock
from meetings.core.actor import SYSTEM, Actor
from meetings.core.errors import BadState
from meetings.core.journal import act
from meetings.core.permissions import Permission, roles_with
from meetings.minutes.content import gather_content
from meetings.minutes.models import Draft, Segment
from meetings.minutes.remaking import was_remade

log = logging.getLogger(__name__)
READERS = Roles(roles=roles_with(Permission.SEE_MINUTES))


def record_segment(spoken: SpokenSegment) -> bool:
    """Keep a final segment; told twice it counts once.

    A person's edit outranks any machine's revision, and so does what a person said of the speaker.
    """
    with transaction.atomic():
        meeting = Meeting.objects.filter(id=spoken.meeting_id).first()
        if meeting is None or spoken.state == SegmentState.PARTIAL:
            log.warning("segment %s is not for the record", spoken.segment_id)
            return False
        if is_secret(meeting.secrecy):
            log.error("a segment of a secret meeting came and was thrown away")
            return False
        stored = Segment.objects.select_for_update().filter(id=spoken.segment_id).first()
        if stored and (stored.state == SegmentState.EDITED or stored.rev >= spoken.rev):
            return False
        if stored is None and was_remade(spoken):
            log.info("segment %s came after a second pass had heard the same", spoken.segment_id)
            return False
        columns = _columns(spoken, meeting)
        if stored and stored.named:
            columns |= {"speaker": stored.speaker, "speaker_id": stored.speaker_id}
        Segment.objects.update_or_create(id=spoken.segment_id, defaults=columns)
    return True


def _columns(spoken: SpokenSegment, meeting: Meeting) -> dict[str, object]:
    item = Item.objects.filter(meeting=meeting, id=spoken.item_id).first() if spoken.item_id else None
    return {
        "meeting": meeting,
        "rev": spoken.rev,
        "state": spoken.state,
        "start_ms": spoken.start_ms,
        "end_ms": spoken.end_ms,
        "participant": spoken.participant,
        "speaker": spoken.speaker,
        "speaker_id": spoken.speaker_id or "",
        "item": item,
        "text": spoken.text,
        "spoken": spoken.spoken,
        "words": [word.model_dump(mode="json") for word in spoken.words],
        "engine": spoken.engine,
        "model": spoken.model,
        "confidence": spoken.confidence,
    }


def draft_minutes(*, meeting_id: UUID) -> Draft:
    """Write a draft of a closed meeting and record it; returns the newest one when nothing was added since."""
    with act(meeting_id=meeting_id, actor=SYSTEM) as current:
        meeting = Meeting.objects.select_related("unit", "unit__parent").get(id=meeting_id)
        content = gather_content(meeting)
        newest = newest_draft(meeting)
        told = (content.segments, content.revisions)
        if newest and (newest.segments, newest.revisions) == told and (folder() / newest.file).exists():
            return newest
        # Word files are written in jobs: a web process starts faster without their library.
        from meetings.minutes.document import write_docx

        data = write_docx(content)
        draft = Draft.objects.create(
            meeting=meeting,
            made_at=clock.now(),
            upto_number=content.number,
            segments=content.segments,
            revisions=content.revisions,
            file=f"{uuid.uuid4()}.docx",
            sha256=hashlib.sha256(data).hexdigest(),
        )
        write_atomically(folder() / draft.file, data)
        url = f"/bien-ban/{meeting_id}/du-thao.docx"
        current.record(MinutesDrafted(draft_id=str(draft.id), url=url), READERS)
    return draft


def newest_draft(meeting: Meeting) -> Draft | None:
    """Return the last draft made."""
    return Draft.objects.filter(meeting=meeting).order_by("-made_at").first()


def get_draft_for(actor: Actor, meeting_id: UUID) -> tuple[Meeting, Path]:
    """Return the meeting and the file of its newest draft, made anew when captions arrived after the last one."""
    meeting = get_meeting_for(actor, meeting_id, Permission.SEE_MINUTES)
    if meeting.status != MeetingStatus.CLOSED:
        raise BadState(_("Biên bản dự thảo có sau khi bế mạc cuộc họp."), code="not_closed")
    return meeting, folder() / draft_minutes(meeting_id=meeting_id).file


def folder() -> Path:
    """Return the folder of the drafts."""
    path = Path(settings.HOME) / "minutes"
    path.mkdir(parents=True, exist_ok=True)
    return path


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file so that no half of it can ever be read."""
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
