"""Nine small pictures on a tablet: what they cost the page, and how soon it still answers a touch."""

import statistics
import time

from playwright.sync_api import Page, expect

from bench.rooms.pages import grid_frames

THROTTLE = 6
"""Times slower than this machine: about a tablet of 2019 beside a server's core."""
WINDOW_S, TURNS = 8.0, 5
TOUCH = """
async (testid) => {
  const stage = document.querySelector('ns-live-room').shadowRoot.querySelector('ns-stage').shadowRoot;
  const before = stage.querySelector('[data-testid=cell]').dataset.source;
  const at = performance.now();
  stage.querySelector(`[data-testid=${testid}]`).click();
  while (stage.querySelector('[data-testid=cell]').dataset.source === before) await new Promise(requestAnimationFrame);
  await new Promise(requestAnimationFrame);
  return performance.now() - at;
}
"""


def nine_pictures(page: Page) -> dict[str, float]:
    """Look at the grid for a while, then turn its pages on a slowed-down machine; the page is left as it was."""
    page.get_by_test_id("swap").click()
    page.get_by_test_id("layout-grid").click()
    expect(page.get_by_test_id("cell")).to_have_count(9)
    page.wait_for_timeout(3000)
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")

    def cpu() -> float:
        metrics = session.send("Performance.getMetrics")["metrics"]
        return float(next(one["value"] for one in metrics if one["name"] == "ProcessTime"))

    began, used, frames = time.monotonic(), cpu(), grid_frames(page)
    page.wait_for_timeout(WINDOW_S * 1000)
    took = time.monotonic() - began
    row = {
        "nine_pictures_cores": round((cpu() - used) / took, 3),
        "nine_pictures_frames_per_second": round((grid_frames(page) - frames) / took, 1),
    }
    session.send("Emulation.setCPUThrottlingRate", {"rate": THROTTLE})
    touches = [float(page.evaluate(TOUCH, name)) for name in ("page-next", "page-before") * TURNS]
    session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    session.detach()
    page.get_by_test_id("swap").click()
    return row | {"touch_ms_slowed": round(statistics.median(touches))}
