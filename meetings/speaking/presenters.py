"""Who may lead the readers of a paper now: chair, secretary, whoever has the floor, who presents the open item."""

from meetings.accounts.models import Person
from meetings.agenda.models import Meeting
from meetings.agenda.selectors import Place
from meetings.contracts.roles import Role
from meetings.contracts.state import ItemStatus, MeetingStatus
from meetings.core.actor import Actor
from meetings.core.errors import Refused
from meetings.core.permissions import Permission
from meetings.speaking.rules import presents
from meetings.speaking.selectors import current_turn

STAFF = frozenset({Role.CHAIR, Role.SECRETARY})


def check_presenter(actor: Actor, place: Place) -> None:
    """Raise ``Refused`` unless the actor may lead the readers at this moment."""
    if actor.kind != "person" or not place.may(Permission.PRESENT_PAPERS):
        raise Refused
    if place.meeting.status == MeetingStatus.CLOSED:
        raise Refused
    if place.standing.role in STAFF or _has_floor(actor, place.meeting) or _presents_item(actor, place.meeting):
        return
    raise Refused


def _has_floor(actor: Actor, meeting: Meeting) -> bool:
    turn = current_turn(meeting)
    return turn is not None and turn.person_id == actor.id


def _presents_item(actor: Actor, meeting: Meeting) -> bool:
    name = Person.objects.values_list("full_name", flat=True).get(id=actor.id)
    texts = meeting.items.filter(status=ItemStatus.OPEN).values_list("presenter", flat=True)
    return any(presents(text, name) for text in texts)
