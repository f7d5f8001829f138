"""A ZIP that proves itself: every file inside is in ``SHA256SUMS``, as ``sha256sum -c`` reads it. No Django."""

import hashlib
import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

SUMS = "SHA256SUMS"
METADATA = "sieu-du-lieu.json"
CHUNK = 1024 * 1024
FORMAT = "nghisu-meeting-file"
_LINE = re.compile(r"([0-9a-f]{64})  (\S.*)")


@dataclass(slots=True)
class Sealing:
    """Writes a ZIP and remembers the sums; names are plain ASCII, so that any system unpacks them alike."""

    archive: zipfile.ZipFile
    at: datetime
    """Time of every file inside."""
    sums: dict[str, tuple[str, int]] = field(default_factory=dict)
    """SHA-256 and size by name."""

    def add(self, name: str, data: bytes) -> None:
        """Write a file of these bytes."""
        self._sum(name, hashlib.sha256(data).hexdigest(), len(data))
        self.archive.writestr(self._info(name), data)

    def add_file(self, name: str, path: Path) -> None:
        """Write a copy of a file."""
        digest, size = hashlib.sha256(), 0
        with path.open("rb") as source, self.archive.open(self._info(name), "w", force_zip64=True) as target:
            for chunk in chunks(source):
                digest.update(chunk)
                size += len(chunk)
                target.write(chunk)
        self._sum(name, digest.hexdigest(), size)

    def seal(self) -> None:
        """Write the sums, the last file."""
        lines = "".join(f"{digest}  {name}\n" for name, (digest, _size) in sorted(self.sums.items()))
        self.archive.writestr(self._info(SUMS), lines)

    def _sum(self, name: str, digest: str, size: int) -> None:
        if name in self.sums:
            raise ValueError(f"twice in the file: {name}")
        self.sums[name] = digest, size

    def _info(self, name: str) -> zipfile.ZipInfo:
        info = zipfile.ZipInfo(name, self.at.timetuple()[:6])
        packed = name.endswith((".pdf", ".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp", ".jpg", ".png"))
        info.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
        info.external_attr = 0o644 << 16
        return info


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a look at a meeting file found: nothing in ``problems``, and it is whole."""

    files: int
    metadata: dict[str, Any]
    problems: tuple[str, ...]


def verify(path: Path) -> Verdict:
    """Check a meeting file against its sums and its own account; raise ``OSError`` or ``BadZipFile`` if it is none."""
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        problems = [
            f"{name}: có hai tệp cùng tên" for name in sorted({name for name in names if names.count(name) > 1})
        ]
        if SUMS not in names or METADATA not in names:
            raise zipfile.BadZipFile("không phải hồ sơ cuộc họp: thiếu SHA256SUMS hoặc siêu dữ liệu")
        sums = _sums(archive.read(SUMS).decode(errors="replace"), problems)
        for name in sorted(set(names) - {SUMS} - set(sums)):
            problems.append(f"{name}: không có trong {SUMS}")
        for name, wanted in sums.items():
            problems += _wrong(archive, name, wanted)
        metadata = _metadata(archive, problems)
    return Verdict(len(sums), metadata, tuple(problems))


def _sums(text: str, problems: list[str]) -> dict[str, str]:
    sums: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        match = _LINE.fullmatch(line)
        if match is None or match[2] in sums:
            problems.append(f"{SUMS}: dòng {number} không đọc được")
            continue
        sums[match[2]] = match[1]
    return sums


def _wrong(archive: zipfile.ZipFile, name: str, wanted: str) -> Iterator[str]:
    try:
        with archive.open(name) as file:
            digest = hashlib.sha256()
            for chunk in chunks(file):
                digest.update(chunk)
    except KeyError:
        yield f"{name}: thiếu tệp"
        return
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        yield f"{name}: hỏng ({error})"
        return
    if digest.hexdigest() != wanted:
        yield f"{name}: nội dung đã khác lúc lập hồ sơ"


def _metadata(archive: zipfile.ZipFile, problems: list[str]) -> dict[str, Any]:
    """Read the account that the file gives of itself, and compare it with what is inside."""
    try:
        metadata = json.loads(archive.read(METADATA))
        told = {one["path"]: one["sha256"] for one in metadata["files"]}
        known = metadata["format"] == FORMAT
    except (ValueError, KeyError, TypeError, zlib.error, zipfile.BadZipFile):
        problems.append(f"{METADATA}: không đọc được")
        return {}
    if not known:
        problems.append(f"{METADATA}: không phải của hồ sơ cuộc họp")
    inside = set(archive.namelist()) - {SUMS, METADATA}
    problems += [f"{name}: không có trong siêu dữ liệu" for name in sorted(inside - set(told))]
    problems += [f"{name}: có trong siêu dữ liệu mà thiếu tệp" for name in sorted(set(told) - inside)]
    return dict(metadata)


def chunks(source: BinaryIO | Any) -> Iterator[bytes]:
    """Read a file piece by piece."""
    while chunk := source.read(CHUNK):
        yield chunk
