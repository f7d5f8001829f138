"""``make lock``: hashed locks from pyproject's dependency groups, for every platform at once.

uv resolves (it is the one tool that writes one lock for several platforms and Python versions); plain pip installs.
The files name no index, so any mirror serves.
"""

import shutil
import subprocess
from pathlib import Path

from deploy.setup import venv
from deploy.setup.messages import SetupError, step

HEADER = "# Made by `make lock` from pyproject.toml; do not edit by hand.\n"
RUN_GROUPS = ("server", "media", "transcription")
LOCKS: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("requirements/run.txt", RUN_GROUPS, ()),
    ("requirements/build.txt", ("build",), ()),
    (
        "requirements/dev.txt",
        (*RUN_GROUPS, "build", "bench", "dev"),
        ("requirements/run.txt", "requirements/build.txt"),
    ),
)
"""File, groups in it, files whose versions it must agree with."""


def renew(upgrade: bool) -> None:
    """Write all locks; versions stay as they are unless ``upgrade`` or pyproject asks for others."""
    uv = _uv()
    for target, groups, constraints in LOCKS:
        step(f"uv pip compile → {target}")
        command = [uv, "pip", "compile", "-q", "--universal", "--python-version", "3.11", "--generate-hashes"]
        command += ["--only-binary", ":all:", "--no-header", "--no-emit-index-url", "--no-emit-find-links"]
        command += [part for group in groups for part in ("--group", group)]
        command += [part for constraint in constraints for part in ("-c", constraint)]
        command += ["--upgrade"] if upgrade else []
        done = subprocess.run([*command, "pyproject.toml", "-o", target], stdout=subprocess.DEVNULL, check=False)
        if done.returncode != 0:
            raise SetupError(f"Không tạo được {target}.", f"uv could not resolve {target}.")
        path = Path(target)
        path.write_text(HEADER + path.read_text(encoding="utf-8").removeprefix(HEADER), encoding="utf-8")


def _uv() -> str:
    own = venv.VENV / "bin" / "uv"
    found = str(own) if own.exists() else shutil.which("uv")
    if found:
        return found
    venv.ensure_venv(development=True)
    subprocess.run([str(venv.PYTHON), "-m", "pip", "install", "-q", "uv"], check=True)
    return str(own)
