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
(video, rgb) => {
  const canvas = new OffscreenCanvas(16, 9);
  const pen = canvas.getContext('2d', {willReadFrequently: true});
  const nearest = () => {
    pen.drawImage(video, 0, 0, 16, 9);
    const all = pen.getImageData(0, 0, 16, 9).data;
    const mean = [0, 1, 2].map(c => all.filter((_, i) => i % 4 === c).reduce((a, b) => a + b) / 144);
    const far = own => Math.hypot(...own.map((one, c) => one - mean[c]));
    return Object.keys(rgb).sort((a, b) => far(rgb[a]) - far(rgb[b]))[0];
  };
  window.__mainPicture = [];
  const look = () => {
    const seen = video.videoWidth ? nearest() : 'NONE';
    if (window.__mainPicture.at(-1)?.[0] !== seen) window.__mainPicture.push([seen, Date.now() / 1000]);
    video.requestVideoFrameCallback(look);
  };
  look();
}
"""


def watch_main_picture(page: Page) -> None:
    """From now on the page keeps whose colour the main picture shows, and since when (Unix seconds)."""
    colours = {colour.name: _rgb(colour) for colour in Colour}
    page.get_by_test_id("video-slot-0").evaluate(WATCH_MAIN_PICTURE, colours)


def main_picture(page: Page) -> tuple[str, float]:
    """Return the colour that the main picture shows now, and since when (Unix seconds)."""
    colour, since = page.evaluate("window.__mainPicture.at(-1)")
    return str(colour), float(since)


def _rgb(colour: Colour) -> list[float]:
    y, u, v = colour.value
    return [y + 1.402 * (v - 128), y - 0.344 * (u - 128) - 0.714 * (v - 128), y + 1.772 * (u - 128)]
