"""Pages are drawn without colours only where they have none."""

import io
import subprocess
import sys
from pathlib import Path

import pymupdf
from PIL import Image

from meetings.documents.sandbox import CHILD_FOLDER


def test_a_page_keeps_its_colours_and_a_black_one_is_grey(tmp_path: Path) -> None:
    paper = pymupdf.open()
    paper.new_page().insert_text((70, 70), "Nghi quyet")
    paper.new_page().draw_line((70, 100), (200, 101), color=(1, 0, 0), width=0.5)
    paper.save(tmp_path / "in.pdf")
    command = [sys.executable, "-I", "-B", str(CHILD_FOLDER / "pdf.py"), "draw", "in.pdf", "1", "2", "1620"]
    subprocess.run(command, cwd=tmp_path, check=True)
    grey, red = (Image.open(io.BytesIO((tmp_path / f"{number}.jpg").read_bytes())) for number in (1, 2))
    assert (grey.mode, red.mode) == ("L", "RGB")
    assert grey.width == red.width == 1620
    assert min(grey.tobytes()) < 100, "the words are there"
    bands = (band.tobytes() for band in red.split())
    assert max(r - g for r, g, _b in zip(*bands, strict=True)) > 60, "the line is red"
