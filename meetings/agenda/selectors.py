"""Reads of meetings. ``get_meeting_for`` and ``get_place_for`` are the only doors to a meeting."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from meetings.accounts.models import Person
from meetings.agenda.listening import machines_may_listen
from meetings.agenda.models import Item, Meeting, Participation, Session
from meetings.agenda.outline import labels
from meetings.agenda.session_names import session_name
from meetings.contracts.audience import Viewer
from meetings.contracts.roles import Role
from meetings.contracts.state import Attendee, ItemKind, ItemOutcome, ItemStatus, MeetingInfo, MeetingStatus, Secrecy
from meetings.contracts.state import Item as ItemState
from meetings.contracts.state import Session as SessionState
from meetings.core.actor import Actor
from meetings.core.clock import iso, iso_or_none
from meetings.core.errors import BadState, DomainError, NotFound, Refused
from meetings.core.permissions import Permission, Standing, allows, roles_with


@dataclass(frozen=True, slots=True)
class Place:
    """An actor's place in a meeting: what he is there now and whether he votes."""

    meeting: Meeting
    standing: Standing
    participation: Participation

    @property
    def role(self) -> Role:
        """His role; the chair's for a deputy who conducts."""
        return self.standing.role

    def may(self, permission: Permission) -> bool:
        """Tell whether the actor holds ``permission`` now."""
        return self.standing.may(permission)


@dataclass(frozen=True, slots=True)
class Line:
    """An item with its number in the tree."""

    item: Item
    label: str

    @property
    def heading(self) -> bool:
        """It has no time of its own."""
        return self.item.planned_minutes == 0


def standing_of(participation: Participation) -> Standing:
    """Return what a participant is now."""
    unit_id = participation.person.unit_id if participation.person else None
    acting = participation.meeting.acting_chair_id
    return standing_by(Role(participation.role), participation.person_id, unit_id, acting)


def standing_by(role: Role, person_id: UUID | None, unit_id: UUID | None, acting: UUID | None) -> Standing:
    """Return what somebody is: a deputy who conducts (``acting``) has the chair's rights, the chair then lacks them."""
    if acting and person_id == acting:
        return Standing(Role.CHAIR, unit_id=unit_id)
    return Standing(role, deputised=acting is not None and role == Role.CHAIR, unit_id=unit_id)


def viewer_of(actor: Actor, standing: Standing, peer_id: str = "") -> Viewer:
    """Return what decides which events somebody receives, in whatever way he reads them: page, catch-up or export."""
    return Viewer(
        peer_id=peer_id,
        role=standing.role,
        person_id=str(actor.id) if actor.kind == "person" else None,
        room_id=str(actor.id) if actor.kind == "room" else None,
        unit_id=str(standing.unit_id) if standing.unit_id else None,
    )


def get_place_for(actor: Actor, meeting_id: UUID, permission: Permission = Permission.SEE_MEETING) -> Place:
    """Return the actor's place; ``NotFound`` for outsiders (they may not know the meeting), ``Refused`` by role."""
    mine = Participation.objects.select_related("meeting", "person", "room")
    match actor.kind:
        case "person":
            mine = mine.filter(person_id=actor.id, person__is_active=True)
        case "room":
            mine = mine.filter(room_id=actor.id)
        case _:
            raise Refused(_("Hệ thống không tự làm việc này thay người được giao."))
    participation = mine.filter(meeting_id=meeting_id).first()
    if participation is None:
        raise NotFound
    return place_behind(participation, permission)


def has_place(actor: Actor, meeting_id: UUID) -> bool:
    """Tell whether somebody has a place in a meeting that he may know of."""
    try:
        get_place_for(actor, meeting_id)
    except DomainError:
        return False
    return True


def place_behind(participation: Participation, permission: Permission) -> Place:
    """Return the place of a participant whose row is at hand; raises as ``get_place_for`` does."""
    standing = standing_of(participation)
    if hidden_draft(participation.meeting, standing.role):
        raise NotFound
    if not standing.may(permission):
        raise Refused
    return Place(participation.meeting, standing, participation)


