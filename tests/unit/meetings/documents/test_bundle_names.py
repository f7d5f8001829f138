"""Which item a file of a ZIP belongs to, and what its name is."""

import struct
import unicodedata
import zlib

import pytest

from meetings.documents.bundle_names import AgendaItem, Reason, entry_name, is_junk, parts_of, propose

AGENDA = [
    AgendaItem("1", "Khai mạc"),
    AgendaItem("2", "Báo cáo tình hình thực hiện ngân sách năm 2026"),
    AgendaItem("3", "Các tờ trình"),
    AgendaItem("3.1", "Tờ trình về biên chế"),
    AgendaItem("3.2", "Tờ trình về đầu tư công trung hạn"),
]
NAME = "Báo cáo thu chi, Đảng ủy xã.docx"


def unicode_path(raw: bytes, name: str, crc: int | None = None) -> bytes:
    field = struct.pack("<BI", 1, zlib.crc32(raw) if crc is None else crc) + name.encode()
    return struct.pack("<HH", 1, 0) + struct.pack("<HH", 0x7075, len(field)) + field


def in_1258(name: str) -> bytes:
    """Letters as Vietnamese Windows writes them: vowel with its shape, then the tone."""
    out = b""
    for letter in name:
        try:
            out += letter.encode("cp1258")
        except UnicodeEncodeError:
            first, *marks = unicodedata.normalize("NFD", letter)
            tones = [mark for mark in marks if mark in "\u0300\u0301\u0303\u0309\u0323"]
            shape = unicodedata.normalize("NFC", first + "".join(mark for mark in marks if mark not in tones))
            out += shape.encode("cp1258") + "".join(tones).encode("cp1258")
    return out


@pytest.mark.parametrize(
    ("raw", "utf8", "extra"),
    [
        (NAME.encode(), True, b""),
        (unicodedata.normalize("NFD", NAME).encode(), True, b""),
        (unicodedata.normalize("NFD", NAME).encode(), False, b""),
        (in_1258(NAME), False, b""),
        (b"B_o c_o.docx", False, unicode_path(b"B_o c_o.docx", NAME)),
    ],
    ids=["flagged", "flagged-nfd", "unflagged-nfd", "cp1258", "unicode-path"],
)
def test_names_of_every_archiver_are_read(raw: bytes, utf8: bool, extra: bytes) -> None:
    assert entry_name(raw, utf8=utf8, extra=extra) == NAME


def test_a_unicode_path_of_another_name_is_not_believed() -> None:
    assert entry_name(b"a.pdf", utf8=False, extra=unicode_path(b"a.pdf", "b.exe", crc=1)) == "a.pdf"
    assert entry_name("résumé.pdf".encode("cp437"), utf8=False, extra=b"\x75\x70\xff") == "résumé.pdf"


@pytest.mark.parametrize(
    ("path", "item", "reason", "title", "code"),
    [
        ("3.2 - Tờ trình.docx", 4, Reason.NUMBER, "Tờ trình", ""),
        ("03.02_Tờ_trình.docx", 4, Reason.NUMBER, "Tờ trình", ""),
        ("Mục 2. Số liệu.xlsx", 1, Reason.NUMBER, "Số liệu", ""),
        ("Tài liệu số 3.1 - Danh sách.pdf", 3, Reason.NUMBER, "Danh sách", ""),
        ("2 - 214-BC-TU Báo cáo.pdf", 1, Reason.NUMBER, "214-BC-TU Báo cáo", "214-BC/TU"),
        ("3-BC-TU Kết quả.pdf", None, Reason.NONE, "3-BC-TU Kết quả", "3-BC/TU"),
        ("2026 Kế hoạch.pdf", None, Reason.NONE, "2026 Kế hoạch", ""),
        ("9. Phụ lục.pdf", None, Reason.NONE, "9. Phụ lục", ""),
        ("3.2/Phụ lục 1.pdf", 4, Reason.FOLDER, "Phụ lục 1", ""),
        ("Họp/3. Các tờ trình/Phụ lục.pdf", 2, Reason.FOLDER, "Phụ lục", ""),
        ("Tờ trình về biên chế/a.pdf", 3, Reason.FOLDER, "a", ""),
        ("to trinh bien che.pdf", 3, Reason.TITLE, "to trinh bien che", ""),
        ("Bao cao thuc hien ngan sach tinh hinh.pdf", 1, Reason.TITLE, "Bao cao thuc hien ngan sach tinh hinh", ""),
        ("Tờ trình.pdf", 2, Reason.TITLE, "Tờ trình", ""),
        ("Báo cáo.pdf", None, Reason.NONE, "Báo cáo", ""),
        ("ảnh.png", None, Reason.NONE, "ảnh", ""),
    ],
)
def test_the_item_is_told_from_the_name(path: str, item: int | None, reason: Reason, title: str, code: str) -> None:
    parts = parts_of(unicodedata.normalize("NFD", path))
    assert parts is not None
    found = propose(parts, AGENDA)
    assert (found.item, found.reason, found.title, found.code) == (item, reason, title, code)


@pytest.mark.parametrize(
    "name", ["../a.pdf", "a/../../b.pdf", "/etc/a.pdf", "..\\a.pdf", "C:\\a.pdf", "a\x00.pdf", "", "a" * 600]
)
def test_names_that_lead_elsewhere_are_no_names(name: str) -> None:
    assert parts_of(name) is None


def test_leftovers_of_systems_are_not_missed() -> None:
    for name in ("__MACOSX/._a.pdf", "mục/.DS_Store", "~$báo cáo.docx", "Thumbs.db", "a/desktop.ini"):
        assert is_junk(name)
    assert not is_junk("mục 1/báo cáo.docx")
