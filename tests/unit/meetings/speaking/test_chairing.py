"""A deputy takes the chair and gives it back; at any moment one person conducts."""

import pytest

from meetings.agenda.models import Meeting, Participation
from meetings.agenda.selectors import get_place_for
from meetings.agenda.services import open_item
from meetings.attendance.services import Invitation, invite_people
from meetings.contracts.events import ChairChanged
from meetings.contracts.roles import Role
from meetings.core.errors import BadInput, BadState, NotFound, Refused
from meetings.core.journal import PAYLOAD
from meetings.core.models import JournalEvent
from meetings.core.permissions import CONDUCT, Permission
from meetings.live.commands import COMMAND_NAMES
from meetings.live.identity import Identity, you_state
from meetings.speaking.chairing import hand_over_chair, take_back_chair
from meetings.speaking.selectors import open_microphones, policy_for
from meetings.speaking.services import FloorTarget, give_floor, mute_all
from tests.browser import browser_of, text_of
from tests.cast import Cast


@pytest.fixture
def deputised(sitting: Cast) -> Cast:
    """The sitting, conducted by the delegate in the room of Tân Hòa."""
    hand_over(sitting, "chair", "delegate")
    return sitting


def hand_over(cast: Cast, who: str, to: str) -> int:
    return hand_over_chair(actor=cast.actor(who), meeting_id=cast.meeting.id, person_id=cast.named(to).id)


def conductors(cast: Cast) -> set[str]:
    """Return the names of everybody who holds all of the conduct; fails when somebody holds a part of it."""
    found = set()
    for place in Participation.objects.filter(meeting=cast.meeting, person__isnull=False):
        assert place.person
        held = {p for p in CONDUCT if get_place_for(cast.actor(place.person), cast.meeting.id).may(p)}
        assert held in (set(), CONDUCT)
        if held:
            found.add(place.person.full_name)
    return found


def last_event(cast: Cast) -> object:
    return PAYLOAD.validate_json(JournalEvent.objects.filter(meeting_id=cast.meeting.id).latest("number").payload)


def test_one_person_conducts_at_any_moment(sitting: Cast):
    assert conductors(sitting) == {"Nguyễn Văn Hòa"}
    hand_over(sitting, "chair", "delegate")
    assert conductors(sitting) == {"Phạm Thị Lan"}
    take_back_chair(actor=sitting.actor("chair"), meeting_id=sitting.meeting.id)
    assert conductors(sitting) == {"Nguyễn Văn Hòa"}


def test_the_deputy_acts_and_the_chair_watches(deputised: Cast):
    meeting_id, item = deputised.meeting.id, deputised.items[0]
    with pytest.raises(Refused):
        open_item(actor=deputised.actor("chair"), meeting_id=meeting_id, item_id=item.id)
    open_item(actor=deputised.actor("delegate"), meeting_id=meeting_id, item_id=item.id)
    with pytest.raises(Refused):
        mute_all(actor=deputised.actor("chair"), meeting_id=meeting_id)
    target = FloorTarget(person_id=str(deputised.chair.id))
    give_floor(actor=deputised.actor("delegate"), meeting_id=meeting_id, target=target, limit_s=None)


def test_the_event_names_who_conducts(deputised: Cast):
    event = last_event(deputised)
    assert isinstance(event, ChairChanged)
    assert (event.act, event.meeting.acting_chair) == ("handed_over", str(deputised.named("delegate").id))
    take_back_chair(actor=deputised.actor("delegate"), meeting_id=deputised.meeting.id)
    event = last_event(deputised)
    assert isinstance(event, ChairChanged)
    assert (event.act, event.meeting.acting_chair) == ("taken_back", None)


def test_the_microphone_follows_the_conduct(deputised: Cast):
    meeting = Meeting.objects.get(id=deputised.meeting.id)
    deputy, room = deputised.named("delegate"), deputised.tan_hoa
    wanted = (f"room:{deputised.hall.id}", f"room:{room.id}", f"person:{deputy.id}")
    assert open_microphones(meeting) == policy_for(meeting).open_microphones == wanted
    event = last_event(deputised)
    assert isinstance(event, ChairChanged) and event.open_microphones == wanted
    take_back_chair(actor=deputised.actor("chair"), meeting_id=meeting.id)
    assert open_microphones(Meeting.objects.get(id=meeting.id)) == (
        f"room:{deputised.hall.id}",
        f"person:{deputised.chair.id}",
    )


