"""Words to one unit: who may send them, to whom, and who finds them again."""

from uuid import uuid4

import pytest

from meetings.agenda.services import close_meeting
from meetings.attendance.notices import MOST, notices_to, notify_unit
from meetings.contracts.events import UnitNotified
from meetings.core import journal
from meetings.core.errors import BadInput, BadState, NotFound, Refused
from meetings.core.models import JournalEvent
from tests.cast import Cast, draft_meeting


def tell(cast: Cast, who: str = "secretary", unit: str = "Tân Hòa", text: str = " Mời đơn vị điểm danh ") -> int:
    unit_id = cast.communes[unit].id
    return notify_unit(actor=cast.actor(who), meeting_id=cast.meeting.id, unit_id=unit_id, text=text)


def test_a_unit_is_told_something_and_finds_it_again(sitting: Cast):
    number = tell(sitting)
    event = JournalEvent.objects.get(meeting_id=sitting.meeting.id, number=number)
    payload, audience = journal.PAYLOAD.validate_json(event.payload), journal.AUDIENCE.validate_json(event.audience)
    assert isinstance(payload, UnitNotified)
    assert (payload.notice.text, payload.notice.sender) == ("Mời đơn vị điểm danh", "Trần Thị Mai")
    assert audience.kind == "unit" and set(audience.roles) == {"chair", "secretary", "auditor"}
    assert notices_to(sitting.meeting.id, sitting.communes["Tân Hòa"].id) == (payload.notice,)
    assert notices_to(sitting.meeting.id, sitting.communes["Phú Mỹ"].id) == ()
    assert journal.first_broken_number(sitting.meeting.id) is None


def test_the_newest_are_kept_at_hand(sitting: Cast):
    numbers = [tell(sitting, text=f"lời thứ {n}") for n in range(MOST + 2)]
    found = notices_to(sitting.meeting.id, sitting.communes["Tân Hòa"].id)
    assert [notice.number for notice in found] == numbers[2:]


def test_a_repeated_command_tells_once(sitting: Cast):
    actor, unit = sitting.actor("secretary", "lenh-1"), sitting.communes["Tân Hòa"].id
    first = notify_unit(actor=actor, meeting_id=sitting.meeting.id, unit_id=unit, text="Mời điểm danh")
    with pytest.raises(journal.AlreadyDone) as again:
        notify_unit(actor=actor, meeting_id=sitting.meeting.id, unit_id=unit, text="Mời điểm danh")
    assert again.value.number == first
    assert len(notices_to(sitting.meeting.id, unit)) == 1


@pytest.mark.parametrize("who", ["delegate", "guest", "observer", "technician"])
def test_others_tell_nobody(sitting: Cast, who: str):
    with pytest.raises(Refused):
        tell(sitting, who)


def test_words_to_nobody_are_not_sent(sitting: Cast):
    number = journal.last_number(sitting.meeting.id)
    with pytest.raises(BadInput) as refused:
        tell(sitting, text="  x ")
    assert refused.value.code == "text_missing"
    for unit_id in (uuid4(), sitting.communes["Tân Hòa"].children.create(name="Thôn 1", level="thôn").id):
        with pytest.raises(NotFound):
            notify_unit(actor=sitting.actor("chair"), meeting_id=sitting.meeting.id, unit_id=unit_id, text="Xin chào")
    assert journal.last_number(sitting.meeting.id) == number


def test_only_while_the_meeting_lives(sitting: Cast):
    draft = draft_meeting(sitting)
    close_meeting(actor=sitting.actor("chair"), meeting_id=sitting.meeting.id)
    for meeting_id in (draft.id, sitting.meeting.id):
        with pytest.raises(BadState) as refused:
            unit = sitting.communes["Tân Hòa"].id
            notify_unit(actor=sitting.actor("secretary"), meeting_id=meeting_id, unit_id=unit, text="Xin chào")
        assert refused.value.code == "not_in_session"
