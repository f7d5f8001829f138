"""A chair whose line is dead: who notices, after how long the presidium takes over, and what it never may."""

from datetime import timedelta

import pytest

from meetings.agenda.models import Meeting, Participation
from meetings.agenda.selectors import get_place_for
from meetings.agenda.services import close_meeting
from meetings.contracts.events import ChairChanged
from meetings.contracts.roles import Role
from meetings.core import clock, journal
from meetings.core.errors import BadState, Refused
from meetings.core.journal import PAYLOAD
from meetings.core.models import JournalEvent
from meetings.core.permissions import Permission
from meetings.speaking.absence import conduct_rule, note_line_back, note_lines, take_over_chair
from meetings.speaking.chairing import hand_over_chair, take_back_chair
from meetings.speaking.models import ConductorAway, ConductRule
from tests.cast import Cast


@pytest.fixture
def presided(sitting: Cast) -> Cast:
    """The sitting with two of the presidium: one in the room of Tân Hòa, one who has not checked in."""
    people = [sitting.named("delegate"), sitting.named("absent delegate")]
    Participation.objects.filter(person__in=people).update(role=Role.PRESIDIUM)
    return sitting


def lines(cast: Cast, *names: str) -> None:
    """Tell whose pages are open."""
    note_lines({cast.meeting.id: {cast.actor(name).key for name in names}})


def away_for(cast: Cast, seconds: float) -> None:
    ConductorAway.objects.filter(meeting=cast.meeting).update(since=clock.now() - timedelta(seconds=seconds))


def take_over(cast: Cast, who: str = "delegate") -> int:
    return take_over_chair(actor=cast.actor(who), meeting_id=cast.meeting.id)


def refused(cast: Cast, who: str = "delegate") -> str:
    number = journal.last_number(cast.meeting.id)
    with pytest.raises(BadState) as error:
        take_over(cast, who)
    assert journal.last_number(cast.meeting.id) == number
    return error.value.code


def test_after_the_time_of_the_rule_the_presidium_takes_over(presided: Cast):
    lines(presided, "delegate")
    away_for(presided, 50)
    assert refused(presided) == "conductor_just_left"
    away_for(presided, 60)
    number = take_over(presided)
    event = PAYLOAD.validate_json(JournalEvent.objects.get(meeting_id=presided.meeting.id, number=number).payload)
    assert isinstance(event, ChairChanged)
    assert (event.act, event.meeting.acting_chair) == ("taken_over", str(presided.named("delegate").id))
    assert get_place_for(presided.actor("delegate"), presided.meeting.id).may(Permission.MUTE_ALL)
    assert not get_place_for(presided.actor("chair"), presided.meeting.id).may(Permission.MUTE_ALL)
    take_back_chair(actor=presided.actor("chair"), meeting_id=presided.meeting.id)
    assert get_place_for(presided.actor("chair"), presided.meeting.id).may(Permission.MUTE_ALL)


def test_while_the_conductor_is_there_nobody_takes_over(presided: Cast):
    assert refused(presided) == "conductor_there"
    lines(presided, "delegate", "chair")
    assert refused(presided) == "conductor_there"


def test_whoever_is_back_keeps_the_conduct(presided: Cast):
    lines(presided, "delegate")
    away_for(presided, 600)
    lines(presided, "delegate", "chair")
    assert refused(presided) == "conductor_there"
    lines(presided, "delegate")
    away_for(presided, 600)
    note_line_back(presided.meeting.id, presided.named("delegate").id)  # of somebody else: changes nothing
    assert ConductorAway.objects.count() == 1
    note_line_back(presided.meeting.id, presided.chair.id)
    assert refused(presided) == "conductor_there"


def test_the_time_counts_from_the_first_look_and_is_written_once(presided: Cast, django_assert_num_queries):
    lines(presided)
    since = ConductorAway.objects.get().since
    with django_assert_num_queries(3):
        lines(presided)
    assert ConductorAway.objects.get().since == since


def test_the_time_of_another_conductor_does_not_count(presided: Cast):
    lines(presided)
    away_for(presided, 600)
    remote = presided.named("remote delegate")
    hand_over_chair(actor=presided.actor("chair"), meeting_id=presided.meeting.id, person_id=remote.id)
    assert refused(presided) == "conductor_there"
    lines(presided, "delegate")
    assert ConductorAway.objects.get().person == remote
    assert refused(presided) == "conductor_just_left"


def test_who_has_not_checked_in_does_not_take_over(presided: Cast):
    lines(presided)
    away_for(presided, 600)
    assert refused(presided, "absent delegate") == "not_present"


@pytest.mark.parametrize("who", ["hall delegate", "secretary", "guest", "technician"])
def test_others_never_do(presided: Cast, who: str):
    lines(presided)
    away_for(presided, 600)
    with pytest.raises(Refused):
        take_over(presided, who)


def test_a_body_has_its_own_time_from_its_day(presided: Cast):
    day = clock.local_date(clock.now())
    ConductRule.objects.create(unit=presided.province, away_s=5, source="Quy chế", valid_from=day)
    ConductRule.objects.create(unit=presided.communes["Phú Mỹ"], away_s=7, source="Quy chế", valid_from=day)
    meeting = Meeting.objects.get(id=presided.meeting.id)
    assert conduct_rule(meeting, day).away_s == 5
    assert conduct_rule(meeting, day - timedelta(days=1)).away_s == 60
    lines(presided)
    away_for(presided, 6)
    assert take_over(presided)


def test_a_closed_meeting_has_no_conductor_to_miss(presided: Cast):
    lines(presided)
    close_meeting(actor=presided.actor("chair"), meeting_id=presided.meeting.id)
    lines(presided)
    assert not ConductorAway.objects.exists()
    assert refused(presided) == "not_in_session"
