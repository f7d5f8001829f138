"""What the embedded installation reads from the environment, once, at its start."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from deploy.setup.messages import SetupError

ROOT = Path(__file__).resolve().parents[2]
TIME_ZONE = "Asia/Ho_Chi_Minh"
MOST_TRANSCRIPTION_WORKERS = 32
"""Each holds its own model in memory (0.4 GB with base)."""
LONGEST_SOCKET_PATH = 100
"""Bytes; the kernel's limit for a unix socket is 107."""


@dataclass(frozen=True)
class Embedded:
    """Folders, ports and addresses of one installation."""

    home: Path
    https_port: int
    http_port: int
    media_port: int
    hosts: tuple[str, ...]
    """Public names and addresses the operator gave (``NGHISU_HOST``)."""
    redis_url: str
    database_url: str
    demo: bool
    python: str = sys.executable
    transcription_workers: int = 1
    """Processes that make captions, one decoding thread each (``NGHISU_TRANSCRIPTION_WORKERS``)."""

    @property
    def own_redis(self) -> bool:
        """True when the supervisor starts a private Redis."""
        return self.redis_url == f"unix://{self.redis_socket}?db=0"

    @property
    def redis_socket(self) -> Path:
        """Unix socket of the private Redis."""
        return self.home / "redis.sock"

    @property
    def tls(self) -> Path:
        """Folder of the CA and of the server certificate."""
        return self.home / "tls"

    @property
    def ready_file(self) -> Path:
        """Written when every process answers; removed at the stop."""
        return self.home / "ready.json"

    def environment(self) -> dict[str, str]:
        """This environment with every choice spelled out, for the processes."""
        return {
            **os.environ,
            "NGHISU_HOME": str(self.home),
            "NGHISU_PORT": str(self.https_port),
            "NGHISU_HTTP_PORT": str(self.http_port),
            "NGHISU_MEDIA_PORT": str(self.media_port),
            "REDIS_URL": self.redis_url,
            "DATABASE_URL": self.database_url,
            "PYTHONUNBUFFERED": "1",
            # One clock in the whole log.
            "TZ": os.environ.get("NGHISU_TIME_ZONE", "").strip() or TIME_ZONE,
        }


def from_environment() -> Embedded:
    """Read the settings; raises ``SetupError`` for a value that cannot be used."""
    home = Path(_text("NGHISU_HOME", str(ROOT / "var"))).expanduser().absolute()
    socket_path = home / "redis.sock"
    if len(os.fsencode(socket_path)) > LONGEST_SOCKET_PATH:
        raise SetupError(
            f"Đường dẫn {home} quá dài cho một socket của Redis. Hãy chọn thư mục dữ liệu ngắn hơn bằng NGHISU_HOME.",
            "The data folder's path is too long for a unix socket: choose a shorter one with NGHISU_HOME.",
        )
    return Embedded(
        home=home,
        https_port=_port("NGHISU_PORT", 8443),
        http_port=_port("NGHISU_HTTP_PORT", 8080),
        media_port=_port("NGHISU_MEDIA_PORT", 40000),
        hosts=tuple(part.strip() for part in _text("NGHISU_HOST", "").split(",") if part.strip()),
        redis_url=_text("REDIS_URL", f"unix://{socket_path}?db=0"),
        database_url=_text("DATABASE_URL", f"sqlite:///{home / 'nghisu.sqlite3'}"),
        demo=_text("NGHISU_DEMO", "1") != "0",
        transcription_workers=_transcription_workers(),
    )


def _text(name: str, default: str) -> str:
    return os.environ.get(name, "").strip() or default


def _port(name: str, default: int) -> int:
    text = _text(name, str(default))
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        raise SetupError(
            f"{name}={text!r}: cần một số cổng từ 1 đến 65535.", f"{name}: needs a port number from 1 to 65535."
        )
    return int(text)


def _transcription_workers() -> int:
    name, most = "NGHISU_TRANSCRIPTION_WORKERS", MOST_TRANSCRIPTION_WORKERS
    text = _text(name, "1")
    if not text.isdecimal() or not 1 <= int(text) <= most:
        raise SetupError(
            f"{name}={text!r}: cần số tiến trình nhận dạng tiếng nói, từ 1 đến {most} (không nhiều hơn số nhân CPU).",
            f"{name}: needs the number of transcription processes, from 1 to {most} (no more than CPU cores).",
        )
    return int(text)
