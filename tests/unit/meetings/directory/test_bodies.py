"""Terms, positions and members of a body."""

from datetime import date

import pytest

from meetings.accounts.models import BodyMembership, Position
from meetings.accounts.selectors import members_on
from meetings.contracts.roles import Role
from meetings.core.actor import Actor
from meetings.core.errors import BadInput, BadState, NotFound, Refused
from meetings.directory.bodies import (
    MemberText,
    end_member,
    members_of,
    open_term,
    remove_position,
    save_position,
    set_member,
)
from tests.cast import Cast

TERM_1, TERM_2 = date(2021, 1, 1), date(2025, 10, 15)


def put(house: Cast, actor: Actor, name: str, code: str = "", on: date = TERM_1) -> BodyMembership:
    position = Position.objects.filter(code=code).values_list("id", flat=True).first()
    text = MemberText(house.named(name).id, Role.DELEGATE, votes=True, position_id=position, on=on)
    return set_member(actor=actor, unit_id=house.province.id, text=text)


@pytest.fixture
def positions(house: Cast, office: Actor) -> None:
    for code, name, order in (("bt", "Bí thư", 1), ("PBT", "Phó Bí thư", 2), ("UV", "Ủy viên", 9)):
        save_position(actor=office, code=code, name=name, order=order)


@pytest.mark.usefixtures("positions")
def test_members_stand_by_position(house: Cast, office: Actor):
    put(house, office, "hall delegate", "UV")
    put(house, office, "guest", "BT")
    put(house, office, "outsider", "PBT")
    put(house, office, "chair")  # first by protocol, but without a position here
    names = [member.person.full_name for member in members_of(house.province, TERM_2)]
    assert names == ["Bùi Thanh Tùng", "Lý Văn Phúc", "Lê Minh Đức", "Nguyễn Văn Hòa"]
    put(house, office, "hall delegate", "PBT", on=TERM_2)
    before, after = BodyMembership.objects.filter(person=house.named("hall delegate")).order_by("valid_from")
    assert (before.position.code, str(before.valid_to), after.position.code) == ("UV", "2025-10-14", "PBT")


def test_a_term_ends_the_one_before_and_its_members(house: Cast, office: Actor):
    put(house, office, "guest")
    first = open_term(actor=office, unit_id=house.province.id, name="Nhiệm kỳ 2020 – 2025", on=TERM_1)
    assert BodyMembership.objects.get().term == first  # whoever was there belongs to the first term
    second = open_term(actor=office, unit_id=house.province.id, name="Nhiệm kỳ 2025 – 2030", on=TERM_2)
    first.refresh_from_db()
    assert (first.valid_to, list(members_on(house.province.id, TERM_2))) == (date(2025, 10, 14), [])
    assert put(house, office, "guest", on=TERM_2).term == second
    with pytest.raises(BadState) as refused:
        open_term(actor=office, unit_id=house.province.id, name="Sớm", on=TERM_2)
    assert refused.value.code == "term_too_early"


def test_a_membership_ends(house: Cast, office: Actor):
    put(house, office, "guest")
    end_member(actor=office, unit_id=house.province.id, person_id=house.guest.id, on=TERM_2)
    assert not members_on(house.province.id, TERM_2)
    assert members_on(house.province.id, date(2025, 10, 14))
    with pytest.raises(NotFound):
        end_member(actor=office, unit_id=house.province.id, person_id=house.guest.id, on=TERM_2)
    with pytest.raises(BadInput):
        text = MemberText(house.guest.id, Role.TECHNICIAN, votes=False, position_id=None, on=TERM_1)
        set_member(actor=office, unit_id=house.province.id, text=text)


@pytest.mark.usefixtures("positions")
def test_a_position_that_was_held_stays(house: Cast, office: Actor):
    put(house, office, "guest", "BT")
    held, free = Position.objects.get(code="BT"), Position.objects.get(code="UV")
    with pytest.raises(BadState):
        remove_position(actor=office, position_id=held.id)
    remove_position(actor=office, position_id=free.id)
    assert list(Position.objects.values_list("code", flat=True)) == ["BT", "PBT"]


def test_others_change_nothing(house: Cast):
    commune = house.actor("delegate")
    with pytest.raises(Refused):
        save_position(actor=commune, code="X", name="X", order=1)
    with pytest.raises(NotFound):
        put(house, commune, "guest")
    with pytest.raises(NotFound):
        open_term(actor=commune, unit_id=house.province.id, name="Nhiệm kỳ", on=TERM_1)
    for who in ("chair", "outsider"):
        with pytest.raises(Refused):
            put(house, house.actor(who), "guest")
        with pytest.raises(Refused):
            open_term(actor=house.actor(who), unit_id=house.province.id, name="Nhiệm kỳ", on=TERM_1)
    assert not BodyMembership.objects.exists()
