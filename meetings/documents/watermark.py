"""The mark that tells whose reading copy this is: lines of text as points, for a PDF and for pictures of pages."""

import hashlib
import io
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from meetings.documents.child.slot import A4, HEIGHT, MARK_WIDTH, PLACES, SLOPE, STRENGTH, WIDTH

TYPEFACE = Path(__file__).resolve().parent / "typeface" / "Arimo-marks.ttf"
"""Our own file: a mark must not depend on which fonts a server has (``typeface/README.md``)."""
LETTERS = 54
"""Height of the letters in points of the mark; long lines are set smaller."""
SMALLEST = 8
ANGLE = 25
PAINTED, BARE = 0, 1
"""Of a point of a mask (ISO 32000-1, 8.9.6.2): 0 is painted."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What is written on a copy: at most three lines, the first one is the name."""

    lines: tuple[str, ...]

    @property
    def tag(self) -> str:
        """What differs between the copies of two readers, for validators."""
        return hashlib.sha256("\n".join(self.lines).encode()).hexdigest()[:16]


@lru_cache(maxsize=16)
def _letters(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(TYPEFACE), size, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=256)
def bits_of(mark: Mark) -> bytes:
    """Return the mark as ``slot.BITS`` bytes: a 1 bit image mask, the first row on top."""
    return drawn(mark).tobytes()


def drawn(mark: Mark) -> Image.Image:
    """Draw the lines one below the other, in the middle."""
    image = Image.new("1", (WIDTH, HEIGHT), BARE)
    pen = ImageDraw.Draw(image)
    step = HEIGHT // 3
    top = (HEIGHT - step * len(mark.lines)) // 2
    for number, line in enumerate(mark.lines[:3]):
        text = unicodedata.normalize("NFC", line)
        size = LETTERS
        while size > SMALLEST and _letters(size).getlength(text) > WIDTH - 8:
            size -= 2
        middle = (WIDTH / 2, top + step * (number + 0.5))
        pen.text(middle, text, fill=PAINTED, font=_letters(size), anchor="mm")
    return image


@lru_cache(maxsize=64)
def _turned(mark: Mark, width: int) -> Image.Image:
    """Return how strongly the mark covers, turned, for a page ``width`` pixels wide."""
    across = max(1, round(width * MARK_WIDTH / A4[0]))
    cover = drawn(mark).convert("L").point(lambda value: 0 if value else round(255 * STRENGTH))
    small = cover.resize((across, max(1, round(across * HEIGHT / WIDTH))), Image.Resampling.BOX)
    return small.rotate(ANGLE, Image.Resampling.BICUBIC, expand=True)


def marked_picture(path: Path, mark: Mark) -> bytes:
    """Return a page's JPEG with the mark over it, where it stands on the PDF's page too."""
    with Image.open(path, formats=("JPEG",)) as opened:
        page = opened.convert("RGB")
    upright = min(page.width, round(page.height * A4[0] / A4[1])) if page.width > page.height else page.width
    cover = _turned(mark, upright)
    left = round(upright * MARK_WIDTH / A4[0] * HEIGHT / WIDTH * SLOPE[1])
    for x, y in PLACES:
        corner = (round(x * page.width) - left, page.height - round(y * page.height) - cover.height)
        page.paste((0, 0, 0), (*corner, corner[0] + cover.width, corner[1] + cover.height), cover)
    packed = io.BytesIO()
    page.save(packed, "JPEG", quality=82)
    return packed.getvalue()
