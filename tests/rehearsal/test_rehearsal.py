"""A half-day sitting with everybody in it: what the minutes say in the end is what somebody counts who was there.

Short form inside ``make test``; ``make rehearsal`` plays 200 rooms and 500 people in full.
"""

import copy
import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.chaos.house import Database, House, Plan, run_tool
from tests.participants.participant import Shared, until
from tests.rehearsal.clock import FastClock
from tests.rehearsal.ledger import Recount, differences, recount
from tests.rehearsal.sitting import Script, Sitting
from tests.rehearsal.stage import Province

LONG = os.environ.get("NGHISU_REHEARSAL") == "long"
ROOMS, PEOPLE, SPEAKERS, CUT, SPEED = (200, 500, 40, 30, 60.0) if LONG else (12, 36, 6, 3, 600.0)
SLACK_S = SPEED / 4
"""A quarter of a real second: an act and its event are one transaction, on whatever machine."""
MODULE = "tests.rehearsal.stage"
pytestmark = pytest.mark.skipif(shutil.which("redis-server") is None, reason="redis-server is not installed")


async def play(house: House, stage: Province, clock: FastClock) -> Sitting:
    """Hold the sitting and wait until every page is right."""
    sitting = Sitting(stage, house.doors, Shared(house.tls(), 2026), clock, Script(SPEAKERS, CUT, 2026))
    try:
        await sitting.play()
        last = max(one.page.number or 0 for one in sitting.pages)
        await until(lambda: all((one.page.number or 0) >= last for one in sitting.pages), "all pages right", 60)
        return sitting
    finally:
        for one in sitting.pages:
            one.stop()


def falsified(final: dict[str, Any]) -> list[dict[str, Any]]:
    """Return records that are wrong in one place each."""
    wrong = [copy.deepcopy(final) for _case in range(7)]
    wrong[0]["polls"][0]["tally"]["yes"] += 1
    wrong[1]["crossings"].pop()
    wrong[2]["spoken"][0]["seconds"] += 3600
    wrong[3]["items"][5]["outcome"] = None
    wrong[4]["people"][5]["present"] = not wrong[4]["people"][5]["present"]
    wrong[5]["items"][1]["spent_s"] += 3600
    wrong[6]["heads"].popitem()
    return wrong


async def test_the_record_of_half_a_day_is_what_somebody_counts_who_was_there(tmp_path: Path) -> None:
    template = tmp_path / "template.sqlite3"
    (tmp_path / "home").mkdir()
    made = run_tool(
        {"DATABASE_URL": f"sqlite:///{template}", "NGHISU_HOME": str(tmp_path / "home")},
        *("make", str(ROOMS), str(PEOPLE)),
        module=MODULE,
    )
    stage = Province.read(json.dumps(made))
    clock = FastClock(SPEED)
    with House(
        Database(tmp_path, None, stage),
        Plan(application="tests.rehearsal.fast:application", environment=clock.environment),
    ) as house:
        sitting = await play(house, stage, clock)
        final = run_tool(house.environment(), "final", stage.meeting_id, module=MODULE)
    voters = [stage.chair.id, *(one.id for one in stage.delegates)]
    total: Recount = recount(sitting.acts, sitting.heard, voters)
    print(f"{len(sitting.acts)} acts, {len(sitting.heard)} events, {sitting.overruns} overruns, {sitting.facts()}")
    assert differences(total, final, SLACK_S) == []
    assert sitting.refusals == []
    assert total.crossings == [True, False, True, False, True]
    assert (len(total.ballots), sum(one.turns for one in total.spoken.values())) == (3, SPEAKERS)
    assert sitting.overruns > 0
    for wrong in falsified(final):
        assert differences(total, wrong, SLACK_S), "a wrong record must be found out"
