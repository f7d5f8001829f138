"""Accounts: who is added, what he may do, and his password, by whoever keeps his unit."""

from dataclasses import replace
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from meetings.accounts.models import Person, Unit
from meetings.core.actor import Actor
from meetings.core.errors import BadInput, BadState, NotFound, Refused
from meetings.directory.models import RegisterEntry
from meetings.directory.people import PersonText, add_person, change_person, issue_password
from tests.browser import Browser, browser_of, text_of
from tests.cast import Cast

TEXT = PersonText("Nguyễn  Thị Mới", "Chuyên viên", 50, may_create_meetings=False, may_pair_rooms=False, is_active=True)


def test_a_new_person_signs_in_with_the_password_he_was_given(house: Cast, office: Actor):
    made = add_person(actor=office, unit_id=house.province.id, username=" Moi.NT ", text=TEXT)
    assert (made.username, made.full_name, made.has_usable_password()) == ("moi.nt", "Nguyễn Thị Mới", False)
    _person, password = issue_password(actor=office, person_id=made.id)
    answer = Browser().post("/dang-nhap/", {"username": "moi.nt", "password": password})
    assert answer.status_code == 302
    assert password not in str(list(RegisterEntry.objects.values()))
    with pytest.raises(BadState) as refused:
        add_person(actor=office, unit_id=house.province.id, username="moi.nt", text=TEXT)
    assert refused.value.code == "username_taken"
    with pytest.raises(BadInput):
        add_person(actor=office, unit_id=house.province.id, username="mới nt", text=TEXT)


def test_a_new_password_ends_what_is_open(house: Cast, office: Actor):
    tablet = browser_of(house.guest)
    assert tablet.get("/").status_code == 200
    issue_password(actor=office, person_id=house.guest.id)
    assert tablet.get("/").status_code == 302


def test_nobody_takes_the_account_of_those_above(house: Cast, office: Actor):
    """A clerk of a commune who sits there but keeps the province is not the commune's to change."""
    commune = house.actor("delegate")
    clerk = add_person(actor=office, unit_id=house.communes["Tân Hòa"].id, username="van.thu", text=TEXT)
    clerk.keeps = house.province
    clerk.save()
    with pytest.raises(Refused):
        issue_password(actor=commune, person_id=clerk.id)
    with pytest.raises(NotFound):
        issue_password(actor=commune, person_id=house.secretary.id)
    with pytest.raises(NotFound):
        change_person(actor=commune, person_id=house.delegates[3].id, text=TEXT)
    mine = add_person(actor=commune, unit_id=house.communes["Tân Hòa"].id, username="xa.moi", text=TEXT)
    with pytest.raises(NotFound):
        change_person(actor=commune, person_id=mine.id, text=replace(TEXT, keeps_id=house.province.id))
    for who in ("chair", "technician", "outsider"):
        with pytest.raises(Refused):
            issue_password(actor=house.actor(who), person_id=mine.id)
        with pytest.raises(Refused):
            add_person(actor=house.actor(who), unit_id=house.province.id, username="la", text=TEXT)


def test_nobody_shuts_himself_out(house: Cast, office: Actor):
    own = PersonText("Trần Thị Mai", "", 20, may_create_meetings=True, may_pair_rooms=False, is_active=False)
    with pytest.raises(BadState):
        change_person(actor=office, person_id=house.secretary.id, text=own)
    with pytest.raises(BadState):
        change_person(actor=office, person_id=house.secretary.id, text=replace(own, is_active=True))
    with pytest.raises(BadState):
        house.guest.is_active = False
        house.guest.save()
        issue_password(actor=office, person_id=house.guest.id)


def test_the_page_shows_a_password_once(house: Cast):
    browser = browser_of(house.secretary)
    page = f"/danh-ba/nguoi/{house.guest.id}/"
    shown = text_of(browser.post(f"{page}mat-khau/"))
    assert "chỉ hiện lần này" in shown
    assert "chỉ hiện lần này" not in text_of(browser.get(page))
    answer = browser.post(page, {"full_name": "Bùi Thanh Tùng", "protocol_order": "7", "is_active": "on"})
    assert answer.status_code == 302
    assert Person.objects.get(id=house.guest.id).protocol_order == 7
    assert browser.post(page, {"full_name": "", "protocol_order": "x"}).status_code == 422


@pytest.mark.django_db
def test_the_first_keeper_is_named_on_the_server():
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("keeper", "van.thu", unit="Tỉnh ủy A")
    call_command("keeper", "van.thu", unit="Tỉnh ủy A", name="Trần Thị B", level="tỉnh", stdout=out)
    person = Person.objects.get(username="van.thu")
    assert person.keeps == Unit.objects.get(name="Tỉnh ủy A")
    password = out.getvalue().splitlines()[0].removeprefix("van.thu: ")
    assert Browser().post("/dang-nhap/", {"username": "van.thu", "password": password}).status_code == 302
    assert browser_of(person).get("/danh-ba/").status_code == 200
