"""What somebody said by telephone or on paper: the secretary fills in the form in the person's place."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from meetings.accounts.access import SignedInRequest, actor_of, signed_in
from meetings.accounts.models import Person
from meetings.agenda.models import Meeting
from meetings.agenda.selectors import get_meeting_for
from meetings.core.errors import BadInput
from meetings.core.permissions import Permission
from meetings.invitations.answers import enter_answer
from meetings.invitations.models import Answer
from meetings.invitations.selectors import ANSWER_SHOWN, asked_in
from meetings.invitations.views.form import form_context, said_in, substitutes_for, typed_reply


@require_http_methods(["GET", "POST"])
@signed_in
def enter(request: SignedInRequest, meeting_id: UUID, person_id: UUID) -> HttpResponse:
    """Show the answer of somebody as a form; POST writes down what he said."""
    meeting, person = _invited(request, meeting_id, person_id)
    answer = Answer.objects.filter(meeting=meeting, person=person).select_related(*ANSWER_SHOWN).first()
    reply, refusal = said_in(answer), ""
    if request.method == "POST":
        try:
            reply = typed_reply(request, meeting)
            enter_answer(actor=actor_of(request), meeting_id=meeting_id, person_id=person_id, reply=reply)
        except BadInput as error:
            refusal = error.message
        else:
            done = _("Đã ghi câu trả lời của %(name)s. Người ấy thấy ai đã nhập và vẫn đổi được.")
            messages.success(request, done % {"name": person.full_name}, extra_tags="good")
            return HttpResponseRedirect(reverse("answers", args=[meeting_id]))
    context = form_context(meeting, person, reply) | {"answer": answer, "refusal": refusal}
    return render(request, "invitations/enter.html", context, status=422 if refusal else 200)


@require_safe
@signed_in
def substitutes(request: SignedInRequest, meeting_id: UUID, person_id: UUID) -> HttpResponse:
    """Return who can come instead of somebody: of his unit, or whom the search finds."""
    meeting, person = _invited(request, meeting_id, person_id)
    query = request.GET.get("q", "")
    context = {"found": substitutes_for(person, meeting, query), "query": query}
    return render(request, "invitations/substitutes.html", context)


def _invited(request: SignedInRequest, meeting_id: UUID, person_id: UUID) -> tuple[Meeting, Person]:
    meeting = get_meeting_for(actor_of(request), meeting_id, Permission.PREPARE_MEETING)
    asked_in(meeting, person_id)
    return meeting, Person.objects.select_related("unit").get(id=person_id)
