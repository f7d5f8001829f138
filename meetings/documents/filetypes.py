"""What a file is, told from its content, and the cheap checks that need no parser of ours.

Only the table of contents of a zip file is read here; everything that opens a foreign file for real happens in the
sandbox (``meetings.documents.sandbox``).
"""

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO

from django.utils.translation import gettext as _

from meetings.core.errors import BadInput

MAX_ZIP_ENTRIES = 1000
MAX_ZIP_RATIO = 100
MAX_ZIP_BYTES = 500 * 1024 * 1024
"""Unpacked size of an office file."""
RATIO_FROM_BYTES = 1024 * 1024
"""Small parts of honest files (empty tables) are packed tighter than 1:100; they are harmless."""

OOXML_MAIN = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}
ODF_MEDIA_TYPES = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
    b"application/vnd.oasis.opendocument.presentation": "odp",
}
OFFICE_KINDS = frozenset({*OOXML_MAIN, *ODF_MEDIA_TYPES.values()})
IMAGE_KINDS = frozenset({"png", "jpg"})
ACCEPTED_NAMES = "PDF, DOCX, XLSX, PPTX, ODT, ODS, ODP, PNG, JPEG"
ACCEPT_ATTRIBUTE = ".pdf,.docx,.xlsx,.pptx,.odt,.ods,.odp,.png,.jpg,.jpeg"
"""For the file dialogue of the upload form."""


class UnfitFile(BadInput):
    """A file that cannot become a paper; the message says why and what to do."""

    code = "unfit_file"


@dataclass(frozen=True, slots=True)
class Foreign:
    """A first look at a file: its opening bytes and the file itself."""

    head: bytes
    file: BinaryIO


def kind_of(file: BinaryIO, name: str) -> str:
    """Return the kind (``pdf``, ``docx``, …, ``png``, ``jpg``) of an acceptable file; raise ``UnfitFile`` otherwise.

    ``file`` must be seekable; it is left at its beginning. ``name`` is only compared with what the content says.
    """
    file.seek(0)
    head = file.read(2048)
    if not head:
        raise UnfitFile(_("Tệp rỗng, không có nội dung. Hãy kiểm tra lại tệp rồi tải lên lần nữa."))
    kind = _kind_by_content(Foreign(head, file))
    _check_name(kind, name)
    file.seek(0)
    return kind


def _kind_by_content(foreign: Foreign) -> str:
    for opening, judge in _OPENINGS:
        if foreign.head.startswith(opening):
            return judge(foreign)
    if b"%PDF-" in foreign.head[:1024]:
        return "pdf"
    raise UnfitFile(
        _("Hệ thống không nhận loại tệp này. Hãy tải lên một trong các loại: %(kinds)s.") % {"kinds": ACCEPTED_NAMES}
    )


def _check_name(kind: str, name: str) -> None:
    ending = PurePosixPath(name).suffix.lower().lstrip(".")
    if ending == "jpeg":
        ending = "jpg"
    if ending != kind:
        raise UnfitFile(
            _(
                "Tên tệp kết thúc bằng «.%(ending)s» nhưng nội dung là %(kind)s. Tệp có thể đã bị đổi tên. "
                "Hãy kiểm tra nguồn gốc tệp, lưu lại đúng loại rồi tải lên."
            )
            % {"ending": ending, "kind": kind.upper()}
        )


def _program(_foreign: Foreign) -> str:
    raise UnfitFile(
        _("Đây là tệp chương trình (có thể chạy được), không phải tài liệu, dù tên tệp là gì. Tệp đã bị từ chối.")
    )


def _old_office(foreign: Foreign) -> str:
    """OLE2 containers: Office 97-2003 files, and OOXML files behind a password ([MS-OFFCRYPTO] 2.3.4)."""
    foreign.file.seek(0)
    if "EncryptedPackage".encode("utf-16-le") in foreign.file.read(4 * 1024 * 1024):
        raise UnfitFile(_("Tệp có mật khẩu nên không chuyển được. Hãy bỏ mật khẩu, lưu lại rồi tải lên."))
    raise UnfitFile(
        _("Tệp Office kiểu cũ (.doc, .xls, .ppt) không được nhận. Hãy mở tệp, lưu thành DOCX, XLSX hoặc PPTX.")
    )


