"""Everybody acts at random while everything dies in turn: what was acknowledged stands, every page ends right."""

from collections.abc import Callable, Sequence

import pytest

from tests.chaos.checker import findings
from tests.chaos.conftest import PEOPLE
from tests.chaos.figures import note
from tests.chaos.form import LONG
from tests.chaos.house import Database, House, Plan
from tests.chaos.sitting import Script, Sitting, Trouble

POSTGRES = (Trouble("web-1"), Trouble("redis", 5.0 if LONG else 1.0), Trouble("postgres"))
MARATHON = (*POSTGRES, Trouble("web-2"), Trouble("redis", 2.0), Trouble("postgres"), Trouble("web-1"), Trouble("web-2"))
SQLITE = (Trouble("web-1"), Trouble("redis", 1.0), Trouble("web-1"))
SEED = 2026


def script(troubles: Sequence[Trouble], seconds: float) -> Script:
    """Return a sitting of that length; about ten acts a second beside the votes."""
    gap = PEOPLE / (8 if LONG else 20)
    return Script(PEOPLE, 120.0 if LONG else seconds, gap, 2.0 if LONG else 0.8, troubles, SEED)


async def play(house: House, troubles: Sequence[Trouble], seconds: float) -> tuple[Sitting, list[str]]:
    sitting = Sitting(house, script(troubles, seconds))
    found = findings(await sitting.play())
    print(f"seed {SEED}\n{sitting.report.table()}")
    return sitting, found


async def test_what_was_acknowledged_stands_on_postgres(database: Callable[[str], Database]) -> None:
    with House(database("postgres"), Plan(webs=2)) as house:
        sitting, found = await play(house, MARATHON if LONG else POSTGRES, 14.0)
    assert found == []
    report = sitting.report
    assert report.acknowledged > PEOPLE and report.facts["repeated"] > 0, "too quiet to prove anything"
    for name, seconds in report.away.items():
        note(0, f"{name} killed {len(seconds)} times, longest away", max(seconds), "s", "–")
    note(0, f"{PEOPLE} people, PostgreSQL: acknowledged acts", report.acknowledged, "acts", "each in the journal once")
    note(0, "commands said again after a loss of the line", report.facts["repeated"], "commands", "count once")


async def test_what_was_acknowledged_stands_on_sqlite(database: Callable[[str], Database]) -> None:
    with House(database("sqlite"), Plan()) as house:
        sitting, found = await play(house, SQLITE if LONG else SQLITE[:1], 8.0)
    assert found == []
    assert sitting.report.acknowledged > PEOPLE / 2 and sitting.report.facts["repeated"] > 0
    note(
        0,
        f"{PEOPLE} people, SQLite: acknowledged acts",
        sitting.report.acknowledged,
        "acts",
        "each in the journal once",
    )


@pytest.mark.parametrize("kind", ["postgres", "sqlite"] if LONG else ["sqlite"])
async def test_an_acknowledgement_before_the_commit_is_found_out(
    database: Callable[[str], Database], kind: str
) -> None:
    """The same sitting with the promise broken must fail: else the two tests above prove nothing."""
    plan = Plan(webs=2 if kind == "postgres" else 1, application="tests.chaos.early_ack:application")
    with House(database(kind), plan) as house:
        _sitting, found = await play(house, POSTGRES if kind == "postgres" else SQLITE[:1], 8.0)
    assert any("acknowledged, not in the journal" in line for line in found), found
