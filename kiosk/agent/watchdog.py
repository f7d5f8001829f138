"""The loop that keeps the picture on the wall."""

import datetime
import logging
import time
from collections.abc import Callable

from kiosk.agent.browser import Browser
from kiosk.agent.decide import Action, Seen, Showing, decide, is_stuck
from kiosk.agent.devices import Devices, find_devices
from kiosk.agent.health import Health, write_health
from kiosk.agent.settings import Settings

log = logging.getLogger("kiosk.agent")

WORDS = {
    "starting": "Đang mở màn hình phòng họp.",
    "running": "Màn hình phòng họp đang chạy.",
    "waiting_server": "Máy chủ chưa trả lời; màn hình tự mở lại khi máy chủ sẵn sàng.",
    "restarting": "Trình duyệt đã dừng; đang mở lại.",
    "stopped": "Đã tắt màn hình phòng họp.",
}


class Watchdog:
    """Starts the browser, watches it, and writes down how it is."""

    def __init__(
        self,
        settings: Settings,
        server_up: Callable[[], bool],
        devices: Callable[[], Devices] = find_devices,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._settings = settings
        self._server_up = server_up
        self._find_devices = devices
        self._clock = clock
        self._browser: Browser | None = None
        self._showing = Showing.SCREEN
        self._opened = self._answered = self._ended = clock()
        self._alive: float | None = None
        self._title = ""
        self._in_row = -1
        self.restarts = -1
        self._started_at: str | None = None
        self._devices = Devices()
        self._devices_at: float | None = None
        self._problems: tuple[str, ...] = ()
        self._state = ""

    def run(self, keep_on: Callable[[], bool]) -> None:
        """Watch until ``keep_on`` says no, then end the browser."""
        self._ended = self._clock() - self._settings.timings.last_restart
        try:
            while keep_on():
                self.look()
                time.sleep(self._settings.timings.tick)
        finally:
            if self._browser is not None:
                self._browser.stop(self._settings.timings.stop)
                self._browser = None
            self._tell("stopped")

    def look(self) -> None:
        """Look once and act."""
        self._look_at_devices()
        self._look_at_browser()
        seen = self._seen()
        timings = self._settings.timings
        asks_server = seen.running and (seen.showing is Showing.WAITING or is_stuck(seen, timings))
        action = decide(seen, server_up=asks_server and self._server_up(), timings=timings)
        self._act(action)
        self._tell(self._name_state(action))

    def _look_at_devices(self) -> None:
        now = self._clock()
        if self._devices_at is not None and now - self._devices_at < self._settings.timings.devices:
            return
        self._devices_at = now
        self._devices = self._find_devices()
        problems = self._devices.problems()
        for words in problems:
            if words not in self._problems:
                log.warning("%s", words)
        if self._problems and not problems:
            log.info("Đã thấy đủ camera, micrô và loa.")
        self._problems = problems

    def _look_at_browser(self) -> None:
        if self._browser is None:
            return
        if not self._browser.running():
            self._browser.stop(0)
            self._browser = None
            self._ended = self._clock()
            return
        pages = self._browser.pipe.pages(timeout=self._settings.timings.tick)
        if pages is None:
            return
        self._answered = self._clock()
        for page in pages:
            if page.url.startswith(self._settings.server) and page.title != self._title:
                self._title = page.title
                self._alive = self._clock()
                self._in_row = 0

    def _seen(self) -> Seen:
        now = self._clock()
        return Seen(
            running=self._browser is not None,
            showing=self._showing,
            answered=now - self._answered,
            alive=None if self._alive is None else now - self._alive,
            opened=now - self._opened,
            since_end=now - self._ended,
            restarts_in_row=max(self._in_row, 0),
        )

    def _act(self, action: Action) -> None:
        match action:
            case Action.START:
                self._start()
            case Action.RESTART:
                log.warning("Trang màn hình không còn phản hồi; đang mở lại trình duyệt.")
                if self._browser is not None:
                    self._browser.stop(self._settings.timings.stop)
                    self._browser = None
                self._start()
            case Action.OPEN_SCREEN:
                log.info("Máy chủ đã trả lời; đang mở màn hình.")
                self._go(self._settings.screen_url, Showing.SCREEN)
            case Action.OPEN_WAITING:
                log.warning("%s", WORDS["waiting_server"])
                self._go(self._settings.waiting_page.as_uri(), Showing.WAITING)
            case Action.NOTHING:
                pass

    def _start(self) -> None:
        self._in_row += 1
        self.restarts += 1
        up = self._server_up()
        self._mark_opened(Showing.SCREEN if up else Showing.WAITING)
        url = self._settings.screen_url if up else self._settings.waiting_page.as_uri()
        self._answered = self._clock()
        try:
            self._browser = Browser.start(self._settings, url)
        except OSError as error:
            log.error("Không mở được trình duyệt %s: %s", self._settings.browser, error)
            self._ended = self._clock()
            return
        self._started_at = _now()
        log.info("Đã mở trình duyệt (tiến trình %d).", self._browser.pid)

    def _go(self, url: str, showing: Showing) -> None:
        if self._browser is None:
            return
        pages = self._browser.pipe.pages(timeout=1)
        if pages and self._browser.pipe.open(pages[0], url, timeout=3):
            self._mark_opened(showing)

    def _mark_opened(self, showing: Showing) -> None:
        self._showing = showing
        self._opened = self._clock()
        self._alive = None
        self._title = ""

    def _name_state(self, action: Action) -> str:
        if action is Action.RESTART or self._browser is None:
            return "restarting" if self.restarts >= 0 else "starting"
        if self._showing is Showing.WAITING:
            return "waiting_server"
        return "running" if self._alive is not None else "starting"

    def _tell(self, state: str) -> None:
        if state != self._state:
            self._state = state
            log.info("%s", WORDS[state])
        health = Health(
            at=_now(),
            state=state,
            words=WORDS[state],
            server=self._settings.server,
            browser_pid=self._browser.pid if self._browser else None,
            browser_started_at=self._started_at,
            restarts=max(self.restarts, 0),
            devices=self._devices,
            problems=self._problems,
        )
        try:
            write_health(self._settings.health_file, health)
        except OSError as error:
            log.error("Không ghi được tệp sức khỏe %s: %s", self._settings.health_file, error)


def _now() -> str:
    return datetime.datetime.now().astimezone().isoformat(timespec="seconds")
