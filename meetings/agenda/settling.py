"""Items that are not discussed to their end: postponed, withdrawn, taken as read. One official act each."""

from uuid import UUID

from django.utils.translation import gettext as _

from meetings.agenda.selectors import get_item_for, one_item_state
from meetings.agenda.services import announce_policy, finish_item
from meetings.agenda.sitting import act_in_session
from meetings.contracts.events import ItemSettled
from meetings.contracts.state import ItemOutcome, ItemStatus
from meetings.core.actor import Actor
from meetings.core.errors import BadState
from meetings.core.permissions import Permission


def settle_item(*, actor: Actor, meeting_id: UUID, item_id: UUID, outcome: ItemOutcome) -> int:
    """Say that an item is postponed, withdrawn or taken as read; an open one is finished first, in the same act.

    Opening the item later takes it back. A closed item keeps how it ended.
    """
    with act_in_session(actor, meeting_id, Permission.SETTLE_ITEM) as (act, meeting):
        item = get_item_for(meeting, item_id)
        if item.status == ItemStatus.DONE:
            raise BadState(_("Mục này đã xong. Muốn bàn lại thì mở lại mục."), code="item_done")
        was_open = item.status == ItemStatus.OPEN
        if was_open:
            finish_item(meeting, item, act)
        item.status, item.outcome = ItemStatus.DONE, outcome
        item.save(update_fields=["status", "outcome"])
        number = act.record(ItemSettled(item=one_item_state(meeting, item.id)))
    if was_open:
        announce_policy(meeting_id)
    return number