def test_naming_the_standing_chair_gives_it_back(deputised: Cast):
    hand_over(deputised, "delegate", "chair")
    assert conductors(deputised) == {"Nguyễn Văn Hòa"}


def test_the_standing_chair_may_name_another_deputy(deputised: Cast):
    hand_over(deputised, "chair", "remote delegate")
    assert conductors(deputised) == {"Hoàng Quốc Việt"}


def test_a_former_deputy_is_a_delegate_again(deputised: Cast):
    take_back_chair(actor=deputised.actor("chair"), meeting_id=deputised.meeting.id)
    for act in (Permission.HAND_OVER_CHAIR, Permission.TAKE_BACK_CHAIR, Permission.MUTE_ALL):
        assert not get_place_for(deputised.actor("delegate"), deputised.meeting.id).may(act)
    with pytest.raises(Refused):
        take_back_chair(actor=deputised.actor("delegate"), meeting_id=deputised.meeting.id)


@pytest.mark.parametrize("who", ["guest", "observer", "technician", "secretary"])
def test_only_presidium_and_delegates_become_deputies(sitting: Cast, who: str):
    with pytest.raises(BadInput) as refused:
        hand_over(sitting, "chair", who)
    assert refused.value.code == "bad_deputy"


def test_the_presidium_does(sitting: Cast):
    Participation.objects.filter(person=sitting.named("delegate")).update(role=Role.PRESIDIUM)
    hand_over(sitting, "chair", "delegate")
    assert conductors(sitting) == {"Phạm Thị Lan"}


def test_who_is_not_there_does_not_conduct(sitting: Cast):
    with pytest.raises(BadState) as refused:
        hand_over(sitting, "chair", "absent delegate")
    assert refused.value.code == "not_present"
    with pytest.raises(NotFound):
        hand_over(sitting, "chair", "outsider")


def test_nothing_to_take_back(sitting: Cast):
    with pytest.raises(BadState) as refused:
        take_back_chair(actor=sitting.actor("chair"), meeting_id=sitting.meeting.id)
    assert refused.value.code == "no_deputy"
    with pytest.raises(BadState):
        hand_over(sitting, "chair", "chair")


def test_no_role_of_chair_or_deputy_changes_meanwhile(deputised: Cast):
    for name in ("chair", "delegate"):
        change = Invitation(deputised.named(name).id, Role.GUEST, False)
        with pytest.raises(BadInput) as refused:
            invite_people(actor=deputised.actor("secretary"), meeting_id=deputised.meeting.id, invitations=[change])
        assert refused.value.code == "deputy_conducts"


def test_pages_are_told_their_commands(deputised: Cast):
    def commands(name: str) -> set[str]:
        actor = deputised.actor(name)
        place = get_place_for(actor, deputised.meeting.id)
        return set(you_state(Identity("p", deputised.meeting.id, actor, place.standing, "", "", "k", None)).commands)

    conduct = {str(permission) for permission in CONDUCT}
    assert conduct <= commands("delegate") <= COMMAND_NAMES
    assert not conduct & commands("chair")
    assert {"hand_over_chair", "take_back_chair"} <= commands("chair") & commands("delegate")


def test_the_console_opens_for_both_and_for_nobody_else(deputised: Cast):
    address = f"/hop/{deputised.meeting.id}/dieu-hanh/"
    assert browser_of(deputised.chair).get(address).status_code == 200
    assert browser_of(deputised.named("delegate")).get(address).status_code == 200
    assert browser_of(deputised.named("remote delegate")).get(address).status_code == 403
    assert (
        f"/hop/{deputised.meeting.id}/dieu-hanh/" in browser_of(deputised.named("delegate")).get("/").content.decode()
    )
    assert text_of(browser_of(deputised.chair).get("/"))
