"""Two consoles never contradict each other: an act on what is no longer so is refused, and nothing else is."""

from dataclasses import replace

import pytest

from meetings.agenda.rules import CONTRADICTIONS, contradicting
from meetings.agenda.services import close_item, open_item
from meetings.agenda.sitting import _what_happened
from meetings.contracts import commands as c
from meetings.contracts.document import members
from meetings.contracts.events import EventPayload
from meetings.core.errors import BadState
from meetings.core.journal import last_number
from meetings.core.permissions import CONDUCT, Permission
from meetings.live.commands import carry_out
from meetings.speaking.models import Turn
from meetings.voting.models import Poll
from tests.cast import Cast

FREE = {Permission.OPEN_MEETING, Permission.SWITCH_MAILBOX}
"""Acts of whoever conducts that only their own state can contradict: they are refused when it is so already."""
KINDS = {str(payload.model_fields["kind"].default) for payload in members(EventPayload)}


def test_the_table_names_known_acts_and_kinds_and_has_words_for_each():
    assert {Permission(name) for name in CONTRADICTIONS} >= CONDUCT - FREE
    for act in CONTRADICTIONS:
        assert contradicting(act) <= KINDS
        for kind in contradicting(act):
            assert _what_happened(kind)


@pytest.mark.parametrize("kind", ["ballot_cast", "speech_requested", "speech_withdrawn", "person_checked_in"])
def test_what_flows_all_the_time_contradicts_nothing(kind: str):
    assert not [act for act in CONTRADICTIONS if kind in contradicting(act)]


def test_acts_that_depend_on_nothing_seen():
    for act in ("request_speech", "cast_ballot", "check_in", "take_back_chair"):
        assert contradicting(act) == frozenset()


def acts(cast: Cast) -> dict[str, tuple[object, object]]:
    """For each act: what the other console did first, and the act that contradicts it."""
    target, other = str(cast.delegates[0].id), str(cast.delegates[1].id)
    first, second = str(cast.items[0].id), str(cast.items[1].id)
    give = c.GiveFloor(person_id=target, limit_s=60)
    return {
        "give_floor": (give, c.GiveFloor(person_id=other)),
        "mute_all": (give, c.MuteAll()),
        "open_poll": (c.OpenItem(item_id=second), c.OpenPoll(question="Có đồng ý không?")),
        "open_item": (c.OpenItem(item_id=second), c.OpenItem(item_id=first)),
        "close_meeting": (c.OpenItem(item_id=first), c.CloseMeeting()),
        "hand_over_chair": (c.HandOverChair(person_id=target), c.HandOverChair(person_id=other)),
    }


@pytest.mark.parametrize(
    "act", ["give_floor", "mute_all", "open_poll", "open_item", "close_meeting", "hand_over_chair"]
)
def test_the_second_console_is_told_and_acts_when_it_has_looked(sitting: Cast, act: str):
    before, mine = acts(sitting)[act]
    seen = last_number(sitting.meeting.id)
    carry_out(sitting.actor("chair"), sitting.meeting.id, before)  # type: ignore[arg-type]
    number = last_number(sitting.meeting.id)
    with pytest.raises(BadState) as refused:
        carry_out(replace(sitting.actor("chair"), seen=seen), sitting.meeting.id, mine)  # type: ignore[arg-type]
    assert refused.value.code == "changed_meanwhile"
    assert "chưa được thực hiện" in refused.value.message
    assert last_number(sitting.meeting.id) == number
    carry_out(replace(sitting.actor("chair"), seen=number), sitting.meeting.id, mine)  # type: ignore[arg-type]


def test_turns_and_votes_that_another_console_ended(sitting: Cast):
    meeting_id, chair = sitting.meeting.id, sitting.actor("chair")
    carry_out(chair, meeting_id, c.GiveFloor(person_id=str(sitting.delegates[0].id), limit_s=60))
    seen, turn = last_number(meeting_id), str(Turn.objects.get().id)
    carry_out(chair, meeting_id, c.ExtendFloor(seconds=60))
    for act in (c.ExtendFloor(seconds=60), c.TakeFloor(turn_id=turn)):
        with pytest.raises(BadState) as refused:
            carry_out(replace(chair, seen=seen), meeting_id, act)
        assert refused.value.code == "changed_meanwhile"
    carry_out(chair, meeting_id, c.TakeFloor(turn_id=turn))
    carry_out(chair, meeting_id, c.OpenPoll(question="Có đồng ý không?"))
    seen, poll = last_number(meeting_id), str(Poll.objects.get().id)
    carry_out(chair, meeting_id, c.ClosePoll(poll_id=poll))
    with pytest.raises(BadState) as refused:
        carry_out(replace(chair, seen=seen), meeting_id, c.ClosePoll(poll_id=poll))
    assert refused.value.code == "changed_meanwhile"


def test_an_act_that_was_done_is_not_refused_when_it_comes_again(sitting: Cast):
    seen = last_number(sitting.meeting.id)
    actor = replace(sitting.actor("chair", "command-1"), seen=seen)
    done = carry_out(actor, sitting.meeting.id, c.OpenItem(item_id=str(sitting.items[0].id)))
    assert carry_out(actor, sitting.meeting.id, c.OpenItem(item_id=str(sitting.items[0].id))) == done


def test_pages_that_say_nothing_act_as_before(sitting: Cast):
    chair = sitting.actor("chair")
    open_item(actor=chair, meeting_id=sitting.meeting.id, item_id=sitting.items[0].id)
    close_item(actor=chair, meeting_id=sitting.meeting.id, item_id=sitting.items[0].id)


def test_hands_and_arrivals_do_not_stop_the_chair(sitting: Cast):
    seen = last_number(sitting.meeting.id)
    carry_out(sitting.actor("guest"), sitting.meeting.id, c.RequestSpeech())
    carry_out(sitting.actor("absent delegate"), sitting.meeting.id, c.CheckIn())
    mine = replace(sitting.actor("chair"), seen=seen)
    carry_out(mine, sitting.meeting.id, c.OpenItem(item_id=str(sitting.items[0].id)))
