"""``python -m bench.rooms``: one page per role among fake rooms; a table, and ``bench/out/rooms.json``."""

import argparse
import contextlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect, sync_playwright

from bench.live.machine import describe
from bench.rooms import pages
from bench.rooms.tablet import nine_pictures
from tests.e2e.browsers import LAPTOP, audio_packets, frames_of, launch
from tests.e2e.camera import Colour, camera_file, watch_main_picture
from tests.e2e.conftest import Stage
from tests.e2e.pages import check_in, confirm, enter_meeting, pair_kiosk
from tests.e2e.sound import silence_wav, speech_wav
from tests.e2e.system import ROOT, System, start_system

OUT = Path(__file__).parents[1] / "out" / "rooms.json"
HALL, COMMUNE = "Hội trường A", "Điểm cầu xã Tân Hòa"
REMOTE = "daibieu4"
JOIN_S, SWITCH_S, BACK_S = 240, 20, 60
"""Patience in seconds; what took longer is a failure, not a figure."""
PATIENCE_MS = 60_000
REST_S = 2.0
"""Between two speakers."""
TARGETS = {"switch_p95_ms": 700, "sound_back_s": 3, "picture_back_s": 5, "reloads": 0}


def main(arguments: list[str]) -> int:
    """Measure, print, write."""
    options = _options(arguments)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        home = Path(folder) / "home"
        home.mkdir()
        system = start_system(home, TRANSCRIPTION_ENGINE="fake")
        try:
            with _crowd(system, options.rooms), _stage(system, driver, Path(folder)) as stage:
                figures = _measure(stage, options)
        finally:
            system.stop()
    figures |= {"fake_rooms": options.rooms, "machine": describe()}
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps(figures, indent=1, ensure_ascii=False))
    for key, limit in TARGETS.items():
        print(f"{key:<18} {figures[key]!s:>10}   target ≤ {limit}")
    return 0


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.rooms")
    parser.add_argument("--rooms", type=int, default=200, help="fake rooms")
    parser.add_argument("--turns", type=int, default=10, help="how often the floor is passed")
    return parser.parse_args(arguments)


@contextlib.contextmanager
def _crowd(system: System, rooms: int) -> Iterator[None]:
    """The fake rooms, invited and joined; gone at the end."""
    environment = os.environ | {"NGHISU_HOME": str(system.home)}
    command = [sys.executable, "-m", "bench.rooms.guests", str(rooms)]
    guests = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
    command = [sys.executable, "-m", "bench.rooms.crowd", f"unix://{system.home / 'redis.sock'}?db=0"]
    crowd = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    try:
        if crowd.stdin is not None:
            crowd.stdin.write(guests.stdout.splitlines()[-1] + "\n")
            crowd.stdin.flush()
        yield
    finally:
        crowd.terminate()
        crowd.wait(60)


@contextlib.contextmanager
def _stage(system: System, driver: Any, folder: Path) -> Iterator[Stage]:
    """Browsers whose cameras have a colour each, so that one sees whose picture it is."""
    silence = silence_wav(folder)
    browsers = (
        launch(driver, camera=camera_file(folder, Colour.RED), sound=silence),
        launch(driver, camera=camera_file(folder, Colour.BLUE), sound=silence),
        launch(driver, camera=camera_file(folder, Colour.GREEN), sound=speech_wav(folder)),
    )
    try:
        yield Stage(system, *browsers)
    finally:
        for browser in browsers:
            browser.close()


def _measure(stage: Stage, options: argparse.Namespace) -> dict[str, Any]:
    viewers = _open(stage)
    every = viewers | {"secretary": stage.secretary, "technician": stage.pages["kythuat"]}
    print("every role is at its page; the fake rooms come", flush=True)
    _until(JOIN_S, "all rooms joined", _as_many_as, stage.chair, options.rooms)
    pages.mark(every)
    print("the floor is passed", flush=True)
    switches = _pass_the_floor(stage, viewers, options.turns)
    print("nine pictures on a tablet", flush=True)
    nine = nine_pictures(stage.delegate)
    print("the media worker is killed", flush=True)
    back = _kill(stage, viewers)
    return {
        "switch_p50_ms": round(statistics.median(switches) * 1000),
        "switch_p95_ms": round(_percentile(switches, 0.95) * 1000),
        "sound_back_s": back["sound"],
        "picture_back_s": back["picture"],
        "reloads": pages.reloads(every),
        "switches": len(switches),
        "switch_max_ms": round(max(switches) * 1000),
        "pages": sorted(every),
        "details": back["pages"],
        **nine,
    }


