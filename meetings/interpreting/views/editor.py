"""The editor of the channels of interpretation inside «Chuẩn bị»."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from meetings.accounts.access import SignedInRequest, actor_of, signed_in
from meetings.agenda.models import Meeting
from meetings.agenda.selectors import get_meeting_for
from meetings.agenda.views.prepare import changed
from meetings.core.errors import BadInput, DomainError
from meetings.core.permissions import Permission
from meetings.interpreting.languages import LANGUAGES
from meetings.interpreting.selectors import channels_state, possible_interpreters
from meetings.interpreting.services import remove_channel, set_channel


@require_http_methods(["GET", "POST"])
@signed_in
def channels(request: SignedInRequest, meeting_id: UUID) -> HttpResponse:
    """Show the editor; POST adds the channel of a language, or says anew who interprets into it."""
    meeting = get_meeting_for(actor_of(request), meeting_id, Permission.PREPARE_MEETING)
    if request.method == "GET":
        return _render(request, meeting)
    language, people = request.POST.get("language", ""), typed_people(request)
    try:
        set_channel(actor=actor_of(request), meeting_id=meeting_id, language=language, person_ids=people)
    except DomainError as error:
        return _render(request, meeting, failed=error.message, failed_in=language)
    return changed(_render(request, meeting, saved=language))


@require_POST
@signed_in
def remove(request: SignedInRequest, meeting_id: UUID, language: str) -> HttpResponse:
    """Take a channel from the meeting."""
    meeting = get_meeting_for(actor_of(request), meeting_id, Permission.PREPARE_MEETING)
    try:
        remove_channel(actor=actor_of(request), meeting_id=meeting_id, language=language)
    except DomainError as error:
        return _render(request, meeting, failed=error.message)
    return changed(_render(request, meeting))


def _render(
    request: SignedInRequest, meeting: Meeting, *, failed: str = "", failed_in: str = "", saved: str = ""
) -> HttpResponse:
    """Return the editor as things are now; a refusal stands at the channel that it is about, else above."""
    known = channels_state(meeting)
    people = possible_interpreters(meeting)
    taken = {one.person_id: channel.language for channel in known for one in channel.interpreters}
    lines = [
        {
            "channel": channel,
            "people": [
                (str(id_), name, taken.get(str(id_)) == channel.language)
                for id_, name in people
                if taken.get(str(id_)) in (None, channel.language)
            ],
            "failed": failed if channel.language == failed_in else "",
            "saved": channel.language == saved,
        }
        for channel in known
    ]
    here = {channel.language for channel in known}
    context = {
        "meeting": meeting,
        "lines": lines,
        "anybody": bool(people),
        "free": [(code, name) for code, name in LANGUAGES.items() if code not in here],
        "failed": failed if failed_in not in here else "",
    }
    return render(request, "interpreting/channels.html", context, status=422 if failed else 200)


def typed_people(request: SignedInRequest) -> list[UUID]:
    """Return the people who were ticked."""
    try:
        return [UUID(person) for person in request.POST.getlist("person")]
    except ValueError as error:
        raise BadInput(_("Danh sách người được chọn không đọc được. Hãy tải lại trang.")) from error
