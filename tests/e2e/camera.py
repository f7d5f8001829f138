"""Fake cameras of one colour each, so that a test sees whose picture it is, and not only that there is one."""

from enum import Enum
from pathlib import Path

import numpy as np
from playwright.sync_api import Page

WIDTH, HEIGHT, RATE = 960, 540, 15
BAR = 40
"""Pixels of a bright bar that wanders over the picture: without movement there is nothing to send."""


class Colour(Enum):
    """What a camera shows: (Y, U, V), full range."""

    BLUE = (60, 200, 110)
    GREEN = (120, 70, 70)
    RED = (90, 100, 220)


def camera_file(folder: Path, colour: Colour) -> Path:
    """Return one second of a camera's picture as YUV4MPEG2, which Chromium's fake camera plays in a loop."""
    path = folder / f"{colour.name.lower()}.y4m"
    luma, u, v = colour.value
    chroma = (np.full((HEIGHT // 2, WIDTH // 2), plane, dtype=np.uint8).tobytes() for plane in (u, v))
    still = b"".join(chroma)
    with path.open("wb") as file:
        file.write(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F{RATE}:1 Ip A1:1 C420\n".encode())
        for number in range(RATE):
            picture = np.full((HEIGHT, WIDTH), luma, dtype=np.uint8)
            left = number * (WIDTH - BAR) // RATE
            picture[:, left : left + BAR] = min(255, luma + 60)
            file.write(b"FRAME\n" + picture.tobytes() + still)
    return path


WATCH_MAIN_PICTURE = """
(video, colours) => {
  const nearest = async frame => {
    const rect = {x: frame.codedWidth >> 2 << 1, y: frame.codedHeight >> 2 << 1, width: 2, height: 2};
    const bytes = new Uint8Array(frame.allocationSize({rect}));
    const planes = await frame.copyTo(bytes, {rect});
    const u = bytes[planes[1].offset];
    const v = frame.format === 'NV12' ? bytes[planes[1].offset + 1] : bytes[planes[2].offset];
    const far = name => Math.hypot(colours[name][0] - u, colours[name][1] - v);
    return Object.keys(colours).sort((a, b) => far(a) - far(b))[0];
  };
  window.__mainPicture = [['NONE', Date.now() / 1000]];
  let reader = null;
  const follow = async () => {
    const track = video.srcObject?.getVideoTracks()[0];
    if (!track) return;
    reader?.cancel();
    const own = reader = new MediaStreamTrackProcessor({track}).readable.getReader();
    for (let read = await own.read(); !read.done; read = await own.read()) {
      const at = Date.now() / 1000, seen = await nearest(read.value);
      read.value.close();
      if (window.__mainPicture.at(-1)[0] !== seen) window.__mainPicture.push([seen, at]);
    }
  };
  video.addEventListener('loadstart', follow);
  follow();
}
"""
"""Reads a few pixels of each decoded picture: drawing it, or being told when it is painted, is dear on five pages."""


def watch_main_picture(page: Page) -> None:
    """From now on the page keeps whose colour the main picture shows, and since when (Unix seconds)."""
    colours = {colour.name: colour.value[1:] for colour in Colour}
    page.get_by_test_id("video-slot-0").evaluate(WATCH_MAIN_PICTURE, colours)


def main_picture(page: Page) -> tuple[str, float]:
    """Return the colour that the main picture shows now, and since when (Unix seconds)."""
    colour, since = page.evaluate("window.__mainPicture.at(-1)")
    return str(colour), float(since)
