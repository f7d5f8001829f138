"""Recordings of a meeting: how they come in, who may hear them, and the order to listen to one again."""

import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from meetings.agenda.listening import check_listening
from meetings.agenda.models import Meeting
from meetings.agenda.selectors import get_meeting_for, rooms_in
from meetings.contracts.state import MeetingStatus
from meetings.core import clock, pieces
from meetings.core.actor import Actor
from meetings.core.errors import BadInput, BadState, NotFound
from meetings.core.permissions import Permission
from meetings.minutes.attribution import WHOLE
from meetings.minutes.models import Recording, RecordingStatus
from meetings.minutes.sounds import HEAD, KINDS, SoundKind, kind_of

BUSY = frozenset({RecordingStatus.WAITING, RecordingStatus.RUNNING})


@dataclass(frozen=True, slots=True)
class RecordingText:
    """What is said about a file before it comes; ``start`` None: it begins at the opening."""

    file: pieces.Announced
    room_id: str = ""
    start: datetime | None = None


def folder_of(recording_id: UUID) -> Path:
    """Return the folder of a recording."""
    return Path(settings.HOME) / "recordings" / str(recording_id)


def sound_of(recording: Recording) -> Path:
    """Return the place of the sound."""
    return folder_of(recording.id) / "sound"


def found_of(recording: Recording) -> Path:
    """Return the place of what a second pass has found so far."""
    return folder_of(recording.id) / "found.jsonl"


def kind(recording: Recording) -> SoundKind:
    """Return the kind of a recording that is here."""
    return KINDS[recording.kind]


def get_recorded_meeting_for(actor: Actor, meeting_id: UUID, permission: Permission) -> Meeting:
    """Return a meeting whose sound the actor may handle; ``Refused`` where no machine may listen."""
    meeting = get_meeting_for(actor, meeting_id, permission)
    check_listening(meeting)
    return meeting


def get_recording_for(
    actor: Actor, meeting_id: UUID, recording_id: UUID, permission: Permission = Permission.SEE_MINUTES
) -> Recording:
    """Return a recording: chair and secretary hear it, the secretary handles it."""
    meeting = get_recorded_meeting_for(actor, meeting_id, permission)
    recording = Recording.objects.select_related("meeting").filter(meeting=meeting, id=recording_id).first()
    if recording is None:
        raise NotFound(_("Không tìm thấy bản ghi âm này. Hãy tải lại trang."))
    return recording


