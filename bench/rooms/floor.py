"""The floor goes round: how soon every page shows the new speaker, and how soon his resting layers flow again."""

import contextlib
import os
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from bench.rooms.bus import BusWatch, LayersTold
from bench.rooms.cores import Cores, descendants, named
from bench.rooms.pages import (
    camera_streams,
    give_floor,
    main_slot,
    own_source,
    peer_of,
    percentile,
    shown_since,
    told_after,
    until,
    watch_layers,
)
from bench.rooms.sitting import Holder, Sitting
from bench.rooms.steps import Numbers, Turn, steps
from bench.rooms.wire import Wire, watched
from media.forward.demand import HOLD_S

PERIOD_S = HOLD_S / 2 + 0.8
"""From one speaker to the next: a third of the time each, so that who gets the floor has his larger layers at rest."""
SWITCH_S = 20
QUIET_S = 0.3
"""A layer that sent something so shortly before was not at rest."""
LAYERS = {"small": 1, "medium": 2, "large": 3}
RIDS = ("q", "h", "f")


@dataclass
class Round:
    """What was seen while the floor went round; times in seconds."""

    turns: list[Turn] = field(default_factory=list)
    orders: list[LayersTold] = field(default_factory=list)
    policies: list[float] = field(default_factory=list)

    @property
    def pictures(self) -> list[float]:
        """From the chair's button to the picture, for each page and turn."""
        return [at - turn.pressed for turn in self.turns for at in turn.shown.values()]

    @property
    def deciding(self) -> list[float]:
        """From the button until the decision was at the media worker."""
        return [turn.decided - turn.pressed for turn in self.turns if turn.decided is not None]

    @property
    def slowest(self) -> list[str]:
        """The page that was last, of each turn."""
        return [max(turn.shown, key=lambda who: turn.shown[who]) for turn in self.turns]


@dataclass(frozen=True)
class Sender:
    """A page with a camera: its layers' SSRCs and its name for the worker."""

    page: str
    peer: str
    streams: dict[str, int]


def go_round(sitting: Sitting, turns: int) -> dict[str, Any]:
    """Pass the floor so often; return the figures."""
    senders = [_sender(sitting, holder.page) for holder in sitting.holders]
    for sender in senders:
        watch_layers(sitting.pages[sender.page])
    stage = sitting.house.stage
    numbers = Numbers(
        {who: main_slot(page) for who, page in sitting.viewers.items()},
        {sender.page: own_source(sitting.pages[sender.page]) for sender in senders},
    )
    with (
        _wire(senders, numbers) as wire,
        contextlib.closing(BusWatch(stage.system.home, sitting.house.crowd.meeting)) as bus,
    ):
        cores, asked = Cores(_processes(sitting)), bus.keyframes_asked()
        seen = _pass(sitting, bus, turns)
        shares = cores.so_far()
        time.sleep(QUIET_S)
        back = _layers_back(sitting, senders, seen, wire) if wire else {}
        parts = steps(seen.turns, numbers, wire) if wire else {}
    late = [round(one * 1000) for one in seen.pictures]
    return {
        "switch_p50_ms": round(statistics.median(late)),
        "switch_p95_ms": percentile(late, 0.95),
        "switch_max_ms": max(late),
        "switches": len(late),
        "switch_decided_p50_ms": round(statistics.median(seen.deciding) * 1000) if seen.deciding else None,
        "switch_slowest": {page: seen.slowest.count(page) for page in sorted(set(seen.slowest))},
        **parts,
        "switch_keyframes_asked": round((bus.keyframes_asked() - asked) / (turns + len(sitting.holders)), 1),
        **back,
        **shares,
    }


def _processes(sitting: Sitting) -> dict[str, list[int]]:
    """The product's own that move the picture, the fake rooms, all browsers; ``setpriv`` becomes what it starts."""
    system = sitting.house.stage.system
    others = {"fake rooms": [sitting.house.crowd.process.pid], "browsers": named(descendants(os.getpid()), "chromium")}
    return {name: [system.pid(name)] for name in ("media-1", "web-1")} | others


def _sender(sitting: Sitting, name: str) -> Sender:
    page = sitting.pages[name]
    streams: dict[str, int] = until(sitting.house.patience.page, f"three layers of {name}", _three, page)
    return Sender(name, peer_of(page), streams)


def _three(page: Any) -> dict[str, int] | None:
    streams = camera_streams(page)
    return streams if set(streams) == set(RIDS) else None


@contextlib.contextmanager
def _wire(senders: list[Sender], numbers: Numbers) -> Iterator[Wire | None]:
    """A packet socket on the layers and the main slots; None for who may not have one."""
    layers = [one for sender in senders for one in sender.streams.values()]
    with contextlib.ExitStack() as stack:
        try:
            wire = stack.enter_context(watched([*layers, *numbers.slots.values()]))
        except PermissionError:
            yield None
        else:
            yield wire


def _pass(sitting: Sitting, bus: BusWatch, turns: int) -> Round:
    """The first three turns only bring the rhythm: until then nobody's layers are at rest."""
    seen, count = Round(), len(sitting.holders)
    for turn in range(-count, turns):
        holder = sitting.holders[turn % count]
        begun = time.monotonic()
        pressed = give_floor(sitting.chair, holder.named)
        if turn >= 0:
            shown = _shown(sitting, holder, pressed)
            decided = next((at for at in bus.passed.policies if pressed <= at < pressed + SWITCH_S), None)
            seen.turns.append(Turn(pressed, holder.page, shown, decided))
        time.sleep(max(0.0, begun + PERIOD_S - time.monotonic()))
    seen.orders, seen.policies = list(bus.passed.layers), list(bus.passed.policies)
    return seen


def _shown(sitting: Sitting, holder: Holder, pressed: float) -> dict[str, float]:
    """When each other page showed the holder; his own shows somebody else."""
    others = {who: page for who, page in sitting.viewers.items() if who != holder.page}
    return {
        who: until(SWITCH_S, f"{holder.colour} at {who}", shown_since, page, holder.colour, pressed)
        for who, page in others.items()
    }


def _layers_back(sitting: Sitting, senders: list[Sender], seen: Round, wire: Wire) -> dict[str, Any]:
    """From the worker's order to the first packet of each layer that rested, and the parts of that time."""
    by_peer = {sender.peer: sender for sender in senders}
    whole, page_part, server_part = [], [], []
    for order in seen.orders:
        sender = by_peer.get(order.peer)
        if sender is None:
            continue
        wanted = [sender.streams[rid] for rid in RIDS[1 : LAYERS[order.largest]]]
        firsts = [wire.first_after(ssrc, order.at, QUIET_S) for ssrc in wanted]
        came = [at for at in firsts if at is not None and at - order.at < SWITCH_S]
        whole += [at - order.at for at in came]
        told = told_after(sitting.pages[sender.page], order.at - 0.005) if came else None
        page_part += [at - told for at in came if told is not None]
        decided = [at for at in seen.policies if at <= order.at]
        if came and decided:
            server_part.append(order.at - decided[-1])
    if not whole:
        return {}
    return {
        "layer_back_ms_p50": round(statistics.median(whole) * 1000),
        "layer_back_ms_p95": round(percentile(whole, 0.95) * 1000),
        "layer_back_browser_ms_p50": round(statistics.median(page_part) * 1000) if page_part else None,
        "layer_back_server_ms_p50": round(statistics.median(server_part) * 1000, 1) if server_part else None,
        "layers_back": len(whole),
    }
