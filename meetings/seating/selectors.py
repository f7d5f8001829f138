"""Reads of seats: who gets one, who has which, and what everybody was told."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import Min
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from meetings.accounts.models import BodyMembership
from meetings.accounts.selectors import in_force
from meetings.agenda.models import Meeting, Participation
from meetings.agenda.selectors import people_of, rooms_in
from meetings.contracts.invitations import AnswerKind
from meetings.contracts.roles import Role
from meetings.contracts.seating import (
    DeskPerson,
    DeskRoom,
    Hall,
    HallSpec,
    Seating,
    SeatingDesk,
    SeatOrder,
    Stays,
    TakenSeat,
)
from meetings.contracts.state import MeetingStatus
from meetings.core import clock
from meetings.core.clock import iso, iso_or_none
from meetings.invitations.models import Answer
from meetings.invitations.selectors import settled_answers_of
from meetings.seating.models import HallPlan, Place, SeatingPlan
from meetings.seating.ready import ready_halls
from meetings.seating.rules import NO_RANK, Guest, in_order, in_place_of


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody of the meeting as the seats see him."""

    place: Participation
    guest: Guest
    away: str
    """Why he gets no seat in this hall, in words; empty: he gets one."""


def plan_of(meeting: Meeting) -> SeatingPlan | None:
    """Return the plan of a meeting that was opened through its door; none before a hall was chosen."""
    return SeatingPlan.objects.filter(meeting=meeting).select_related("hall__room", "shown_hall").first()


def hall_of(version: HallPlan) -> Hall:
    """Return the hall of a version."""
    return Hall.model_validate(version.layout)


def seating_state(meeting: Meeting) -> Seating | None:
    """Return the seats as they were made known to everybody; none when nothing was."""
    plan = SeatingPlan.objects.filter(meeting=meeting, shown_at__isnull=False).select_related("shown_hall").first()
    if plan is None or plan.shown_hall is None or plan.shown_at is None:
        return None
    places = plan.places.exclude(shown_seat="").order_by("shown_seat").values_list("shown_seat", "person_id")
    return Seating(
        room_id=str(plan.shown_hall.room_id),
        room=plan.shown_room,
        hall=hall_of(plan.shown_hall),
        places=tuple(TakenSeat(seat=seat, person_id=str(person_id)) for seat, person_id in places),
        published_at=iso(plan.shown_at),
    )


def published_seat(meeting_id: UUID, person_id: UUID) -> tuple[str, str] | None:
    """Return the seat that somebody was told, and its room; none when there is none."""
    shown = Place.objects.filter(plan__meeting_id=meeting_id, person_id=person_id).exclude(shown_seat="")
    return shown.values_list("shown_seat", "plan__shown_room").first()


def candidates_of(meeting: Meeting, plan: SeatingPlan | None, chosen: dict[UUID, Stays]) -> list[Candidate]:
    """Return everybody of a meeting; ``chosen``: what the secretary said of where somebody takes part."""
    ranks = _ranks(meeting)
    rooms = {place.room.unit_id: place for place in rooms_in(meeting) if place.room}
    here = plan.hall.room if plan else None
    if here:
        rooms.pop(here.unit_id, None)
    answers = settled_answers_of(meeting)
    found = []
    for place in people_of(meeting):
        if place.person is None:
            continue
        role = Role(place.role)
        guest = Guest(
            id=str(place.person.id),
            name=place.person.full_name,
            unit=place.unit_name,
            rank=ranks.get(place.person.id, NO_RANK),
            own=place.person.protocol_order,
            chairs=role == Role.CHAIR,
            presidium=role in {Role.CHAIR, Role.PRESIDIUM},
        )
        own_room = rooms.get(place.person.unit_id) if place.person.unit_id else None
        stays = chosen.get(place.person.id, Stays.AUTO)
        away = _away(place, stays, here.id if here else None, own_room, answers.get(place.person.id))
        found.append(Candidate(place, guest, away))
    return _standing_in(found, answers.values())


def _standing_in(candidates: list[Candidate], answers: Iterable[Answer]) -> list[Candidate]:
    """Give whoever comes instead of somebody the place in the order of the one who sent him, if that is better."""
    sent_by = {str(answer.substitute_id): str(answer.person_id) for answer in answers if answer.substitute_id}
    guests = {one.guest.id: one.guest for one in candidates}
    return [
        replace(one, guest=in_place_of(one.guest, guests[sent_by[one.guest.id]]))
        if sent_by.get(one.guest.id) in guests
        else one
        for one in candidates
    ]


