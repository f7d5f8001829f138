"""A speckled scan is cleaned before it is read; a clean one is left alone."""

import random
import runpy
from collections.abc import Callable

import pytest
from PIL import Image, ImageDraw

from meetings.documents.sandbox import CHILD_FOLDER

PAPER, INK, SPECK = 235, 30, 60


@pytest.fixture(scope="module")
def without_specks() -> Callable[[Image.Image], Image.Image]:
    return runpy.run_path(str(CHILD_FOLDER / "text.py"))["without_specks"]  # type: ignore[no-any-return]


def page() -> Image.Image:
    """A page with a stroke of three points' width and a dot of two by two."""
    made = Image.new("L", (400, 500), PAPER)
    drawing = ImageDraw.Draw(made)
    drawing.line((50, 60, 350, 120), fill=INK, width=3)
    drawing.rectangle((200, 300, 201, 301), fill=INK)
    return made


def speckled(made: Image.Image, part: float) -> Image.Image:
    dice, copy = random.Random(1), made.copy()
    for _ in range(int(part * made.width * made.height)):
        place = dice.randrange(made.width), dice.randrange(made.height)
        if copy.getpixel(place) == PAPER:
            copy.putpixel(place, SPECK)
    return copy


def test_a_clean_page_is_left_as_it_is(without_specks: Callable[[Image.Image], Image.Image]) -> None:
    clean = page()
    assert without_specks(clean) is clean
    few = speckled(clean, 0.001)
    assert without_specks(few) is few


def test_specks_go_and_strokes_stay(without_specks: Callable[[Image.Image], Image.Image]) -> None:
    clean = page()
    mended = without_specks(speckled(clean, 0.017))
    dark = [value for value in mended.tobytes() if value == SPECK]
    assert len(dark) < 0.001 * clean.width * clean.height
    ink = [at for at, value in enumerate(clean.tobytes()) if value == INK]
    points = mended.tobytes()
    kept = sum(points[at] < PAPER for at in ink)
    assert kept > 0.97 * len(ink), "a stroke lost its points"
    assert mended.getpixel((200, 300)) == INK, "the dot under a letter is still there"
