import pytest

from meetings.agenda.models import Meeting, Participation
from meetings.attendance.checkins import check_in
from meetings.attendance.counting import quorum_state
from meetings.attendance.models import QuorumRule
from meetings.attendance.rules import Share, needed_of
from meetings.attendance.services import Invitation, invite_people, remove_person
from meetings.contracts.roles import Role
from meetings.core.errors import BadInput, BadState, NotFound, Refused
from meetings.core.journal import last_number
from tests.cast import Cast

TWO_THIRDS = Share(2, 3, strict=False)
OVER_HALF = Share(1, 2, strict=True)


@pytest.mark.parametrize(
    ("share", "base", "needed"), [(TWO_THIRDS, 50, 34), (TWO_THIRDS, 51, 34), (OVER_HALF, 50, 26), (OVER_HALF, 51, 26)]
)
def test_needed_is_the_least_whole_number(share: Share, base: int, needed: int) -> None:
    assert needed_of(share, base) == needed


def test_a_body_has_its_own_rule_from_its_day(cast: Cast, convened: Meeting) -> None:
    assert quorum_state(convened).needed == 4
    QuorumRule.objects.create(
        unit=cast.province, numerator=1, denominator=2, strict=True, words="Quá nửa", source="", valid_from="2026-01-01"
    )
    QuorumRule.objects.create(
        unit=cast.province, numerator=1, denominator=1, strict=False, words="Tất cả", source="", valid_from="2099-01-01"
    )
    assert (quorum_state(convened).needed, quorum_state(convened).rule) == (4, "Quá nửa")
    QuorumRule.objects.filter(words="Quá nửa").update(strict=False)
    assert quorum_state(convened).needed == 3


def test_checking_in_counts_towards_the_quorum_and_once(cast: Cast, convened: Meeting) -> None:
    assert (quorum_state(convened).present, quorum_state(convened).base) == (0, 6)
    for username in ("chair", "delegate", "guest", "remote delegate", "hall delegate"):
        check_in(actor=cast.actor(username), meeting_id=convened.id, room_id=None)
    number = last_number(convened.id)
    assert check_in(actor=cast.actor("delegate"), meeting_id=convened.id, room_id=None) == number
    assert last_number(convened.id) == number
    assert (quorum_state(convened).present, quorum_state(convened).holds) == (4, True)


def test_a_person_may_move_to_another_room_and_keeps_the_time_of_arrival(cast: Cast, convened: Meeting) -> None:
    phuc = cast.actor("delegate")
    check_in(actor=phuc, meeting_id=convened.id, room_id=None)
    came = Participation.objects.get(meeting=convened, person_id=phuc.id).checked_in_at
    check_in(actor=phuc, meeting_id=convened.id, room_id=cast.tan_hoa.id)
    moved = Participation.objects.get(meeting=convened, person_id=phuc.id)
    assert (moved.seated_in_id, moved.checked_in_at) == (cast.tan_hoa.id, came)


def test_nobody_checks_in_to_a_room_that_does_not_take_part(cast: Cast, convened: Meeting) -> None:
    with pytest.raises(BadInput):
        check_in(actor=cast.actor("delegate"), meeting_id=convened.id, room_id=cast.far_room.id)


def test_an_outsider_cannot_check_in(cast: Cast, convened: Meeting) -> None:
    with pytest.raises(NotFound):
        check_in(actor=cast.actor("outsider"), meeting_id=convened.id, room_id=None)


def test_only_the_secretary_invites(cast: Cast, convened: Meeting) -> None:
    guest = Invitation(cast.named("outsider").id, Role.GUEST, False)
    with pytest.raises(Refused):
        invite_people(actor=cast.actor("chair"), meeting_id=convened.id, invitations=[guest])
    with pytest.raises(Refused):
        remove_person(actor=cast.actor("chair"), meeting_id=convened.id, person_id=cast.named("delegate").id)


def test_a_second_chair_is_refused_and_nothing_of_it_stays(cast: Cast, convened: Meeting) -> None:
    second = Invitation(cast.named("outsider").id, Role.CHAIR, True)
    with pytest.raises(BadInput) as refusal:
        invite_people(actor=cast.actor("secretary"), meeting_id=convened.id, invitations=[second])
    assert refusal.value.code == "two_chairs"
    assert not Participation.objects.filter(meeting=convened, person=cast.named("outsider")).exists()


def test_nobody_is_invited_as_a_room(cast: Cast, convened: Meeting) -> None:
    with pytest.raises(BadInput):
        invite_people(
            actor=cast.actor("secretary"),
            meeting_id=convened.id,
            invitations=[Invitation(cast.named("outsider").id, Role.ROOM, False)],
        )


def test_who_checked_in_stays(cast: Cast, in_session: Meeting) -> None:
    with pytest.raises(BadState):
        remove_person(actor=cast.actor("secretary"), meeting_id=in_session.id, person_id=cast.named("delegate").id)
    remove_person(actor=cast.actor("secretary"), meeting_id=in_session.id, person_id=cast.named("absent delegate").id)
    assert not Participation.objects.filter(meeting=in_session, person=cast.named("absent delegate")).exists()
