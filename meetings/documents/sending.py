"""The page on which the office says whom a paper, or all papers of an item, are sent to."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from meetings.accounts.access import SignedInRequest, actor_of, signed_in
from meetings.accounts.models import Unit
from meetings.agenda.models import Meeting, Participation
from meetings.agenda.selectors import people_of
from meetings.contracts.roles import Role
from meetings.core.errors import BadInput
from meetings.core.permissions import Permission, roles_with
from meetings.documents.circles import ALWAYS, Circle, choosable_roles, circle_of
from meetings.documents.distribution import distribute_item, distribute_paper
from meetings.documents.selectors import get_paper_for


@dataclass(frozen=True, slots=True)
class Choice:
    """One box of the form."""

    value: str
    name: object
    about: str
    chosen: bool


@require_http_methods(["GET", "POST"])
@signed_in
def send_to(request: SignedInRequest, paper_id: UUID) -> HttpResponse:
    """Show whom a paper is sent to (GET); change it, for all papers of its item when ``ca-muc`` is ticked (POST)."""
    actor = actor_of(request)
    paper = get_paper_for(actor, paper_id, Permission.PREPARE_MEETING)
    if request.method == "POST":
        circle = _typed(request)
        if request.POST.get("ca-muc") and paper.item_id:
            distribute_item(actor=actor, meeting_id=paper.meeting_id, item_id=paper.item_id, circle=circle)
        else:
            distribute_paper(actor=actor, paper_id=paper_id, circle=circle)
        return redirect(f"{reverse('prepare', args=[paper.meeting_id])}?mo=papers")
    circle = circle_of(paper.circle)
    context = {
        "paper": paper,
        "meeting": paper.meeting,
        "circle": circle,
        **_choices(paper.meeting, circle or Circle()),
    }
    return render(request, "documents/send_to.html", context)


def _typed(request: SignedInRequest) -> Circle | None:
    match request.POST.get("den", ""):
        case "moi-nguoi":
            return None
        case "chon":
            roles = request.POST.getlist("vai-tro")
            if set(roles) - set(Role):
                raise BadInput(_("Vai trò đã chọn không có trong cuộc họp. Hãy tải lại trang."))
            return Circle(
                people=_ids(request.POST.getlist("nguoi")),
                roles=tuple(role for role in Role if role in roles),
                units=_ids(request.POST.getlist("don-vi")),
            )
    raise BadInput(_("Chưa chọn gửi đến mọi người hay chỉ một số nơi. Hãy chọn một trong hai."))


def _ids(texts: list[str]) -> tuple[str, ...]:
    try:
        return tuple(sorted({str(UUID(text)) for text in texts}))
    except ValueError as error:
        raise BadInput(_("Người hoặc đơn vị đã chọn không còn nữa. Hãy tải lại trang.")) from error


def _choices(meeting: Meeting, circle: Circle) -> dict[str, list[Choice]]:
    """Return the boxes: roles, units of the people with those above them, and people who do not see it anyway."""
    places = [place for place in people_of(meeting) if place.role in roles_with(Permission.READ_PAPERS)]
    held = {place.role for place in places}
    return {
        "roles": [Choice(role, role, "", role in circle.roles) for role in choosable_roles() if role in held],
        "units": [
            Choice(str(unit.id), unit.name, unit.level, str(unit.id) in circle.units) for unit in _units(places, circle)
        ],
        "people": [
            Choice(
                str(place.person_id), place.person.full_name, place.person.title, str(place.person_id) in circle.people
            )
            for place in places
            if place.person and place.role not in ALWAYS
        ],
    }


def _units(places: list[Participation], circle: Circle) -> list[Unit]:
    known = {str(unit.id): unit for unit in Unit.objects.order_by("name")}
    offered: set[str] = {unit for unit in circle.units if unit in known}
    for place in places:
        unit = known.get(str(place.person.unit_id)) if place.person else None
        while unit and str(unit.id) not in offered:
            offered.add(str(unit.id))
            unit = known.get(str(unit.parent_id))
    return [unit for unit_id, unit in known.items() if unit_id in offered]
