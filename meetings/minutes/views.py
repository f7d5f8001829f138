"""The draft minutes and the transcript as downloads."""

from collections.abc import Callable
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from meetings.accounts.access import SignedInRequest, actor_of, signed_in
from meetings.accounts.models import Person
from meetings.core.actor import person_actor
from meetings.minutes.selectors import get_transcript_for
from meetings.minutes.services import get_draft_for
from meetings.minutes.transcript import Transcript
from meetings.minutes.transcript_files import to_json, to_srt, to_vtt

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_safe
@login_required
def draft_docx(request: HttpRequest, meeting_id: UUID) -> FileResponse:
    """Send the newest draft to the chair or the secretary."""
    person = request.user
    if not isinstance(person, Person):
        raise TypeError("signed in without a person")
    meeting, path = get_draft_for(person_actor(person.id), meeting_id)
    name = f"Dự thảo biên bản - {meeting.title}.docx"
    return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type=DOCX)


@require_safe
@signed_in
def transcript_vtt(request: SignedInRequest, meeting_id: UUID) -> HttpResponse:
    """Send the transcript as WebVTT."""
    return _file(request, meeting_id, to_vtt, "vtt", "text/vtt; charset=utf-8")


@require_safe
@signed_in
def transcript_srt(request: SignedInRequest, meeting_id: UUID) -> HttpResponse:
    """Send the transcript as SubRip."""
    return _file(request, meeting_id, to_srt, "srt", "application/x-subrip; charset=utf-8")


@require_safe
@signed_in
def transcript_json(request: SignedInRequest, meeting_id: UUID) -> HttpResponse:
    """Send the transcript as JSON, with words, times and confidence."""
    return _file(request, meeting_id, to_json, "json", "application/json")


def _file(
    request: SignedInRequest, meeting_id: UUID, write: Callable[[Transcript], str], ending: str, content_type: str
) -> HttpResponse:
    transcript = get_transcript_for(actor_of(request), meeting_id)
    name = f"Bản ghi lời - {transcript.title}.{ending}"
    headers = {"Content-Disposition": content_disposition_header(True, name) or "attachment"}
    return HttpResponse(write(transcript), content_type=content_type, headers=headers)
