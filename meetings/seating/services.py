"""Writes of seats. Working on a plan is not official; making it known, and changing what is known, is."""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from meetings.accounts.models import Person
from meetings.agenda.models import Meeting, Participation
from meetings.agenda.selectors import get_meeting_for
from meetings.contracts.events import SeatingChanged
from meetings.contracts.seating import Hall, HallSpec, SeatOrder, Stays
from meetings.contracts.state import MeetingStatus
from meetings.core import clock
from meetings.core.actor import Actor
from meetings.core.errors import BadInput, BadState, DomainError, NotFound
from meetings.core.journal import Act, act
from meetings.core.permissions import Permission
from meetings.rooms.models import Room
from meetings.seating.halls import Denied, HallDenied, lay_out
from meetings.seating.models import HallPlan, Place, SeatingPlan
from meetings.seating.rules import arrange
from meetings.seating.selectors import candidates_of, hall_of, seating_state


def editable_meeting_for(actor: Actor, meeting_id: UUID) -> Meeting:
    """Return a meeting whose seats the actor arranges and that is not closed."""
    meeting = get_meeting_for(actor, meeting_id, Permission.ARRANGE_SEATS)
    if meeting.status == MeetingStatus.CLOSED:
        raise BadState(
            _("Cuộc họp đã bế mạc nên sơ đồ chỗ ngồi được giữ nguyên; vẫn xem và tải được."), code="meeting_closed"
        )
    return meeting


def _locked_plan(meeting: Meeting) -> SeatingPlan:
    """Return the plan for writing: two secretaries at once follow each other."""
    plans = SeatingPlan.objects.select_for_update(of=("self",)).select_related("hall__room")
    plan = plans.filter(meeting=meeting).first()
    if plan is None:
        raise BadState(_("Chưa có hội trường. Hãy bấm «Hội trường» để chọn hoặc lập sơ đồ ghế trước."), code="no_hall")
    return plan


def drawn(spec: HallSpec) -> Hall:
    """Return the hall of these numbers, or refuse them in words."""
    try:
        return lay_out(spec)
    except HallDenied as denied:
        raise _refusal_of(denied.why) from denied


def set_hall(*, actor: Actor, meeting_id: UUID, room_id: UUID, spec: HallSpec) -> HallPlan:
    """Use a hall of a room of the meeting; numbers that differ from its newest version become the next one.

    Whoever sat on a seat that the hall no longer has waits for another one.
    """
    meeting = editable_meeting_for(actor, meeting_id)
    if not Participation.objects.filter(meeting=meeting, room_id=room_id).exists():
        raise NotFound(_("Phòng này không có trong cuộc họp. Hãy mời phòng ở mục «Điểm cầu» rồi chọn lại."))
    layout = drawn(spec)
    with transaction.atomic():
        room = Room.objects.select_for_update(no_key=True).get(id=room_id)
        newest = HallPlan.objects.filter(room=room).first()
        if newest is None or HallSpec.model_validate(newest.spec) != spec:
            newest = HallPlan.objects.create(
                room=room,
                version=newest.version + 1 if newest else 1,
                spec=spec.model_dump(mode="json"),
                layout=layout.model_dump(mode="json"),
                made_by=Person.objects.get(id=actor.id),
                made_at=clock.now(),
            )
        plan, _made = SeatingPlan.objects.update_or_create(meeting=meeting, defaults={"hall": newest})
        known = {seat.id for seat in layout.seats}
        plan.places.exclude(seat__in=known).update(seat="", pinned=False)
        plan.held = [seat for seat in plan.held if seat in known]
        plan.save(update_fields=["held"])
    return newest


