"""One's own invitation: what, when and where; the answer."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from meetings.accounts.access import SignedInRequest, actor_of, signed_in
from meetings.agenda.schedule import readable_papers
from meetings.agenda.selectors import Place, get_place_for, programme
from meetings.contracts.roles import Role
from meetings.core.errors import BadInput
from meetings.core.permissions import Permission
from meetings.invitations.answers import Reply, answer_invitation
from meetings.invitations.models import Answer
from meetings.invitations.selectors import ANSWER_SHOWN
from meetings.invitations.views.form import form_context, said_in, substitutes_for, typed_reply
from meetings.invitations.views.letters import copy_for


@require_safe
@signed_in
def invitation(request: SignedInRequest, meeting_id: UUID) -> HttpResponse:
    """Show my invitation and my answer; before the opening it can be given or changed here."""
    place = get_place_for(actor_of(request), meeting_id, Permission.ANSWER_INVITATION)
    answer = Answer.objects.filter(meeting=place.meeting, person=request.user).first()
    return render(request, "invitations/mine.html", page_context(request, place, said_in(answer)))


@require_POST
@signed_in
def answer(request: SignedInRequest, meeting_id: UUID) -> HttpResponse:
    """Take my answer; what cannot be used is said beside what was typed."""
    place = get_place_for(actor_of(request), meeting_id, Permission.ANSWER_INVITATION)
    reply = None
    try:
        reply = typed_reply(request, place.meeting)
        answer_invitation(actor=actor_of(request), meeting_id=meeting_id, reply=reply)
    except BadInput as error:
        context = page_context(request, place, reply) | {"refusal": error.message}
        return render(request, "invitations/mine.html", context, status=422)
    messages.success(request, _("Đã ghi câu trả lời. Đổi được đến khi khai mạc."), extra_tags="good")
    return HttpResponseRedirect(reverse("invitation", args=[meeting_id]))


@require_safe
@signed_in
def substitutes(request: SignedInRequest, meeting_id: UUID) -> HttpResponse:
    """Return who can come instead of me: of my unit, or whom the search finds."""
    place = get_place_for(actor_of(request), meeting_id, Permission.ANSWER_INVITATION)
    found = substitutes_for(request.user, place.meeting, request.GET.get("q", ""))
    context = {"found": found, "query": request.GET.get("q", ""), "own": True}
    return render(request, "invitations/substitutes.html", context)


def page_context(request: SignedInRequest, place: Place, typed: Reply | None) -> dict[str, object]:
    """Return what the page shows; ``typed`` is what its form holds."""
    meeting = place.meeting
    answer = Answer.objects.filter(meeting=meeting, person=request.user).select_related(*ANSWER_SHOWN).first()
    chair = meeting.participations.filter(role=Role.CHAIR).select_related("person").first()
    return {
        **form_context(meeting, request.user, typed),
        "place": place.participation,
        "answer": answer,
        "chair": chair.person if chair else None,
        "programme": programme(meeting),
        "papers": len(readable_papers(meeting, actor_of(request))) if place.may(Permission.READ_PAPERS) else 0,
        "copy": copy_for(meeting, request.user.id, request.user.unit_id),
    }
