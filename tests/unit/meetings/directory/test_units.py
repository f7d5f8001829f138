"""Units change their names, are merged, and a meeting that closed keeps what everything was called."""

from datetime import date, timedelta

import pytest

from meetings.accounts.models import BodyMembership, Person, Unit
from meetings.accounts.selectors import name_on
from meetings.agenda.selectors import attendees_state
from meetings.agenda.services import close_meeting
from meetings.contracts.roles import Role
from meetings.core.actor import Actor
from meetings.core.errors import BadInput, BadState, NotFound, Refused
from meetings.directory.bodies import MemberText, open_term, set_member
from meetings.directory.models import RegisterEntry
from meetings.directory.people import move_person
from meetings.directory.scope import keeper_for
from meetings.directory.tree import branches_on
from meetings.directory.units import UnitText, add_unit, change_unit, end_unit, today
from meetings.minutes.content import gather_content
from meetings.rooms.selectors import rooms_state
from tests.cast import Cast, open_sitting

MERGER = date(2025, 7, 1)


def renamed(name: str, code: str = "AB.01") -> UnitText:
    return UnitText(name=name, level="xã", code=code)


def tree(actor: Actor, day: date) -> list[tuple[int, str]]:
    return [(one.depth, one.name) for one in branches_on(keeper_for(actor), day)]


def test_a_name_holds_from_its_day(house: Cast, office: Actor):
    unit = house.communes["Tân Hòa"]
    change_unit(actor=office, unit_id=unit.id, text=renamed("Phường Tân Hòa"), on=MERGER)
    unit.refresh_from_db()
    assert (unit.name, name_on(unit, MERGER)) == ("Phường Tân Hòa", "Phường Tân Hòa")
    assert name_on(unit, MERGER - timedelta(days=1)) == "Xã Tân Hòa"
    assert tree(office, MERGER - timedelta(days=1)) == [(0, "Tỉnh An Bình"), (1, "Xã Phú Mỹ"), (1, "Xã Tân Hòa")]
    change_unit(actor=office, unit_id=unit.id, text=renamed("Phường Tân Hòa Đông"), on=MERGER)
    assert list(unit.former_names.values_list("name", flat=True)) == ["Xã Tân Hòa"]  # a slip, corrected at once


def test_a_name_begins_within_the_life_of_its_unit(house: Cast, office: Actor):
    unit = house.communes["Tân Hòa"]
    for days, code in ((1, "name_too_early"), (-9999, "name_too_late")):
        with pytest.raises(BadInput) as refused:
            change_unit(actor=office, unit_id=unit.id, text=renamed("Khác"), on=today() + timedelta(days=days))
        assert refused.value.code == code
    assert Unit.objects.get(id=unit.id).name == "Xã Tân Hòa"


def test_a_merger_takes_people_and_rooms_along(house: Cast, office: Actor):
    old, lan = house.communes["Tân Hòa"], house.delegates[2]
    open_term(actor=office, unit_id=old.id, name="Nhiệm kỳ 2020 – 2025", on=date(2021, 6, 1))
    text = MemberText(lan.id, Role.CHAIR, votes=True, position_id=None, on=date(2021, 6, 1))
    set_member(actor=office, unit_id=old.id, text=text)
    new = add_unit(
        actor=office, parent_id=house.province.id, text=UnitText("Xã Tân Phú", "xã", "AB.09"), valid_from=MERGER
    )
    end_unit(actor=office, unit_id=old.id, on=MERGER, successor_id=new.id)
    lan.refresh_from_db()
    house.tan_hoa.refresh_from_db()
    assert (lan.unit, house.tan_hoa.unit, lan.keeps) == (new, new, None)
    membership = BodyMembership.objects.get(unit=old, person=lan)
    assert membership.valid_to == old.terms.get().valid_to == MERGER - timedelta(days=1)
    assert (1, "Xã Tân Hòa") not in tree(office, MERGER)
    assert tree(office, MERGER - timedelta(days=1)) == [(0, "Tỉnh An Bình"), (1, "Xã Phú Mỹ"), (1, "Xã Tân Hòa")]
    assert RegisterEntry.objects.filter(words__startswith="Sáp nhập Xã Tân Hòa vào Xã Tân Phú").count() == 2
    with pytest.raises(BadState):
        change_unit(actor=office, unit_id=old.id, text=renamed("Khác"))


