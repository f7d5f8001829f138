"""Files that come in pieces: a lost line costs one piece, and a page that was reloaded goes on where it stopped.

Whoever takes files (papers, recordings) keeps a row that counts the bytes that came; what all of them share is here:
what a page tells before it sends, and the place of a piece.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath

from django.utils.translation import gettext as _

from meetings.core import storage
from meetings.core.errors import BadInput

PIECE = 4 * 1024 * 1024
"""Most bytes of one piece."""
LONGEST_ORDER = 8192
_MARK = re.compile(r"[0-9]{1,16}:[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Announced:
    """A file before it comes."""

    name: str
    size: int
    mark: str = ""
    """Time of the last change and SHA-256 of the first piece: with name and size it tells a file from any other, so
    that what came of it before is not sent again. Empty: the page could not say."""


def read_order(body: bytes) -> Mapping[str, object]:
    """Return what a page says in JSON of the file that it is about to send; raise ``BadInput``."""
    try:
        order = json.loads(body) if len(body) <= LONGEST_ORDER else None
    except ValueError:
        order = None
    if not isinstance(order, dict):
        raise _old_page()
    return order


def announced(order: Mapping[str, object]) -> Announced:
    """Return the file of an order; raise ``BadInput``."""
    size, mark = order.get("size"), str(order.get("mark") or "")
    if not isinstance(size, int) or isinstance(size, bool):
        raise _old_page()
    name = PurePath(str(order.get("name") or "").replace("\x00", "")).name[-255:]
    return Announced(name, size, mark if _MARK.fullmatch(mark) else "")


def read_offset(text: str) -> int:
    """Return where a piece begins, as its address says it; raise ``BadInput``."""
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise lost()
    return int(text)


def check_room(size: int) -> None:
    """Refuse a file for which the disk has no room; raise ``DiskFull``."""
    if storage.room().free < size + storage.FULL_BYTES:
        raise storage.DiskFull


def put(place: Path, *, came: int, size: int, offset: int, data: bytes) -> int:
    """Write the piece that begins at ``offset`` of a file of ``size`` bytes; return how many bytes are here then.

    A piece that is here already counts once. The answer is less than ``came`` when the disk lost what had come (a
    power cut): the page then sends that part again. The caller holds the lock of the row that counts.
    """
    came = min(came, place.stat().st_size if place.exists() else 0)
    if offset < came or (not data and came == size):
        return came
    if not data or offset + len(data) > size or len(data) > PIECE:
        raise lost()
    if offset > came:
        return came
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with place.open("r+b" if offset else "wb") as file:
        file.seek(offset)
        file.write(data)
        file.truncate()
    return offset + len(data)


def lost() -> BadInput:
    """Return the refusal of a piece that belongs nowhere."""
    return BadInput(_("Một phần của tệp bị lạc trên đường. Hãy tải tệp lên lại."), code="piece")


def _old_page() -> BadInput:
    return BadInput(_("Trang đã cũ. Hãy tải lại trang."))
