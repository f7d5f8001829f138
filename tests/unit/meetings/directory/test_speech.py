"""How long one may speak: a rule holds from a day to come, ends the one before, and stands in the register's book."""

from datetime import timedelta

import pytest

from meetings.accounts.models import Person
from meetings.core.actor import Actor
from meetings.core.errors import BadInput, NotFound, Refused
from meetings.directory.models import RegisterEntry
from meetings.directory.speech import SpeechTimes, general_words, rules_of, set_speech_rule
from meetings.directory.units import today
from tests.browser import browser_of, text_of
from tests.cast import Cast

TIMES = SpeechTimes(limit_min=7, order_min=None, warn_s=30, source="Quy chế làm việc, Điều 12")


def put(house: Cast, office: Actor, days: int, times: SpeechTimes = TIMES):
    return set_speech_rule(actor=office, unit_id=house.province.id, times=times, on=today() + timedelta(days=days))


def test_a_new_rule_ends_the_one_before_and_stops_at_the_next(house: Cast, office: Actor):
    put(house, office, 1)
    put(house, office, 30)
    middle = put(house, office, 10, SpeechTimes(3, 1, 20, "Nghị quyết"))
    first, second, third = reversed(rules_of(house.province))
    assert (first.valid_to, second.valid_to, third.valid_to) == (
        middle.valid_from - timedelta(days=1),
        third.valid_from - timedelta(days=1),
        None,
    )
    assert (first.limit_s, first.order_s, second.limit_s, second.order_s) == (420, None, 180, 60)
    put(house, office, 10)
    assert rules_of(house.province).count() == 3, "a rule of the same day is replaced"
    assert "7 phút" in RegisterEntry.objects.filter(unit=house.province).latest("at").words


def test_what_is_refused(house: Cast, office: Actor):
    with pytest.raises(BadInput, match="ngày mai"):
        put(house, office, 0)
    with pytest.raises(BadInput, match="căn cứ"):
        put(house, office, 1, SpeechTimes(5, 2, 60, " "))
    for actor in (house.actor("delegate"), house.actor("chair")):
        with pytest.raises((Refused, NotFound)):
            put(house, actor, 1)
    assert not rules_of(house.province).exists()


def test_the_page_of_a_body_shows_and_takes_rules(house: Cast, office: Actor):
    browser = browser_of(Person.objects.get(id=office.id))
    address = f"/danh-ba/don-vi/{house.province.id}/"
    assert general_words(today()) in text_of(browser.get(address))
    typed = {"limit_min": "7", "order_min": "", "warn_s": "30", "source": "Điều 12"}
    assert browser.post(address + "phat-bieu/", typed | {"on": today().isoformat()}).status_code == 422
    day = (today() + timedelta(days=1)).isoformat()
    assert browser.post(address + "phat-bieu/", typed | {"on": day}).status_code == 302
    assert "phát biểu: 7 phút; ý kiến về thủ tục: không giới hạn" in text_of(browser.get(address))
