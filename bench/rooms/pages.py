"""What the measured pages keep of themselves: read from their own decoders, by their own clock (Unix seconds)."""

from collections.abc import Mapping

from playwright.sync_api import Page

WATCH_RETURN = """
() => {
  window.__back = {sound: null, picture: null};
  const old = new Set(window.__pcs);
  const timer = setInterval(async () => {
    const pc = window.__pcs.filter(one => !old.has(one)).at(-1);
    if (!pc) return;
    for (const row of (await pc.getStats()).values()) {
      if (row.type !== 'inbound-rtp') continue;
      if (row.kind === 'audio' && row.packetsReceived > 0) window.__back.sound ??= Date.now() / 1000;
      if (row.kind === 'video' && row.framesDecoded > 0) window.__back.picture ??= Date.now() / 1000;
    }
    if (window.__back.sound && window.__back.picture) clearInterval(timer);
  }, 50);
}
"""
ALL_FRAMES = """
async () => {
  const pc = window.__pcs.findLast(one => one.connectionState === 'connected');
  let frames = 0;
  for (const row of (await pc.getStats()).values())
    if (row.type === 'inbound-rtp' && row.kind === 'video') frames += row.framesDecoded || 0;
  return frames;
}
"""
GIVE_FLOOR = """
async (holder) => {
  const at = Date.now() / 1000;
  await window.__nghisu.socket.command({name: 'give_floor', request_id: null, person_id: null, room_id: null,
    limit_s: null, by_rule: true, ...holder});
  return at;
}
"""


def grid_frames(page: Page) -> int:
    """Return how many pictures the page has decoded in all its slots."""
    return int(page.evaluate(ALL_FRAMES))


def mark(pages: Mapping[str, Page]) -> None:
    """Mark each page: a reload would wipe it."""
    for page in pages.values():
        page.evaluate("window.__unreloaded = true")


def reloads(pages: Mapping[str, Page]) -> int:
    """Return how many of the pages were loaded again since ``mark``."""
    return sum(not page.evaluate("window.__unreloaded === true") for page in pages.values())


def give_floor(chair: Page, holder: dict[str, str]) -> float:
    """Give the floor as the chair's button does; return when it was pressed."""
    return float(chair.evaluate(GIVE_FLOOR, holder))


def shown_since(page: Page, colour: str, after: float) -> float | None:
    """Return when the main picture became this colour, if it did after that time."""
    seen: list[tuple[str, float]] = page.evaluate("window.__mainPicture")
    return next((float(at) for name, at in reversed(seen) if name == colour and at >= after), None)


def watch_return(page: Page) -> None:
    """From now on keep when the first sound and the first picture come on a connection that is not there yet."""
    page.evaluate(WATCH_RETURN)


def came_back(page: Page) -> dict[str, float | None]:
    """Return when they came; None: not yet."""
    back: dict[str, float | None] = page.evaluate("window.__back")
    return back
