"""``python -m bench.rooms``: one page per role among fake rooms; a table, and ``bench/out/rooms.json``.

Status 0: it ran to its end, whatever was met. 1: a figure is missing. 130, 143: interrupted, and all has ended.
"""

import argparse
import json
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import sync_playwright

from bench.live.machine import describe
from bench.rooms import pages
from bench.rooms.floor import go_round
from bench.rooms.house import House, Patience, open_house
from bench.rooms.killed import kill_media
from bench.rooms.moved import change_network
from bench.rooms.report import missing, verdicts
from bench.rooms.sitting import Sitting, begin, leave_alone, wait_for_crowd, watch_pictures
from bench.rooms.tablet import nine_pictures

OUT = Path(__file__).parents[1] / "out" / "rooms.json"
LIMIT_S = 470
"""After this what runs is broken off and nothing more is begun; what was measured is written."""
FAILURES = (TimeoutError, PlaywrightError, AssertionError)


def main(arguments: list[str]) -> int:
    """Measure, print, write."""
    options = _options(arguments)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    signal.signal(signal.SIGALRM, _too_long)
    signal.alarm(options.limit)
    run = Run(options)
    with tempfile.TemporaryDirectory(prefix="nghisu-rooms-") as folder, sync_playwright() as driver:
        with open_house(driver, Path(folder), options.rooms, Patience(options.patience, options.join)) as house:
            run.measure(house)
            signal.alarm(0)
    figures = run.figures | {
        "fake_rooms": options.rooms,
        "wall_s": round(time.monotonic() - run.begun),
        "not_run": run.not_run,
        "machine": describe(),
    }
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps(figures, indent=1, ensure_ascii=False))
    print(json.dumps(run.figures, indent=1, ensure_ascii=False))
    print("\n".join(verdicts(figures, run.not_run)))
    return 1 if missing(figures) else 0


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.rooms")
    parser.add_argument("--rooms", type=int, default=200, help="fake rooms")
    parser.add_argument("--turns", type=int, default=10, help="how often the floor is passed")
    parser.add_argument("--limit", type=int, default=LIMIT_S, help="seconds for all; more on a busy machine")
    parser.add_argument("--patience", type=float, default=40, help="seconds for a page to do what it was told")
    parser.add_argument("--join", type=float, default=120, help="seconds for all fake rooms to join")
    parser.add_argument("--only", default="", help="parts, comma-separated: floor, tablet, killed, moved")
    return parser.parse_args(arguments)


def _interrupt(number: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


def _too_long(_number: int, _frame: FrameType | None) -> None:
    raise TimeoutError("the time for the whole bench is over")


class Run:
    """The parts of one run; one that fails costs its own figures only."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.figures: dict[str, Any] = {}
        self.not_run: dict[str, str] = {}
        self.begun = time.monotonic()
        self._options = options
        self._only = set(options.only.split(",")) if options.only else set()

    def measure(self, house: House) -> None:
        """Run all parts."""
        try:
            sitting = self._gather(house)
        except FAILURES as error:
            self._fails("start", error)
            return
        pages.mark(sitting.pages)
        self._part("floor", "the floor goes round", lambda: go_round(sitting, self._options.turns))
        self._part("killed", "the media worker is killed", lambda: kill_media(sitting))
        self._part("moved", "the remote laptop changes its network", lambda: change_network(sitting))
        self._part("reloads", "was a page loaded again?", lambda: {"reloads": pages.reloads(sitting.pages)})
        # the last part: a tablet has its processor alone, so the others go first
        self._part("tablet", "nine pictures on a tablet", lambda: nine_pictures(leave_alone(sitting, "delegate")))

    def _gather(self, house: House) -> Sitting:
        sitting = begin(house)
        self._say("every role is at its page; the fake rooms come")
        wait_for_crowd(sitting, self._options.rooms)
        watch_pictures(sitting)
        return sitting

    def _part(self, name: str, words: str, measure: Callable[[], dict[str, Any]]) -> None:
        if self._only and name not in {*self._only, "reloads"}:
            self.not_run[name] = "left out"
            return
        if time.monotonic() - self.begun > self._options.limit:
            self.not_run[name] = "no time left"
            return
        self._say(words)
        try:
            found = measure()
        except FAILURES as error:
            self._fails(name, error)
            return
        if not found:
            self.not_run[name] = "needs root"
        self.figures |= found

    def _fails(self, name: str, error: Exception) -> None:
        self.not_run[name] = str(error).partition("\n")[0]
        self._say(f"{name}: {self.not_run[name]}")

    def _say(self, words: str) -> None:
        print(f"{time.monotonic() - self.begun:5.0f} s  {words}", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
