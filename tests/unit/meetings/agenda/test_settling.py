"""Items that are postponed, withdrawn or taken as read, and what takes that back."""

import pytest

from meetings.agenda.models import Item
from meetings.contracts import commands as c
from meetings.contracts.state import ItemOutcome, ItemStatus
from meetings.core import journal
from meetings.core.errors import BadState, Refused
from meetings.live.commands import carry_out
from meetings.minutes.content import gather_content
from tests.cast import Cast


def do(cast: Cast, command, person=None) -> int:
    return carry_out(cast.actor(person or cast.chair), cast.meeting.id, command)


def kinds(cast: Cast, after: int) -> list[str]:
    return [event.payload.kind for _audience, event in journal.read_after(cast.meeting.id, after)]


@pytest.mark.parametrize("outcome", list(ItemOutcome))
def test_a_waiting_item_ends_without_discussion_and_the_minutes_know(sitting: Cast, outcome: ItemOutcome):
    item, began = sitting.items[2], journal.last_number(sitting.meeting.id)
    do(sitting, c.SettleItem(item_id=str(item.id), outcome=outcome))
    item.refresh_from_db()
    assert (item.status, item.outcome, item.spent_s) == (ItemStatus.DONE, outcome, 0)
    assert kinds(sitting, began) == ["item_settled"]
    assert [section.item.outcome for section in gather_content(sitting.meeting).sections][2] == outcome


def test_an_open_item_is_finished_first(sitting: Cast):
    item, began = str(sitting.items[0].id), journal.last_number(sitting.meeting.id)
    do(sitting, c.OpenItem(item_id=item))
    do(sitting, c.SettleItem(item_id=item, outcome=ItemOutcome.POSTPONED))
    assert kinds(sitting, began) == ["item_opened", "item_closed", "item_settled"]
    assert not Item.objects.filter(meeting=sitting.meeting, status=ItemStatus.OPEN).exists()


def test_opening_takes_it_back_and_what_is_done_stays(sitting: Cast):
    item = str(sitting.items[0].id)
    do(sitting, c.SettleItem(item_id=item, outcome=ItemOutcome.READ))
    do(sitting, c.OpenItem(item_id=item))
    assert Item.objects.get(id=item).outcome == ""
    do(sitting, c.CloseItem(item_id=item))
    with pytest.raises(BadState) as refused:
        do(sitting, c.SettleItem(item_id=item, outcome=ItemOutcome.READ))
    assert refused.value.code == "item_done"


def test_only_whoever_conducts_settles(sitting: Cast):
    for person in (sitting.delegates[0], sitting.secretary):
        with pytest.raises(Refused):
            do(sitting, c.SettleItem(item_id=str(sitting.items[0].id), outcome=ItemOutcome.READ), person)
