"""The draft minutes as a download."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest
from django.views.decorators.http import require_safe

from meetings.accounts.models import Person
from meetings.core.actor import person_actor
from meetings.minutes.services import get_draft_for

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
