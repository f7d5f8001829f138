"""One log stream for all processes: a coloured prefix per process on the terminal, and a rotating file."""

import logging
import logging.handlers
import queue
import sys
import threading
import time
from pathlib import Path

COLOURS = (36, 33, 32, 35, 34, 96, 93, 92)
"""ANSI codes, one per process in order of their first line."""
QUEUE_LINES = 5000
FILE_BYTES = 10 * 1024 * 1024
FILES = 5


class LogStream:
    """Joins the lines of all processes.

    The terminal is written by its own thread: a terminal or pipe that nobody reads may lose lines, but never holds
    up the supervisor. The file gets every line; without a folder there is none.
    """

    def __init__(self, folder: Path | None, *, width: int = 15) -> None:
        self._file = _file_in(folder) if folder is not None else logging.NullHandler()
        self._width = width
        self._colours: dict[str, int] = {}
        self._coloured = sys.stdout.isatty()
        self._queue: queue.Queue[str | None] = queue.Queue(QUEUE_LINES)
        self._writer = threading.Thread(target=self._write_queue, daemon=True)
        self._writer.start()

    def line(self, process: str, text: str) -> None:
        """Add one line of a process."""
        now = time.strftime("%H:%M:%S")
        plain = f"{now} {process:<{self._width}} | {text}"
        self._file.emit(logging.LogRecord("nghisu", logging.INFO, "", 0, "%s", (plain,), None))
        if self._coloured:
            colour = self._colours.setdefault(process, COLOURS[len(self._colours) % len(COLOURS)])
            plain = f"{now} \x1b[{colour}m{process:<{self._width}}\x1b[0m | {text}"
        self._to_terminal(plain + "\n")

    def plain(self, text: str) -> None:
        """Write text for the person at the terminal, without a prefix and not into the file."""
        self._to_terminal(text)

    def close(self) -> None:
        """Write what is left, but wait no longer than half a second for a terminal that does not read."""
        self._to_terminal(None)
        self._writer.join(0.5)
        self._file.close()

    def _to_terminal(self, text: str | None) -> None:
        try:
            self._queue.put_nowait(text)
        except queue.Full:
            return

    def _write_queue(self) -> None:
        while (text := self._queue.get()) is not None:
            try:
                sys.stdout.write(text)
                sys.stdout.flush()
            except (OSError, ValueError):
                # The terminal is gone: go on with the file alone.
                return


def _file_in(folder: Path) -> logging.Handler:
    folder.mkdir(parents=True, exist_ok=True)
    return logging.handlers.RotatingFileHandler(
        folder / "nghisu.log", maxBytes=FILE_BYTES, backupCount=FILES, encoding="utf-8"
    )