def _open(stage: Stage) -> dict[str, Page]:
    """Every role at its page; return those that show the main picture."""
    expect.set_options(timeout=PATIENCE_MS)
    remote = stage.person(REMOTE, LAPTOP)
    people = [stage.chair, remote, stage.delegate, stage.secretary, stage.person("kythuat", LAPTOP)]
    for page in [*people, stage.kiosk(HALL), stage.kiosk(COMMUNE)]:
        page.context.set_default_timeout(PATIENCE_MS)
    for room in (HALL, COMMUNE):
        pair_kiosk(stage, room)
    chair = stage.chair
    enter_meeting(chair)
    if chair.get_by_test_id("check-in-confirm").count():
        check_in(chair, HALL)
    chair.get_by_test_id("open-meeting").click()
    confirm(chair)
    for room in (HALL, COMMUNE):
        expect(stage.pages[room].get_by_test_id("sitting")).to_be_visible()
    for person, seat in ((remote, None), (stage.delegate, COMMUNE)):
        enter_meeting(person)
        check_in(person, seat)
    enter_meeting(stage.secretary)
    technician = stage.pages["kythuat"]
    technician.goto(f"{stage.system.url}/")
    enter_meeting(technician)
    viewers = {"chair": chair, "delegate": stage.delegate, "remote": remote}
    viewers |= {"kiosk-hall": stage.pages[HALL], "kiosk-commune": stage.pages[COMMUNE]}
    return viewers


def _as_many_as(page: Page, rooms: int) -> bool:
    return int(page.evaluate("Object.keys(window.__nghisu.store.state.sources).length")) > rooms


def _holders(stage: Stage) -> list[tuple[str, str, dict[str, str]]]:
    """Who gets the floor in turn: the page, the colour of its camera, and how the chair names it."""
    state = stage.chair.evaluate("window.__nghisu.store.state.meeting")
    rooms = {room["name"]: room["id"] for room in state["rooms"]}
    person = stage.pages[REMOTE].evaluate("window.__nghisu.store.state.you.person_id")
    return [
        ("kiosk-commune", Colour.GREEN.name, {"room_id": rooms[COMMUNE]}),
        ("remote", Colour.RED.name, {"person_id": person}),
        ("kiosk-hall", Colour.BLUE.name, {"room_id": rooms[HALL]}),
    ]


def _pass_the_floor(stage: Stage, viewers: dict[str, Page], turns: int) -> list[float]:
    """Return the seconds from the chair's button to the new picture, for each page and turn."""
    holders, samples, watched = _holders(stage), [], False
    for turn in range(-1, turns):
        name, colour, holder = holders[turn % len(holders)]
        others = {who: page for who, page in viewers.items() if who != name}
        pressed = pages.give_floor(stage.chair, holder)
        if not watched:
            for page in viewers.values():
                expect(page.get_by_test_id("video-slot-0").first).to_be_attached()
                _until(BACK_S, "a first picture", frames_of, page)
                watch_main_picture(page)
            watched = True
            time.sleep(REST_S * 2)
            continue
        for who, page in others.items():
            since = _until(SWITCH_S, f"{colour} at {who}", pages.shown_since, page, colour, pressed)
            samples.append(since - pressed)
        time.sleep(REST_S)
    return samples


def _kill(stage: Stage, viewers: dict[str, Page]) -> dict[str, Any]:
    """Kill the media worker while the commune speaks; return when sound and picture were back on every page."""
    _, colour, holder = _holders(stage)[0]
    pressed = pages.give_floor(stage.chair, holder)
    others = {who: page for who, page in viewers.items() if who != "kiosk-commune"}
    for page in others.values():
        _until(SWITCH_S, "the commune's picture", pages.shown_since, page, colour, pressed)
    hearing = {who for who, page in others.items() if _hears(page)}
    for page in others.values():
        pages.watch_return(page)
    killed = time.time()
    stage.system.kill("media-1")
    rows = {}
    for who, page in others.items():
        kinds = ("sound", "picture") if who in hearing else ("picture",)
        rows[who] = {one: round(_until(BACK_S, f"{one} at {who}", _back, page, one) - killed, 2) for one in kinds}
    worst = {kind: max(row[kind] for row in rows.values() if kind in row) for kind in ("sound", "picture")}
    return worst | {"pages": rows}


def _back(page: Page, kind: str) -> float | None:
    return pages.came_back(page)[kind]


def _hears(page: Page) -> bool:
    before = audio_packets(page)
    page.wait_for_timeout(500)
    return audio_packets(page) > before


def _percentile(values: Sequence[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def _until(seconds: float, what: str, read: Callable[..., Any], *arguments: object) -> Any:
    """Read again and again until there is something; return it."""
    deadline = time.monotonic() + seconds
    while True:
        found = read(*arguments)
        if found:
            return found
        if time.monotonic() > deadline:
            raise TimeoutError(f"within {seconds} s: {what}")
        time.sleep(0.05)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
