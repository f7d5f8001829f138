"""The editor of the people of a meeting inside «Chuẩn bị»."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from meetings.accounts.access import SignedInRequest, actor_of, signed_in
from meetings.accounts.selectors import bodies_on, find_people
from meetings.agenda.models import Meeting
from meetings.agenda.selectors import get_meeting_for, people_of
from meetings.agenda.views.prepare import changed
from meetings.attendance.selectors import may_vote
from meetings.attendance.services import Invitation, invite_body, invite_people, keep_as_body, remove_person
from meetings.contracts.roles import Role
from meetings.core.errors import BadInput, DomainError
from meetings.core.permissions import Permission
from meetings.core.templatetags.nghisu import role_names

FOUND_SHOWN = 30


def role_choices(meeting: Meeting) -> list[tuple[str, str, bool]]:
    """Return the roles that a person can have: value, name, whether it can vote."""
    names = role_names()
    return [(role.value, names[role], may_vote(meeting, role)) for role in Role if role != Role.ROOM]


@require_http_methods(["GET", "POST"])
@signed_in
def people(request: SignedInRequest, meeting_id: UUID) -> HttpResponse:
    """Show the editor; POST invites everybody ticked in the search."""
    meeting = get_meeting_for(actor_of(request), meeting_id, Permission.PREPARE_MEETING)
    if request.method == "GET":
        return render(request, "attendance/people.html", people_context(meeting, query=""))
    query = request.POST.get("q", "")
    invitations = typed_invitations(request, meeting)
    if not invitations:
        context = people_context(meeting, query=query) | {"error": _("Hãy đánh dấu ít nhất một người.")}
        return render(request, "attendance/people_found.html", context, status=422)
    try:
        invite_people(actor=actor_of(request), meeting_id=meeting_id, invitations=invitations)
    except BadInput as error:
        context = people_context(meeting, query=query) | {"error": error.message}
        return render(request, "attendance/people_found.html", context, status=422)
    count = len(invitations)
    done = ngettext("Đã mời %(n)s người.", "Đã mời %(n)s người.", count) % {"n": count}
    context = people_context(meeting, query=query) | {"done": done, "with_list": True}
    return changed(render(request, "attendance/people_found.html", context))


@require_safe
@signed_in
def search(request: SignedInRequest, meeting_id: UUID) -> HttpResponse:
    """Return the people who can still be invited and fit what was typed."""
    meeting = get_meeting_for(actor_of(request), meeting_id, Permission.PREPARE_MEETING)
    return render(request, "attendance/people_found.html", people_context(meeting, query=request.GET.get("q", "")))


@require_POST
@signed_in
def body(request: SignedInRequest, meeting_id: UUID) -> HttpResponse:
    """Invite the members of a whole body."""

    def invite() -> str:
        count = invite_body(actor=actor_of(request), meeting_id=meeting_id, unit_id=typed_unit(request))
        return ngettext("Đã mời %(n)s người.", "Đã mời %(n)s người.", count) % {"n": count}

    return bodies_answer(request, meeting_id, invite)


@require_POST
@signed_in
def keep_body(request: SignedInRequest, meeting_id: UUID) -> HttpResponse:
    """Keep the people of this meeting as the lasting members of its body."""

    def keep() -> str:
        count = keep_as_body(actor=actor_of(request), meeting_id=meeting_id)
        words = ngettext("Đã lưu %(n)s thành viên.", "Đã lưu %(n)s thành viên.", count)
        return words % {"n": count}

    return bodies_answer(request, meeting_id, keep)


def bodies_answer(request: SignedInRequest, meeting_id: UUID, act: Callable[[], str]) -> HttpResponse:
    """Run an act about a body; return that part of the editor with what came of it, and the list as it is now."""
    meeting = get_meeting_for(actor_of(request), meeting_id, Permission.PREPARE_MEETING)
    try:
        said = {"body_done": act()}
    except DomainError as error:
        said = {"body_error": error.message}
    context = {"meeting": meeting, "people": people_of(meeting), "roles": role_choices(meeting), "with_list": True}
    status = 422 if "body_error" in said else 200
    context |= bodies_context(meeting) | said
    response = render(request, "attendance/people_bodies.html", context, status=status)
    return response if status == 422 else changed(response)


def typed_unit(request: SignedInRequest) -> UUID:
    """Return the body that was chosen."""
    try:
        return UUID(request.POST.get("unit", ""))
    except ValueError as error:
        raise BadInput(_("Hãy chọn cơ quan.")) from error


@require_POST
@signed_in
def change(request: SignedInRequest, meeting_id: UUID, person_id: UUID) -> HttpResponse:
    """Change the role or the vote of an invited person."""
    role = typed_role(request)
    meeting = get_meeting_for(actor_of(request), meeting_id, Permission.PREPARE_MEETING)
    votes = bool(request.POST.get("votes")) and may_vote(meeting, role)
    failed = ""
    try:
        invitation = Invitation(person_id, role, votes)
        invite_people(actor=actor_of(request), meeting_id=meeting_id, invitations=[invitation])
    except BadInput as error:
        failed = error.message
    return render_list(request, meeting, person_id, failed)


@require_POST
@signed_in
def remove(request: SignedInRequest, meeting_id: UUID, person_id: UUID) -> HttpResponse:
    """Take a person from the meeting."""
    failed = ""
    try:
        remove_person(actor=actor_of(request), meeting_id=meeting_id, person_id=person_id)
    except DomainError as error:
        failed = error.message
    meeting = get_meeting_for(actor_of(request), meeting_id, Permission.PREPARE_MEETING)
    return render_list(request, meeting, person_id, failed)


def render_list(request: SignedInRequest, meeting: Meeting, person_id: UUID, failed: str) -> HttpResponse:
    """Return the list as it is now; a refusal stands in the line of the person it is about."""
    context = {"meeting": meeting, "people": people_of(meeting), "roles": role_choices(meeting)}
    context |= {"failed": failed, "failed_id": person_id} if failed else {}
    response = render(request, "attendance/people_list.html", context, status=422 if failed else 200)
    return response if failed else changed(response)


def people_context(meeting: Meeting, *, query: str) -> dict[str, object]:
    """Return the invited people and those found for ``query``."""
    invited = people_of(meeting)
    found = find_people(query, without={place.person_id for place in invited}, limit=FOUND_SHOWN)
    context = {"meeting": meeting, "people": invited, "found": found, "query": query, "roles": role_choices(meeting)}
    return context | bodies_context(meeting)


def bodies_context(meeting: Meeting) -> dict[str, object]:
    """Return the bodies with members on the day of the meeting: unit, how many have no place here yet."""
    invited = {place.person_id for place in people_of(meeting) if place.person_id}
    return {"bodies": bodies_on(meeting.starts_at.date(), without=invited)}


def typed_role(request: SignedInRequest) -> Role:
    """Return the role that was chosen."""
    try:
        return Role(request.POST.get("role", ""))
    except ValueError as error:
        raise BadInput(_("Hãy chọn vai trò.")) from error


def typed_invitations(request: SignedInRequest, meeting: Meeting) -> list[Invitation]:
    """Return an invitation for everybody ticked."""
    role = typed_role(request)
    votes = bool(request.POST.get("votes")) and may_vote(meeting, role)
    try:
        return [Invitation(UUID(person), role, votes) for person in request.POST.getlist("person")]
    except ValueError as error:
        raise BadInput(_("Danh sách người được chọn không đọc được. Hãy tải lại trang.")) from error
