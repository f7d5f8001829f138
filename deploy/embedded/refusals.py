"""Everything that makes a start impossible, found before the first process exists."""

import errno
import fcntl
import json
import shutil
import socket
from typing import IO

from deploy.embedded.settings import Embedded
from deploy.setup.messages import SetupError


def hold_lock(embedded: Embedded) -> IO[str]:
    """Take the one lock of this data folder; the caller keeps the file open as long as it runs."""
    embedded.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = (embedded.home / "run.lock").open("a")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        file.close()
        where = _running_address(embedded)
        raise SetupError(
            f"Nghị Sự đã chạy với thư mục dữ liệu này{where}. Không cần chạy lần nữa; muốn dừng, nhấn Ctrl-C ở cửa "
            "sổ đang chạy.",
            "Nghi Su is already running on this data folder.",
        ) from error
    return file


def refuse_what_cannot_work(embedded: Embedded) -> None:
    """Raise ``SetupError`` for a missing program or a taken port."""
    if embedded.own_redis and shutil.which("redis-server") is None:
        raise SetupError(
            "Không thấy chương trình redis-server. Hãy cài: sudo apt-get install redis-server",
            "redis-server is missing: install it, or point REDIS_URL to a running Redis.",
        )
    for port, kind, variable in (
        (embedded.https_port, socket.SOCK_STREAM, "NGHISU_PORT"),
        (embedded.http_port, socket.SOCK_STREAM, "NGHISU_HTTP_PORT"),
        (embedded.media_port, socket.SOCK_DGRAM, "NGHISU_MEDIA_PORT"),
    ):
        _require_free(port, kind, variable)


def _require_free(port: int, kind: int, variable: str) -> None:
    with socket.socket(socket.AF_INET, kind) as probe:
        if kind == socket.SOCK_STREAM:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("0.0.0.0", port))  # noqa: S104 - the address the server will use
        except OSError as error:
            name = "UDP" if kind == socket.SOCK_DGRAM else "TCP"
            if error.errno == errno.EACCES:
                vi = f"Không có quyền mở cổng {name} {port}."
            else:
                vi = f"Cổng {name} {port} đang bị chương trình khác chiếm."
            raise SetupError(
                f"{vi} Hãy dừng chương trình đó hoặc chọn cổng khác, ví dụ: make run {variable}={_other(port)}",
                f"{name} port {port} cannot be opened ({error.strerror}): stop what holds it or set {variable}.",
            ) from error


def _other(port: int) -> int:
    return port + 1000 if port <= 64000 else port - 1000


def _running_address(embedded: Embedded) -> str:
    try:
        return f" tại {json.loads(embedded.ready_file.read_text(encoding='utf-8'))['url']}"
    except (OSError, ValueError, KeyError):
        return ""
