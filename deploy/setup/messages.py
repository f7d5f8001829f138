"""What the person at the terminal reads: Vietnamese first, English under it."""

import sys
from typing import NoReturn


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


def stop(error: SetupError) -> NoReturn:
    """Explain and exit with status 1."""
    sys.stdout.flush()
    sys.stderr.write(f"\n✗ {error.vi}\n  {error.en}\n")
    sys.exit(1)
