"""What a file is, by its content."""

import io
import zipfile

import pytest

from meetings.documents.filetypes import UnfitFile, kind_of

CONTENT_TYPES = b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def packed(**parts: bytes) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return data.getvalue()


def ooxml(main: str, **more: bytes) -> bytes:
    return packed(**{"[Content_Types].xml": CONTENT_TYPES, main: b"<x/>", **more})


ODT = b"application/vnd.oasis.opendocument.text"


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.pdf", b"%PDF-1.4\n", "pdf"),
        ("A.PDF", b"\xef\xbb\xbf\r\n%PDF-1.4\n", "pdf"),
        ("a.docx", ooxml("word/document.xml"), "docx"),
        ("a.xlsx", ooxml("xl/workbook.xml"), "xlsx"),
        ("a.pptx", ooxml("ppt/presentation.xml"), "pptx"),
        ("a.odt", packed(mimetype=ODT), "odt"),
        ("a.png", b"\x89PNG\r\n\x1a\n....", "png"),
        ("a.jpeg", b"\xff\xd8\xff\xe0", "jpg"),
        ("a.jpg", b"\xff\xd8\xff\xe0", "jpg"),
    ],
)
def test_accepted(name: str, data: bytes, kind: str) -> None:
    file = io.BytesIO(data)
    assert kind_of(file, name) == kind
    assert file.tell() == 0


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.pdf", b"", "Tệp rỗng"),
        ("a.pdf", b"MZ\x90", "tệp chương trình"),
        ("a.pdf", b"\x7fELF", "tệp chương trình"),
        ("a.pdf", b"#!/bin/sh", "tệp chương trình"),
        ("a.svg", b"<svg/>", "không nhận loại tệp"),
        ("a.eps", b"%!PS-Adobe", "không nhận loại tệp"),
        ("a.rtf", b"{\\rtf1", "không nhận loại tệp"),
        ("a.docx", b"%PDF-1.4", "bị đổi tên"),
        ("a", b"%PDF-1.4", "bị đổi tên"),
        ("a.docx", b"PK\x03\x04broken", "bị hỏng"),
        ("a.odt", packed(**{"mimetype": ODT, "META-INF/manifest.xml": b"<encryption-data/>"}), "mật khẩu"),
        ("a.odt", packed(**{"mimetype": ODT, "Basic/Standard/Module1.xml": b"x"}), "macro"),
        ("a.docx", ooxml("word/document.xml", **{"word/VBAProject.bin": b"x"}), "macro"),
        (
            "a.docm",
            packed(**{"[Content_Types].xml": b"ms-word.document.macroEnabled", "word/document.xml": b""}),
            "macro",
        ),
        ("a.jar", packed(**{"META-INF/MANIFEST.MF": b""}), "không phải là tài liệu Office"),
    ],
)
def test_refused_with_a_sentence(name: str, data: bytes, words: str) -> None:
    with pytest.raises(UnfitFile) as refusal:
        kind_of(io.BytesIO(data), name)
    assert words in refusal.value.message


def test_bombs_are_told_from_tight_but_honest_files() -> None:
    honest = ooxml("xl/workbook.xml", **{"xl/empty.xml": b"<c/>" * 200_000})
    assert kind_of(io.BytesIO(honest), "a.xlsx") == "xlsx"
    ratio = ooxml("xl/workbook.xml", **{"xl/bomb.xml": b"\0" * 20_000_000})
    crowd = ooxml("xl/workbook.xml", **{f"xl/{number}.xml": b"" for number in range(1000)})
    for data in (ratio, crowd):
        with pytest.raises(UnfitFile, match="quá nhiều dữ liệu"):
            kind_of(io.BytesIO(data), "a.xlsx")