def _away(
    place: Participation, stays: Stays, here: UUID | None, own_room: Participation | None, answer: Answer | None
) -> str:
    """Say why somebody gets no seat: what the secretary said, then where he is, then what he answered."""
    if stays != Stays.AUTO:
        return "" if stays == Stays.HERE else _("Thư ký ghi: dự nơi khác")
    if place.present:
        if here is None or place.seated_in_id == here:
            return _not_in_the_hall(place)
        return _("Đang dự tại điểm cầu khác") if place.seated_in_id else _("Đang dự từ xa")
    if answer is not None:
        return _answered_away(answer, here) or _not_in_the_hall(place)
    return _not_in_the_hall(place) or (_("Đơn vị có điểm cầu riêng") if own_room is not None else "")


def _not_in_the_hall(place: Participation) -> str:
    works_elsewhere = place.role in {Role.TECHNICIAN, Role.INTERPRETER}
    return _("Làm việc ở bàn kỹ thuật hoặc cabin phiên dịch") if works_elsewhere else ""


def _answered_away(answer: Answer, here: UUID | None) -> str:
    """Say why an answer to the invitation leaves somebody without a seat in this hall; empty: he comes here."""
    if answer.kind == AnswerKind.ABSENT:
        return _("Đã báo vắng, được đồng ý")
    if answer.kind == AnswerKind.SUBSTITUTE and answer.substitute:
        return _("Cử %(name)s dự thay") % {"name": answer.substitute.full_name}
    if answer.kind == AnswerKind.REMOTE:
        return _("Đã trả lời: dự từ xa")
    if answer.room and here is not None and answer.room_id != here:
        return _("Đã trả lời: dự tại %(room)s") % {"room": answer.room.name}
    return ""


def _ranks(meeting: Meeting) -> dict[UUID, int]:
    """Return the place of each person's position: in the body that meets, else the highest one elsewhere."""
    day = clock.local_date(meeting.starts_at)
    people = Participation.objects.filter(meeting=meeting, person__isnull=False).values("person_id")
    held = BodyMembership.objects.filter(in_force(day), person_id__in=people, position__isnull=False)
    best = dict(held.values_list("person_id").annotate(best=Min("position__order")))
    own = held.filter(unit_id=meeting.unit_id).values_list("person_id").annotate(best=Min("position__order"))
    return best | dict(own)


def desk_state(meeting: Meeting) -> SeatingDesk:
    """Return the secretary's page of seats."""
    plan = plan_of(meeting)
    rows = {row.person_id: row for row in plan.places.all()} if plan else {}
    order = SeatOrder(plan.order) if plan else SeatOrder.UNITS
    everybody = candidates_of(meeting, plan, {person: Stays(row.stays) for person, row in rows.items()})
    known = {candidate.guest.id: candidate for candidate in everybody}
    people = tuple(_desk_person(known[guest.id], rows) for guest in in_order((one.guest for one in everybody), order))
    return SeatingDesk(
        room_id=str(plan.hall.room_id) if plan else None,
        room=plan.hall.room.name if plan else "",
        version=plan.hall.version if plan else 0,
        hall=hall_of(plan.hall) if plan else None,
        order=order,
        held=tuple(plan.held) if plan else (),
        people=people,
        rooms=_rooms(meeting),
        ready=ready_halls(get_language() or "vi"),
        published_at=iso_or_none(plan.shown_at) if plan else None,
        changes=changes_of(plan, rows.values()) if plan else 0,
        closed=meeting.status == MeetingStatus.CLOSED,
    )


def changes_of(plan: SeatingPlan, rows: Iterable[Place]) -> int:
    """Count the people whose seats differ from what was made known; a changed hall counts as one more."""
    moved = sum(1 for row in rows if row.seat != row.shown_seat)
    return moved + (1 if plan.shown_at and plan.shown_hall_id != plan.hall_id else 0)


def _desk_person(candidate: Candidate, rows: dict[UUID, Place]) -> DeskPerson:
    place, row = candidate.place, rows.get(UUID(candidate.guest.id))
    return DeskPerson(
        person_id=candidate.guest.id,
        name=candidate.guest.name,
        title=place.title,
        unit=candidate.guest.unit,
        role=place.role,
        seat=row.seat or None if row else None,
        pinned=bool(row and row.pinned),
        stays=Stays(row.stays) if row else Stays.AUTO,
        away=candidate.away,
        published=row.shown_seat or None if row else None,
    )


def _rooms(meeting: Meeting) -> tuple[DeskRoom, ...]:
    places = [place for place in rooms_in(meeting) if place.room]
    newest: dict[UUID, HallPlan] = {}
    for hall in HallPlan.objects.filter(room_id__in=[place.room_id for place in places]).order_by("version"):
        newest[hall.room_id] = hall
    return tuple(
        DeskRoom(
            id=str(place.room.id),
            name=place.kept_words or place.room.name,
            version=newest[place.room.id].version if place.room.id in newest else 0,
            spec=HallSpec.model_validate(newest[place.room.id].spec) if place.room.id in newest else None,
        )
        for place in places
        if place.room
    )
