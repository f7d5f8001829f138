"""Debian's Chromium with a fake camera and a fake microphone, and what the tests read from its pages."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
from playwright.sync_api import Browser, BrowserContext, Page, Playwright
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from tests.e2e.sound import Samples

CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--no-sandbox",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--allow-loopback-in-peer-connection",
    "--autoplay-policy=no-user-gesture-required",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
TABLET = {"width": 820, "height": 1180}
LAPTOP = {"width": 1280, "height": 800}
BIG_SCREEN = {"width": 1920, "height": 1080}

WATCH_MEDIA = """
window.__pcs = [];
const Original = window.RTCPeerConnection;
window.RTCPeerConnection = class extends Original {
  constructor(...args) { super(...args); window.__pcs.push(this); }
};
"""
"""Keeps every peer connection of the page within reach of the tests."""

LIVE_CONNECTION = "[window.__pcs.at(-1)].find(pc => pc && pc.connectionState === 'connected')"
"""The newest connection, once it stands: an older one may call itself connected for seconds after its end."""
RECORD = """
async (seconds) => {
  const pc = PC;
  const context = new AudioContext({sampleRate: 48000});
  const heard = [];
  const sink = context.createScriptProcessor(4096, 1, 1);
  sink.onaudioprocess = (event) => heard.push(new Float32Array(event.inputBuffer.getChannelData(0)));
  for (const transceiver of pc.getTransceivers()) {
    const receiver = transceiver.receiver;
    if (transceiver.direction !== 'recvonly' || receiver.track.kind !== 'audio') continue;
    context.createMediaStreamSource(new MediaStream([receiver.track])).connect(sink);
  }
  sink.connect(context.destination);
  await context.resume();
  await new Promise(done => setTimeout(done, seconds * 1000));
  await context.close();
  const windows = [];
  const flat = new Float32Array(heard.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of heard) { flat.set(part, at); at += part.length; }
  for (let i = 0; i + 480 <= flat.length; i += 480) {
    let sum = 0;
    for (let j = i; j < i + 480; j++) sum += flat[j] * flat[j];
    windows.push(Math.sqrt(sum / 480));
  }
  return windows;
}
""".replace("PC", LIVE_CONNECTION)
FRAMES = """
async () => {
  const pc = PC;
  if (!pc) return 0;
  const slots = pc.getTransceivers().filter(t => t.direction === 'recvonly').map(t => t.receiver);
  const receivers = slots.filter(r => r.track.kind === 'video');
  const stats = await receivers[SLOT].getStats();
  for (const row of stats.values()) if (row.type === 'inbound-rtp') return row.framesDecoded || 0;
  return 0;
}
""".replace("PC", LIVE_CONNECTION)
PACKETS = """
async () => {
  const pc = PC;
  if (!pc) return 0;
  let packets = 0;
  for (const receiver of pc.getReceivers().filter(r => r.track.kind === 'audio'))
    for (const row of (await receiver.getStats()).values())
      if (row.type === 'inbound-rtp') packets += row.packetsReceived || 0;
  return packets;
}
""".replace("PC", LIVE_CONNECTION)

MEDIA_STATE = """
async () => {
  const tracks = stream => (stream?.getTracks() ?? []).map(t => [t.kind, t.readyState, t.muted, t.enabled]);
  const videos = [...document.querySelectorAll('video')].map(v => [v.videoWidth, v.paused, tracks(v.srcObject)]);
  const connections = [];
  for (const pc of window.__pcs) {
    const wanted = ['inbound-rtp', 'outbound-rtp', 'media-source'];
    const rows = [...(await pc.getStats()).values()].filter(row => wanted.includes(row.type));
    connections.push({state: pc.connectionState, rows});
  }
  return {videos, connections};
}
"""


def launch(playwright: Playwright, *, camera: Path, sound: Path | None = None, program: str = CHROMIUM) -> Browser:
    """Start a browser of its own; ``camera`` and ``sound`` are what it sees and hears, in a loop."""
    flags = [*FLAGS, f"--use-file-for-fake-video-capture={camera}"]
    if sound:
        flags.append(f"--use-file-for-fake-audio-capture={sound}")
    return playwright.chromium.launch(executable_path=program, args=flags)


def open_context(browser: Browser, size: dict[str, int], *, language: str = "vi-VN") -> BrowserContext:
    """Open a context with nothing stored, as a person's own device."""
    context = browser.new_context(
        viewport={"width": size["width"], "height": size["height"]},
        ignore_https_errors=True,
        locale=language,
        permissions=["camera", "microphone"],
        accept_downloads=True,
    )
    context.add_init_script(WATCH_MEDIA)
    context.set_default_timeout(15_000)
    return context


def sign_in(page: Page, url: str, username: str, password: str) -> None:
    """Sign in by the form."""
    page.goto(f"{url}/dang-nhap/")
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", password)
    page.click("[data-testid=sign-in]")
    page.wait_for_url(f"{url}/")


def frames_of(page: Page, slot: int = 0) -> int:
    """Return how many pictures of a video slot (0: the main picture) the page has decoded."""
    return int(page.evaluate(FRAMES.replace("SLOT", str(slot))))


def media_state(page: Page) -> object:
    """Return what a page's cameras, pictures and connections say of themselves, to find out why a test failed."""
    return page.evaluate(MEDIA_STATE)


def audio_packets(page: Page) -> int:
    """Return how many packets of sound the page has received on its present connection."""
    return int(page.evaluate(PACKETS))


def heard_envelope(page: Page, seconds: float) -> Samples:
    """Record what the page hears and return its loudness in windows of 10 ms."""
    return np.asarray(page.evaluate(RECORD, seconds), dtype=np.float64)


def event_numbers(page: Page) -> list[int]:
    """Return the numbers of the events that the page has taken in, in its order."""
    return [int(number) for number in page.evaluate("window.__nghisu.events")]


def wait_until(page: Page, condition: Callable[[], bool], seconds: float, what: str) -> None:
    """Wait for a condition that is read from Python; the page goes on meanwhile."""
    waited = 0.0
    while not condition():
        if waited > seconds:
            raise PlaywrightTimeoutError(f"within {seconds} s: {what}")
        page.wait_for_timeout(100)
        waited += 0.1
