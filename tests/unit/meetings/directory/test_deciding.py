"""Quorum and majorities of a body in the directory: each from a day to come, old ones kept; what is refused."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from meetings.attendance.counting import quorum_state
from meetings.attendance.models import Ground, QuorumRule
from meetings.core.actor import Actor
from meetings.core.errors import BadInput, BadState, NotFound, Refused
from meetings.directory.bodies import MemberText, set_member
from meetings.directory.deciding import (
    Ballots,
    DecidingText,
    end_rule,
    majority_rules_of,
    quorum_rules_of,
    set_majority_rule,
    set_quorum_rule,
)
from meetings.directory.deciding_words import Kind
from meetings.directory.models import RegisterEntry
from meetings.directory.units import today
from meetings.voting.models import MajorityRule
from tests.browser import browser_of, text_of
from tests.cast import Cast

TEXT = DecidingText("", "members", 2, 3, False, (), "Quy chế làm việc, Điều 12", "A", date.min)
OPEN = Ballots()
DAY = timedelta(days=1)


def put(house: Cast, actor: Actor, days: int, **changed: Any) -> QuorumRule:
    text = replace(TEXT, on=today() + days * DAY, **changed)
    return set_quorum_rule(actor=actor, unit_id=house.province.id, text=text)


def decide(house: Cast, actor: Actor, ballots: Ballots = OPEN, **changed: Any) -> MajorityRule:
    text = replace(TEXT, on=today() + DAY, **changed)
    return set_majority_rule(actor=actor, unit_id=house.province.id, text=text, ballots=ballots)


def test_rules_follow_each_other_and_those_before_keep_their_days(house: Cast, office: Actor):
    put(house, office, 1)
    put(house, office, 30, strict=True)
    other = put(house, office, 10, motion="removal")
    middle = put(house, office, 10, numerator=3, denominator=4, grounds=(Ground.objects.get(code="excused").id,))
    third, second, first = quorum_rules_of(house.province).filter(motion="")
    assert (first.valid_to, second.valid_to) == (middle.valid_from - DAY, third.valid_from - DAY)
    assert (third.valid_to, QuorumRule.objects.get(id=other.id).valid_to) == (None, None), "another kind of motion"
    assert (second.words, [ground.code for ground in second.deductions.all()]) == (
        "Ít nhất 3/4 tổng số thành viên của cơ quan có mặt, trừ các trường hợp vắng được trừ",
        ["excused"],
    )
    assert third.words == "Quá 2/3 tổng số thành viên của cơ quan có mặt"
    said = RegisterEntry.objects.filter(unit=house.province).latest("at").words
    assert "Túc số (phiên họp và mọi vấn đề khác)" in said and "Điều 12 (mức chắc chắn A)" in said


def test_a_rule_to_come_leaves_the_sitting_of_today_as_it_is(house: Cast, office: Actor):
    before = quorum_state(house.meeting)
    put(house, office, 1, base="convened", numerator=1, denominator=1)
    assert quorum_state(house.meeting) == before
    house.meeting.starts_at += 2 * DAY
    now = quorum_state(house.meeting)
    assert (now.needed, now.rule) == (now.base, "Ít nhất 100% số thành viên được triệu tập có mặt")


def test_a_rule_is_ended_by_a_day_to_come_and_one_that_never_held_is_gone(house: Cast, office: Actor):
    coming, rule = put(house, office, 20), put(house, office, 1)
    ends = {"actor": office, "unit_id": house.province.id, "kind": Kind.QUORUM}
    with pytest.raises(BadInput, match="ngày mai"):
        end_rule(**ends, rule_id=rule.id, on=today())
    with pytest.raises(BadState, match="đã hết hiệu lực"):
        end_rule(**ends, rule_id=rule.id, on=today() + 30 * DAY)
    end_rule(**ends, rule_id=rule.id, on=today() + 5 * DAY)
    end_rule(**ends, rule_id=coming.id, on=today() + 5 * DAY)
    (left,) = quorum_rules_of(house.province)
    assert (left.id, left.valid_to) == (rule.id, today() + 4 * DAY)
    with pytest.raises(NotFound):
        end_rule(**ends | {"kind": Kind.MAJORITY}, rule_id=rule.id, on=today() + DAY)


WRONG: dict[str, dict[str, Any]] = {
    "quá 100%": {"numerator": 4},
    "Không ai đạt": {"numerator": 3, "strict": True},
    "ghi căn cứ": {"source": " "},
    "Trùng thời gian: từ ngày": {"until": today() + 9 * DAY},
    "từ ngày bắt đầu": {"until": today()},
    "trường hợp vắng": {"grounds": (0,)},
}


@pytest.mark.parametrize("words", WRONG)
def test_what_is_refused_changes_nothing(house: Cast, office: Actor, words: str):
    put(house, office, 9)
    with pytest.raises(BadInput, match=words):
        put(house, office, 1, **WRONG[words])
    assert quorum_rules_of(house.province).count() == 1
    assert put(house, office, 1, until=today() + 4 * DAY).valid_to == today() + 4 * DAY


def test_only_the_keeper_of_the_body_may(house: Cast, office: Actor):
    rule = put(house, office, 1)
    for person in (house.chair, house.delegates[2]):  # the latter keeps a commune beneath
        actor = house.actor(person)
        with pytest.raises((Refused, NotFound)):
            put(house, actor, 2)
        with pytest.raises((Refused, NotFound)):
            decide(house, actor)
        with pytest.raises((Refused, NotFound)):
            end_rule(actor=actor, unit_id=house.province.id, kind=Kind.QUORUM, rule_id=rule.id, on=today() + 2 * DAY)
    assert (quorum_rules_of(house.province).get().valid_to, majority_rules_of(house.province).count()) == (None, 0)


def test_a_majority_says_how_ballots_are_cast(house: Cast, office: Actor):
    with pytest.raises(BadInput, match="không ghi tên"):
        decide(house, office, Ballots(named=True, secret=True))
    rule = decide(house, office, Ballots(secret=True, final=True), motion="election", base="cast", strict=True)
    assert (rule.secret, rule.named, rule.ballots_final, rule.words) == (
        True,
        False,
        True,
        "Quá 2/3 số phiếu đã bỏ tán thành",
    )
    assert "bỏ phiếu kín; phiếu không sửa được" in RegisterEntry.objects.latest("at").words


def typed(**changed: str) -> dict[str, str]:
    return {
        "motion": "",
        "base": "members",
        "way": "least",
        "numerator": "2",
        "denominator": "3",
        "source": "Quy chế, Điều 5",
        "certainty": "B",
        "on": (today() + DAY).isoformat(),
        "until": "",
    } | changed


def test_the_page_shows_what_holds_takes_a_rule_and_ends_it(house: Cast, office: Actor):
    for person in (house.chair, *house.delegates):
        text = MemberText(person.id, house_role(house, person), True, None, date(2025, 1, 1))
        set_member(actor=office, unit_id=house.province.id, text=text)
    voters = 1 + len(house.delegates)
    browser, address = browser_of(house.secretary), f"/danh-ba/don-vi/{house.province.id}/quy-tac/"
    shown = text_of(browser.get(address))
    assert shown.count("quy định chung") >= 8
    assert f"Với {voters} người: cần ít nhất {-(-voters * 2 // 3)} người có mặt." in shown
    refused = browser.post(address + "tuc-so/", typed(numerator="4"))
    assert refused.status_code == 422 and "quá 100%" in text_of(refused) and 'value="4"' in refused.content.decode()
    assert "Hãy ghi căn cứ" in text_of(browser.post(address + "ti-le/", typed(source="", ballot="open")))
    assert browser.post(address + "tuc-so/", typed()).status_code == 302
    assert browser.post(address + "ti-le/", typed(ballot="named", way="more")).status_code == 302
    shown = text_of(browser.get(address))
    assert "sắp có hiệu lực" in shown and "biên bản ghi tên" in shown and "Quy chế, Điều 5 (B · " in shown
    ending = f"{address}tuc-so/{quorum_rules_of(house.province).get().id}/het/"
    assert browser.post(ending, {"on": today().isoformat()}).status_code == 422
    assert browser.post(ending, {"on": (today() + DAY).isoformat()}).status_code == 302
    assert not quorum_rules_of(house.province).exists()
    assert browser.post(f"{address}khac/", typed()).status_code == 404
    assert browser.post(f"{address}tuc-so/{uuid4()}/het/", {"on": (today() + DAY).isoformat()}).status_code == 422
    for stranger in (house.chair, house.delegates[2]):
        answers = [browser_of(stranger).get(address), browser_of(stranger).post(address + "tuc-so/", typed())]
        assert {answer.status_code for answer in answers} <= {403, 404}


TRIED = {
    "tuc-so": [("least", 2, 3, 53, "cần ít nhất 36 người có mặt"), ("more", 1, 2, 53, "cần ít nhất 27 người có mặt")],
    "ti-le": [("more", 1, 2, 52, "cần ít nhất 27 phiếu tán thành"), ("least", 4, 3, 53, "không được quá 100%")],
}


def test_what_a_share_means_is_said_before_it_is_saved(house: Cast):
    browser = browser_of(house.secretary)
    for kind, cases in TRIED.items():
        for way, numerator, denominator, people, said in cases:
            share = {"way": way, "numerator": numerator, "denominator": denominator, "people": people}
            answer = browser.get(
                f"/danh-ba/don-vi/{house.province.id}/quy-tac/{kind}/thu/", share | {"base": "members"}
            )
            assert said in text_of(answer), (kind, way)
    assert browser_of(house.chair).get(f"/danh-ba/don-vi/{house.province.id}/quy-tac/tuc-so/thu/").status_code == 403


def house_role(house: Cast, person: Any) -> Any:
    """Return as what somebody sits in the cast's meeting."""
    return house.meeting.participations.get(person=person).role
