"""The page of preparation of a questioning: who answers in it, and the questions that were handed in before."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from meetings.accounts.access import SignedInRequest, actor_of, signed_in
from meetings.agenda.models import Item, Meeting
from meetings.agenda.questioning import people_to_question, set_questioning
from meetings.agenda.selectors import get_item_for, get_meeting_for
from meetings.contracts.state import MeetingStatus
from meetings.core.errors import BadInput, BadState, DomainError
from meetings.core.permissions import Permission
from meetings.questioning.forms import QuestionForm
from meetings.questioning.selectors import questions_state
from meetings.questioning.services import register_question


@require_http_methods(["GET", "POST"])
@signed_in
def item(request: SignedInRequest, meeting_id: UUID, item_id: UUID) -> HttpResponse:
    """Show who answers in an item and its questions; POST sets who answers (``bo``: nobody, an item like any other)."""
    meeting = get_meeting_for(actor_of(request), meeting_id, Permission.PREPARE_MEETING)
    shown = get_item_for(meeting, item_id)
    if request.method == "GET":
        return _page(request, meeting, shown)
    try:
        chosen = None if "bo" in request.POST else _chosen(request)
        set_questioning(actor=actor_of(request), meeting_id=meeting_id, item_id=item_id, answerers=chosen)
    except (BadInput, BadState) as error:
        return _page(request, meeting, shown, refused=error.message)
    words = _("Mục này không còn là mục chất vấn.") if chosen is None else _("Đã lưu người trả lời chất vấn.")
    return _back(request, meeting_id, item_id, words)


@require_POST
@signed_in
def register(request: SignedInRequest, meeting_id: UUID, item_id: UUID) -> HttpResponse:
    """Enter a question that a delegate handed in on paper."""
    meeting = get_meeting_for(actor_of(request), meeting_id, Permission.PREPARE_MEETING)
    shown = get_item_for(meeting, item_id)
    form = QuestionForm(request.POST, meeting=meeting, item=shown)
    if not form.is_valid():
        return _page(request, meeting, shown, form=form)
    try:
        register_question(
            actor=actor_of(request),
            meeting_id=meeting_id,
            item_id=item_id,
            person_id=form.asker(),
            text=form.question(),
        )
    except DomainError as error:
        return _page(request, meeting, shown, form=form, refused=error.message)
    return _back(request, meeting_id, item_id, _("Đã ghi chất vấn."))


def _chosen(request: SignedInRequest) -> list[UUID]:
    try:
        return [UUID(text) for text in request.POST.getlist("nguoi")]
    except ValueError as error:
        raise BadInput(_("Người trả lời chất vấn phải dự họp và được phát biểu."), code="bad_answerer") from error


def _back(request: SignedInRequest, meeting_id: UUID, item_id: UUID, words: str) -> HttpResponse:
    messages.success(request, words)
    return HttpResponseRedirect(reverse("item-questioning", args=[meeting_id, item_id]))


def _page(
    request: SignedInRequest, meeting: Meeting, shown: Item, *, form: QuestionForm | None = None, refused: str = ""
) -> HttpResponse:
    context = {
        "meeting": meeting,
        "item": shown,
        "people": people_to_question(meeting),
        "answerers": set(shown.answerers.values_list("id", flat=True)),
        "questions": [one for one in questions_state(meeting) if one.item_id == str(shown.id)],
        "form": form or QuestionForm(meeting=meeting, item=shown),
        "refused": refused,
        "open": meeting.status != MeetingStatus.CLOSED,
    }
    return render(request, "questioning/item.html", context, status=422 if form or refused else 200)
