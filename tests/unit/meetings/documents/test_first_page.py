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


def clean(folder: Path) -> Path:
    command = [sys.executable, "-I", "-B", str(CHILD_FOLDER / "pdf.py"), "clean", "in.pdf", "100"]
    subprocess.run(command, cwd=folder, check=True)
    return folder / "paper.pdf"


def test_pictures_of_later_pages_do_not_stand_before_page_one(tmp_path: Path) -> None:
    paper_with_shared_resources(tmp_path / "in.pdf", 6)
    reading_copy = clean(tmp_path)
    linearised = re.search(rb"/Linearized 1.*?/E (\d+)", reading_copy.read_bytes()[:1024], re.DOTALL)
    assert linearised is not None
    assert PICTURE < int(linearised[1]) < 1.5 * PICTURE
    with pikepdf.open(reading_copy) as document:
        assert [len(page.Resources.XObject) for page in document.pages] == [1] * 6


def pages_read_on_the_way_to(number: int, document: pikepdf.Pdf) -> int:
    """As pdf.js looks for a page: whole nodes are passed over by their count, pages one after the other."""
    nodes, passed, read = [document.Root.Pages], 0, 0
    while nodes:
        node = nodes.pop(0)
        if node.Type == pikepdf.Name.Page:
            read += 1
            if passed == number:
                return read
            passed += 1
        elif passed + int(node.Count) <= number:
            passed += int(node.Count)
        else:
            nodes = [*node.Kids, *nodes]
    raise AssertionError("no such page")


def test_no_page_is_read_on_the_way_to_another_one(tmp_path: Path) -> None:
    source = pikepdf.new()
    for number in range(70):
        page = source.add_blank_page(page_size=(595, 842))
        page.Contents = pikepdf.Stream(source, b"%% %d" % number)
        del page["/MediaBox"]
    # These are the pages' own as far as a reader knows, wherever they are written.
    source.Root.Pages.MediaBox, source.Root.Pages.Rotate = pikepdf.Array([0, 0, 400, 300]), 90
    source.save(tmp_path / "in.pdf")
    with pikepdf.open(clean(tmp_path)) as document:
        assert document.is_linearized and len(document.pages) == int(document.Root.Pages.Count) == 70
        assert {pages_read_on_the_way_to(number, document) for number in range(70)} == {1}
        for page in document.pages:
            assert ([int(side) for side in page.mediabox], int(page.obj.Rotate)) == ([0, 0, 400, 300], 90)
        texts = [page.Contents.read_bytes() for page in document.pages]
    assert [int(text.split()[1]) for text in texts] == list(range(70))