def hidden_draft(meeting: Meeting, role: Role) -> bool:
    """Tell whether the meeting is still being prepared, so that only those who prepare it see it."""
    return meeting.status == MeetingStatus.DRAFT and not allows(role, Permission.SEE_DRAFT)


def get_meeting_for(actor: Actor, meeting_id: UUID, permission: Permission = Permission.SEE_MEETING) -> Meeting:
    """Return the meeting when the actor holds ``permission`` in it."""
    return get_place_for(actor, meeting_id, permission).meeting


def get_open_meeting_for(actor: Actor, meeting_id: UUID, permission: Permission) -> Meeting:
    """Return the meeting when the actor holds ``permission`` and it is in session."""
    meeting = get_meeting_for(actor, meeting_id, permission)
    if meeting.status != MeetingStatus.OPEN:
        raise BadState(_("Cuộc họp chưa khai mạc hoặc đã bế mạc nên chưa làm được việc này."), code="not_in_session")
    return meeting


def get_item_for(meeting: Meeting, item_id: UUID | str) -> Item:
    """Return an item of a meeting that was opened through ``get_meeting_for``."""
    item = Item.objects.filter(meeting=meeting, id=item_id).first()
    if item is None:
        raise NotFound(_("Mục này không còn trong chương trình. Hãy tải lại trang."))
    return item


def meetings_for(actor: Actor) -> QuerySet[Participation]:
    """Return the actor's places in meetings he may see, the soonest meeting first."""
    mine = Participation.objects.select_related("meeting", "meeting__unit", "person")
    mine = mine.filter(person_id=actor.id) if actor.kind == "person" else mine.filter(room_id=actor.id)
    visible = mine.exclude(meeting__status=MeetingStatus.DRAFT) | mine.filter(role__in=roles_with(Permission.SEE_DRAFT))
    return visible.order_by("meeting__starts_at")


def meetings_with(actor: Actor, permission: Permission) -> QuerySet[Meeting]:
    """Return the meetings in which a person holds a permission by his role, as ``get_place_for`` would find one by one.

    For permissions that do not move with the conduct; raises ``Refused`` for whoever is no person.
    """
    if actor.kind != "person":
        raise Refused
    places = meetings_for(actor).filter(role__in=roles_with(permission), person__is_active=True)
    return Meeting.objects.filter(id__in=places.order_by().values("meeting_id"))


def current_item(meeting: Meeting) -> Item | None:
    """Return the item that is being discussed."""
    return Item.objects.filter(meeting=meeting, status=ItemStatus.OPEN).first()


def people_of(meeting: Meeting) -> QuerySet[Participation]:
    """Return the people of a meeting in protocol order."""
    people = Participation.objects.filter(meeting=meeting, person__isnull=False)
    return people.select_related("person", "person__unit").order_by("person__protocol_order", "person__full_name")


def rooms_in(meeting: Meeting) -> QuerySet[Participation]:
    """Return the rooms of a meeting, the main room first."""
    rooms = Participation.objects.filter(meeting=meeting, room__isnull=False)
    return rooms.select_related("room", "room__unit").order_by("-main_room", "room__name")


def meeting_state(meeting: Meeting) -> MeetingInfo:
    """Return the meeting as pages show it."""
    return MeetingInfo(
        id=str(meeting.id),
        title=meeting.title,
        status=MeetingStatus(meeting.status),
        place=meeting.place,
        starts_at=iso(meeting.starts_at),
        ends_at=iso(meeting.ends_at),
        opened_at=iso_or_none(meeting.opened_at),
        closed_at=iso_or_none(meeting.closed_at),
        captions=machines_may_listen(meeting),
        watermark=meeting.watermark,
        acting_chair=str(meeting.acting_chair_id) if meeting.acting_chair_id else None,
        papers_due=iso_or_none(meeting.papers_due),
        break_since=iso_or_none(meeting.break_since),
        break_until=iso_or_none(meeting.break_until),
        secrecy=Secrecy(meeting.secrecy),
        sessions=tuple(session_state(session) for session in meeting.sessions.all()),
        adjourned_at=iso_or_none(meeting.adjourned_at),
    )


