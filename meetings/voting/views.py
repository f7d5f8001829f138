"""The page of preparation of votes: what the chair will find ready to open."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from meetings.accounts.access import SignedInRequest, actor_of, signed_in
from meetings.agenda.models import Meeting
from meetings.agenda.selectors import get_meeting_for
from meetings.contracts.state import MeetingStatus
from meetings.core.errors import DomainError
from meetings.core.permissions import Permission
from meetings.voting.forms import PreparedForm, prepared_initial
from meetings.voting.models import Poll
from meetings.voting.preparing import change_prepared, discard_prepared, get_waiting, prepare_poll
from meetings.voting.selectors import waiting_polls
from meetings.voting.wording import terms_words


@require_http_methods(["GET", "POST"])
@signed_in
def votes(request: SignedInRequest, meeting_id: UUID) -> HttpResponse:
    """Show the votes that wait, and those that were opened; POST prepares one more."""
    meeting = get_meeting_for(actor_of(request), meeting_id, Permission.PREPARE_MEETING)
    if request.method == "GET":
        return _page(request, meeting)
    form = PreparedForm(request.POST, meeting=meeting)
    if not form.is_valid():
        return _page(request, meeting, form=form)
    try:
        prepare_poll(actor=actor_of(request), meeting_id=meeting_id, text=form.text())
    except DomainError as error:
        return _page(request, meeting, form=form, refused=error.message)
    return _back(request, meeting_id, _("Đã chuẩn bị biểu quyết."))


@require_http_methods(["GET", "POST"])
@signed_in
def change(request: SignedInRequest, meeting_id: UUID, prepared_id: UUID) -> HttpResponse:
    """Show a vote that waits as a form, or save it."""
    meeting = get_meeting_for(actor_of(request), meeting_id, Permission.PREPARE_MEETING)
    row = get_waiting(meeting, prepared_id)
    form = PreparedForm(request.POST or None, meeting=meeting, initial=prepared_initial(row))
    if not form.is_valid():
        return _page(request, meeting, form=form, changed=prepared_id)
    try:
        change_prepared(actor=actor_of(request), meeting_id=meeting_id, prepared_id=prepared_id, text=form.text())
    except DomainError as error:
        return _page(request, meeting, form=form, changed=prepared_id, refused=error.message)
    return _back(request, meeting_id, _("Đã lưu biểu quyết."))


@require_POST
@signed_in
def discard(request: SignedInRequest, meeting_id: UUID, prepared_id: UUID) -> HttpResponse:
    """Put a vote away that waits."""
    meeting = get_meeting_for(actor_of(request), meeting_id, Permission.PREPARE_MEETING)
    try:
        discard_prepared(actor=actor_of(request), meeting_id=meeting_id, prepared_id=prepared_id)
    except DomainError as error:
        return _page(request, meeting, refused=error.message)
    return _back(request, meeting_id, _("Đã bỏ biểu quyết chuẩn bị sẵn."))


def _back(request: SignedInRequest, meeting_id: UUID, words: str) -> HttpResponse:
    messages.success(request, words, extra_tags="good")
    return HttpResponseRedirect(reverse("prepared-votes", args=[meeting_id]))


def _page(
    request: SignedInRequest,
    meeting: Meeting,
    *,
    form: PreparedForm | None = None,
    changed: UUID | None = None,
    refused: str = "",
) -> HttpResponse:
    context = {
        "meeting": meeting,
        "waiting": [(row, terms_words(row)) for row in waiting_polls(meeting.id)],
        "opened": Poll.objects.filter(meeting=meeting).select_related("item"),
        "form": form or PreparedForm(meeting=meeting),
        "changed": changed,
        "refused": refused,
        "open": meeting.status != MeetingStatus.CLOSED,
    }
    faulty = bool(refused) or (form is not None and bool(form.errors))
    return render(request, "voting/prepared.html", context, status=422 if faulty else 200)
