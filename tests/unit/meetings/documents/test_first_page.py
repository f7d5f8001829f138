"""Page 1 of a reading copy stands in front, with nothing that only later pages need."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pikepdf

from meetings.documents.sandbox import CHILD_FOLDER

PICTURE = 200_000
"""Bytes of the one picture on each page."""


def paper_with_shared_resources(path: Path, pages: int) -> None:
    """As some scanners and converters write: one list of resources for all pages."""
    document = pikepdf.new()
    side = 500
    pictures = pikepdf.Dictionary()
    for number in range(pages):
        # Zeros would be packed away.
        picture = pikepdf.Stream(document, os.urandom(PICTURE), Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image)
        picture.Width, picture.Height = side, PICTURE // side
        picture.ColorSpace, picture.BitsPerComponent = pikepdf.Name.DeviceGray, 8
        pictures[f"/P{number}"] = picture
    shared = document.make_indirect(pikepdf.Dictionary(XObject=pictures))
    for number in range(pages):
        page = document.add_blank_page(page_size=(595, 842))
        page.Contents = pikepdf.Stream(document, b"q 500 0 0 500 40 200 cm /P%d Do Q" % number)
        page.Resources = shared
    document.save(path)


def test_pictures_of_later_pages_do_not_stand_before_page_one(tmp_path: Path) -> None:
    paper_with_shared_resources(tmp_path / "in.pdf", 6)
    command = [sys.executable, "-I", "-B", str(CHILD_FOLDER / "pdf.py"), "clean", "in.pdf", "10"]
    subprocess.run(command, cwd=tmp_path, check=True)
    reading_copy = tmp_path / "paper.pdf"
    linearised = re.search(rb"/Linearized 1.*?/E (\d+)", reading_copy.read_bytes()[:1024], re.DOTALL)
    assert linearised is not None
    assert PICTURE < int(linearised[1]) < 1.5 * PICTURE
    with pikepdf.open(reading_copy) as document:
        assert [len(page.Resources.XObject) for page in document.pages] == [1] * 6
