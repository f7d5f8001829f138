"""Marks on reading copies: the right name, the same file for one reader, nothing for whoever may not read."""

import io
import unicodedata
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

import pymupdf
import pytest
from django.conf import settings as django_settings
from django.test import Client
from PIL import Image, ImageChops

from meetings.accounts.models import Person
from meetings.core import clock
from meetings.documents import marking, paths
from meetings.documents.child import slot
from meetings.documents.files import Filling
from meetings.documents.filetypes import UnfitFile
from meetings.documents.fonts import missing_letters
from meetings.documents.models import Opening, Paper
from meetings.documents.watermark import TYPEFACE, Mark, bits_of, drawn, marked_picture
from tests.browser import browser_of
from tests.cast import Cast
from tests.unit.meetings.documents.papers import ready_paper
from tests.unit.meetings.live.test_presenting import kiosk_token

DOORS = ("file.pdf", "trang/1.jpg", "anh-nho.jpg")
NAME = Mark(("Nguyễn Thị Phượng Quỳnh", "Đảng ủy xã Ngọc Hiển", "Mở lúc 14:05 23/11/2026"))


def reading_copy(pages: int = 3) -> bytes:
    document = pymupdf.open()
    for number in range(1, pages + 1):
        document.new_page().insert_text((72, 72), f"Trang {number}")
    document[-1].set_rotation(90)
    data: bytes = document.tobytes(deflate=True)
    return data