def session_state(session: Session) -> SessionState:
    """Return one session as pages show it."""
    return SessionState(
        id=str(session.id),
        starts_at=iso(session.starts_at),
        ends_at=iso(session.ends_at),
        opened_at=iso_or_none(session.opened_at),
        closed_at=iso_or_none(session.closed_at),
    )


def outlined(meeting: Meeting) -> list[Line]:
    """Return the agenda in reading order with its numbers."""
    items = list(meeting.items.prefetch_related("answerers"))
    numbers = labels([item.level for item in items])
    return [Line(item, label) for item, label in zip(items, numbers, strict=True)]


@dataclass(frozen=True, slots=True)
class Group:
    """The items of one session, under its heading."""

    session: Session
    name: str
    """Empty: the meeting has this session alone and needs no headings."""
    lines: list[Line]


def programme(meeting: Meeting) -> list[Group]:
    """Return the agenda session by session, those without items too."""
    sessions, lines = list(meeting.sessions.all()), outlined(meeting)
    return [
        Group(session, _heading(session, sessions), [line for line in lines if line.item.session_id == session.id])
        for session in sessions
    ]


def _heading(session: Session, sessions: list[Session]) -> str:
    if len(sessions) == 1:
        return ""
    return session_name(session.starts_at, [one.starts_at for one in sessions])


def items_state(meeting: Meeting) -> tuple[ItemState, ...]:
    """Return the agenda as pages show it."""
    return tuple(item_state(line.item, number, line.label) for number, line in enumerate(outlined(meeting), start=1))


def one_item_state(meeting: Meeting, item_id: UUID) -> ItemState:
    """Return one item as pages show it, with its place in the agenda."""
    return next(state for state in items_state(meeting) if state.id == str(item_id))


def item_state(item: Item, number: int, label: str) -> ItemState:
    """Return one item as pages show it."""
    return ItemState(
        id=str(item.id),
        number=number,
        title=item.title,
        presenter=item.presenter,
        planned_minutes=item.planned_minutes,
        status=ItemStatus(item.status),
        opened_at=iso_or_none(item.opened_at),
        spent_s=item.spent_s,
        outcome=ItemOutcome(item.outcome) if item.outcome else None,
        level=item.level,
        label=label,
        session_id=str(item.session_id),
        kind=ItemKind(item.kind),
        answerers=tuple(str(person.id) for person in in_protocol_order(item.answerers.all())),
    )


def in_protocol_order(people: Iterable[Person]) -> list[Person]:
    """Return people as protocol names them."""
    return sorted(people, key=lambda person: (person.protocol_order, person.full_name))


def attendee_state(participation: Participation) -> Attendee:
    """Return a person of the meeting as pages show him."""
    person = participation.person
    if person is None:
        raise ValueError("a room is not an attendee")
    return Attendee(
        person_id=str(person.id),
        name=person.full_name,
        title=participation.title,
        unit=participation.unit_name,
        unit_id=str(person.unit_id) if person.unit_id else None,
        role=Role(participation.role),
        votes=participation.votes,
        present=participation.present,
        room_id=str(participation.seated_in_id) if participation.seated_in_id else None,
        checked_in_at=iso_or_none(participation.checked_in_at),
        left_at=iso_or_none(participation.left_at),
    )


def attendees_state(meeting: Meeting) -> tuple[Attendee, ...]:
    """Return everybody of the meeting in protocol order."""
    return tuple(attendee_state(participation) for participation in people_of(meeting))
