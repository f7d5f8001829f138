"""What to do next, decided from what was seen; pure, so that every case is tested."""

from dataclasses import dataclass
from enum import Enum

from kiosk.agent.settings import Timings


class Showing(Enum):
    """What the browser shows."""

    SCREEN = "screen"
    WAITING = "waiting"
    """The local page that waits for the server."""


class Action(Enum):
    """What the agent does."""

    NOTHING = "nothing"
    START = "start"
    RESTART = "restart"
    OPEN_SCREEN = "open_screen"
    OPEN_WAITING = "open_waiting"


@dataclass(frozen=True)
class Seen:
    """What the agent knows at one look; all times are seconds ago."""

    running: bool
    showing: Showing
    answered: float
    """Since the browser's last answer on the control pipe."""
    alive: float | None
    """Since the page's last sign of life; null: none since it was opened."""
    opened: float
    """Since the page was opened."""
    since_end: float
    """Since the browser ended."""
    restarts_in_row: int


def restart_pause(restarts_in_row: int, timings: Timings) -> float:
    """Wait a little longer after each failure in a row, never long."""
    return float(min(timings.last_restart, timings.first_restart * 2 ** min(restarts_in_row, 10)))


def is_stuck(seen: Seen, timings: Timings) -> bool:
    """Tell whether the page gave no sign of life for too long."""
    if seen.alive is None:
        return seen.opened > timings.loading
    return seen.alive > timings.heartbeat


def decide(seen: Seen, *, server_up: bool, timings: Timings) -> Action:
    """Choose the next step. ``server_up`` matters only while waiting or when the page is stuck."""
    if not seen.running:
        return Action.START if seen.since_end >= restart_pause(seen.restarts_in_row, timings) else Action.NOTHING
    if seen.answered > timings.heartbeat:
        return Action.RESTART
    if seen.showing is Showing.WAITING:
        return Action.OPEN_SCREEN if server_up else Action.NOTHING
    if not is_stuck(seen, timings):
        return Action.NOTHING
    return Action.RESTART if server_up else Action.OPEN_WAITING
