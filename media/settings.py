"""What the worker is told by its environment; everything wrong is said at start, in one sentence."""

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from meetings.contracts.spare import SPARE

DEFAULT_PORT = 40_000
DEFAULT_ZONE = "Asia/Ho_Chi_Minh"
ENGINES = ("auto", "c", "python")


class SettingsError(Exception):
    """The environment cannot be used; the text says which variable and why."""


@dataclass(frozen=True)
class Settings:
    """Settings of one media worker."""

    redis_url: str
    port: int
    addresses: tuple[str, ...]
    """Announced to browsers; empty: all addresses of the machine."""
    engine: str
    """Packet engine: ``c``, ``python``, or ``auto`` (C where it is built)."""
    process: str
    """Stable name of the place, for example ``media-1``: registry key and name in the health report."""
    zone: ZoneInfo
    """Time zone of the house: a gap in the record is named by its times of day."""
    spare: bool = False
    """Wait, loaded and idle, until the worker of this name is gone (``meetings.contracts.spare``)."""


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read and check the environment; raises ``SettingsError``."""
    home = Path(environment.get("NGHISU_HOME") or "var").resolve()
    return Settings(
        redis_url=_redis_url(environment.get("REDIS_URL") or f"unix://{home}/redis.sock?db=0"),
        port=_port(environment.get("NGHISU_MEDIA_PORT") or str(DEFAULT_PORT)),
        addresses=_addresses(environment.get("NGHISU_MEDIA_ADDRESSES") or ""),
        engine=_engine(environment.get("NGHISU_MEDIA_ENGINE") or "auto"),
        process=_process(environment.get("NGHISU_PROCESS") or "media-1"),
        zone=_zone(environment.get("NGHISU_TIME_ZONE") or DEFAULT_ZONE),
        spare=bool(environment.get(SPARE)),
    )


def _zone(text: str) -> ZoneInfo:
    try:
        return ZoneInfo(text.strip())
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise SettingsError(f"NGHISU_TIME_ZONE is no time zone: {text!r}") from error


def _redis_url(text: str) -> str:
    if not text.startswith(("redis://", "rediss://", "unix://")):
        raise SettingsError("REDIS_URL must begin with redis://, rediss:// or unix://")
    return text


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > 65_535:
        raise SettingsError(f"NGHISU_MEDIA_PORT must be a UDP port (0 takes any free one), not {text!r}")
    return int(text)


def _addresses(text: str) -> tuple[str, ...]:
    addresses = tuple(dict.fromkeys(one.strip() for one in text.split(",") if one.strip()))
    for one in addresses:
        try:
            ipaddress.ip_address(one)
        except ValueError:
            raise SettingsError(
                f"NGHISU_MEDIA_ADDRESSES must hold IP addresses: {one!r} is none (browsers do not look up names here)"
            ) from None
    return addresses


def _engine(text: str) -> str:
    if text not in ENGINES:
        raise SettingsError(f"NGHISU_MEDIA_ENGINE must be one of {', '.join(ENGINES)}, not {text!r}")
    return text


def _process(text: str) -> str:
    if not text.isprintable() or " " in text or len(text) > 64:
        raise SettingsError("NGHISU_PROCESS must be a short name without spaces")
    return text
