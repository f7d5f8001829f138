"""What the measured pages keep of themselves: read from their own decoders, by their own clock (Unix seconds)."""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from playwright.sync_api import Page

from tests.e2e.camera import main_picture

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
WATCH_ARRIVALS = """
() => {
  window.__arrivals = {sound: [], picture: []};
  window.__connections = window.__pcs.length;
  const kinds = {audio: ['sound', 'packetsReceived'], video: ['picture', 'framesDecoded']};
  const before = new Map();
  window.__arrivalTimer = setInterval(async () => {
    for (const pc of window.__pcs.filter(one => one.connectionState !== 'closed').slice(-2)) {
      for (const row of (await pc.getStats()).values()) {
        if (row.type !== 'inbound-rtp') continue;
        const [kind, counter] = kinds[row.kind], key = `${window.__pcs.indexOf(pc)}:${row.id}`;
        if ((row[counter] ?? 0) > (before.get(key) ?? 0)) window.__arrivals[kind].push(Date.now() / 1000);
        before.set(key, row[counter] ?? 0);
      }
    }
  }, 50);
}
"""
GAP = """
([kind, cut]) => {
  const now = Date.now() / 1000, all = window.__arrivals[kind].filter(at => at > cut - 0.5);
  const flows = now > cut + 3 && all.filter(at => at > now - 2).length >= 10 && now - all.at(-1) < 0.5;
  return flows ? Math.max(...all.map((at, index) => at - (all[index - 1] ?? cut - 0.5))) : null;
}
"""
CAMERA_STREAMS = """
async () => {
  const pc = window.__pcs.findLast(one => one.connectionState === 'connected');
  const rows = [...(await pc.getStats()).values()].filter(row => row.type === 'outbound-rtp' && row.rid);
  return Object.fromEntries(rows.map(row => [row.rid, row.ssrc]));
}
"""
MAIN_SLOT = """
() => {
  const pc = window.__pcs.findLast(one => one.connectionState === 'connected');
  const slots = pc.remoteDescription.sdp.split('\\r\\nm=').filter(one => /^video[^]*a=sendonly/.test(one));
  return Number(/a=ssrc:(\\d+)/.exec(slots[0])[1]);
}
"""
WATCH_LAYERS = """
() => {
  window.__layersAt = [];
  window.__nghisu.socket.onMessage(message => {
    if (message.type === 'media_layers') window.__layersAt.push(Date.now() / 1000);
  });
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
MARKED = "window.__unreloaded === true"


def mark(pages: Mapping[str, Page]) -> None:
    """Mark each page: a reload would wipe it."""
    for page in pages.values():
        page.evaluate("window.__unreloaded = true")


def reloads(pages: Mapping[str, Page]) -> int:
    """Return how many of the pages were loaded again since ``mark``."""
    return sum(not page.evaluate(MARKED) for page in pages.values())


def give_floor(chair: Page, holder: Mapping[str, str]) -> float:
    """Give the floor as the chair's button does; return when it was pressed."""
    return float(chair.evaluate(GIVE_FLOOR, dict(holder)))


def shown_since(page: Page, colour: str, after: float) -> float | None:
    """Return when the main picture became this colour, if it did after that time."""
    seen: list[tuple[str, float]] = page.evaluate("window.__mainPicture")
    return next((float(at) for name, at in reversed(seen) if name == colour and at >= after), None)


def shows(page: Page, colour: str) -> bool:
    """True while the main picture has this colour."""
    return main_picture(page)[0] == colour


def watch_return(page: Page) -> None:
    """From now on keep when the first sound and the first picture come on a connection that is not there yet."""
    page.evaluate(WATCH_RETURN)


def came_back(page: Page, kind: str) -> float | None:
    """Return when the first ``sound`` or ``picture`` came; None: not yet."""
    at: float | None = page.evaluate("(kind) => window.__back[kind]", kind)
    return at


def watch_arrivals(page: Page) -> None:
    """From now on keep when sound and pictures come, on whatever connection, every 50 ms."""
    page.evaluate(WATCH_ARRIVALS)


def gap_after(page: Page, kind: str, cut: float) -> float | None:
    """Return the longest time without ``sound`` or ``picture`` since ``cut``; None while they do not flow again."""
    gap: float | None = page.evaluate(GAP, [kind, cut])
    return gap


def watch_layers(page: Page) -> None:
    """From now on keep when the page is told which layers to send."""
    page.evaluate(WATCH_LAYERS)


def told_after(page: Page, at: float) -> float | None:
    """Return when the page was told for the first time after ``at``."""
    told: float | None = page.evaluate("(at) => window.__layersAt.find(one => one >= at)", at)
    return told


def camera_streams(page: Page) -> dict[str, int]:
    """SSRC of each layer of the page's camera."""
    return dict(page.evaluate(CAMERA_STREAMS))


def main_slot(page: Page) -> int:
    """SSRC of the slot in which the page gets its main picture."""
    return int(page.evaluate(MAIN_SLOT))


def own_source(page: Page) -> int:
    """Number of the page as a source."""
    return int(page.evaluate("window.__nghisu.media.source"))


def peer_of(page: Page) -> str:
    """Name of the page for the media worker, until its socket is made anew."""
    return str(page.evaluate("window.__nghisu.store.state.you.peer_id"))


def percentile(values: Sequence[float], share: float) -> float:
    """The nearest-rank percentile; ``share`` 0..1."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def until(seconds: float, what: str, read: Callable[..., Any], *arguments: object) -> Any:
    """Read again and again until there is something; return it. Raises ``TimeoutError``."""
    deadline = time.monotonic() + seconds
    while True:
        found = read(*arguments)
        if found:
            return found
        if time.monotonic() > deadline:
            raise TimeoutError(f"not within {seconds:.0f} s: {what}")
        time.sleep(0.05)
