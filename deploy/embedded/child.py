"""One started process: its output goes line by line into the log, and a spare waits for its turn."""

import asyncio
import os
import signal
import subprocess
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Self

from deploy.embedded import orphans
from deploy.embedded.output import LogStream
from meetings.contracts.spare import SPARE, SPARE_GO, spare_name

LONGEST_LINE = 16 * 1024
GROUP_TRIES, GROUP_PAUSE = 5, 0.15
"""The kernel takes such a wish of an ordinary user ten times a second, from all of them together."""


@dataclass(frozen=True)
class Program:
    """One process to keep alive."""

    name: str
    command: tuple[str, ...]
    environment: dict[str, str] = field(default_factory=dict)
    folder: Path = Path()
    last: bool = False
    """Stopped after all others: the bus they talk through while they stop."""
    niceness: int = 0
    """0 for what people hear and see at once, more for work that may wait when the machine is busy."""
    spare: bool = False
    """A second one is kept, loaded and idle; it goes on at once when the first dies (``meetings.contracts.spare``)."""

    def waiting(self) -> "Program":
        """The same as a spare."""
        return replace(self, name=spare_name(self.name), environment={**self.environment, SPARE: "1"})


class Child:
    """A running process. ``name`` stands before its lines in the log; a spare's changes when its turn comes."""

    def __init__(
        self, name: str, process: asyncio.subprocess.Process, output: asyncio.StreamReader, log: LogStream
    ) -> None:
        self.name = name
        self.pid = process.pid
        self.ended: asyncio.Task[int] = asyncio.create_task(self._follow())
        """Done with the exit status, after the last lines."""
        self.settled = asyncio.Event()
        """A spare waits no more: its turn came, or it ended."""
        self.ended.add_done_callback(lambda _: self.settled.set())
        self._process = process
        self._output = output
        self._log = log
        self._pipe: asyncio.ReadTransport | None = None

    @classmethod
    async def start(cls, program: Program, log: LogStream, mark: str) -> Self:
        """Start it with the supervisor's mark in its environment."""
        # A pipe of our own, not asyncio's: with that one wait() lasts until something the program left behind
        # closes its end too.
        output, their_end = os.pipe()
        # setpriv: the kernel sends SIGTERM when this process dies. A session of its own: Ctrl-C in the terminal
        # reaches the supervisor alone, and one signal reaches the program with all it started.
        try:
            process = await asyncio.create_subprocess_exec(
                "setpriv",
                "--pdeathsig",
                "TERM",
                "--",
                *(("nice", "-n", str(program.niceness)) if program.niceness else ()),
                *program.command,
                stdin=subprocess.PIPE if program.environment.get(SPARE) else subprocess.DEVNULL,
                stdout=their_end,
                stderr=their_end,
                start_new_session=True,
                cwd=program.folder,
                env={**os.environ, SPARE: "", **program.environment, orphans.MARK: mark},
            )
        finally:
            os.close(their_end)
        reader = asyncio.StreamReader()
        protocol = asyncio.StreamReaderProtocol(reader)
        child = cls(program.name, process, reader, log)
        child._pipe, _ = await asyncio.get_running_loop().connect_read_pipe(lambda: protocol, os.fdopen(output, "rb"))
        if program.niceness:
            await put_group_behind(process.pid, program.niceness)
        return child

    def take_over(self, name: str) -> None:
        """It is the spare's turn: from now on it is ``name``."""
        self.name = name
        self.settled.set()
        if self._process.stdin is not None:
            self._process.stdin.write(SPARE_GO)
            self._process.stdin.close()

    def end_group(self) -> None:
        """Kill it with all that it started in its session."""
        signal_group(self.pid, signal.SIGKILL)

    async def _follow(self) -> int:
        reader = asyncio.create_task(self._read_lines())
        try:
            status = await self._process.wait()
            await asyncio.wait([reader], timeout=0.2)
            return status
        finally:
            reader.cancel()
            if self._pipe is not None:
                self._pipe.close()

    async def _read_lines(self) -> None:
        rest = b""
        while data := await self._output.read(LONGEST_LINE):
            *lines, rest = (rest + data).split(b"\n")
            if len(rest) > LONGEST_LINE:
                lines, rest = [*lines, rest], b""
            for line in lines:
                self._log.line(self.name, line.decode("utf-8", "replace").rstrip("\r"))
        if rest:
            self._log.line(self.name, rest.decode("utf-8", "replace"))


async def put_group_behind(pid: int, niceness: int) -> None:
    """Make the niceness of a session's leader that of its whole session, where the kernel groups by session.

    Such a kernel (autogroup, sched(7); Debian's does) shares the processors among sessions, and niceness counts only
    within one: every child, which has a session of its own, would stand equal to all others. Without such groups there
    is no file, and niceness alone does it.
    """
    for _ in range(GROUP_TRIES):
        try:
            Path(f"/proc/{pid}/autogroup").write_text(str(niceness), encoding="ascii")
        except BlockingIOError:
            await asyncio.sleep(GROUP_PAUSE)
        except OSError:
            return
        else:
            return


def signal_group(pid: int, number: signal.Signals) -> None:
    """Send to the process and everything in its session; nothing happens when they are gone."""
    try:
        os.killpg(pid, number)
    except ProcessLookupError:
        return
