"""What is started for the bench, and how it all ends again: product, fake rooms, browsers, laptop."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Playwright
from playwright.sync_api import Error as PlaywrightError

from bench.media.crowd import ENDS_WITH_US
from bench.rooms.network import Laptop, laptop
from tests.e2e.browsers import CHROMIUM, LAPTOP, launch, open_context, sign_in
from tests.e2e.camera import Colour, camera_file
from tests.e2e.conftest import Stage
from tests.e2e.sound import silence_wav, speech_wav
from tests.e2e.system import ROOT, System, start_system

STOPS_WITH_US = ("setpriv", "--pdeathsig", "INT", "--")
"""In front of the product's command: it stops as on Ctrl-C when the bench is killed."""
CROWD_S = 20


@dataclass
class House:
    """A sitting with its people; ``away`` is where the remote participant sits."""

    stage: Stage
    crowd: "Crowd"
    away: Browser
    laptop: Laptop | None
    """None: no root, so the remote participant's line cannot be moved."""
    patience: "Patience"

    def remote(self, username: str) -> Page:
        """Open the remote participant's signed-in page, on the laptop where there is one."""
        system = self.stage.system
        page = open_context(self.away, LAPTOP).new_page()
        self.stage.pages[username] = page
        sign_in(page, self.remote_url, username, system.password(username))
        return page

    @property
    def remote_url(self) -> str:
        """Where the remote participant finds the product."""
        url = self.stage.system.url
        return url.replace("localhost", self.laptop.server) if self.laptop else url


@dataclass(frozen=True)
class Patience:
    """Seconds after which something is a failure, not a figure; more on a busy machine."""

    page: float
    """For a page to do what it was told."""
    join: float
    """For all fake rooms to join."""


@dataclass
class Crowd:
    """The fake rooms: invited, and at the door until they are let in."""

    ids: list[str]
    meeting: str
    process: "subprocess.Popen[str]"

    def come(self) -> None:
        """Let them join."""
        order = json.dumps({"meeting": self.meeting, "rooms": self.ids})
        assert self.process.stdin is not None  # noqa: S101
        self.process.stdin.write(order + "\n")
        self.process.stdin.flush()


@contextlib.contextmanager
def open_house(driver: Playwright, folder: Path, rooms: int, patience: Patience) -> Iterator[House]:
    """Start everything; whatever happens, all of it has ended afterwards."""
    with contextlib.ExitStack() as ends:
        machine = ends.enter_context(laptop()) if os.geteuid() == 0 else None
        home = folder / "home"
        home.mkdir()
        addresses = ["127.0.0.1", *((machine.server,) if machine else ())]
        system = start_system(
            home,
            before=STOPS_WITH_US,
            TRANSCRIPTION_ENGINE="fake",
            NGHISU_MEDIA_ADDRESSES=",".join(addresses),
            NGHISU_HOST=",".join(["localhost", *addresses]),
        )
        ends.callback(_stop, system)
        crowd = ends.enter_context(_crowd(system, rooms))
        silence, speech = silence_wav(folder), speech_wav(folder)

        def start(colour: Colour, sound: Path, place: Sequence[str] = ()) -> Browser:
            program = _chromium(folder / f"chromium-{len(place)}", place)
            browser = launch(driver, camera=camera_file(folder, colour), sound=sound, program=str(program))
            ends.callback(_close, browser)
            return browser

        office = start(Colour.RED, silence)
        hall, commune = start(Colour.BLUE, silence), start(Colour.GREEN, speech)
        away = start(Colour.RED, silence, machine.enter if machine else ())
        yield House(Stage(system, office, hall, commune), crowd, away, machine, patience)


def _chromium(program: Path, place: Sequence[str]) -> Path:
    """Write a program that is Chromium without the right to put itself before others, which root's has.

    Browsers stand for other machines: here they must not take the processor from the server under measurement.
    """
    modest = ("setpriv", "--bounding-set=-sys_nice", "--") if os.geteuid() == 0 else ()
    program.write_text(f'#!/bin/sh\nexec {" ".join([*place, *modest, CHROMIUM])} "$@"\n')
    program.chmod(0o755)
    return program


def _stop(system: System) -> None:
    if system.process.poll() is None:
        try:
            system.stop()
        except subprocess.TimeoutExpired:
            system.process.kill()
            system.process.wait()
    keep = os.environ.get("NGHISU_BENCH_LOG")
    if keep:
        shutil.copy(system.home / "log" / "nghisu.log", keep)


def _close(browser: Browser) -> None:
    """An interrupted driver has closed its browsers already."""
    with contextlib.suppress(PlaywrightError):
        browser.close()


@contextlib.contextmanager
def _crowd(system: System, rooms: int) -> Iterator[Crowd]:
    """The fake rooms, invited; gone at the end."""
    environment = os.environ | {"NGHISU_HOME": str(system.home)}
    invite = [*ENDS_WITH_US, sys.executable, "-m", "bench.rooms.guests", str(rooms)]
    guests = subprocess.run(invite, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    told: dict[str, Any] = json.loads(guests.stdout.splitlines()[-1])
    command = [*ENDS_WITH_US, sys.executable, "-m", "bench.rooms.crowd", f"unix://{system.home / 'redis.sock'}?db=0"]
    # A session of its own: Ctrl-C in the terminal is for us, who end it in turn.
    crowd = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, text=True, start_new_session=True)
    try:
        yield Crowd(told["rooms"], told["meeting"], crowd)
    finally:
        if crowd.stdin is not None:
            crowd.stdin.close()
        crowd.send_signal(signal.SIGTERM)
        try:
            crowd.wait(CROWD_S)
        except subprocess.TimeoutExpired:
            crowd.kill()
            crowd.wait()
