"""Command line of the agent."""

import logging
import os
import shlex
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from kiosk.agent.browser import browser_command, browser_home
from kiosk.agent.devices import find_devices
from kiosk.agent.server import server_answers, tls_context
from kiosk.agent.settings import BadSettingsError, Settings, read_arguments
from kiosk.agent.trust import trust_authority, trust_commands
from kiosk.agent.watchdog import Watchdog

WAITING_PAGE = Path(__file__).with_name("waiting.html")


def main(argv: Sequence[str]) -> int:
    """Run the agent; 0: asked to stop, 2: cannot start (the reason is on stderr)."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S", stream=sys.stderr)
    try:
        settings, dry = read_arguments(argv, os.environ)
        if dry:
            sys.stdout.write(describe(settings) + "\n")
            return 0
        prepare(settings)
    except BadSettingsError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    _watch(settings)
    return 0


def describe(settings: Settings) -> str:
    """Say what would be done, for ``--dry-run``."""
    devices = find_devices()
    lines = [f"Máy chủ: {settings.server}", f"Thư mục riêng: {settings.state}", f"Tệp sức khỏe: {settings.health_file}"]
    for name, found in (("Camera", devices.cameras), ("Micrô", devices.microphones), ("Loa", devices.speakers)):
        lines.append(f"{name}: {', '.join(found) if found else 'không thấy'}")
    lines += [f"! {words}" for words in devices.problems()]
    if settings.ca is not None:
        lines += ["Tin chứng thư gốc:"]
        lines += [f"  {shlex.join(command)}" for command in trust_commands(browser_home(settings), settings.ca)]
    lines += ["Mở trình duyệt:", f"  {shlex.join(browser_command(settings, settings.screen_url))}"]
    return "\n".join(lines)


def prepare(settings: Settings) -> None:
    """Make the agent's folder, the waiting page and the trust; raises ``BadSettingsError``."""
    try:
        settings.state.mkdir(parents=True, exist_ok=True)
        page = WAITING_PAGE.read_text(encoding="utf-8").replace("{{server}}", settings.server)
        settings.waiting_page.write_text(page, encoding="utf-8")
    except OSError as error:
        raise BadSettingsError(
            f"Không ghi được vào thư mục {settings.state}: {error.strerror}. Chọn thư mục khác bằng --state."
        ) from error
    if settings.ca is not None:
        trust_authority(browser_home(settings), settings.ca)


def _watch(settings: Settings) -> None:
    asked_to_stop: list[int] = []

    def remember(number: int, _frame: object) -> None:
        asked_to_stop.append(number)

    signal.signal(signal.SIGTERM, remember)
    signal.signal(signal.SIGINT, remember)
    context = tls_context(settings.ca)
    watchdog = Watchdog(
        settings, server_up=lambda: server_answers(settings.screen_url, context, settings.timings.probe)
    )
    watchdog.run(keep_on=lambda: not asked_to_stop)
