"""The secretary's page of seats: everything that it shows is one JSON, every act answers with it anew."""

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from pydantic import TypeAdapter, ValidationError

from meetings.accounts.access import SignedInRequest, actor_of, signed_in
from meetings.agenda.selectors import get_meeting_for
from meetings.contracts.seating import (
    ArrangeSeats,
    Hall,
    HallSpec,
    HoldSeat,
    MoveGuest,
    PinGuest,
    PlaceGuest,
    PublishSeats,
    SeatingAct,
    SeatingDesk,
    SetHall,
)
from meetings.core.actor import Actor
from meetings.core.errors import BadInput, BadState
from meetings.core.permissions import Permission
from meetings.seating import services
from meetings.seating.prints import Paper, print_plan, print_plates
from meetings.seating.selectors import desk_state

ACT: TypeAdapter[SeatingAct] = TypeAdapter(SeatingAct)
SPEC: TypeAdapter[HallSpec] = TypeAdapter(HallSpec)
T = TypeVar("T")


@require_safe
@signed_in
def page(request: SignedInRequest, meeting_id: UUID) -> HttpResponse:
    """Show the page."""
    meeting = get_meeting_for(actor_of(request), meeting_id, Permission.ARRANGE_SEATS)
    desk = desk_state(meeting)
    return render(request, "seating/page.html", {"meeting": meeting, "desk": desk.model_dump(mode="json")})


@require_safe
@signed_in
def summary(request: SignedInRequest, meeting_id: UUID) -> HttpResponse:
    """Return the line of «Chuẩn bị»: how far the seats are, and the way to their page."""
    meeting = get_meeting_for(actor_of(request), meeting_id, Permission.ARRANGE_SEATS)
    desk = desk_state(meeting)
    here = [person for person in desk.people if not person.away]
    context = {
        "meeting": meeting,
        "desk": desk,
        "seated": sum(1 for person in here if person.seat),
        "waiting": sum(1 for person in here if not person.seat),
        "elsewhere": len(desk.people) - len(here),
    }
    return render(request, "seating/summary.html", context)


@require_POST
@signed_in
def act(request: SignedInRequest, meeting_id: UUID) -> HttpResponse:
    """Carry out one act of the page (``SeatingAct`` as JSON); answer with everything as it is now."""
    actor = actor_of(request)
    services.editable_meeting_for(actor, meeting_id)
    _carry_out(actor, meeting_id, _read(request, ACT))
    return _answer(desk_state(get_meeting_for(actor, meeting_id, Permission.ARRANGE_SEATS)))


@require_POST
@signed_in
def preview(request: SignedInRequest, meeting_id: UUID) -> HttpResponse:
    """Return the hall of these numbers (``HallSpec`` as JSON), before it is kept."""
    services.editable_meeting_for(actor_of(request), meeting_id)
    return _answer(services.drawn(_read(request, SPEC)))


@require_safe
@signed_in
def plan_pdf(request: SignedInRequest, meeting_id: UUID) -> HttpResponse:
    """Return the plan for printing; ``?kho=a4`` on A4, else on A3."""
    meeting = get_meeting_for(actor_of(request), meeting_id, Permission.ARRANGE_SEATS)
    desk = desk_state(meeting)
    if desk.hall is None:
        raise BadState(_("Chưa có hội trường nên chưa có gì để in. Hãy lập hội trường trước."), code="no_hall")
    paper: Paper = "a4" if request.GET.get("kho") == "a4" else "a3"
    return _pdf(print_plan(meeting, desk, desk.hall, paper), f"so-do-cho-ngoi-{paper}.pdf")


@require_safe
@signed_in
def plates_pdf(request: SignedInRequest, meeting_id: UUID) -> HttpResponse:
    """Return the name plates of everybody who has a seat, in the order of the list."""
    meeting = get_meeting_for(actor_of(request), meeting_id, Permission.ARRANGE_SEATS)
    seated = [person for person in desk_state(meeting).people if person.seat]
    if not seated:
        raise BadState(
            _("Chưa ai có ghế nên chưa có biển tên để in. Hãy bấm «Xếp tự động» trước."), code="nobody_seated"
        )
    return _pdf(print_plates(meeting, seated), "bien-ten.pdf")


def _pdf(content: bytes, name: str) -> HttpResponse:
    disposition = f'attachment; filename="{name}"'
    return HttpResponse(content, content_type="application/pdf", headers={"Content-Disposition": disposition})


def _carry_out(actor: Actor, meeting_id: UUID, wanted: SeatingAct) -> None:
    match wanted:
        case SetHall(room_id=room, spec=spec):
            services.set_hall(actor=actor, meeting_id=meeting_id, room_id=_id(room), spec=spec)
        case ArrangeSeats(order=order):
            services.arrange_seats(actor=actor, meeting_id=meeting_id, order=order)
        case MoveGuest(person_id=person, seat=seat):
            services.move_guest(actor=actor, meeting_id=meeting_id, person_id=_id(person), seat=seat)
        case PinGuest(person_id=person, pinned=pinned):
            services.pin_guest(actor=actor, meeting_id=meeting_id, person_id=_id(person), pinned=pinned)
        case HoldSeat(seat=seat, held=held):
            services.hold_seat(actor=actor, meeting_id=meeting_id, seat=seat, held=held)
        case PlaceGuest(person_id=person, stays=stays):
            services.place_guest(actor=actor, meeting_id=meeting_id, person_id=_id(person), stays=stays)
        case PublishSeats():
            services.publish_seats(actor=actor, meeting_id=meeting_id)


def _read(request: SignedInRequest, shape: TypeAdapter[T]) -> T:
    return _sound(lambda: shape.validate_json(request.body))


def _id(text: str) -> UUID:
    return _sound(lambda: UUID(text))


def _sound(read: Callable[[], T]) -> T:
    try:
        return read()
    except (ValidationError, ValueError) as error:
        raise BadInput(
            _("Máy chủ không hiểu yêu cầu này; chưa có gì thay đổi. Hãy xem lại các số đã nhập hoặc tải lại trang.")
        ) from error


def _answer(shown: SeatingDesk | Hall) -> JsonResponse:
    return JsonResponse(shown.model_dump(mode="json"))