def _packed(foreign: Foreign) -> str:
    try:
        with zipfile.ZipFile(foreign.file) as archive:
            return _office_kind(archive)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError, RuntimeError) as error:
        raise UnfitFile(
            _("Tệp bị hỏng hoặc tải lên chưa trọn vẹn, không mở được. Hãy mở thử trên máy rồi tải lên lại.")
        ) from error


def _office_kind(archive: zipfile.ZipFile) -> str:
    entries = archive.infolist()
    _check_size(entries)
    names = {entry.filename for entry in entries}
    if any(entry.flag_bits & 1 for entry in entries):
        raise UnfitFile(_("Tệp có mật khẩu nên không chuyển được. Hãy bỏ mật khẩu, lưu lại rồi tải lên."))
    if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
        kind = ODF_MEDIA_TYPES.get(archive.read("mimetype").strip())
        if kind:
            _check_odf(archive, names)
            return kind
    if "[Content_Types].xml" in names:
        _check_macros(archive, names)
        for kind, main in OOXML_MAIN.items():
            if main in names:
                return kind
    raise UnfitFile(
        _("Tệp nén không phải là tài liệu Office. Hãy giải nén và tải lên từng tài liệu (%(kinds)s).")
        % {"kinds": ACCEPTED_NAMES}
    )


def _check_size(entries: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    bomb = any(
        entry.file_size > RATIO_FROM_BYTES and entry.file_size > MAX_ZIP_RATIO * max(entry.compress_size, 1)
        for entry in entries
    )
    if bomb or len(entries) > MAX_ZIP_ENTRIES or unpacked > MAX_ZIP_BYTES:
        raise UnfitFile(
            _(
                "Tệp nén quá nhiều dữ liệu bên trong so với một tài liệu bình thường nên bị từ chối để bảo vệ máy chủ. "
                "Hãy mở tệp, lưu thành PDF rồi tải lên."
            )
        )


def _check_macros(archive: zipfile.ZipFile, names: set[str]) -> None:
    types = archive.read("[Content_Types].xml") if archive.getinfo("[Content_Types].xml").file_size < 1 << 20 else b""
    has_macros = b"macroEnabled" in types or b"vbaProject" in types
    if has_macros or any(name.lower().endswith("vbaproject.bin") for name in names):
        raise UnfitFile(
            _("Tệp có chứa macro (chương trình nhúng). Hãy lưu lại thành tệp không có macro, hoặc thành PDF.")
        )


def _check_odf(archive: zipfile.ZipFile, names: set[str]) -> None:
    if "META-INF/manifest.xml" in names and b"encryption-data" in archive.read("META-INF/manifest.xml")[: 1 << 20]:
        raise UnfitFile(_("Tệp có mật khẩu nên không chuyển được. Hãy bỏ mật khẩu, lưu lại rồi tải lên."))
    if any(name.startswith(("Basic/", "Scripts/")) and not name.endswith("/") for name in names):
        raise UnfitFile(
            _("Tệp có chứa macro (chương trình nhúng). Hãy lưu lại thành tệp không có macro, hoặc thành PDF.")
        )


_OPENINGS: tuple[tuple[bytes, Callable[[Foreign], str]], ...] = (
    (b"%PDF-", lambda _: "pdf"),
    (b"\x89PNG\r\n\x1a\n", lambda _: "png"),
    (b"\xff\xd8\xff", lambda _: "jpg"),
    (b"PK\x03\x04", _packed),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", _old_office),
    (b"MZ", _program),
    (b"\x7fELF", _program),
    (b"\xcf\xfa\xed\xfe", _program),
    (b"#!", _program),
)
