"""Rows written together are the rows that the models would have written."""

import pytest

from meetings.core import clock
from meetings.core.bulk import insert_rows
from meetings.core.models import JournalEvent
from meetings.voting.ballots import COLUMNS
from meetings.voting.models import Ballot, Poll
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def poll(sitting: Cast) -> Poll:
    return Poll.objects.create(
        meeting=sitting.meeting,
        question="?",
        opened_at=clock.now(),
        eligible=3,
        base="members",
        numerator=1,
        denominator=2,
        strict=True,
        ballots_final=False,
        rule_words="",
    )


def test_rows_are_read_back_as_they_were_given(sitting: Cast, poll: Poll) -> None:
    now, voters = clock.now(), sitting.delegates[:2]
    ballots = [Ballot(poll=poll, voter=voter, choice="yes", cast_at=now, number=n) for n, voter in enumerate(voters)]
    insert_rows(
        Ballot, COLUMNS, [(one.id, one.poll_id, one.voter_id, one.choice, one.cast_at, one.number) for one in ballots]
    )
    for one in ballots:
        kept = Ballot.objects.get(pk=one.pk)
        assert [getattr(kept, name) for name in COLUMNS] == [getattr(one, name) for name in COLUMNS]


def test_a_row_that_is_there_takes_the_new_values_and_keeps_its_key(sitting: Cast, poll: Poll) -> None:
    before, after = [
        Ballot(poll=poll, voter=sitting.delegates[0], choice=choice, cast_at=clock.now(), number=number)
        for choice, number in (("yes", 1), ("no", 2))
    ]
    for one in (before, after):
        row = (one.id, one.poll_id, one.voter_id, one.choice, one.cast_at, one.number)
        insert_rows(Ballot, COLUMNS, [row], unique=["poll", "voter"])
    kept = Ballot.objects.get(poll=poll)
    assert (kept.pk, kept.choice, kept.cast_at, kept.number) == (before.pk, "no", after.cast_at, 2)


def test_no_rows_are_no_statement(django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        insert_rows(JournalEvent, ("number",), [])
