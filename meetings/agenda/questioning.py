"""Which items are a questioning, and of whom: set by the secretary on the page of preparation."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from meetings.accounts.models import Person
from meetings.agenda.arranging import changing_agenda
from meetings.agenda.closing import item_checks
from meetings.agenda.models import Item, Meeting, Participation
from meetings.agenda.selectors import get_item_for, in_protocol_order
from meetings.contracts.state import ItemKind
from meetings.core.actor import Actor
from meetings.core.errors import BadInput
from meetings.core.permissions import Permission, roles_with


def people_to_question(meeting: Meeting) -> list[Person]:
    """Return who may be questioned in a meeting: everybody in it who may speak, in protocol order."""
    return in_protocol_order(_may_answer(meeting))


def set_questioning(*, actor: Actor, meeting_id: UUID, item_id: UUID, answerers: Collection[UUID] | None) -> Item:
    """Make an item a questioning of these people (``None``: an item like any other)."""
    with changing_agenda(actor, meeting_id, Permission.PREPARE_MEETING) as agenda:
        item = get_item_for(agenda.meeting, item_id)
        if answerers is None:
            for check in item_checks:
                check(item)
            item.kind = ItemKind.DISCUSSION
            item.answerers.clear()
        else:
            item.kind = ItemKind.QUESTIONING
            item.answerers.set(_checked(agenda.meeting, answerers))
        item.save(update_fields=["kind"])
    return item


def _checked(meeting: Meeting, chosen: Collection[UUID]) -> list[Person]:
    if not chosen:
        raise BadInput(_("Hãy chọn ít nhất một người trả lời chất vấn."), code="answerer_missing")
    people = [person for person in _may_answer(meeting) if person.id in chosen]
    if len(people) != len(set(chosen)):
        raise BadInput(_("Người trả lời chất vấn phải dự họp và được phát biểu."), code="bad_answerer")
    return people


def _may_answer(meeting: Meeting) -> QuerySet[Person]:
    places = Participation.objects.filter(meeting=meeting, role__in=roles_with(Permission.REQUEST_SPEECH))
    return Person.objects.filter(id__in=places.values("person_id"))
