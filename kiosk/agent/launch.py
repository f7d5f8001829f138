"""Become the browser, with its control pipe on file descriptors 3 and 4 as Chromium wants it.

Usage: ``launch.py READ_FD WRITE_FD BROWSER ARGUMENT…``. A process of its own, because the parent's
descriptors 3 and 4 may be anything.
"""

import os
import sys


def become(argv: list[str]) -> None:
    """Never returns; raises ``OSError`` when the browser cannot be started."""
    os.dup2(int(argv[0]), 3)
    os.dup2(int(argv[1]), 4)
    os.execv(argv[2], argv[2:])  # noqa: S606


if __name__ == "__main__":
    become(sys.argv[1:])
