"""Names, targets and the printed table."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Key:
    """One figure of ``live.json``; ``most`` is its target, if it has one."""

    name: str
    most: float | None
    what: str


KEYS = (
    Key("sockets", None, "pages open at once, each a person's"),
    Key("event_p50_ms", None, "commit of an act to its arrival, half of the pages"),
    Key("event_p99_ms", None, "the same, 99 of 100 pages"),
    Key("cpu_ms_per_event", None, "CPU of web to give one event to every page"),
    Key("channels_cpu_ms_per_event", None, "the same with Channels' groups"),
    Key("cpu_ratio", 0.25, "the one by the other"),
    Key("event_p99_ms_2000", None, "with 2,000 pages"),
    Key("reconnect_500_s", 2.5, "all pages back after a restart, coming at the same moment"),
    Key("commands_500_p99_ms_sqlite", 300, "a ballot of everybody at once, answered after the commit"),
    Key("commands_500_p99_ms_postgres", 250, "the same on PostgreSQL"),
    Key("kb_per_socket", None, "memory of web for one more page, TLS included"),
    Key("snapshot_cpu_ms", None, "CPU of a whole state: 500 people, 1,000 events"),
    Key("catchup_cpu_ms", None, "CPU of the answer to a page that missed 100 events"),
    Key("lost", 0, "events that a page never had"),
    Key("duplicated", 0, "events that came to a page twice"),
)


def targets(figures: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return each target and whether it is met."""
    return {key.name: {"most": key.most, "met": figures[key.name] <= key.most} for key in KEYS if key.most is not None}


def missing(figures: Mapping[str, Any]) -> list[str]:
    """Return the keys without a number."""
    return [key.name for key in KEYS if not isinstance(figures.get(key.name), int | float)]


def table(figures: Mapping[str, Any]) -> str:
    """Return the table."""
    lines = [f"{'figure':<30} {'value':>10}  {'target':>8}  met  what"]
    for key in KEYS:
        value = figures.get(key.name)
        shown = f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, int | float) else "missing"
        goal = f"≤ {key.most:g}" if key.most is not None else ""
        met = "" if key.most is None or not isinstance(value, int | float) else "yes" if value <= key.most else "NO"
        lines.append(f"{key.name:<30} {shown:>10}  {goal:>8}  {met:<3}  {key.what}")
    return "\n".join(lines) + "\n"