def test_a_merger_waits_for_the_sitting_and_for_units_beneath(house: Cast, office: Actor):
    tan_hoa, phu_my = house.communes["Tân Hòa"], house.communes["Phú Mỹ"]
    open_sitting(house)
    with pytest.raises(BadState) as refused:
        end_unit(actor=office, unit_id=tan_hoa.id, on=MERGER, successor_id=phu_my.id)
    assert refused.value.code == "in_session"
    with pytest.raises(BadState) as refused:
        move_person(actor=office, person_id=house.delegates[3].id, unit_id=tan_hoa.id)
    assert refused.value.code == "in_session"
    close_meeting(actor=house.actor("chair"), meeting_id=house.meeting.id)
    add_unit(actor=office, parent_id=tan_hoa.id, text=UnitText("Chi bộ thôn 1", "chi bộ"))
    with pytest.raises(BadState) as refused:
        end_unit(actor=office, unit_id=tan_hoa.id, on=MERGER, successor_id=phu_my.id)
    assert refused.value.code == "has_children"
    with pytest.raises(BadInput):
        end_unit(actor=office, unit_id=house.province.id, on=MERGER, successor_id=phu_my.id)


def test_a_closed_meeting_keeps_the_names_of_its_day(house: Cast, office: Actor):
    open_sitting(house)
    close_meeting(actor=house.actor("chair"), meeting_id=house.meeting.id)
    house.meeting.refresh_from_db()
    before = (attendees_state(house.meeting), rooms_state(house.meeting), gather_content(house.meeting).body)
    tan_hoa, phu_my = house.communes["Tân Hòa"], house.communes["Phú Mỹ"]
    end_unit(actor=office, unit_id=tan_hoa.id, on=today(), successor_id=phu_my.id)
    change_unit(actor=office, unit_id=house.province.id, text=UnitText("Tỉnh An Bình Mới", "tỉnh", "AB"), on=today())
    Person.objects.update(title="Đã nghỉ")
    house.meeting.refresh_from_db()
    shown = {one.name: (one.title, one.unit) for one in attendees_state(house.meeting)}
    assert shown["Phạm Thị Lan"] == ("Bí thư Đảng ủy xã Tân Hòa", "Xã Tân Hòa")
    after = (attendees_state(house.meeting), rooms_state(house.meeting), gather_content(house.meeting).body)
    assert [one.unit for one in after[0]] == [one.unit for one in before[0]]
    assert after[1:] == before[1:]


def test_a_code_has_one_holder(house: Cast, office: Actor):
    with pytest.raises(BadState) as refused:
        add_unit(actor=office, parent_id=house.province.id, text=UnitText("Xã Khác", "xã", "AB.01"))
    assert refused.value.code == "code_taken"
    end_unit(actor=office, unit_id=house.communes["Tân Hòa"].id, on=MERGER, successor_id=house.communes["Phú Mỹ"].id)
    assert add_unit(actor=office, parent_id=house.province.id, text=UnitText("Xã Khác", "xã", "AB.01")).code == "AB.01"


def test_everybody_keeps_his_own_part(house: Cast):
    commune = house.actor("delegate")
    own, other = house.communes["Tân Hòa"], house.communes["Phú Mỹ"]
    assert add_unit(actor=commune, parent_id=own.id, text=UnitText("Chi bộ 1", "chi bộ")).parent == own
    for unit in (other, house.province):
        with pytest.raises(NotFound):
            change_unit(actor=commune, unit_id=unit.id, text=renamed("Khác", "X"))
        with pytest.raises(NotFound):
            end_unit(actor=commune, unit_id=own.id, on=MERGER, successor_id=unit.id)
    for who in ("chair", "technician", "outsider"):
        with pytest.raises(Refused):
            add_unit(actor=house.actor(who), parent_id=own.id, text=UnitText("Chi bộ 2", "chi bộ"))
