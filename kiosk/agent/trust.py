"""Trust of the server's own certificate authority, in the NSS store that Chromium reads."""

import shutil
import subprocess
from pathlib import Path

from kiosk.agent.settings import BadSettingsError

NICKNAME = "Nghi Su"


def store_folder(home: Path) -> Path:
    """Where Chromium looks for trusted authorities when its home is ``home``."""
    return home / ".pki" / "nssdb"


def trust_commands(home: Path, ca: Path, tool: str = "certutil") -> list[list[str]]:
    """Commands that make the store and put the authority into it."""
    store = f"sql:{store_folder(home)}"
    return [
        [tool, "-d", store, "-N", "--empty-password"],
        [tool, "-d", store, "-D", "-n", NICKNAME],
        [tool, "-d", store, "-A", "-t", "C,,", "-n", NICKNAME, "-i", str(ca)],
    ]


def trust_authority(home: Path, ca: Path) -> None:
    """Make Chromium trust ``ca``; raises ``BadSettingsError`` when that is not possible."""
    tool = shutil.which("certutil")
    if tool is None:
        raise BadSettingsError(
            "Không có lệnh certutil nên chưa tin được chứng thư của máy chủ. "
            "Cài bằng lệnh: sudo apt install libnss3-tools"
        )
    folder = store_folder(home)
    make, forget, add = trust_commands(home, ca, tool)
    if not (folder / "cert9.db").exists():
        folder.mkdir(parents=True, exist_ok=True)
        _run(make)
    # An older authority of the same name would win over the new one; the first time there is none to forget.
    subprocess.run(forget, capture_output=True, timeout=20, check=False)
    _run(add)


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    if done.returncode != 0:
        raise BadSettingsError(
            f"Không đưa được chứng thư gốc vào kho của Chromium ({done.stderr.strip()}). "
            "Tải lại tệp từ trang /thiet-bi/."
        )
