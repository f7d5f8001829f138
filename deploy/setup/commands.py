"""What each ``make`` command does before the project's own Python takes over."""

import fcntl
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from deploy.setup import debian, frontend, locks, native, venv
from deploy.setup.messages import SetupError, say, step, stop

USAGE = "bootstrap.py run | reset | prepare | build | test SUITE… | bench NAME | lock [--upgrade]"


def main(arguments: Sequence[str]) -> int:
    """Run one command; returns its exit status."""
    command, *rest = arguments or ["help"]
    try:
        match command:
            case "run":
                return _run(rest)
            case "reset":
                return _reset()
            case "prepare":
                _prepare(development=True)
                return 0
            case "build":
                _build(development=False)
                return 0
            case "test":
                return _test(rest)
            case "bench":
                return _bench(rest)
            case "lock":
                locks.renew("--upgrade" in rest)
                return 0
    except SetupError as error:
        stop(error)
    except KeyboardInterrupt:
        return 130
    say(USAGE)
    return 2


def home() -> Path:
    """Folder of this copy's data."""
    return Path(os.environ.get("NGHISU_HOME", "").strip() or "var").absolute()


def _prepare(*, development: bool) -> None:
    debian.install_missing({"run", "test"} if development else {"run"})
    _build(development=development)


def _build(*, development: bool) -> None:
    """What comes from the registries and from the sources, without Debian's packages (the image has its own)."""
    venv.ensure_venv(development=development)
    native.ensure_native()
    if development:
        frontend.ensure_node_modules()
    frontend.ensure_build()
    frontend.ensure_catalogues()


def _run(arguments: Sequence[str]) -> int:
    _require_writable_home()
    _prepare(development=False)
    python = str(venv.PYTHON)
    os.execve(python, [python, "-m", "deploy.embedded", *arguments], venv.environment())  # noqa: S606


def _test(suites: Sequence[str]) -> int:
    _prepare(development=True)
    python = str(venv.PYTHON)
    os.execve(python, [python, "-m", "deploy.testing", *suites], venv.environment())  # noqa: S606


def _bench(arguments: Sequence[str]) -> int:
    name, *options = arguments
    _prepare(development=True)
    python = str(venv.PYTHON)
    os.execve(python, [python, "-m", f"bench.{name}", *options], venv.environment())  # noqa: S606


def _require_writable_home() -> None:
    folder = home()
    try:
        # The whole record will lie here: other users of the machine have no business in it.
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe = folder / ".write-probe"
        probe.write_text("")
        probe.unlink()
    except OSError as error:
        raise SetupError(
            f"Không ghi được vào thư mục dữ liệu {folder} ({error.strerror}). Hãy cấp quyền ghi, hoặc chọn thư mục "
            "khác: make run NGHISU_HOME=/duong/dan",
            f"The data folder {folder} is not writable: grant it, or choose another with NGHISU_HOME.",
        ) from error


def _reset() -> int:
    folder = home()
    if not folder.exists():
        say("Chưa có dữ liệu nào. / Nothing to wipe.")
        return 0
    with _not_running(folder):
        if os.environ.get("FORCE") != "1" and not _confirmed(folder):
            say("Không xoá gì. / Nothing was wiped.")
            return 1
        step(f"Xoá {folder}")
        for entry in folder.iterdir():
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry)
            else:
                entry.unlink()
    return 0


def _confirmed(folder: Path) -> bool:
    if not sys.stdin.isatty():
        say("Cần xác nhận: chạy lại với FORCE=1. / Needs a confirmation: run again with FORCE=1.")
        return False
    return input(f"Xoá toàn bộ dữ liệu trong {folder}? Gõ 'xoa' để đồng ý: ").strip().lower() in {"xoa", "xoá"}


class _not_running:  # noqa: N801 - used as a function
    """Hold the supervisor's lock, so that nothing is wiped under a running installation."""

    def __init__(self, folder: Path) -> None:
        self._file = (folder / "run.lock").open("a")

    def __enter__(self) -> None:
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise SetupError(
                "Nghị Sự đang chạy. Hãy dừng nó (Ctrl-C ở cửa sổ 'make run') rồi mới xoá dữ liệu.",
                "Nghi Su is running: stop it first.",
            ) from error

    def __exit__(self, *_: object) -> None:
        self._file.close()
