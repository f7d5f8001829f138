"""Which agenda item a file of a ZIP belongs to, told from its name. Pure: names in, proposals out.

Offices name files «3.2 - Báo cáo tài chính.docx» or put them into folders of items. A number that the agenda has wins,
then the folder, then words that the name shares with an item's title. A person corrects what comes out.
"""

import re
import struct
import unicodedata
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from meetings.core.letters import plain_form
from meetings.documents.words import readable

UNICODE_PATH = 0x7075
"""Extra field with the name in UTF-8 (PKWARE APPNOTE 4.6.9)."""
ENOUGH = 0.6
"""Share of the weight of a title's words that a name must have."""
AHEAD = 0.15
"""So much better than the second best it must be."""
LONGEST_TITLE = 300
_NUMBER = re.compile(
    r"(?:(?:mục|nội dung|phần|tài liệu|tl|nd)\s*(?:số\s*)?)?"
    r"(\d{1,2}(?:\.\d{1,2}){0,2})(?![\d.]*\d)(\s*[-.)_:–—]+\s*|\s+|$)",
    re.IGNORECASE,
)
_CODE = re.compile(r"(\d{1,5})\s*[-–]\s*([A-ZĐ]{2,5})\s*[-_]\s*([A-ZĐ]{2,12})(?![A-Za-zÀ-ỹ])")
"""«214-BC-TU»: number, kind and body of an official paper, whose slash no file system allows."""
_JUNK = re.compile(r"(^|/)(__MACOSX/|\.(?!\.?/)|~\$|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE)
_LITTLE = frozenset("va cua ve cho cac trong den theo tai voi ngay thang nam du thao".split())


class Reason(StrEnum):
    """Why an item is proposed."""

    NUMBER = "number"
    FOLDER = "folder"
    TITLE = "title"
    NONE = ""


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """An item as the agenda shows it: ``label`` is its number there, such as 3.2."""

    label: str
    title: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a name says: index of the item (``None``: none), why, and the paper's title and code."""

    item: int | None
    reason: Reason
    title: str
    code: str = ""


def entry_name(raw: bytes, *, utf8: bool, extra: bytes = b"") -> str:
    """Return the name of a ZIP's entry in NFC.

    ``utf8``: general purpose flag 11. Without it, archivers wrote UTF-8 all the same (macOS, in NFD), the code page of
    a Vietnamese Windows (1258), or that of DOS (437).
    """
    said = _unicode_path(raw, extra)
    if said is None and not utf8:
        said = _decoded(raw)
    name = said if said is not None else raw.decode("utf-8", errors="replace")
    return unicodedata.normalize("NFC", name)


def _unicode_path(raw: bytes, extra: bytes) -> str | None:
    while len(extra) >= 4:
        kind, length = struct.unpack_from("<HH", extra)
        field, extra = extra[4 : 4 + length], extra[4 + length :]
        if kind == UNICODE_PATH and len(field) > 5 and struct.unpack_from("<I", field, 1)[0] == zlib.crc32(raw):
            try:
                return field[5:].decode("utf-8")
            except UnicodeDecodeError:
                return None
    return None


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        pass
    try:
        windows = unicodedata.normalize("NFC", raw.decode("cp1258"))
    except UnicodeDecodeError:
        return raw.decode("cp437")
    plausible = all(letter.isalnum() or letter in " -_.,()[]/\\&+–—'" for letter in windows)
    return windows if plausible else raw.decode("cp437")


def parts_of(name: str) -> tuple[str, ...] | None:
    """Return folders and file of an entry's name, ``None`` when it leads out of the ZIP or is no file's name."""
    path = name.replace("\\", "/")
    parts = tuple(part for part in path.split("/") if part not in {"", "."})
    drive = len(path) > 1 and path[1] == ":"
    hidden = any(unicodedata.category(letter) in {"Cc", "Cs"} for letter in path)
    if not parts or ".." in parts or path.startswith("/") or drive or hidden or len(path) > 500:
        return None
    return tuple(" ".join(unicodedata.normalize("NFC", part).split()) for part in parts)


def is_junk(name: str) -> bool:
    """Tell whether an entry is what a system leaves beside files: nobody misses it."""
    return bool(_JUNK.search(name.replace("\\", "/")))


def propose(parts: Sequence[str], agenda: Sequence[AgendaItem]) -> Proposal:
    """Say which item a file belongs to; ``parts`` as ``parts_of`` returns them."""
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", parts[-1])
    number, rest = _leading_number(stem, agenda)
    found, code = _CODE.search(rest), ""
    if found:
        code = f"{found[1]}-{found[2]}/{found[3]}"
    title = _as_title(rest) or readable(stem)
    if number is not None:
        return Proposal(number, Reason.NUMBER, title, code)
    for folder in reversed(parts[:-1]):
        place, _ = _leading_number(folder, agenda)
        if place is None:
            place = _most_alike(folder, agenda)
        if place is not None:
            return Proposal(place, Reason.FOLDER, title, code)
    alike = _most_alike(rest, agenda)
    return Proposal(alike, Reason.TITLE if alike is not None else Reason.NONE, title, code)


def _leading_number(name: str, agenda: Sequence[AgendaItem]) -> tuple[int | None, str]:
    """Return the item whose number a name begins with, and the name without it.

    «3-BC-TU» begins with the number of a paper, not of an item.
    """
    name = readable(name.replace("_", " "))
    match = _NUMBER.match(name)
    if match is None or _CODE.match(name):
        return None, name
    label = ".".join(str(int(part)) for part in match[1].split("."))
    place = next((index for index, item in enumerate(agenda) if item.label == label), None)
    return (place, name[match.end() :]) if place is not None else (None, name)


def _as_title(name: str) -> str:
    return readable(re.sub(r"^[\s.\-–—:)]+", "", name.replace("_", " ")))[:LONGEST_TITLE]


def _most_alike(name: str, agenda: Sequence[AgendaItem]) -> int | None:
    """Return the item whose title shares most with a name, unless none does clearly.

    A word counts less the more titles have it: «báo cáo» tells little where every item is a report.
    """
    words = _words(name)
    titles = [_words(item.title) for item in agenda]
    common = Counter(word for title in titles for word in title)
    scores = [_alikeness(title, words, common) for title in titles]
    ranked = sorted(range(len(scores)), key=lambda index: -scores[index])
    if not ranked or not scores[ranked[0]]:
        return None
    second = scores[ranked[1]] if len(ranked) > 1 else 0.0
    return ranked[0] if scores[ranked[0]] - second >= AHEAD else None


def _alikeness(title: frozenset[str], words: frozenset[str], common: Mapping[str, int]) -> float:
    """Return the harmonic mean of the shares that both have in common; 0 when the title is not in the name enough."""
    shared = title & words
    if not shared or (len(shared) == 1 and len(title) > 1):
        return 0.0
    of_shared, of_title, of_words = (sum(1 / common.get(word, 1) for word in some) for some in (shared, title, words))
    recall, precision = of_shared / of_title, of_shared / of_words
    return 2 * recall * precision / (recall + precision) if recall >= ENOUGH else 0.0


def _words(text: str) -> frozenset[str]:
    words = (plain_form(word) for word in re.findall(r"[^\W_]+", readable(text)))
    return frozenset(word for word in words if word and word not in _LITTLE and not word.isdigit())
