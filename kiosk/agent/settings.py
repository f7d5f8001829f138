"""Settings of the agent, read once from the command line and the environment."""

import argparse
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

SCREEN_PATH = "/man-hinh/"
BROWSER_NAMES = ("chromium", "chromium-browser", "google-chrome-stable")
WIDE_STATE_FOLDER = "/var/lib/nghi-su-man-hinh"


class BadSettingsError(Exception):
    """The agent cannot start with these settings; the text says why and what to do, in Vietnamese."""


@dataclass(frozen=True)
class Timings:
    """How patient the agent is, in seconds. Together they keep a black screen under 15 s."""

    tick: float = 1.0
    heartbeat: float = 6.0
    """The page changes its title every 2 s; without a change for this long it is stuck."""
    loading: float = 10.0
    """Time a page may take until its first sign of life."""
    first_restart: float = 0.5
    last_restart: float = 5.0
    stop: float = 2.0
    """Time between asking the browser to end and ending it."""
    probe: float = 1.5
    """Patience with the server when asking whether it answers."""
    devices: float = 10.0
    """Time between two looks at camera, microphone and speakers."""


@dataclass(frozen=True)
class Settings:
    """Everything the agent needs to know."""

    server: str
    """``https://host:port`` without a path."""
    browser: str
    state: Path
    """Folder of the agent's own: browser profile, trust store, health file, waiting page."""
    ca: Path | None = None
    test_sound: bool = False
    sandbox: bool = True
    timings: Timings = field(default_factory=Timings)

    @property
    def screen_url(self) -> str:
        """Address of the big screen."""
        return f"{self.server}{SCREEN_PATH}" + ("?tho=1" if self.test_sound else "")

    @property
    def health_file(self) -> Path:
        """What the agent says of itself, as JSON."""
        return self.state / "suc-khoe.json"

    @property
    def waiting_page(self) -> Path:
        """Local page that is shown while the server does not answer."""
        return self.state / "cho-may-chu.html"


def read_arguments(argv: Sequence[str], environ: Mapping[str, str]) -> tuple[Settings, bool]:
    """Return the settings and whether only a dry run is wanted; raises ``BadSettingsError``."""
    options = _parser().parse_args(argv)
    ca = Path(options.ca) if options.ca else None
    if ca is not None and not ca.is_file():
        raise BadSettingsError(f"Không đọc được tệp chứng thư gốc {ca}. Tải lại tệp từ trang /thiet-bi/ của máy chủ.")
    settings = Settings(
        server=_server(options.server or environ.get("NGHISU_SERVER", "")),
        browser=_browser(options.browser, dry=options.dry_run),
        state=Path(options.state) if options.state else _state_folder(environ),
        ca=ca,
        test_sound=options.test_sound,
        sandbox=not options.no_sandbox,
    )
    return settings, bool(options.dry_run)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m kiosk.agent", description="Giữ màn hình lớn của phòng họp luôn mở trong Chromium."
    )
    parser.add_argument("--server", help="địa chỉ máy chủ, ví dụ https://hop.tinh.local:8443")
    parser.add_argument("--ca", help="tệp chứng thư gốc (PEM) của máy chủ, tải từ trang /thiet-bi/")
    parser.add_argument("--browser", help="đường dẫn tới Chromium")
    parser.add_argument("--state", help="thư mục riêng của chương trình")
    parser.add_argument("--test-sound", action="store_true", help="tắt xử lý tiếng của trình duyệt (chỉ để đo kiểm)")
    parser.add_argument("--no-sandbox", action="store_true", help="chỉ dùng khi chạy bằng root trên máy thử")
    parser.add_argument("--dry-run", action="store_true", help="in ra những việc sẽ làm rồi thoát")
    return parser


def _server(text: str) -> str:
    if not text:
        raise BadSettingsError("Chưa có địa chỉ máy chủ. Thêm --server https://… hoặc đặt biến NGHISU_SERVER.")
    parts = urlsplit(text)
    if parts.scheme != "https" or not parts.hostname:
        raise BadSettingsError(
            f"Địa chỉ máy chủ phải bắt đầu bằng https:// (đang là “{text}”). "
            "Trình duyệt chỉ cho dùng camera và micrô qua https."
        )
    return f"https://{parts.netloc}"


def _browser(wanted: str | None, *, dry: bool) -> str:
    if wanted:
        found = shutil.which(wanted)
    else:
        found = next((path for name in BROWSER_NAMES if (path := shutil.which(name))), None)
    if found is None:
        if dry:
            return wanted or BROWSER_NAMES[0]
        raise BadSettingsError("Máy này chưa có Chromium. Cài bằng lệnh: sudo apt install chromium")
    return found


def _state_folder(environ: Mapping[str, str]) -> Path:
    wide = Path(environ.get("STATE_DIRECTORY", WIDE_STATE_FOLDER))
    if os.access(wide, os.W_OK):
        return wide
    home = environ.get("XDG_STATE_HOME") or str(Path(environ.get("HOME", "/tmp")) / ".local/state")  # noqa: S108
    return Path(home) / "nghi-su-man-hinh"
