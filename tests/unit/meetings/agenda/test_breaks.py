"""A break: nothing is decided in it, the open item's clock stands, and every page learns when the sitting goes on."""

import json
from datetime import timedelta

import pytest

from meetings.agenda.models import Item
from meetings.contracts import commands as c
from meetings.contracts.state import ItemStatus
from meetings.core import clock, journal
from meetings.core.errors import BadState, Refused
from meetings.live import feed
from meetings.live.commands import carry_out
from tests.cast import Cast
from tests.participants.model import PageModel, differences


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch):
    """Let the clock stand, and go on when told to."""
    moment = [clock.now()]
    monkeypatch.setattr(clock, "now", lambda: moment[0])

    def go(minutes: float) -> None:
        moment[0] += timedelta(minutes=minutes)

    return go


def do(cast: Cast, command, person=None) -> int:
    return carry_out(cast.actor(person or cast.chair), cast.meeting.id, command)


def test_the_item_takes_no_time_in_a_break(sitting: Cast, at):
    item = str(sitting.items[0].id)
    do(sitting, c.OpenItem(item_id=item))
    at(10)
    do(sitting, c.StartBreak(minutes=15))
    at(5)
    do(sitting, c.StartBreak(minutes=20))
    at(20)
    do(sitting, c.EndBreak())
    at(3)
    do(sitting, c.CloseItem(item_id=item))
    assert (Item.objects.get(id=item).spent_s, Item.objects.get(id=item).status) == (13 * 60, ItemStatus.DONE)
    sitting.meeting.refresh_from_db()
    assert sitting.meeting.break_until is None


def test_nothing_is_decided_in_a_break(sitting: Cast):
    item = str(sitting.items[0].id)
    do(sitting, c.StartBreak(minutes=15))
    for command in (
        c.OpenItem(item_id=item),
        c.CloseItem(item_id=item),
        c.GiveFloor(person_id=str(sitting.delegates[0].id)),
        c.OpenPoll(question="Có đồng ý không?"),
    ):
        with pytest.raises(BadState) as refused:
            do(sitting, command)
        assert refused.value.code == "in_break"
    do(sitting, c.RequestSpeech(), sitting.delegates[0])
    do(sitting, c.CloseMeeting())
    sitting.meeting.refresh_from_db()
    assert sitting.meeting.break_since is None


def test_no_break_over_a_speaker_or_a_vote(sitting: Cast):
    with pytest.raises(BadState) as refused:
        do(sitting, c.EndBreak())
    assert refused.value.code == "no_break"
    do(sitting, c.GiveFloor(person_id=str(sitting.delegates[0].id)))
    with pytest.raises(BadState) as refused:
        do(sitting, c.StartBreak(minutes=5))
    assert refused.value.code == "turn_open"
    do(sitting, c.MuteAll())
    do(sitting, c.OpenPoll(question="Có đồng ý không?"))
    with pytest.raises(BadState) as refused:
        do(sitting, c.StartBreak(minutes=5))
    assert refused.value.code == "poll_open"


@pytest.mark.parametrize("command", [c.StartBreak(minutes=5), c.EndBreak()])
def test_only_whoever_conducts_has_breaks(sitting: Cast, command):
    for person in (sitting.delegates[0], sitting.secretary, sitting.technician):
        with pytest.raises(Refused):
            do(sitting, command, person)


def test_pages_that_follow_see_what_a_new_page_sees(sitting: Cast, at):
    page = PageModel()
    page.take(json.loads(feed.read_snapshot(sitting.meeting.id).model_dump_json()))
    began = page.number
    do(sitting, c.OpenItem(item_id=str(sitting.items[0].id)))
    at(2)
    for command in (c.StartBreak(minutes=5), c.StartBreak(minutes=9), c.EndBreak(), c.StartBreak(minutes=5)):
        do(sitting, command)
        at(1)
        for _audience, event in journal.read_after(sitting.meeting.id, began):
            page.take(json.loads(event.model_dump_json()))
        fresh = json.loads(feed.read_snapshot(sitting.meeting.id).model_dump_json())["state"]
        assert differences(page.state, fresh) == []
