"""Answers that carry a file of a paper: byte ranges (RFC 9110, 14), validators, no caching without asking again."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified, StreamingHttpResponse

PIECE = 256 * 1024
_RANGE = re.compile(r"bytes=(\d*)-(\d*)$")


def file_answer(request: HttpRequest, path: Path, content_type: str, name: str) -> HttpResponseBase:
    """Answer with a file or the one range asked for; the browser must ask again before it uses its copy.

    So a right that ended ends for copies too: with ``If-None-Match`` the question costs 304 and no bytes.
    """
    stat = path.stat()
    tag = f'"{stat.st_size:x}-{stat.st_mtime_ns:x}"'
    if request.headers.get("If-None-Match") == tag:
        return _marked(HttpResponseNotModified(), tag, name)
    span = _span(request, stat.st_size, tag)
    if span is None:
        response: HttpResponseBase = HttpResponse(status=416)
        response.headers["Content-Range"] = f"bytes */{stat.st_size}"
        return _marked(response, tag, name)
    first, last = span
    length = last - first + 1
    if length <= PIECE:
        response = HttpResponse(_read(path, first, length), content_type=content_type)
    else:
        response = StreamingHttpResponse(_pieces(path, first, length), content_type=content_type)
    response.headers["Content-Length"] = str(length)
    if length != stat.st_size:
        response.status_code = 206
        response.headers["Content-Range"] = f"bytes {first}-{last}/{stat.st_size}"
    return _marked(response, tag, name)


def _marked(response: HttpResponseBase, tag: str, name: str) -> HttpResponseBase:
    response.headers["ETag"] = tag
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


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


def _read(path: Path, first: int, length: int) -> bytes:
    with path.open("rb") as file:
        file.seek(first)
        return file.read(length)


async def _pieces(path: Path, first: int, length: int) -> AsyncIterator[bytes]:
    """Read in pieces: under ASGI an ordinary iterator would be read to its end before the first byte leaves."""
    read = sync_to_async(_read, thread_sensitive=False)
    while length > 0:
        piece = await read(path, first, min(PIECE, length))
        if not piece:
            return
        yield piece
        first, length = first + len(piece), length - len(piece)