def arrange_seats(*, actor: Actor, meeting_id: UUID, order: SeatOrder) -> None:
    """Seat everybody by the rules; who is pinned stays, held seats stay empty."""
    meeting = editable_meeting_for(actor, meeting_id)
    with transaction.atomic():
        plan = _locked_plan(meeting)
        rows = {row.person_id: row for row in plan.places.all()}
        chosen = {person: Stays(row.stays) for person, row in rows.items()}
        guests = [one.guest for one in candidates_of(meeting, plan, chosen) if not one.away]
        pinned = {str(person): row.seat for person, row in rows.items() if row.pinned and row.seat}
        done = arrange(hall_of(plan.hall), guests, order, pinned=pinned, held=plan.held)
        _seat(plan, {UUID(person): seat for person, seat in done.places.items()})
        plan.order = order
        plan.save(update_fields=["order"])


def _seat(plan: SeatingPlan, wanted: Mapping[UUID, str]) -> None:
    """Write who sits where; everybody who is not named has no seat then."""
    rows = {row.person_id: row for row in plan.places.all()}
    gone = [row.id for person, row in rows.items() if row.seat and row.seat != wanted.get(person)]
    # Seats are emptied first: a seat may not have two people even for a moment.
    plan.places.filter(id__in=gone).update(seat="")
    plan.places.filter(seat="", pinned=True).exclude(person_id__in=wanted).update(pinned=False)
    moved = []
    for person, seat in wanted.items():
        row = rows.get(person)
        if row is not None and row.seat != seat:
            row.seat = seat
            moved.append(row)
    Place.objects.bulk_update(moved, ["seat"])
    new = [Place(plan=plan, person_id=person, seat=seat) for person, seat in wanted.items() if person not in rows]
    Place.objects.bulk_create(new)


def move_guest(*, actor: Actor, meeting_id: UUID, person_id: UUID, seat: str | None) -> None:
    """Give somebody a seat, or none. Whoever sits there takes the mover's seat; both then stay where they are."""
    meeting = editable_meeting_for(actor, meeting_id)
    with transaction.atomic():
        plan = _locked_plan(meeting)
        mine = _row(plan, meeting, person_id)
        if seat is None:
            mine.seat, mine.pinned = "", False
            mine.save(update_fields=["seat", "pinned"])
            return
        _refuse_no_seat(plan, seat)
        other = plan.places.filter(seat=seat).exclude(id=mine.id).first()
        left, mine.seat, mine.pinned = mine.seat, seat, True
        if other:
            other.seat = ""
            other.save(update_fields=["seat"])
        mine.save(update_fields=["seat", "pinned"])
        if other:
            other.seat, other.pinned = left, bool(left)
            other.save(update_fields=["seat", "pinned"])
        if seat in plan.held:
            plan.held = [one for one in plan.held if one != seat]
            plan.save(update_fields=["held"])


def pin_guest(*, actor: Actor, meeting_id: UUID, person_id: UUID, pinned: bool) -> None:
    """Keep somebody on his seat when people are seated anew, or let him be moved."""
    meeting = editable_meeting_for(actor, meeting_id)
    with transaction.atomic():
        row = _row(_locked_plan(meeting), meeting, person_id)
        if pinned and not row.seat:
            raise BadState(_("Người này chưa có ghế nên chưa ghim được. Hãy xếp ghế trước."), code="no_seat")
        row.pinned = pinned
        row.save(update_fields=["pinned"])


def hold_seat(*, actor: Actor, meeting_id: UUID, seat: str, held: bool) -> None:
    """Keep a seat empty (whoever sits there waits for another one), or let it be used again."""
    meeting = editable_meeting_for(actor, meeting_id)
    with transaction.atomic():
        plan = _locked_plan(meeting)
        _refuse_no_seat(plan, seat)
        others = [one for one in plan.held if one != seat]
        plan.held = [*others, seat] if held else others
        plan.save(update_fields=["held"])
        if held:
            plan.places.filter(seat=seat).update(seat="", pinned=False)


