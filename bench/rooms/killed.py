"""The media worker dies while a room speaks: how soon every page hears and sees again, by itself."""

import time
from typing import Any

from playwright.sync_api import Page

from bench.rooms.floor import SWITCH_S
from bench.rooms.pages import came_back, give_floor, shows, until, watch_return
from bench.rooms.sitting import Sitting
from tests.e2e.browsers import audio_packets

BACK_S = 60
LISTEN_MS = 1500
"""Longer than the pause between two sentences of the speaker."""


def kill_media(sitting: Sitting) -> dict[str, Any]:
    """Kill it while the commune speaks; return when sound and picture were back on the page that waited longest."""
    others = speaking_to(sitting)
    hearing = {who for who, page in others.items() if hears(page)}
    for page in others.values():
        watch_return(page)
    killed = time.time()
    sitting.house.stage.system.kill("media-1")
    rows: dict[str, dict[str, float]] = {}
    for who, page in others.items():
        kinds = ("sound", "picture") if who in hearing else ("picture",)
        rows[who] = {one: round(until(BACK_S, f"{one} at {who}", came_back, page, one) - killed, 2) for one in kinds}
    worst = {kind: max((row[kind] for row in rows.values() if kind in row), default=None) for kind in _KINDS}
    return {"sound_back_s": worst["sound"], "picture_back_s": worst["picture"], "back": rows}


_KINDS = ("sound", "picture")


def speaking_to(sitting: Sitting) -> dict[str, Page]:
    """Let the commune speak; return the other pages, which show it."""
    holder = sitting.holders[0]
    give_floor(sitting.chair, holder.named)
    others = {who: page for who, page in sitting.viewers.items() if who != holder.page}
    for who, page in others.items():
        until(SWITCH_S, f"the commune's picture at {who}", shows, page, holder.colour)
    return others


def hears(page: Page) -> bool:
    """True when packets of sound come to the page."""
    before = audio_packets(page)
    page.wait_for_timeout(LISTEN_MS)
    return audio_packets(page) > before
