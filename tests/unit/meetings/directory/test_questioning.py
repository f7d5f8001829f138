"""Times of a questioning in the directory: each holds from a day to come; what is refused."""

from datetime import timedelta

import pytest

from meetings.core.actor import Actor
from meetings.core.errors import BadInput, NotFound, Refused
from meetings.directory.models import RegisterEntry
from meetings.directory.questioning import QuestionTimes, question_rules_of, set_question_rule
from meetings.directory.units import today
from tests.cast import Cast

TIMES = QuestionTimes(question_s=60, answer_s=300, follow_up_s=None, source="Nội quy kỳ họp, Điều 12")


def put(house: Cast, actor: Actor, days: int, times: QuestionTimes = TIMES):
    return set_question_rule(actor=actor, unit_id=house.province.id, times=times, on=today() + timedelta(days=days))


def test_a_new_rule_ends_the_one_before_and_stops_at_the_next(house: Cast, office: Actor):
    put(house, office, 1)
    put(house, office, 30)
    middle = put(house, office, 10)
    first, second, third = reversed(question_rules_of(house.province))
    assert (first.valid_to, second.valid_to, third.valid_to) == (
        middle.valid_from - timedelta(days=1),
        third.valid_from - timedelta(days=1),
        None,
    )
    put(house, office, 10)
    assert question_rules_of(house.province).count() == 3, "a rule of the same day is replaced"
    assert "trả lời 300 giây" in RegisterEntry.objects.filter(unit=house.province).latest("at").words


def test_what_is_refused(house: Cast, office: Actor):
    with pytest.raises(BadInput, match="ngày mai"):
        put(house, office, 0)
    with pytest.raises(BadInput, match="căn cứ"):
        put(house, office, 1, QuestionTimes(60, 300, None, " "))
    with pytest.raises((Refused, NotFound)):
        put(house, house.actor("delegate"), 1)
    assert not question_rules_of(house.province).exists()
