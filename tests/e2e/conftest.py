"""One installation and one sitting for the whole e2e run: starting them is what costs."""

import json
import shutil
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from tests.e2e.browsers import BIG_SCREEN, CHROMIUM, LAPTOP, TABLET, launch, media_state, open_context, sign_in
from tests.e2e.camera import Colour, camera_file
from tests.e2e.sound import silence_wav, speech_wav
from tests.e2e.system import System, start_system

HERE = Path(__file__).parent
OUT = HERE / "out"
SILENT = """
window.__speaks = false;
setInterval(() => (window.__pcs ?? []).forEach(pc => pc.getSenders().forEach(({track}) => {
  if (track?.kind === 'audio') track.enabled = window.__speaks;
})), 100);
"""
"""The main room is always heard: its microphone gives silence until the test lets the room speak."""
REPORT = pytest.StashKey[pytest.TestReport]()


@pytest.fixture(scope="session")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """The product with the demonstration, real Whisper, SQLite and a private Redis."""
    if not Path(CHROMIUM).exists() or shutil.which("redis-server") is None:
        pytest.skip("needs Debian's chromium and redis-server")
    running = start_system(tmp_path_factory.mktemp("nghisu"))
    yield running
    running.stop()
    OUT.mkdir(exist_ok=True)
    shutil.copy(running.home / "log" / "nghisu.log", OUT / "nghisu.log")


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """The browsers' driver."""
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def speech(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is said in both rooms, and heard of the one that has the floor."""
    return speech_wav(tmp_path_factory.mktemp("speech"))


@dataclass(slots=True)
class Stage:
    """The pages of one sitting."""

    system: System
    office: Browser
    """Browser of the people at desks and with tablets."""
    hall_browser: Browser
    commune_browser: Browser
    pages: dict[str, Page] = field(default_factory=dict)
    timings: dict[str, float] = field(default_factory=dict)
    """Seconds that something took on this machine."""

    def note(self, what: str, seconds: float) -> None:
        """Keep a measured time."""
        self.timings[what] = round(seconds, 2)

    def person(self, username: str, size: dict[str, int]) -> Page:
        """Open a signed-in page on a device of its own; the same person has one."""
        if username not in self.pages:
            page = open_context(self.office, size).new_page()
            sign_in(page, self.system.url, username, self.system.password(username))
            self.pages[username] = page
        return self.pages[username]

    def dismiss(self, username: str) -> None:
        """Close the device of a person: it leaves the sitting."""
        self.pages.pop(username).context.close()

    def kiosk(self, room: str) -> Page:
        """Open the big screen of a room (unpaired at first)."""
        if room not in self.pages:
            browser = self.hall_browser if room == "Hội trường A" else self.commune_browser
            page = open_context(browser, BIG_SCREEN).new_page()
            if room == "Hội trường A":
                page.add_init_script(SILENT)
            page.goto(f"{self.system.url}/man-hinh/?tho=1")
            self.pages[room] = page
        return self.pages[room]

    @property
    def chair(self) -> Page:
        """Page of the chair."""
        return self.person("chutoa", LAPTOP)

    @property
    def secretary(self) -> Page:
        """Page of the secretary."""
        return self.person("thuky", LAPTOP)

    @property
    def remote(self) -> Page:
        """Laptop of somebody who takes part from elsewhere, with a camera of her own."""
        return self.person("daibieu4", LAPTOP)

    @property
    def delegate(self) -> Page:
        """Tablet of a delegate who is not in any room."""
        return self.person("daibieu1", TABLET)


@pytest.fixture(scope="session")
def stage(
    system: System, playwright: Playwright, speech: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stage]:
    """Three browsers: the hall's kiosk, the commune's kiosk, everybody else."""
    folder = tmp_path_factory.mktemp("devices")
    silence = silence_wav(folder)
    office = launch(playwright, camera=camera_file(folder, Colour.RED), sound=silence)
    hall = launch(playwright, camera=camera_file(folder, Colour.BLUE), sound=speech)
    commune = launch(playwright, camera=camera_file(folder, Colour.GREEN), sound=speech)
    scene = Stage(system, office, hall, commune)
    yield scene
    OUT.mkdir(exist_ok=True)
    (OUT / "timings.json").write_text(json.dumps(scene.timings, indent=1))
    for browser in (office, hall, commune):
        browser.close()


@pytest.fixture(autouse=True)
def pictures_of_a_failure(request: pytest.FixtureRequest) -> Iterator[None]:
    """Leave a picture of every page, and the state of its media, when a test failed."""
    yield
    report = request.node.stash.get(REPORT, None)
    if report is None or not report.failed or "stage" not in request.fixturenames:
        return
    OUT.mkdir(exist_ok=True)
    stage: Stage = request.getfixturevalue("stage")
    for name, page in stage.pages.items():
        stem = f"failed-{request.node.name}-{name}".replace(" ", "-")
        page.screenshot(path=OUT / f"{stem}.png")
        (OUT / f"{stem}.json").write_text(json.dumps(media_state(page), indent=1))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Let fixtures know how the test ended."""
    report = yield
    if report.when == "call":
        item.stash[REPORT] = report
    return report
