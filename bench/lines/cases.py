"""The bad lines that are tried, by name, and how their figures are called."""

from dataclasses import dataclass, replace
from typing import Literal

from bench.lines.line import GOOD, Conditions

CONTROL = "control"
"""No harm at all: shows what the machine and the harness themselves cost."""
WAY_S = 0.02
"""Every line is so long in each direction: with no round trip time at all, a resend would always come in time."""
SHORT_QUEUE, LONG_QUEUE = 0.15, 1.0
CAPS = (64, 150, 300, 600)


@dataclass(frozen=True, slots=True)
class Case:
    """One bad line. ``way``: ``down`` to the listener, ``up`` from the publisher."""

    name: str
    conditions: Conditions
    way: Literal["down", "up"] = "down"

    def on(self, way: str) -> Conditions:
        """Return the conditions of one direction of the line that is bad."""
        return along(self.conditions if way == self.way else GOOD)


def along(conditions: Conditions) -> Conditions:
    """Give a line its length, unless it has one."""
    return conditions if conditions.delay_s else replace(conditions, delay_s=WAY_S)


def _capped(kbit: int, queue_s: float) -> Conditions:
    return Conditions(rate=kbit * 1000, queue_s=queue_s)


ALL = (
    Case(CONTROL, GOOD),
    *(Case(f"loss{percent}", Conditions(loss=percent / 100)) for percent in (2, 5, 10, 20)),
    Case("burst10", Conditions(burst_loss=0.1)),
    *(Case(f"cap{kbit}_queue150ms", _capped(kbit, SHORT_QUEUE)) for kbit in CAPS),
    *(Case(f"cap{kbit}_queue1s", _capped(kbit, LONG_QUEUE)) for kbit in CAPS),
    Case("jitter", Conditions(delay_s=0.1, jitter_s=0.03)),
    Case("up_loss10", Conditions(loss=0.1), "up"),
    Case("up_cap150", _capped(150, LONG_QUEUE), "up"),
)

WORSE_OF = {f"cap{kbit}": (f"cap{kbit}_queue150ms", f"cap{kbit}_queue1s") for kbit in CAPS}
"""The key without a queue is the worse of the two."""
ASKED = ("loss2", "loss5", "loss10", "loss20", "burst10", *WORSE_OF, "jitter", "up_loss10", "up_cap150")
AIMS = {"loss10": 99.5, "loss20": 99.0, "burst10": 99.0, "cap150": 97.0}
"""Least ``audio_heard_percent``."""


def chosen(names: str) -> list[Case]:
    """Cases by comma-separated names; ``cap64`` means both queues; empty: all. Raises ``ValueError``."""
    wanted: list[str] = []
    for name in filter(None, names.split(",")):
        wanted += WORSE_OF.get(name, (name,))
    unknown = set(wanted) - {case.name for case in ALL}
    if unknown:
        raise ValueError(f"no such case: {', '.join(sorted(unknown))}")
    return [case for case in ALL if not wanted or case.name in wanted]
