"""Lines: what a bad second is, what a minute and a report say."""

from hypothesis import given
from hypothesis import strategies as st

from meetings.contracts.lines import Downlink, RoomLine, Uplink
from meetings.rooms.line_rules import MinuteTally, is_bad, report_of


def line(up: Uplink | None = None, **down: float) -> RoomLine:
    return RoomLine(room_id="a", down=Downlink.model_validate({"fed_ms": 1000, **down}), up=up)


def minute(number: int, samples: int = 60, **values: float) -> MinuteTally:
    tally = MinuteTally(60.0 * number, samples=samples)
    for name, value in values.items():
        setattr(tally, name, value)
    return tally


def test_a_second_is_bad_when_people_notice_it() -> None:
    assert not is_bad(line(loss=0.04, concealed_ms=40, rtt_ms=300, frozen_ms=200))
    assert not is_bad(line(fed_ms=0, concealed_ms=0))
    assert is_bad(line(loss=0.05))
    assert is_bad(line(concealed_ms=50))
    assert is_bad(line(rtt_ms=500))
    assert is_bad(line(frozen_ms=500))
    assert is_bad(line(up=Uplink(loss=0.06)))


def test_a_minute_keeps_the_worst_and_adds_up_times() -> None:
    tally = MinuteTally(0.0)
    tally.add(line(loss=0.02, concealed_ms=30, kbps=500, up=Uplink(loss=0.1, kbps=300)))
    tally.add(line(loss=0.2, concealed_ms=100, rtt_ms=90, kbps=80))
    assert (tally.samples, tally.bad, tally.loss, tally.up_loss) == (2, 2, 0.2, 0.1)
    assert (tally.fed_ms, tally.concealed_ms, tally.rtt_ms, tally.kbps, tally.up_kbps) == (2000, 130, 90, 500, 300)


def test_a_report_says_what_was_heard_and_which_minutes_were_bad() -> None:
    rows = [minute(0, fed_ms=60_000), minute(1, fed_ms=40_000, concealed_ms=10_000, bad=6), minute(2, bad=5)]
    report = report_of(rows, until=None)
    assert (report.minutes, report.bad_minutes, report.heard_percent) == (3, 1, 90.0)
    assert report.worst == [60.0]
    assert (report.outages, report.outage_s) == (0, 0)
    assert report_of([minute(0)], until=None).heard_percent is None


def test_an_outage_is_a_stretch_of_silence_and_its_ends_count_by_the_second() -> None:
    rows = [minute(0), minute(1, samples=50), minute(4, samples=20), minute(5), minute(6, samples=58), minute(7)]
    report = report_of(rows, until=None)
    assert (report.outages, report.outage_s, report.minutes) == (1, 10 + 60 + 60 + 40, 8)
    assert report.bad_minutes == 4


def test_a_room_that_never_came_back_is_away_until_the_sitting_closed() -> None:
    report = report_of([minute(0), minute(1)], until=60 * 5 + 30.0)
    assert (report.outages, report.outage_s, report.minutes) == (1, 180, 5)


def test_the_same_minute_seen_by_two_processes_counts_once() -> None:
    report = report_of([minute(0), minute(1, samples=20), minute(1, samples=40, loss=0.3), minute(2)], until=None)
    assert (report.minutes, report.outage_s, report.worst_loss) == (3, 0, 0.3)


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 60), st.integers(0, 60)), max_size=20))
def test_a_report_never_says_more_than_there_was(seconds: list[tuple[int, int, int]]) -> None:
    rows = [minute(at, samples=samples, bad=min(bad, samples)) for at, samples, bad in seconds]
    report = report_of(rows, until=None)
    assert report.outage_s <= 60 * report.minutes
    assert report.outages <= report.bad_minutes + report.outage_s
    assert report.bad_minutes <= report.minutes
