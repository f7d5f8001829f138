"""Bounds that an administrator may change."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from meetings.core.limits import BUILT_IN, Bound, limit, set_limit

pytestmark = pytest.mark.django_db


def test_every_bound_has_a_built_in_value():
    assert set(BUILT_IN) == set(Bound)
    assert limit(Bound.PAGES_PER_PERSON) == BUILT_IN[Bound.PAGES_PER_PERSON]


def test_a_bound_is_changed_and_shown():
    out = StringIO()
    call_command("set_limit", "pages_per_person", "12", stdout=out)
    assert (limit(Bound.PAGES_PER_PERSON), out.getvalue()) == (12, "pages_per_person 12\n")


def test_nobody_is_shut_out():
    with pytest.raises(ValueError, match="at least 1"):
        set_limit(Bound.PAGES_PER_PERSON, 0)
    with pytest.raises(CommandError):
        call_command("set_limit", "pages_per_person", "0")
    assert limit(Bound.PAGES_PER_PERSON) == 8
