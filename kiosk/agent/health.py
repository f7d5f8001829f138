"""The health file: what the agent and its browser are doing, for technicians and monitoring."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from kiosk.agent.devices import Devices


@dataclass(frozen=True)
class Health:
    """Written whole at each look; ``words`` is one Vietnamese sentence for a person."""

    at: str
    state: str
    """``starting``, ``running``, ``waiting_server``, ``restarting`` or ``stopped``."""
    words: str
    server: str
    browser_pid: int | None
    browser_started_at: str | None
    restarts: int
    devices: Devices
    problems: tuple[str, ...]


def write_health(path: Path, health: Health) -> None:
    """Replace the file in one step, so that a reader never sees half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".new")
    draft.write_text(json.dumps(asdict(health), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    os.replace(draft, path)