def place_guest(*, actor: Actor, meeting_id: UUID, person_id: UUID, stays: Stays) -> None:
    """Say that somebody takes part in this hall or not; who is elsewhere loses his seat."""
    meeting = editable_meeting_for(actor, meeting_id)
    with transaction.atomic():
        row = _row(_locked_plan(meeting), meeting, person_id)
        row.stays = stays
        if stays == Stays.AWAY:
            row.seat, row.pinned = "", False
        row.save(update_fields=["stays", "seat", "pinned"])


def publish_seats(*, actor: Actor, meeting_id: UUID) -> int:
    """Make the seats known to everybody; returns the journal number."""
    editable_meeting_for(actor, meeting_id)
    with act(meeting_id=meeting_id, actor=actor) as current:
        meeting = editable_meeting_for(actor, meeting_id)
        plan = _locked_plan(meeting)
        if not Participation.objects.filter(meeting=meeting, room_id=plan.hall.room_id).exists():
            raise BadState(
                _("Phòng «%(room)s» không còn trong cuộc họp. Hãy chọn hội trường khác rồi công bố.")
                % {"room": plan.hall.room.name},
                code="room_gone",
            )
        if not plan.places.exclude(seat="").exists():
            raise BadState(_("Chưa ai có ghế. Hãy bấm «Xếp tự động» rồi công bố."), code="nobody_seated")
        first = plan.shown_at is None
        rows = list(plan.places.all())
        for row in rows:
            row.shown_seat = row.seat
        Place.objects.bulk_update(rows, ["shown_seat"])
        plan.shown_hall, plan.shown_room, plan.shown_at = plan.hall, plan.hall.room.name, clock.now()
        plan.save(update_fields=["shown_hall", "shown_room", "shown_at"])
        return _record(meeting, current, first=first)


def _record(meeting: Meeting, current: Act, *, first: bool) -> int:
    seating = seating_state(meeting)
    if seating is None:
        raise ValueError("nothing was made known")
    return current.record(SeatingChanged(act="published" if first else "changed", seating=seating))


def release_strangers(current: Act, meeting: Meeting) -> None:
    """Take those from the plan who are no longer in the meeting; within the act on the people."""
    people = Participation.objects.filter(meeting=meeting, person__isnull=False).values("person_id")
    strangers = Place.objects.filter(plan__meeting=meeting).exclude(person_id__in=people)
    known = strangers.exclude(shown_seat="").exists()
    strangers.delete()
    if known:
        _record(meeting, current, first=False)


def _row(plan: SeatingPlan, meeting: Meeting, person_id: UUID) -> Place:
    if not Participation.objects.filter(meeting=meeting, person_id=person_id).exists():
        raise NotFound(_("Người này không có trong thành phần cuộc họp. Hãy tải lại trang."))
    row, _made = Place.objects.get_or_create(plan=plan, person_id=person_id)
    return row


def _refuse_no_seat(plan: SeatingPlan, seat: str) -> None:
    if not any(known.id == seat for known in hall_of(plan.hall).seats):
        raise NotFound(_("Ghế này không còn trong sơ đồ. Hãy tải lại trang."))


def _refusal_of(why: Denied) -> DomainError:
    """Return what the secretary is told."""
    words = {
        Denied.TOO_MANY: _("Hội trường có nhiều hơn 600 ghế. Hãy bớt số hàng hoặc số ghế mỗi hàng."),
        Denied.AISLE: _("Lối đi phải nằm sau một ghế có trong hàng, trước ghế cuối; bàn chữ U không có lối đi."),
        Denied.DEEP_U: _("Bàn chữ U có nhiều nhất bốn lớp ghế mỗi bên. Hãy bớt số lớp."),
        Denied.ROW: _("Có ghế thêm ở một hàng không còn trong sơ đồ. Hãy bỏ ghế thêm đó rồi lưu lại."),
        Denied.EMPTY: _("Sơ đồ không còn ghế nào. Hãy đặt lại ít nhất một ghế."),
    }
    return BadInput(words[why], code=why.value)
