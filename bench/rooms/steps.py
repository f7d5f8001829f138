"""Where the time of a switch goes: to the decision, to the new speaker's first packet, to the picture."""

import statistics
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from bench.rooms.pages import percentile


class Shown(Protocol):
    """Who saw the packets: ``wire.Wire``."""

    def shows_since(self, ssrc: int, source: int, at: float) -> float | None:
        """When the slot's first packet of ``source`` came after ``at``; None when none did."""


@dataclass(frozen=True)
class Turn:
    """The floor passed; times are Unix seconds."""

    pressed: float
    """When the chair's button was pressed."""
    holder: str
    """The page with the camera of who got the floor."""
    shown: Mapping[str, float]
    """When each other page showed it."""
    decided: float | None
    """When the decision was at the media worker."""


@dataclass(frozen=True)
class Numbers:
    """By page: the slot of its main picture (SSRC), and its number as a source."""

    slots: Mapping[str, int]
    sources: Mapping[str, int]


def steps(turns: Iterable[Turn], numbers: Numbers, wire: Shown) -> dict[str, Any]:
    """Return the figures of all turns and pages; those without a packet on the wire are left out."""
    server, page_part = [], []
    for turn in turns:
        source = numbers.sources[turn.holder]
        for page, shown in turn.shown.items():
            sent = wire.shows_since(numbers.slots[page], source, turn.pressed)
            if sent is None or turn.decided is None:
                continue
            server.append((sent - turn.decided) * 1000)
            page_part.append((shown - sent) * 1000)
    if not server:
        return {}
    return {
        "switch_sent_p50_ms": round(statistics.median(server)),
        "switch_sent_p95_ms": round(percentile(server, 0.95)),
        "switch_page_p50_ms": round(statistics.median(page_part)),
        "switch_page_p95_ms": round(percentile(page_part, 0.95)),
    }
