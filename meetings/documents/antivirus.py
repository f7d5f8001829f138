"""Asks ClamAV, where the machine has one, before a foreign file is opened.

``clamd`` speaks over a socket: INSTREAM and the file in pieces, each behind its length (clamd(8)). Without the setting
``CLAMD`` and without Debian's socket nothing is asked: the sandbox holds without it. A ClamAV that is named in the
setting and does not answer stops conversions: somebody wanted every file looked at.
"""

import logging
import re
import socket
import struct
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from meetings.documents.filetypes import UnfitFile

log = logging.getLogger(__name__)
DEBIAN_SOCKET = Path("/run/clamav/clamd.ctl")
PIECE = 256 * 1024
WAIT_S = 60.0
_FOUND = re.compile(rb"stream: (.{1,200}) FOUND")


class Silent(UnfitFile):
    """ClamAV is wanted and gives no verdict; the file may be fine."""

    code = "antivirus_silent"


def check_file(path: Path) -> None:
    """Raise ``UnfitFile`` when ClamAV finds something in a file, ``Silent`` when it ought to answer and does not."""
    if not (address := _address()):
        return
    try:
        verdict = _ask(address, path)
    except OSError as error:
        log.error("clamd does not answer: %s", error)
        raise _silent() from error
    found = _FOUND.search(verdict)
    if found:
        name = found[1].decode(errors="replace")
        log.warning("clamd found %s", name)
        raise UnfitFile(
            _("Tệp có mã độc (%(name)s) nên không được nhận và đã bị xóa khỏi máy chủ. Hãy quét máy đã tạo ra tệp này.")
            % {"name": name},
            code="virus",
        )
    if not verdict.strip(b"\0\n ").endswith(b"OK"):
        log.error("clamd gives no verdict: %r", verdict[:200])
        raise _silent()


def antivirus_problem() -> str:
    """Return what is wrong with the ClamAV of the setting, in one sentence, or nothing."""
    if not (address := _address()):
        return ""
    try:
        with _connection(address) as wire:
            wire.sendall(b"zPING\0")
            if wire.recv(64).startswith(b"PONG"):
                return ""
    except OSError as error:
        log.error("clamd does not answer: %s", error)
    return _silent().message


def _silent() -> Silent:
    return Silent(
        _(
            "Máy chủ chưa quét được mã độc trong tệp (ClamAV không trả lời). Tệp vẫn được giữ. Hãy báo bộ phận kỹ "
            "thuật rồi bấm Thử lại."
        )
    )


def _address() -> str:
    if settings.CLAMD:
        return "" if settings.CLAMD == "off" else str(settings.CLAMD)
    return f"unix:{DEBIAN_SOCKET}" if DEBIAN_SOCKET.exists() else ""


def _connection(address: str) -> socket.socket:
    """Connect to ``unix:<path>`` or ``<host>:<port>``."""
    if address.startswith("unix:"):
        wire = socket.socket(socket.AF_UNIX)
        wire.settimeout(WAIT_S)
        try:
            wire.connect(address.removeprefix("unix:"))
        except OSError:
            wire.close()
            raise
        return wire
    host, _colon, port = address.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), WAIT_S)


def _ask(address: str, path: Path) -> bytes:
    with _connection(address) as wire, path.open("rb") as file:
        wire.sendall(b"zINSTREAM\0")
        while piece := file.read(PIECE):
            wire.sendall(struct.pack("!I", len(piece)) + piece)
        wire.sendall(struct.pack("!I", 0))
        verdict = b""
        while data := wire.recv(1024):
            verdict += data
            if b"\0" in data or len(verdict) > 4096:
                break
    return verdict
