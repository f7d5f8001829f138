"""Sessions as plain values: which plan holds together, and where items stand under their headings."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.agenda import placing
from meetings.agenda.placing import Spot
from meetings.agenda.session_names import session_name
from meetings.agenda.sessions import PlanFault, Planned, coming, fault_of, moved_to, running, suggested

DAY = datetime(2026, 11, 24, 1, tzinfo=UTC)
"""08:00 in Việt Nam."""
COUNT = 4


def planned(starts: float, hours: float, **times: datetime) -> Planned:
    return Planned(DAY + timedelta(hours=starts), DAY + timedelta(hours=starts + hours), **times)


@pytest.mark.parametrize(
    ("plan", "fault"),
    [
        ([planned(0, 3.5), planned(5.5, 3)], None),
        ([planned(0, 0)], PlanFault.NO_LENGTH),
        ([planned(0, 17)], PlanFault.TOO_LONG),
        ([planned(0, 4), planned(3, 3)], PlanFault.OVERLAP),
        ([planned(0, 4, opened_at=DAY, closed_at=DAY + timedelta(hours=2)), planned(3, 3)], None),
        ([planned(0, 2), planned(3, 3, opened_at=DAY)], PlanFault.BEFORE_OPENED),
    ],
)
def test_a_plan_holds_together_or_says_why_not(plan: list[Planned], fault: PlanFault | None):
    assert fault_of(plan) == fault
    assert fault_of(plan[::-1]) == fault


def test_the_session_that_runs_and_the_one_that_comes():
    over = planned(0, 3, opened_at=DAY, closed_at=DAY)
    runs, waits = planned(4, 3, opened_at=DAY), planned(24, 3)
    assert (running([over, runs, waits]), coming([over, runs, waits])) == (1, 2)
    assert (running([over, waits]), coming([over])) == (None, None)
    assert moved_to(waits, DAY) == planned(0, 3)


@pytest.mark.parametrize(
    ("starts", "name"),
    [
        ([0], "Buổi sáng"),
        ([5.5, 0], "Buổi chiều"),
        ([11, 0], "Buổi tối"),
        ([0, 24], "Buổi sáng 24/11"),
        ([5, 8, 24], "Buổi chiều 24/11 (từ 13:00)"),
    ],
)
def test_sessions_are_called_as_people_call_them(starts: list[float], name: str):
    moments = [DAY + timedelta(hours=start) for start in starts]
    assert session_name(moments[0], moments) == name


@st.composite
def agendas(draw: st.DrawFn) -> tuple[Spot, ...]:
    sessions = sorted(draw(st.lists(st.integers(0, COUNT - 1), min_size=1, max_size=12)))
    levels = draw(st.lists(st.integers(0, 2), min_size=len(sessions), max_size=len(sessions)))
    return placing.settled(placing.spots(levels, sessions))


def check(before: tuple[Spot, ...], after: tuple[Spot, ...]) -> None:
    """Nothing is lost, sessions stand together in their order, each is a tree of its own."""
    assert sorted(spot.index for spot in after) == list(range(len(before)))
    ranks = [spot.session for spot in after]
    assert ranks == sorted(ranks)
    assert set(ranks) <= set(range(COUNT))
    assert placing.settled(after) == after


@given(agendas(), st.data())
def test_whatever_moves_the_agenda_stays_one(agenda: tuple[Spot, ...], data: st.DataObject):
    places = st.integers(0, len(agenda) - 1)
    index, session = data.draw(places), data.draw(st.integers(0, COUNT - 1))
    check(agenda, placing.put_before(agenda, index, data.draw(st.none() | places), session))
    check(agenda, placing.stepped(agenda, index, data.draw(st.integers(-3, 3)), COUNT))
    check(agenda, placing.indented(agenda, index, data.draw(st.sampled_from([-1, 1]))))
    check(agenda, placing.without_session(agenda, session))
    check(agenda, placing.to_session(agenda, index, session))


@given(agendas(), st.data())
def test_into_another_session_goes_the_branch_alone_and_the_order_stays(agenda: tuple[Spot, ...], data: st.DataObject):
    index, session = data.draw(st.integers(0, len(agenda) - 1)), data.draw(st.integers(0, COUNT - 1))
    moved = placing.to_session(agenda, index, session)
    changed = {spot.index for spot in moved if spot.session != agenda[spot.index].session}
    rest = [spot.index for spot in moved if spot.index not in changed]
    assert rest == sorted(rest)
    assert changed == (set() if agenda[index].session == session else set(placing._branch(agenda, index)))


@given(agendas(), st.data())
def test_a_step_down_and_up_again_changes_nothing_on_the_first_level(agenda: tuple[Spot, ...], data: st.DataObject):
    roots = [spot.index for spot in agenda if spot.level == 0]
    index = data.draw(st.sampled_from(roots))
    down = placing.stepped(agenda, index, 1, COUNT)
    renamed = [Spot(place, spot.level, spot.session) for place, spot in enumerate(down)]
    at = next(place for place, spot in enumerate(down) if spot.index == index)
    back = placing.stepped(renamed, at, -1 if down != agenda else 0, COUNT)
    assert [down[spot.index].index for spot in back] == [spot.index for spot in agenda]
    assert [spot.session for spot in back] == [spot.session for spot in agenda]


@pytest.mark.parametrize(
    ("last", "likely"),
    [((8, 3.5), "24 13:30"), ((13.5, 3.5), "25 08:00"), ((8, 8), "25 08:00")],
)
def test_a_new_session_is_suggested_where_it_most_likely_is(last: tuple[float, float], likely: str):
    midnight = datetime(2026, 11, 24, tzinfo=UTC)
    starts = midnight + timedelta(hours=last[0])
    found = suggested(Planned(starts, starts + timedelta(hours=last[1])))
    assert f"{found.starts_at:%d %H:%M}" == likely
