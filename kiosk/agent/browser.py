"""Chromium in kiosk mode: its command line, its start and its end."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from kiosk.agent.devtools import DevToolsPipe
from kiosk.agent.settings import Settings

FLAGS = (
    "--kiosk",
    "--start-fullscreen",
    "--no-first-run",
    "--no-default-browser-check",
    "--noerrdialogs",
    "--disable-infobars",
    "--disable-session-crashed-bubble",
    "--hide-crash-restore-bubble",
    "--disable-pinch",
    "--overscroll-history-navigation=0",
    "--disable-translate",
    "--disable-component-update",
    "--disable-background-networking",
    "--disable-sync",
    "--password-store=basic",
    "--ozone-platform-hint=auto",
    # Sound and picture start by themselves; camera and microphone are granted without a question.
    "--autoplay-policy=no-user-gesture-required",
    "--use-fake-ui-for-media-stream",
    # A television never goes to sleep in a meeting, and a page that is covered is still the page.
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
    "--disable-features=Translate,MediaRouter,DialMediaRouteProvider",
    "--remote-debugging-pipe",
)


def browser_command(settings: Settings, url: str) -> list[str]:
    """Return the whole command line that opens ``url``."""
    extra = [] if settings.sandbox else ["--no-sandbox", "--test-type"]
    return [settings.browser, *FLAGS, f"--user-data-dir={profile_folder(settings)}", *extra, url]


def profile_folder(settings: Settings) -> Path:
    """Browser profile of the agent's own; the pairing cookie lives in it."""
    return settings.state / "trinh-duyet"


def browser_home(settings: Settings) -> Path:
    """Home folder of the browser: the trust store lies in it, nobody's personal one is touched."""
    return settings.state / "nha"


def browser_environment(settings: Settings, environ: Mapping[str, str]) -> dict[str, str]:
    """Environment of the browser: own home, but the display permission of the real one."""
    made = dict(environ) | {"HOME": str(browser_home(settings)), "LANGUAGE": "vi"}
    authority = Path(environ.get("HOME", "/")) / ".Xauthority"
    if "XAUTHORITY" not in made and authority.exists():
        made["XAUTHORITY"] = str(authority)
    return made


class Browser:
    """One running browser."""

    def __init__(self, process: subprocess.Popen[bytes], pipe: DevToolsPipe) -> None:
        self._process = process
        self.pipe = pipe

    @classmethod
    def start(cls, settings: Settings, url: str) -> "Browser":
        """Start the browser at ``url``; raises ``OSError`` when it cannot be started."""
        profile_folder(settings).mkdir(parents=True, exist_ok=True)
        browser_home(settings).mkdir(parents=True, exist_ok=True)
        _remove_stale_lock(profile_folder(settings))
        to_browser_read, to_browser_write = os.pipe()
        from_browser_read, from_browser_write = os.pipe()
        launcher = [sys.executable, "-I", str(Path(__file__).with_name("launch.py"))]
        try:
            process = subprocess.Popen(
                [*launcher, str(to_browser_read), str(from_browser_write), *browser_command(settings, url)],
                env=browser_environment(settings, os.environ),
                pass_fds=(to_browser_read, from_browser_write),
                start_new_session=True,
            )
        finally:
            os.close(to_browser_read)
            os.close(from_browser_write)
        return cls(process, DevToolsPipe(from_browser_read, to_browser_write))

    @property
    def pid(self) -> int:
        """Process id, which is also the id of the process group."""
        return self._process.pid

    def running(self) -> bool:
        """Tell whether the browser is still there."""
        return self._process.poll() is None

    def stop(self, patience: float) -> None:
        """End the browser and all its helpers: ask first, then insist."""
        self._signal(signal.SIGTERM)
        try:
            self._process.wait(patience)
        except subprocess.TimeoutExpired:
            pass
        self._signal(signal.SIGKILL)
        self._process.wait()
        self.pipe.close()

    def _signal(self, number: int) -> None:
        try:
            os.killpg(self._process.pid, number)
        except ProcessLookupError:
            pass


def _remove_stale_lock(profile: Path) -> None:
    """Remove the lock that a killed browser left: with it the next one would refuse the profile."""
    for name in ("SingletonLock", "SingletonSocket", "SingletonCookie"):
        (profile / name).unlink(missing_ok=True)
