"""The agent with a fake browser: what is started, and what happens when it misbehaves."""

import json
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.agent.devices import NO_CAMERA, Devices
from kiosk.agent.settings import Settings, Timings
from kiosk.agent.watchdog import Watchdog

FAKE = Path(__file__).with_name("fake_browser.py")
QUICK = Timings(tick=0.1, heartbeat=2.5, loading=8, first_restart=0.05, last_restart=0.2, stop=0.5, devices=0.2)
ALL = Devices(cameras=("Logi",), microphones=("USB",), speakers=("HDMI",))


class Stage:
    """A running watchdog, the fake browser's folder and what the test may change."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.up = True
        self.devices = ALL
        self.settings = Settings(server="https://hop.test", browser=str(FAKE), state=folder / "state", timings=QUICK)
        self._on = True
        self.watchdog = Watchdog(self.settings, server_up=lambda: self.up, devices=lambda: self.devices)
        self._thread = threading.Thread(target=self.watchdog.run, args=(lambda: self._on,))

    def mode(self, name: str) -> None:
        (self.folder / "mode").write_text(name)

    def play(self) -> None:
        self.settings.state.mkdir()
        self._thread.start()

    def stop(self) -> None:
        self._on = False
        if self._thread.ident is not None:
            self._thread.join(20)

    def starts(self) -> list[dict[str, object]]:
        file = self.folder / "starts"
        return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []

    def navigated(self) -> list[str]:
        file = self.folder / "navigated"
        return file.read_text().splitlines() if file.exists() else []

    def health(self) -> dict[str, object]:
        found: dict[str, object] = json.loads(self.settings.health_file.read_text())
        return found

    def state_is(self, name: str) -> Callable[[], bool]:
        return lambda: self.settings.health_file.exists() and self.health()["state"] == name


def wait(what: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "did not happen in time"
        time.sleep(0.02)


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    monkeypatch.setenv("FAKE_BROWSER", str(tmp_path))
    made = Stage(tmp_path)
    made.mode("alive")
    yield made
    made.stop()


def test_it_opens_the_screen_and_says_that_it_runs(stage: Stage) -> None:
    stage.play()
    wait(stage.state_is("running"))
    (start,) = stage.starts()
    argv = start["argv"]
    assert isinstance(argv, list)
    assert argv[-1] == "https://hop.test/man-hinh/"
    assert {"--kiosk", "--use-fake-ui-for-media-stream", "--autoplay-policy=no-user-gesture-required"} <= set(argv)
    assert f"--user-data-dir={stage.settings.state / 'trinh-duyet'}" in argv
    assert start["home"] == str(stage.settings.state / "nha")
    health = stage.health()
    assert health["browser_pid"] == start["pid"]
    assert health["restarts"] == 0
    assert health["problems"] == []


def test_a_killed_browser_comes_back(stage: Stage) -> None:
    stage.play()
    wait(stage.state_is("running"))
    os.kill(int(str(stage.starts()[0]["pid"])), signal.SIGKILL)
    wait(lambda: len(stage.starts()) == 2)
    wait(stage.state_is("running"))
    assert stage.health()["restarts"] == 1


@pytest.mark.parametrize("mode", ["stuck", "silent"])
def test_a_stuck_or_silent_browser_is_replaced(stage: Stage, mode: str) -> None:
    stage.play()
    wait(stage.state_is("running"))
    stage.mode(mode)
    wait(lambda: len(stage.starts()) == 2)
    stage.mode("alive")
    wait(stage.state_is("running"))
    assert not Path(f"/proc/{stage.starts()[0]['pid']}").exists()


def test_a_browser_that_cannot_live_is_tried_again_with_pauses(stage: Stage) -> None:
    stage.mode("crash")
    stage.play()
    wait(lambda: len(stage.starts()) >= 3)
    assert stage.health()["state"] in ("restarting", "starting")
    stage.mode("alive")
    wait(stage.state_is("running"))


def test_without_a_server_a_local_page_waits_and_opens_the_screen_later(stage: Stage) -> None:
    stage.up = False
    stage.play()
    wait(stage.state_is("waiting_server"))
    wait(lambda: len(stage.starts()) == 1)
    argv = stage.starts()[0]["argv"]
    assert isinstance(argv, list)
    assert argv[-1] == stage.settings.waiting_page.as_uri()
    stage.up = True
    wait(stage.state_is("running"))
    assert stage.navigated() == ["https://hop.test/man-hinh/"]
    assert len(stage.starts()) == 1


def test_a_page_that_stands_still_because_the_server_is_gone_becomes_the_waiting_page(stage: Stage) -> None:
    stage.play()
    wait(stage.state_is("running"))
    stage.up = False
    stage.mode("stuck")
    wait(stage.state_is("waiting_server"))
    assert stage.navigated() == [stage.settings.waiting_page.as_uri()]
    assert len(stage.starts()) == 1


def test_a_missing_camera_is_said_in_words_and_the_screen_starts_all_the_same(stage: Stage) -> None:
    stage.devices = Devices(microphones=("USB",), speakers=("HDMI",))
    stage.play()
    wait(stage.state_is("running"))
    assert stage.health()["problems"] == [NO_CAMERA]
    stage.devices = ALL
    wait(lambda: stage.health()["problems"] == [])


def test_stopping_leaves_no_browser_behind(stage: Stage) -> None:
    stage.play()
    wait(stage.state_is("running"))
    pid = stage.starts()[0]["pid"]
    stage.stop()
    assert not Path(f"/proc/{pid}").exists()
    assert stage.health()["state"] == "stopped"
