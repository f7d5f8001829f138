from datetime import UTC, datetime, timedelta

from meetings.agenda.rules import spent_seconds

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_time_of_an_open_item_is_added_to_what_it_took_before() -> None:
    assert spent_seconds(30, NOON, NOON + timedelta(seconds=90)) == 120


def test_a_closed_item_took_what_it_took() -> None:
    assert spent_seconds(30, None, NOON) == 30


def test_a_clock_that_went_back_takes_nothing_away() -> None:
    assert spent_seconds(30, NOON, NOON - timedelta(hours=1)) == 30
