"""What the person at the terminal reads: Vietnamese first, English under it."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

LOG = Path("build/setup.log")
TAIL_LINES = 40


class SetupError(Exception):
    """A start that cannot go on; ``vi`` and ``en`` say what happened and what to do."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(en)
        self.vi = vi
        self.en = en


def say(text: str) -> None:
    """Write one line at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def step(vi: str) -> None:
    """Announce a step that takes more than a moment."""
    say(f"→ {vi}")


def quietly(command: Sequence[str], *, folder: Path | None = None, environment: dict[str, str] | None = None) -> bool:
    """Run a talkative tool with its output in ``build/setup.log``; shows the end of it when the tool fails."""
    LOG.parent.mkdir(exist_ok=True)
    with LOG.open("ab") as log:
        start = log.tell()
        log.write(f"$ {' '.join(command)}\n".encode())
        log.flush()
        done = subprocess.run(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if done.returncode != 0:
        with LOG.open("rb") as log:
            log.seek(start)
            for line in log.read().decode("utf-8", "replace").splitlines()[-TAIL_LINES:]:
                say(f"  | {line}")
    return done.returncode == 0


def stop(error: SetupError) -> NoReturn:
    """Explain and exit with status 1."""
    sys.stdout.flush()
    sys.stderr.write(f"\n✗ {error.vi}\n  {error.en}\n")
    sys.exit(1)
