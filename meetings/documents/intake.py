"""Keeps large uploads out of memory: a limit while the body comes in, and one per file.

Daphne keeps a request's body in a temporary file and then puts all of it into a queue in memory; a body above the
limit is therefore thrown away as it arrives (the application sees its ``Content-Length`` and an empty body, and
answers with a sentence). Below it, Django's parser writes files to disk in pieces; Twisted's own parser, which would
read the form first, is passed by.
"""

import io
from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile

BODY_EXTRA = 1024 * 1024
"""Form fields and boundaries beside the file itself."""


def body_limit() -> int:
    """Return the most bytes that a request's body may have."""
    return settings.MAX_PAPER_BYTES + BODY_EXTRA


class Discarded(io.BytesIO):
    """A body file that keeps nothing."""

    def write(self, data: Any) -> int:
        """Forget ``data``."""
        return len(data)


class Capped:
    """A body file for requests that do not tell their length: what goes beyond the limit empties it for good."""

    def __init__(self, file: Any, limit: int) -> None:
        self.file, self.limit, self.over = file, limit, False

    def write(self, data: bytes) -> int:
        """Keep ``data`` unless the limit is passed."""
        if not self.over and self.file.tell() + len(data) > self.limit:
            self.over = True
            self.file.seek(0)
            self.file.truncate()
        return len(data) if self.over else int(self.file.write(data))

    def __getattr__(self, name: str) -> Any:
        return getattr(self.file, name)


def limit_daphne() -> None:
    """Put the limit into daphne's request class; called once where the ASGI application is made."""
    from daphne import http_protocol

    class LimitedRequest(http_protocol.WebRequest):  # type: ignore[misc]
        content: Any

        def gotLength(self, length: int | None) -> None:  # noqa: N802 - Twisted's name
            super().gotLength(length)
            if length is None:
                self.content = Capped(self.content, body_limit())
            elif length > body_limit():
                self.content.close()
                self.content = Discarded()

        def requestReceived(self, *line: bytes) -> None:  # noqa: N802 - Twisted's name
            # Twisted would parse the form a first time, whole, in memory (twelve times its size) and on the event
            # loop; it does so only when the body file stands at its end.
            self.content.seek(0)
            super().requestReceived(*line)

    http_protocol.WebRequest = LimitedRequest


class PaperUploadHandler(FileUploadHandler):
    """Drops a file once it passes the limit, and remembers its name in ``request.too_large``; others go on."""

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.received = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin to count."""
        super().new_file(*args, **kwargs)
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Count, and skip the rest of a file that is too large."""
        self.received += len(raw_data)
        if self.received > settings.MAX_PAPER_BYTES:
            self.request.too_large = [*getattr(self.request, "too_large", []), self.file_name or ""]  # type: ignore[union-attr]
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the next handler."""
        return None
