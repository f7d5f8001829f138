"""One's own invitation: what, when and where; the answer."""

from itertools import islice
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from meetings.accounts.access import SignedInRequest, actor_of, signed_in
from meetings.accounts.models import Person
from meetings.accounts.selectors import find_people
from meetings.agenda.models import Meeting
from meetings.agenda.schedule import readable_papers
from meetings.agenda.selectors import Place, get_place_for, outlined, people_of, rooms_in
from meetings.contracts.invitations import AnswerKind
from meetings.contracts.roles import Role
from meetings.contracts.state import MeetingStatus
from meetings.core.errors import BadInput
from meetings.core.permissions import Permission
from meetings.invitations.answers import Reply, answer_invitation
from meetings.invitations.models import Answer
from meetings.invitations.views.letters import copy_for

FOUND_SHOWN = 12


@require_safe
@signed_in
def invitation(request: SignedInRequest, meeting_id: UUID) -> HttpResponse:
    """Show my invitation and my answer; before the opening it can be given or changed here."""
    place = get_place_for(actor_of(request), meeting_id, Permission.ANSWER_INVITATION)
    answer = Answer.objects.filter(meeting=place.meeting, person=request.user).first()
    typed = Reply(AnswerKind(answer.kind), answer.room_id, answer.reason, answer.substitute_id) if answer else None
    return render(request, "invitations/mine.html", page_context(request, place, typed))


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
    return render(request, "invitations/substitutes.html", {"found": found, "query": request.GET.get("q", "")})


def typed_reply(request: SignedInRequest, meeting: Meeting) -> Reply:
    """Read the form; who answers too late hears that first, whatever he typed."""
    typed = request.POST.get("answer", "")
    reason = request.POST.get("reason", "")
    if typed in {AnswerKind.REMOTE, AnswerKind.ABSENT}:
        return Reply(AnswerKind(typed), reason=reason)
    if typed == AnswerKind.SUBSTITUTE:
        return Reply(AnswerKind.SUBSTITUTE, reason=reason, substitute_id=_id(request.POST.get("substitute", "")))
    if typed != AnswerKind.ROOM and meeting.status == MeetingStatus.CONVENED:
        raise BadInput(_("Hãy chọn một câu trả lời."), code="answer_missing")
    return Reply(AnswerKind.ROOM, room_id=_id(request.POST.get("room", "")))


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def substitutes_for(person: Person, meeting: Meeting, query: str) -> list[Person]:
    """Return open accounts without a place in the meeting: those of the person's unit, or those found."""
    placed: set[object] = {place.person_id for place in people_of(meeting) if place.person_id}
    if query.strip():
        return find_people(query, without=placed, limit=FOUND_SHOWN)
    if person.unit is None:
        return []
    own = Person.objects.filter(unit=person.unit, is_active=True).select_related("unit")
    free = (one for one in own.order_by("protocol_order", "full_name").iterator() if one.id not in placed)
    return list(islice(free, FOUND_SHOWN))


def page_context(request: SignedInRequest, place: Place, typed: Reply | None) -> dict[str, object]:
    """Return what the page shows; ``typed`` is what its form holds."""
    meeting = place.meeting
    answer = Answer.objects.filter(meeting=meeting, person=request.user).select_related("room", "substitute").first()
    chosen_id = typed.substitute_id if typed else None
    chosen = Person.objects.filter(id=chosen_id).select_related("unit").first() if chosen_id else None
    chair = meeting.participations.filter(role=Role.CHAIR).select_related("person").first()
    found = substitutes_for(request.user, meeting, "")
    rooms = [one.room for one in rooms_in(meeting) if one.room]
    own = [room.id for room in rooms if room.unit_id == request.user.unit_id]
    chosen_room = typed.room_id if typed else None
    return {
        "meeting": meeting,
        "place": place.participation,
        "answer": answer,
        "typed": typed,
        "chosen": chosen,
        "found": [person for person in found if person.id != chosen_id],
        "rooms": rooms,
        "first_room": chosen_room or next(iter(own), None),
        "chair": chair.person if chair else None,
        "items": outlined(meeting),
        "papers": len(readable_papers(meeting, actor_of(request))) if place.may(Permission.READ_PAPERS) else 0,
        "copy": copy_for(meeting, request.user.id, request.user.unit_id),
        "changeable": meeting.status == MeetingStatus.CONVENED,
    }
