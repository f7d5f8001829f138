"""Can the fonts that LibreOffice takes for office files write Vietnamese?

Debian 12's ``fonts-liberation`` 1.07 looks right and lacks 92 of the 134 Vietnamese letters: boxes and gaps on paper,
while extracted text still reads well. So the glyphs of the very file that fontconfig gives are counted.
"""

import shutil
import subprocess
import unicodedata
from functools import cache

from django.utils.translation import gettext as _

OFFICE_FONTS = ("Times New Roman", "Arial")
_MARKS = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")


def vietnamese_letters() -> frozenset[str]:
    """Return the 134 letters beyond plain Latin: vowels with their five tone marks, and đ, in both cases."""
    bare = {unicodedata.normalize("NFC", vowel + mark) for vowel in "aăâeêioôơuưy" for mark in _MARKS}
    lower = {letter for letter in bare if not letter.isascii()} | {"đ"}
    return frozenset(lower | {letter.upper() for letter in lower})


def missing_letters(font_file: str) -> frozenset[str]:
    """Return the Vietnamese letters that a font file cannot draw."""
    # Loading MuPDF takes a second that a web process, which never draws, would lose at each start.
    import pymupdf

    font = pymupdf.Font(fontfile=font_file)
    return frozenset(letter for letter in vietnamese_letters() if not font.has_glyph(ord(letter)))


def font_file(family: str) -> str | None:
    """Return the file that fontconfig gives for a family, ``None`` without fontconfig."""
    if shutil.which("fc-match") is None:
        return None
    answer = subprocess.run(["fc-match", "-f", "%{file}", family], capture_output=True, text=True, timeout=20)
    return answer.stdout.strip() or None


@cache
def font_problem() -> str:
    """Return what is wrong with the fonts, in one Vietnamese sentence, or an empty text."""
    for family in OFFICE_FONTS:
        file = font_file(family)
        if file is None or missing_letters(file):
            return _(
                "Phông chữ %(family)s trên máy chủ thiếu chữ tiếng Việt nên tệp Office sẽ hiện ô trống. "
                "Hãy cài gói fonts-liberation2 hoặc fonts-croscore rồi khởi động lại."
            ) % {"family": family}
    return ""
