"""Settings, devices, trust and decisions of the agent, one by one."""

import dataclasses
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.agent.cli import describe, main
from kiosk.agent.decide import Action, Seen, Showing, decide, restart_pause
from kiosk.agent.devices import NO_CAMERA, NO_MICROPHONE, NO_SPEAKER, find_devices
from kiosk.agent.settings import BadSettingsError, Settings, Timings, read_arguments
from kiosk.agent.trust import trust_authority

FAKE = str(Path(__file__).parents[3] / "integration" / "kiosk" / "fake_browser.py")
REPOSITORY = Path(__file__).parents[4]


def room(root: Path, *, camera: bool = True) -> Path:
    (root / "dev").mkdir()
    (root / "proc/asound").mkdir(parents=True)
    (root / "proc/asound/pcm").write_text(
        "00-03: HDMI 0 : HDMI 0 : playback 1\n01-00: USB Audio : USB Audio : playback 1 : capture 1\n"
    )
    if camera:
        for number in (0, 1):
            (root / f"dev/video{number}").touch()
            about = root / f"sys/class/video4linux/video{number}"
            about.mkdir(parents=True)
            (about / "index").write_text(f"{number}\n")
            (about / "name").write_text("Logi Group\n")
    return root


def test_devices_are_named_once(tmp_path: Path) -> None:
    found = find_devices(room(tmp_path))
    assert found.cameras == ("Logi Group",)
    assert found.microphones == ("USB Audio",)
    assert found.speakers == ("HDMI 0", "USB Audio")
    assert found.problems() == ()


def test_a_room_without_camera_says_so(tmp_path: Path) -> None:
    assert find_devices(room(tmp_path, camera=False)).problems() == (NO_CAMERA,)


def test_an_empty_room_says_everything(tmp_path: Path) -> None:
    assert find_devices(tmp_path).problems() == (NO_CAMERA, NO_MICROPHONE, NO_SPEAKER)


@pytest.mark.parametrize("server", ["", "http://hop.tinh", "hop.tinh:8443", "ftp://x"])
def test_a_wrong_server_address_is_refused_in_words(server: str) -> None:
    with pytest.raises(BadSettingsError, match="máy chủ"):
        read_arguments(["--server", server, "--browser", FAKE], {})


def test_the_server_may_come_from_the_environment_and_loses_its_path() -> None:
    settings, dry = read_arguments(["--browser", FAKE, "--state", "/s"], {"NGHISU_SERVER": "https://hop.tinh:8443/x/"})
    assert settings.screen_url == "https://hop.tinh:8443/man-hinh/"
    assert not dry


def test_a_missing_authority_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadSettingsError, match="chứng thư"):
        read_arguments(["--server", "https://h", "--browser", FAKE, "--ca", str(tmp_path / "no.pem")], {})


def test_a_missing_browser_names_the_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert main(["--server", "https://h"]) == 2
    assert "apt install chromium" in capsys.readouterr().err


def test_an_unwritable_folder_is_said_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").touch()
    assert main(["--server", "https://h", "--browser", FAKE, "--state", str(tmp_path / "file")]) == 2
    assert "Không ghi được" in capsys.readouterr().err


def test_dry_run_prints_and_changes_nothing(tmp_path: Path) -> None:
    state = tmp_path / "state"
    argv = ["--dry-run", "--server=https://h", f"--browser={FAKE}", f"--state={state}"]
    done = subprocess.run(
        [sys.executable, "-m", "kiosk.agent", *argv],
        capture_output=True,
        text=True,
        cwd=REPOSITORY,
        check=True,
        env={"PATH": os.environ["PATH"]},
    )
    assert "https://h/man-hinh/" in done.stdout
    assert "Camera:" in done.stdout
    assert not state.exists()


def test_dry_run_shows_how_the_authority_is_trusted(tmp_path: Path) -> None:
    text = describe(Settings(server="https://h", browser=FAKE, state=tmp_path, ca=tmp_path / "ca.pem"))
    assert "certutil" in text and "ca.pem" in text


@pytest.mark.skipif(shutil.which("certutil") is None, reason="needs certutil (apt install libnss3-tools)")
def test_a_file_that_is_no_certificate_is_refused(tmp_path: Path) -> None:
    ca = tmp_path / "ca.pem"
    ca.write_text("not a certificate")
    with pytest.raises(BadSettingsError, match="kho của Chromium"):
        trust_authority(tmp_path, ca)


def test_the_authority_replaces_an_older_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tool = tmp_path / "bin/certutil"
    tool.parent.mkdir()
    tool.write_text(f'#!/bin/sh\necho "$@" >> {tmp_path}/calls\n')
    tool.chmod(tool.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{tool.parent}:{os.environ['PATH']}")
    (tmp_path / "ca.pem").touch()
    trust_authority(tmp_path, tmp_path / "ca.pem")
    verbs = [
        next(word for word in line.split() if word in ("-N", "-D", "-A"))
        for line in (tmp_path / "calls").read_text().splitlines()
    ]
    assert verbs == ["-N", "-D", "-A"]


def test_without_certutil_the_package_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(BadSettingsError, match="libnss3-tools"):
        trust_authority(tmp_path, tmp_path / "ca.pem")


WELL = Seen(
    running=True, showing=Showing.SCREEN, answered=0, alive=1, opened=100, since_end=0, restarts_in_row=0
)  # fmt: skip


@pytest.mark.parametrize(
    ("change", "server_up", "action"),
    [
        ({}, True, Action.NOTHING),
        ({"running": False, "since_end": 9.0}, True, Action.START),
        ({"running": False, "since_end": 0.1}, True, Action.NOTHING),
        ({"answered": 8.5}, True, Action.RESTART),
        ({"alive": 8.5}, True, Action.RESTART),
        ({"alive": 8.5}, False, Action.OPEN_WAITING),
        ({"alive": None, "opened": 5.0}, True, Action.NOTHING),
        ({"alive": None, "opened": 11.0}, True, Action.RESTART),
        ({"showing": Showing.WAITING, "alive": None}, False, Action.NOTHING),
        ({"showing": Showing.WAITING, "alive": None}, True, Action.OPEN_SCREEN),
    ],
)
def test_decisions(change: dict[str, object], server_up: bool, action: Action) -> None:
    seen = dataclasses.replace(WELL, **change)  # type: ignore[arg-type]
    assert decide(seen, server_up=server_up, timings=Timings()) is action


def test_pauses_grow_and_stay_short() -> None:
    assert [restart_pause(count, Timings()) for count in (0, 1, 2, 3, 4, 50)] == [0.5, 1.0, 2.0, 4.0, 5.0, 5.0]


def test_a_stuck_page_is_back_within_fifteen_seconds() -> None:
    timings = Timings()
    browser_start = 3.0
    assert timings.heartbeat + timings.tick + timings.probe + timings.stop + browser_start <= 15
