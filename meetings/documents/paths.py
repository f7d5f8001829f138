"""Where the files of a paper lie, and how they get there whole.

``MEDIA_ROOT/<paper id>/`` holds ``original.<kind>`` (as uploaded, never touched again), ``paper.pdf`` (the reading
copy), ``thumbnail.jpg``, ``text.txt`` and ``pages/<width>/<n>.jpg``. Everything is written beside its place, flushed
to disk and renamed, so that a crash leaves the old file or the new one, never half of one.
"""

import hashlib
import os
import shutil
import stat
from pathlib import Path
from typing import BinaryIO
from uuid import UUID, uuid4

from django.conf import settings

CHUNK = 1024 * 1024


def folder_of(paper_id: UUID) -> Path:
    """Return the folder of one paper; it need not exist yet."""
    return Path(settings.MEDIA_ROOT) / str(paper_id)


def original_of(paper_id: UUID) -> Path | None:
    """Return the uploaded file, ``None`` when it is gone."""
    return next(iter(sorted(folder_of(paper_id).glob("original.*"))), None)


def pdf_of(paper_id: UUID) -> Path:
    """Return the place of the reading copy."""
    return folder_of(paper_id) / "paper.pdf"


def thumbnail_of(paper_id: UUID) -> Path:
    """Return the place of the small picture of page 1."""
    return folder_of(paper_id) / "thumbnail.jpg"


def page_of(paper_id: UUID, page: int, width: int) -> Path:
    """Return the place of a page's picture."""
    return folder_of(paper_id) / "pages" / str(width) / f"{page}.jpg"


def store(source: BinaryIO, target: Path) -> tuple[int, str]:
    """Copy ``source`` to ``target`` atomically; return its size and SHA-256 in hexadecimal."""
    # for the group, too: nginx sends the files that we let it send (docker-compose.yml)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
    half = target.with_name(f".{target.name}.{uuid4().hex}")
    digest, size = hashlib.sha256(), 0
    try:
        with half.open("xb") as file:
            while chunk := source.read(CHUNK):
                digest.update(chunk)
                size += len(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        half.replace(target)
    finally:
        half.unlink(missing_ok=True)
    sync_folder(target.parent)
    return size, digest.hexdigest()


def take_regular(source: Path, target: Path) -> None:
    """Store a file that a sandboxed program made: links and everything that is no plain file raise ``OSError``."""
    descriptor = os.open(source, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(f"not a plain file: {source.name}")
        store(file, target)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def discard_folder(paper_id: UUID) -> None:
    """Remove everything of a paper that never came to be."""
    shutil.rmtree(folder_of(paper_id), ignore_errors=True)


def discard_pages(paper_id: UUID) -> None:
    """Forget the page pictures of an earlier reading copy."""
    shutil.rmtree(folder_of(paper_id) / "pages", ignore_errors=True)
