"""A secretary invites a whole body at once; alternates vote only where the body's rule says so."""

from datetime import date, timedelta

import pytest

from meetings.accounts.models import BodyMembership
from meetings.accounts.selectors import bodies_on, members_on
from meetings.agenda.models import Participation
from meetings.attendance.models import AlternateRule
from meetings.attendance.services import Invitation, invite_body, invite_people, keep_as_body
from meetings.contracts.roles import Role
from meetings.core.errors import BadInput, NotFound, Refused
from tests.browser import browser_of, text_of
from tests.cast import Cast, draft_meeting, make_person

TODAY = date(2020, 1, 1)


@pytest.fixture
def body(cast: Cast) -> Cast:
    """The cast, whose province has its chair, two delegates and an alternate as lasting members."""
    alternate = make_person("khuyet.a", "Lâm Thị Khuyết", "Ủy viên dự khuyết", cast.province)
    people = [(cast.chair, Role.CHAIR, True), (cast.delegates[0], Role.DELEGATE, True)]
    people += [(cast.outsider, Role.DELEGATE, True), (alternate, Role.ALTERNATE, True)]
    for person, role, votes in people:
        BodyMembership.objects.create(unit=cast.province, person=person, role=role, votes=votes, valid_from=TODAY)
    return cast


def invite(cast: Cast, who: str = "secretary") -> int:
    return invite_body(actor=cast.actor(who), meeting_id=cast.meeting.id, unit_id=cast.province.id)


def place_of(cast: Cast, name: str) -> Participation:
    return Participation.objects.get(meeting=cast.meeting, person__full_name=name)


def test_the_members_who_are_missing_are_invited(body: Cast):
    before = place_of(body, "Lê Minh Đức").id
    assert invite(body) == 2
    assert (place_of(body, "Lý Văn Phúc").role, place_of(body, "Lý Văn Phúc").votes) == ("delegate", True)
    assert place_of(body, "Lê Minh Đức").id == before
    with pytest.raises(BadInput) as refused:
        invite(body)
    assert refused.value.code == "nobody_to_invite"


def test_an_alternate_has_no_vote_without_a_rule(body: Cast):
    invite(body)
    assert place_of(body, "Lâm Thị Khuyết").votes is False
    change = Invitation(place_of(body, "Lâm Thị Khuyết").person_id, Role.ALTERNATE, True)  # type: ignore[arg-type]
    with pytest.raises(BadInput) as refused:
        invite_people(actor=body.actor("secretary"), meeting_id=body.meeting.id, invitations=[change])
    assert refused.value.code == "role_without_vote"


@pytest.mark.parametrize(("general", "own", "votes"), [(True, None, True), (True, False, False), (False, True, True)])
def test_the_rule_of_the_body_decides(body: Cast, general: bool, own: bool | None, votes: bool):
    AlternateRule.objects.create(votes=general, source="Quy chế", valid_from=TODAY)
    if own is not None:
        AlternateRule.objects.create(unit=body.province, votes=own, source="Quy chế", valid_from=TODAY)
    invite(body)
    assert place_of(body, "Lâm Thị Khuyết").votes is votes


def test_a_rule_that_ended_counts_no_more(body: Cast):
    AlternateRule.objects.create(votes=True, source="Quy chế", valid_from=TODAY, valid_to=TODAY + timedelta(days=9))
    invite(body)
    assert place_of(body, "Lâm Thị Khuyết").votes is False


def test_a_second_chair_comes_to_the_presidium(body: Cast):
    meeting = draft_meeting(body)
    Participation.objects.filter(meeting=meeting, role=Role.CHAIR).update(person=body.guest)
    invite_body(actor=body.actor("secretary"), meeting_id=meeting.id, unit_id=body.province.id)
    roles = dict(meeting.participations.filter(person__isnull=False).values_list("person__full_name", "role"))
    assert (roles["Bùi Thanh Tùng"], roles["Nguyễn Văn Hòa"]) == ("chair", "presidium")


def test_memberships_have_days(body: Cast):
    BodyMembership.objects.filter(person=body.outsider).update(valid_to=TODAY + timedelta(days=1))
    assert [m.person.full_name for m in members_on(body.province.id, TODAY)][-1] == "Lý Văn Phúc"
    assert body.outsider.id not in {m.person_id for m in members_on(body.province.id, date(2026, 1, 1))}
    assert bodies_on(TODAY, without=set()) == [(body.province, 4)]
    assert bodies_on(TODAY - timedelta(days=1), without=set()) == []


def test_a_closed_account_is_not_invited(body: Cast):
    body.outsider.is_active = False
    body.outsider.save()
    assert invite(body) == 1


def test_a_meeting_becomes_the_list_of_its_body(body: Cast):
    assert keep_as_body(actor=body.actor("secretary"), meeting_id=body.meeting.id) == 7
    lasting = BodyMembership.objects.filter(unit=body.province, valid_to__isnull=True)
    assert set(lasting.values_list("role", flat=True)) == {"chair", "secretary", "delegate"}
    gone = BodyMembership.objects.get(unit=body.province, person=body.outsider)
    assert gone.valid_to is not None
    assert lasting.get(person=body.chair).valid_from == TODAY
    keep_as_body(actor=body.actor("secretary"), meeting_id=body.meeting.id)
    assert lasting.count() == 7


def test_others_neither_invite_nor_keep(body: Cast):
    for who, error in (("chair", Refused), ("delegate", Refused), ("outsider", NotFound)):
        with pytest.raises(error):
            invite(body, who)
        with pytest.raises(error):
            keep_as_body(actor=body.actor(who), meeting_id=body.meeting.id)
    body.secretary.may_create_meetings = False
    body.secretary.save()
    with pytest.raises(Refused):
        keep_as_body(actor=body.actor("secretary"), meeting_id=body.meeting.id)


def test_the_editor_invites_a_body(body: Cast):
    secretary = browser_of(body.secretary)
    base = f"/chuan-bi/{body.meeting.id}/thanh-phan/"
    assert "Tỉnh An Bình (2 người chưa mời)" in text_of(secretary.get(base))
    answer = secretary.post(f"{base}co-quan/", {"unit": str(body.province.id)}, fragment=True)
    assert "Đã mời 2 người." in text_of(answer)
    assert "Lâm Thị Khuyết" in text_of(answer)
    assert answer.headers["HX-Trigger"] == "prepare-changed"
    again = secretary.post(f"{base}co-quan/", {"unit": str(body.province.id)}, fragment=True)
    assert again.status_code == 422
    assert "đã được mời hết" in text_of(again)
    assert secretary.post(f"{base}co-quan/", {"unit": "x"}, fragment=True).status_code in {400, 422}
    kept = secretary.post(f"{base}luu/", fragment=True)
    assert "Đã lưu 9 thành viên." in text_of(kept)


@pytest.mark.parametrize("part", ["co-quan/", "luu/"])
@pytest.mark.parametrize(("who", "status"), [("chair", 403), ("outsider", 404)])
def test_pages_of_others_are_refused(body: Cast, part: str, who: str, status: int):
    browser = browser_of(body.named(who))
    address = f"/chuan-bi/{body.meeting.id}/thanh-phan/{part}"
    assert browser.post(address, {"unit": str(body.province.id)}).status_code == status