def begin_recording(*, actor: Actor, meeting_id: UUID, text: RecordingText) -> Recording:
    """Announce a file; its pieces follow. One of which a part has come before goes on there."""
    meeting = get_recorded_meeting_for(actor, meeting_id, Permission.CORRECT_CAPTION)
    if meeting.opened_at is None:
        raise BadState(_("Cuộc họp chưa khai mạc nên chưa có gì để nghe lại."), code="not_in_session")
    most, size = settings.MAX_RECORDING_BYTES, text.file.size
    if not 0 < size <= most:
        raise BadInput(
            _("Tệp rỗng hoặc lớn quá %(limit)s MB nên không được nhận. Hãy nén thành Opus, MP3 hoặc M4A.")
            % {"limit": most // (1024 * 1024)},
            code="too_large",
        )
    participant, label = _source(meeting, text.room_id)
    start = text.start or meeting.opened_at
    begun = Recording.objects.filter(meeting=meeting, by_id=actor.id, status=RecordingStatus.COMING)
    begun = begun.filter(name=text.file.name, size=size, mark=text.file.mark, participant=participant).exclude(mark="")
    if before := begun.first():
        return before
    pieces.check_room(size)
    return Recording.objects.create(
        meeting=meeting,
        participant=participant,
        label=label,
        start_ms=int(start.timestamp() * 1000),
        name=text.file.name or "ghi-am",
        size=size,
        mark=text.file.mark,
        by_id=actor.id,
        made_at=clock.now(),
    )


def _source(meeting: Meeting, room_id: str) -> tuple[str, str]:
    rooms = {str(place.room.id): place.room.name for place in rooms_in(meeting) if place.room}
    if room_id:
        if room_id not in rooms:
            raise BadInput(_("Phòng này không có trong cuộc họp. Hãy tải lại trang."))
        return f"room:{room_id}", rooms[room_id]
    return WHOLE, next(iter(rooms.values()), meeting.place)


def add_piece(*, actor: Actor, meeting_id: UUID, recording_id: UUID, offset: int, data: bytes) -> Recording:
    """Take the piece that begins at ``offset``; one that is here already counts once. The last one is checked."""
    get_recording_for(actor, meeting_id, recording_id, Permission.CORRECT_CAPTION)
    with transaction.atomic():
        recording = Recording.objects.select_for_update().get(id=recording_id)
        if recording.status != RecordingStatus.COMING:
            return recording
        if offset == 0 and kind_of(data[:HEAD]) is None:
            raise BadInput(
                _("Tệp này không phải ghi âm WAV, Opus/OGG, MP3, M4A, MP4 hoặc WebM nên không được nhận."), code="kind"
            )
        recording.came = pieces.put(
            sound_of(recording), came=recording.came, size=recording.size, offset=offset, data=data
        )
        if offset == 0:
            known = kind_of(data[:HEAD])
            recording.kind = known.ending if known else ""
        if recording.came == recording.size:
            recording.status = RecordingStatus.KEPT
        recording.save(update_fields=["came", "kind", "status"])
    return recording


def set_start(*, actor: Actor, meeting_id: UUID, recording_id: UUID, start: datetime) -> None:
    """Say when the recording began; lines made from it so far keep their times until it is listened to again."""
    recording = get_recording_for(actor, meeting_id, recording_id, Permission.CORRECT_CAPTION)
    _refuse_busy(recording)
    recording.start_ms = int(start.timestamp() * 1000)
    recording.save(update_fields=["start_ms"])


def order_rerun(*, actor: Actor, meeting_id: UUID, recording_id: UUID) -> None:
    """Have a recording listened to again, from its beginning."""
    recording = get_recording_for(actor, meeting_id, recording_id, Permission.CORRECT_CAPTION)
    if recording.meeting.status != MeetingStatus.CLOSED:
        raise BadState(_("Nghe lại cả bản ghi sau khi bế mạc: lúc đang họp máy dành cho phụ đề."), code="not_closed")
    if recording.status == RecordingStatus.COMING:
        raise BadState(_("Tệp chưa lên đủ. Hãy chờ tải xong hoặc tải lên lại."), code="coming")
    _refuse_busy(recording)
    found_of(recording).unlink(missing_ok=True)
    recording.status, recording.progress, recording.problem = RecordingStatus.WAITING, 0, ""
    recording.save(update_fields=["status", "progress", "problem"])


def cancel_rerun(*, actor: Actor, meeting_id: UUID, recording_id: UUID) -> None:
    """Stop listening; the transcript stays as it was."""
    recording = get_recording_for(actor, meeting_id, recording_id, Permission.CORRECT_CAPTION)
    stopped = Recording.objects.filter(id=recording.id, status__in=BUSY)
    stopped.update(status=RecordingStatus.KEPT, progress=0, holder="")


def remove_recording(*, actor: Actor, meeting_id: UUID, recording_id: UUID) -> None:
    """Delete the sound for good; lines made from it stay in the transcript."""
    recording = get_recording_for(actor, meeting_id, recording_id, Permission.CORRECT_CAPTION)
    _refuse_busy(recording)
    recording.delete()
    shutil.rmtree(folder_of(recording_id), ignore_errors=True)


def _refuse_busy(recording: Recording) -> None:
    if recording.status in BUSY:
        raise BadState(_("Máy đang nghe bản ghi này. Hãy chờ xong hoặc bấm Dừng trước."), code="busy")
