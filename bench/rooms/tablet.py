"""Nine small pictures on a tablet of 2019: what they cost the page, and how soon it still answers a touch."""

import statistics
import time
from typing import Any

from playwright.sync_api import CDPSession, Page, expect

from bench.rooms.pages import percentile

THROTTLE = 4
"""Times slower than this machine: about a cheap tablet of 2019 beside a server's core. Only the page's main thread is
slowed, by a signal that keeps it busy for three quarters of the time, whether it has work or not: a part of a core that
nobody else has. What the page itself costs is therefore counted before, unslowed."""
SETTLE_MS, WINDOW_S, TURNS = 3000, 8.0, 5
WATCH = """
() => {
  window.__tasks = [];
  window.__taps = new Map();
  new PerformanceObserver(list => list.getEntries().forEach(one => window.__tasks.push(one.duration)))
    .observe({type: 'longtask'});
  new PerformanceObserver(list => {
    for (const {interactionId, duration} of list.getEntries())
      if (interactionId) window.__taps.set(interactionId, Math.max(duration, window.__taps.get(interactionId) ?? 0));
  }).observe({type: 'event', durationThreshold: 16});
}
"""
PICTURES = """
async () => {
  const pc = window.__pcs.findLast(one => one.connectionState === 'connected');
  const rows = [...(await pc.getStats()).values()].filter(row => row.type === 'inbound-rtp' && row.kind === 'video');
  return Object.fromEntries(rows.map(({id, framesDecoded, framesDropped, framesReceived, totalDecodeTime}) =>
    [id, [framesDecoded, framesDropped, framesReceived, totalDecodeTime].map(one => one || 0)]));
}
"""
TASKS = "window.__tasks.splice(0)"
TAPS = "[...window.__taps.values()]"


def nine_pictures(page: Page) -> dict[str, Any]:
    """Look at the grid on a slowed-down machine for a while, then turn its pages; the page is left as it was."""
    page.get_by_test_id("swap").click()
    page.get_by_test_id("layout-grid").click()
    expect(page.get_by_test_id("cell")).to_have_count(9)
    page.wait_for_timeout(SETTLE_MS)
    page.evaluate(WATCH)
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    cores = _cores(page, session)
    session.send("Emulation.setCPUThrottlingRate", {"rate": THROTTLE})
    try:
        row = _look(page, session) | {"cores": cores} | _touch(page)
    finally:
        session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
        session.detach()
        page.get_by_test_id("swap").click()
    return {f"tablet_nine_{name}": value for name, value in row.items()} | {"tablet_throttle": THROTTLE}


def _cores(page: Page, session: CDPSession) -> float:
    used, began = _used(session), time.monotonic()
    page.wait_for_timeout(WINDOW_S * 1000)
    return round((_used(session)["ProcessTime"] - used["ProcessTime"]) / (time.monotonic() - began), 3)


def _look(page: Page, session: CDPSession) -> dict[str, Any]:
    page.wait_for_timeout(1000)
    page.evaluate(TASKS)
    used, pictures, began = _used(session), page.evaluate(PICTURES), time.monotonic()
    page.wait_for_timeout(WINDOW_S * 1000)
    took = time.monotonic() - began
    after, now, tasks = page.evaluate(PICTURES), _used(session), page.evaluate(TASKS)
    grown = [
        [one - two for one, two in zip(row, pictures.get(id_, [0] * 4), strict=True)] for id_, row in after.items()
    ]
    live = [row for row in grown if row[0]]
    decoded, dropped, received, decoding = (sum(column) for column in zip(*live, strict=True)) if live else (0, 0, 0, 0)
    return {
        "pictures": len(live),
        "frames_per_second": round(decoded / took / max(1, len(live)), 1),
        "dropped_percent": round(100 * dropped / max(1, received), 2),
        "decode_ms_per_s": round(1000 * decoding / took, 1),
        "long_tasks_per_minute": round(len(tasks) / took * 60, 1),
        "longest_task_ms": round(max(tasks, default=0)),
        "blocked_ms_per_s": round(sum(one - 50 for one in tasks) / took, 1),
        "main_thread_percent": round(100 * (now["TaskDuration"] - used["TaskDuration"]) / took, 1),
        "layouts_per_s": round((now["LayoutCount"] - used["LayoutCount"]) / took, 1),
    }


def _used(session: CDPSession) -> dict[str, float]:
    metrics = session.send("Performance.getMetrics")["metrics"]
    return {one["name"]: float(one["value"]) for one in metrics}


def _touch(page: Page) -> dict[str, Any]:
    """Turn the grid's pages to and fro; from the touch to the next painted frame, as the browser itself tells."""
    for name in ("page-next", "page-before") * TURNS:
        page.get_by_test_id(name).click()
        page.wait_for_timeout(400)
    taps = [float(one) for one in page.evaluate(TAPS)]
    return {
        "tap_p50_ms": round(statistics.median(taps)) if taps else None,
        "tap_p95_ms": round(percentile(taps, 0.95)) if taps else None,
        "taps": len(taps),
    }
