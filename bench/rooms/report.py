"""What the figures of a run mean: the verdict beside each target. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Target:
    """A figure and what it should be at most."""

    key: str
    at_most: float


TARGETS = (
    Target("switch_p95_ms", 700),
    Target("sound_back_s", 3),
    Target("picture_back_s", 5),
    Target("reloads", 0),
    Target("layer_back_ms_p50", 50),
    Target("network_change_silence_s", 5),
    Target("tablet_nine_tap_p95_ms", 200),
    Target("tablet_nine_dropped_percent", 5),
)


def verdicts(figures: Mapping[str, Any], not_run: Mapping[str, str]) -> list[str]:
    """One line for each target: met, missed, or why there is no figure."""
    return [_verdict(target, figures.get(target.key), not_run) for target in TARGETS]


def missing(figures: Mapping[str, Any]) -> list[str]:
    """Targets without a figure."""
    return [target.key for target in TARGETS if figures.get(target.key) is None]


def _verdict(target: Target, value: float | None, not_run: Mapping[str, str]) -> str:
    if value is None:
        why = "; ".join(f"{part}: {reason}" for part, reason in not_run.items()) or "not measured"
        return f"{target.key:<28} {'-':>9}   no figure ({why})"
    word = "met" if value <= target.at_most else "MISSED"
    return f"{target.key:<28} {value!s:>9}   target ≤ {target.at_most:g}: {word}"
