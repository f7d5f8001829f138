"""The project's own Python environment, filled from the hashed locks."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

from deploy.setup import debian
from deploy.setup.messages import SetupError, quietly, step
from deploy.setup.stamps import fingerprint, is_fresh, write_stamp

VENV = Path(".venv")
PYTHON = VENV / "bin" / "python"
RUN_LOCKS = (Path("requirements/run.txt"), Path("requirements/build.txt"))
DEV_LOCKS = (Path("requirements/dev.txt"),)


def ensure_venv(*, development: bool) -> None:
    """Create ``.venv`` and install the locks into it when they changed.

    ``development`` adds the tools of the tests; its lock holds everything the run locks hold, so a later
    ``make run`` finds what it needs and installs nothing.
    """
    locks = DEV_LOCKS if development else RUN_LOCKS
    value = fingerprint(locks, sys.version.split()[0])
    stamp = VENV / (".development-stamp" if development else ".run-stamp")
    if PYTHON.exists() and is_fresh(stamp, value):
        return
    if not PYTHON.exists():
        _create()
    step("Cài các thư viện Python theo tệp khoá (có kiểm tra mã băm)")
    _install(locks)
    write_stamp(stamp, value)
    if development:
        write_stamp(VENV / ".run-stamp", fingerprint(RUN_LOCKS, sys.version.split()[0]))


def environment() -> dict[str, str]:
    """This environment with the programs of ``.venv`` (python, node, npm) first."""
    path = f"{(VENV / 'bin').absolute()}:{os.environ.get('PATH', '/usr/bin:/bin')}"
    return {**os.environ, "PATH": path, "VIRTUAL_ENV": str(VENV.absolute())}


def _create() -> None:
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        # Debian ships Python without these two modules.
        debian.install(["python3-venv"])
    step(f"Tạo môi trường Python tại {VENV}/")
    done = subprocess.run([sys.executable, "-m", "venv", str(VENV)], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SetupError(
            f"Không tạo được môi trường Python tại {VENV.absolute()}: {(done.stderr or done.stdout).strip()}",
            "Could not create the Python environment; is the folder writable?",
        )


def _install(locks: tuple[Path, ...]) -> None:
    command = [str(PYTHON), "-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-input"]
    command += ["--require-hashes", "--only-binary", ":all:"]
    command += [argument for lock in locks for argument in ("-r", str(lock))]
    if not quietly(command):
        raise SetupError(
            "Không cài được thư viện Python (xem dòng lỗi của pip ở trên). Máy cần tới được kho PyPI hoặc một bản sao "
            "của nó (PIP_INDEX_URL, PIP_FIND_LINKS).",
            "pip failed: the machine must reach PyPI or a mirror of it.",
        )
