"""The remote participant's laptop goes from Wi-Fi to the cable in mid-sitting."""

import time
from typing import Any

from bench.rooms.killed import speaking_to
from bench.rooms.pages import gap_after, until, watch_arrivals
from bench.rooms.sitting import Sitting

BACK_S = 60
BEFORE_S = 3.0
OVERLAP_S = 1.0
"""The cable is in before Wi-Fi goes, as when somebody sits down at the desk."""


def change_network(sitting: Sitting) -> dict[str, Any]:
    """Return for how long the remote page was without sound and picture; empty without a laptop (no root)."""
    machine = sitting.house.laptop
    if machine is None:
        return {}
    page = sitting.viewers["remote"]
    speaking_to(sitting)
    watch_arrivals(page)
    page.wait_for_timeout(BEFORE_S * 1000)
    machine.plug_in()
    page.wait_for_timeout(OVERLAP_S * 1000)
    cut = time.time()
    machine.leave_wifi()
    silent = {kind: until(BACK_S, f"{kind} on the cable", gap_after, page, kind, cut) for kind in _KINDS}
    return {
        "network_change_silence_s": round(silent["sound"], 2),
        "network_change_picture_s": round(silent["picture"], 2),
        "network_change_new_connections": int(page.evaluate("window.__pcs.length - window.__connections")),
    }


_KINDS = ("sound", "picture")
