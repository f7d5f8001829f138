"""Answers that carry a file of a paper: byte ranges (RFC 9110, 14), validators, no caching without asking again."""

import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from asgiref.sync import sync_to_async
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified, StreamingHttpResponse

PIECE = 256 * 1024
_RANGE = re.compile(r"bytes=(\d*)-(\d*)$")


@dataclass(frozen=True, slots=True)
class Filling:
    """Bytes sent in the place of those that a file has at ``offset``; ``tag`` tells one filling from another."""

    offset: int
    content: bytes
    tag: str

    def over(self, data: bytes, first: int) -> bytes:
        """Return ``data``, which begins at byte ``first`` of the file, with what is ours in it."""
        begin, end = max(self.offset, first), min(self.offset + len(self.content), first + len(data))
        if begin >= end:
            return data
        ours = self.content[begin - self.offset : end - self.offset]
        return data[: begin - first] + ours + data[end - first :]


def file_answer(
    request: HttpRequest, path: Path, content_type: str, name: str, filling: Filling | None = None
) -> HttpResponseBase:
    """Answer with a file or the one range asked for; the browser must ask again before it uses its copy.

    So a right that ended ends for copies too: with ``If-None-Match`` the question costs 304 and no bytes.
    """
    stat = path.stat()
    tag = f'"{stat.st_size:x}-{stat.st_mtime_ns:x}{"-" + filling.tag if filling else ""}"'
    if request.headers.get("If-None-Match") == tag:
        return _marked(HttpResponseNotModified(), tag, name)
    span = _span(request, stat.st_size, tag)
    if span is None:
        response: HttpResponseBase = HttpResponse(status=416)
        response.headers["Content-Range"] = f"bytes */{stat.st_size}"
        return _marked(response, tag, name)
    first, last = span
    length = last - first + 1
    if place := _handed_over(request, path, span, filling):
        return _marked(HttpResponse(content_type=content_type, headers={"X-Accel-Redirect": place}), tag, name)
    if length <= PIECE:
        response = HttpResponse(_read(path, first, length, filling), content_type=content_type)
    else:
        response = StreamingHttpResponse(_pieces(path, first, length, filling), content_type=content_type)
    response.headers["Content-Length"] = str(length)
    if length != stat.st_size:
        response.status_code = 206
        response.headers["Content-Range"] = f"bytes {first}-{last}/{stat.st_size}"
    return _marked(response, tag, name)


def bytes_answer(
    request: HttpRequest, tag: str, make: Callable[[], bytes], content_type: str, name: str
) -> HttpResponseBase:
    """Answer with bytes that are made for this request, unless the browser has those of ``tag``; always whole."""
    if request.headers.get("If-None-Match") == tag:
        return _marked(HttpResponseNotModified(), tag, name)
    response = _marked(HttpResponse(make(), content_type=content_type), tag, name)
    response.headers["Accept-Ranges"] = "none"
    return response


def _marked(response: HttpResponseBase, tag: str, name: str) -> HttpResponseBase:
    response.headers["ETag"] = tag
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _handed_over(request: HttpRequest, path: Path, span: tuple[int, int], filling: Filling | None) -> str:
    """Return where nginx finds the file, when it may send it in our place: it reads the range itself, we said yes.

    Not what a reader's mark stands in, and not after ``If-Range``: nginx is told our validator (``deploy/nginx``), but
    cannot compare it.
    """
    root = Path(settings.MEDIA_ROOT)
    if not settings.ACCEL_PREFIX or "If-Range" in request.headers or not path.is_relative_to(root):
        return ""
    if filling and filling.offset <= span[1] and span[0] < filling.offset + len(filling.content):
        return ""
    return settings.ACCEL_PREFIX + quote(path.relative_to(root).as_posix())


def _span(request: HttpRequest, size: int, tag: str) -> tuple[int, int] | None:
    """Return first and last byte to send, ``None`` when the range lies outside; several ranges get the whole file."""
    whole = (0, size - 1)
    match = _RANGE.match(request.headers.get("Range", "").strip())
    if match is None or request.headers.get("If-Range", tag) != tag or match.groups() == ("", ""):
        return whole
    start, end = match.groups()
    if not start:
        return (max(0, size - int(end)), size - 1) if int(end) else None
    first, last = int(start), min(int(end), size - 1) if end else size - 1
    return (first, last) if first <= last else None


def _read(path: Path, first: int, length: int, filling: Filling | None) -> bytes:
    with path.open("rb") as file:
        file.seek(first)
        data = file.read(length)
    return filling.over(data, first) if filling else data


async def _pieces(path: Path, first: int, length: int, filling: Filling | None) -> AsyncIterator[bytes]:
    """Read in pieces: under ASGI an ordinary iterator would be read to its end before the first byte leaves."""
    read = sync_to_async(_read, thread_sensitive=False)
    while length > 0:
        piece = await read(path, first, min(PIECE, length), filling)
        if not piece:
            return
        yield piece
        first, length = first + len(piece), length - len(piece)