@pytest.fixture
def paper(cast: Cast, settings: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Paper:
    """A paper of a meeting that wants marks; its files are there, the sandbox is left out."""
    settings.MEDIA_ROOT, settings.HOME = tmp_path / "papers", tmp_path  # type: ignore[attr-defined]
    paper = ready_paper(cast, "Tờ trình", "một", "hai", "ba")
    cast.meeting.watermark = True
    cast.meeting.save()
    folder = paths.folder_of(paper.id)
    folder.mkdir(parents=True)
    paths.pdf_of(paper.id).write_bytes(reading_copy())
    for picture in (paths.thumbnail_of(paper.id), paths.page_of(paper.id, 1, 960)):
        picture.parent.mkdir(exist_ok=True, parents=True)
        Image.new("RGB", (960, 1358), "white").save(picture, "JPEG")

    def run_here(folder: Path, command: tuple[str, ...], _limits: object) -> int:
        monkeypatch.chdir(folder)
        return slot.add_slots(*command[1:])["pages"]

    monkeypatch.setattr(marking, "run_child", run_here)
    monkeypatch.setattr(marking.sandbox, "probe", lambda: marking.sandbox.Sandbox(works=True))
    return paper


def fetch(person: Person, paper: Paper, what: str = "file.pdf", **headers: str) -> object:
    return browser_of(person).get(f"/tai-lieu/{paper.id}/{what}", headers=headers)


def dark(data: bytes, page: int = 0) -> int:
    """Count the pixels of a drawn page that are not white, below its line of text."""
    bitmap = pymupdf.open("pdf", data)[page].get_pixmap(clip=(0, 110, 595, 842), colorspace=pymupdf.csGRAY)
    return sum(value < 250 for value in bitmap.samples)


def test_our_letters_hold_all_of_vietnamese_in_either_spelling() -> None:
    assert not missing_letters(str(TYPEFACE))
    taken_apart = Mark(tuple(unicodedata.normalize("NFD", line) for line in NAME.lines))
    assert bits_of(taken_apart) == bits_of(NAME)
    assert bits_of(NAME) != bits_of(Mark(("Nguyên Thị Phượng Quỳnh", *NAME.lines[1:]))), "a tone is seen"
    assert len(bits_of(Mark(("Ủ" * 120,)))) == len(bits_of(Mark(()))) == slot.BITS
    edges = drawn(Mark(("Ủ" * 120,))).convert("L").crop((0, 0, 3, slot.HEIGHT))
    assert edges.getextrema() == (255, 255), "a long line is set smaller, not cut"


@pytest.mark.parametrize(("first", "length"), [(0, 100), (0, 41), (39, 2), (40, 20), (45, 3), (55, 20), (60, 40)])
def test_any_piece_of_a_filled_file_is_that_piece(first: int, length: int) -> None:
    filling = Filling(40, b"x" * 20, "t")
    whole = b"-" * 40 + b"x" * 20 + b"-" * 40
    assert filling.over(b"-" * length, first) == whole[first : first + length]


def test_each_reader_gets_his_own_name_and_every_range_is_of_the_same_file(cast: Cast, paper: Paper) -> None:
    before = paths.pdf_of(paper.id).read_bytes()
    one, other = fetch(cast.delegates[0], paper), fetch(cast.delegates[1], paper)
    first, second = one.content, other.content  # type: ignore[attr-defined]
    opened = Opening.objects.get(paper=paper, person=cast.delegates[0]).opened_at
    mark = marking.mark_for(paper, cast.delegates[0], opened)
    assert mark and mark.lines[0] == cast.delegates[0].full_name and mark.lines[-1].startswith("Mở lúc ")
    assert bits_of(mark) in first and first != second and len(first) == len(second)
    assert one["ETag"] != other["ETag"]  # type: ignore[index]
    ranges = [(0, 999), (1000, len(first) // 2), (len(first) // 2 + 1, len(first) - 1)]
    pieces = [fetch(cast.delegates[0], paper, Range=f"bytes={a}-{b}").content for a, b in ranges]  # type: ignore[attr-defined]
    assert b"".join(pieces) == first
    assert fetch(cast.delegates[0], paper, **{"If-None-Match": one["ETag"]}).status_code == 304  # type: ignore[attr-defined,index]
    assert fetch(cast.delegates[0], paper, **{"If-None-Match": other["ETag"]}).status_code == 200  # type: ignore[attr-defined,index]
    assert all(dark(first, page) > 500 for page in range(3)) and dark(before) == 0
    assert pymupdf.open("pdf", first)[0].get_text().split() == ["Trang", "1"], "the mark is no text to select or find"
    assert paths.pdf_of(paper.id).read_bytes() == before


def test_without_the_policy_the_reading_copy_is_sent_as_it_is(cast: Cast, paper: Paper) -> None:
    cast.meeting.watermark = False
    cast.meeting.save()
    for what, file in zip(DOORS, (paths.pdf_of(paper.id), paths.page_of(paper.id, 1, 960)), strict=False):
        assert fetch(cast.delegates[0], paper, what).content == file.read_bytes()  # type: ignore[attr-defined]


def test_pictures_carry_the_mark(cast: Cast, paper: Paper) -> None:
    for what in DOORS[1:]:
        one, other = (fetch(person, paper, what) for person in cast.delegates[:2])
        assert one.content != other.content and one["ETag"] != other["ETag"]  # type: ignore[attr-defined,index]
        assert Image.open(io.BytesIO(one.content)).convert("L").getextrema()[0] < 240  # type: ignore[attr-defined]
        again = fetch(cast.delegates[0], paper, what, **{"If-None-Match": one["ETag"]})  # type: ignore[index]
        assert (again.status_code, again.content) == (304, b"")  # type: ignore[attr-defined]


def test_the_picture_shows_what_the_page_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("in.pdf").write_bytes(pymupdf_blank())
    slot.add_slots("in.pdf", "ab" * 16)
    assert b"/Linearized" in Path("marked.pdf").read_bytes()[:200]
    data = Path("marked.pdf").read_bytes().replace(slot.filler("ab" * 16), bits_of(NAME))
    page = pymupdf.open("pdf", data)[0].get_pixmap(matrix=pymupdf.Matrix(960 / 595, 960 / 595), colorspace="gray")
    drawn_page = Image.frombytes("L", (page.width, page.height), page.samples)
    Image.new("RGB", drawn_page.size, "white").save("page.jpg")
    ours = Image.open(io.BytesIO(marked_picture(Path("page.jpg"), NAME))).convert("L")
    small = [image.resize((96, 136), Image.Resampling.BOX) for image in (drawn_page, ours)]
    assert ImageChops.difference(*small).getextrema()[1] < 30
    assert small[0].getextrema()[0] < 245


def pymupdf_blank() -> bytes:
    document = pymupdf.open()
    document.new_page(width=595, height=842)
    data: bytes = document.tobytes()
    return data


@pytest.mark.parametrize("what", DOORS)
def test_who_may_not_read_gets_no_byte_and_makes_no_copy(cast: Cast, paper: Paper, what: str) -> None:
    for person, status in ((cast.outsider, 404), (cast.technician, 403)):
        answer = fetch(person, paper, what, Range="bytes=0-99")
        assert answer.status_code == status and b"%PDF" not in answer.content  # type: ignore[attr-defined]
    assert Client().get(f"/tai-lieu/{paper.id}/{what}", secure=True).status_code == 302
    assert not list(paths.folder_of(paper.id).glob("*marked*"))


def test_the_big_screen_carries_the_name_of_its_room(cast: Cast, paper: Paper) -> None:
    client = Client()
    client.cookies[django_settings.KIOSK_COOKIE_NAME] = kiosk_token(cast, cast.tan_hoa)
    with patch("meetings.live.screen_papers.page_picture", return_value=paths.page_of(paper.id, 1, 960)):
        answer = client.get(f"/man-hinh/tai-lieu/{paper.id}/trang/1.jpg", secure=True)
    paper.meeting.refresh_from_db()
    mark = marking.mark_for_room(paper, cast.tan_hoa.name)
    assert mark and mark.lines[0] == cast.tan_hoa.name
    assert answer.content == marked_picture(paths.page_of(paper.id, 1, 960), mark)


@pytest.mark.parametrize("wrong", [lambda data, empty: data.replace(empty, b""), lambda data, empty: data + empty])
def test_a_copy_whose_empty_mark_is_not_there_once_is_refused(
    paper: Paper, monkeypatch: pytest.MonkeyPatch, wrong: Callable[[bytes, bytes], bytes]
) -> None:
    right = marking.run_child

    def lying(folder: Path, command: tuple[str, ...], limits: object) -> int:
        pages = right(folder, command, limits)  # type: ignore[arg-type]
        made = folder / "marked.pdf"
        made.write_bytes(wrong(made.read_bytes(), slot.filler(command[2])))
        return pages

    monkeypatch.setattr(marking, "run_child", lying)
    with pytest.raises(UnfitFile):
        marking.make_marked_pdf(paper.id)
    assert not list(paths.folder_of(paper.id).glob("marked-*.pdf"))


def test_a_new_reading_copy_gets_a_new_empty_mark(paper: Paper) -> None:
    first = marking.make_marked_pdf(paper.id).read_bytes()
    assert marking.make_marked_pdf(paper.id).read_bytes() == first
    paths.pdf_of(paper.id).write_bytes(reading_copy(1))
    assert pymupdf.open(marking.make_marked_pdf(paper.id)).page_count == 1
    assert marking.mark_for(paper, paper.uploaded_by, clock.now())
