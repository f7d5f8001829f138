"""Build of the media engine in C into the environment; a machine that cannot do it forwards in Python."""

import shutil
import sys
from pathlib import Path

from deploy.setup import venv
from deploy.setup.messages import quietly, say, step
from deploy.setup.stamps import fingerprint, is_fresh, write_stamp

SOURCES = Path("media/forward/native/c")
STAMP = venv.VENV / ".media-engine-stamp"


def ensure_native() -> bool:
    """Build the engine when its sources changed; False when it cannot be built, which is said and no error."""
    value = fingerprint(_files(), sys.version.split()[0])
    if is_fresh(STAMP, value):
        return True
    if shutil.which("cc") is None:
        say("Không có trình biên dịch C (gói gcc): hình và tiếng chạy bằng Python, chậm hơn vài lần.")
        say("  No C compiler: the media engine in Python is used, some times slower.")
        return False
    step("Biên dịch bộ chuyển tiếp hình và tiếng (C)")
    command = [str(venv.PYTHON), "-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-input"]
    command += ["--no-build-isolation", "--no-index", "--no-deps", "--force-reinstall", str(SOURCES)]
    if not quietly(command):
        say("Không biên dịch được (xem dòng lỗi ở trên): hình và tiếng chạy bằng Python, chậm hơn vài lần.")
        say("  The C engine could not be built; the one in Python is used. Are python3-dev and libc6-dev there?")
        return False
    write_stamp(STAMP, value)
    return True


def _files() -> list[Path]:
    return [path for pattern in ("*.c", "*.h", "*.py", "*.toml") for path in SOURCES.glob(pattern)]
