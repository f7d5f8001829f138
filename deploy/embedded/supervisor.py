"""Keeps a set of programs running: starts them, joins their output, restarts what dies, stops all within seconds."""

import asyncio
import os
import secrets
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from deploy.embedded import orphans
from deploy.embedded.output import LogStream

FIRST_PAUSE = 0.2
LONGEST_PAUSE = 5.0
STEADY_SECONDS = 10.0
"""A program that lived this long starts again after the first, shortest pause."""
STOP_SECONDS = 3.0
"""From SIGTERM to SIGKILL; the whole stop stays below five seconds."""
LONGEST_LINE = 16 * 1024
OWN_NAME = "nghi-su"


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


class Supervisor:
    """Owns the processes; ``pids`` is current at any time, ``on_change`` is called after each start."""

    def __init__(self, log: LogStream, ready_file: Path) -> None:
        self.pids: dict[str, int] = {}
        self.on_change: Callable[[], None] = lambda: None
        self._log = log
        self._mark = secrets.token_hex(12)
        self._ready_file = ready_file
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._programs: dict[str, Program] = {}
        self._stopping: set[str] = set()
        self._pipes: dict[int, asyncio.ReadTransport] = {}
        self._watcher: asyncio.subprocess.Process | None = None

    def say(self, text: str) -> None:
        """A line of the supervisor itself."""
        self._log.line(OWN_NAME, text)

    async def open(self) -> None:
        """Start the watcher that ends everything if this process is killed."""
        self._watcher = await asyncio.create_subprocess_exec(
            sys.executable,
            "-S",
            "-m",
            "deploy.embedded.orphans",
            str(self._ready_file),
            stdin=asyncio.subprocess.PIPE,
            start_new_session=True,
            cwd=Path(__file__).parents[2],
            env={**os.environ, orphans.MARK: self._mark},
        )

    def start(self, program: Program) -> None:
        """Start a program and keep it alive until ``close``."""
        self._programs[program.name] = program
        self._tasks[program.name] = asyncio.create_task(self._keep_alive(program))

    async def run_once(self, program: Program) -> int:
        """Run a program to its end; returns its exit status."""
        process, output = await self._spawn(program)
        try:
            return await self._follow(program.name, process, output)
        finally:
            self._end_group(process.pid)
            self.pids.pop(program.name, None)

    async def close(self) -> None:
        """Stop every program and whatever they started; at most about four seconds."""
        first = [name for name, program in self._programs.items() if not program.last]
        await self._stop(first, STOP_SECONDS)
        await self._stop([name for name in self._programs if name not in first], 1.0)
        watcher = self._watcher
        if watcher is not None and watcher.stdin is not None:
            # What programs left behind in sessions of their own had its time too.
            orphans.kill_marked(self._mark, spare=watcher.pid)
            watcher.stdin.write(orphans.FINISHED)
            watcher.stdin.close()
            await asyncio.wait_for(watcher.wait(), 1)

    async def _keep_alive(self, program: Program) -> None:
        pause = FIRST_PAUSE
        while program.name not in self._stopping:
            started = time.monotonic()
            process, output = await self._spawn(program)
            self._tell()
            status = await self._follow(program.name, process, output)
            self._end_group(process.pid)
            if program.name in self._stopping:
                return
            if time.monotonic() - started >= STEADY_SECONDS:
                pause = FIRST_PAUSE
            self.say(f"{program.name} đã dừng ({_ending(status)}); khởi động lại sau {pause:.1f} giây")
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    def _tell(self) -> None:
        """Call ``on_change``; a full disk costs the file that it writes, never the program that was started."""
        try:
            self.on_change()
        except OSError as error:
            self.say(f"chưa ghi được {self._ready_file.name}: {error.strerror}")

    async def _spawn(self, program: Program) -> tuple[asyncio.subprocess.Process, asyncio.StreamReader]:
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
                stdin=asyncio.subprocess.DEVNULL,
                stdout=their_end,
                stderr=their_end,
                start_new_session=True,
                cwd=program.folder,
                env={**os.environ, **program.environment, orphans.MARK: self._mark},
            )
        finally:
            os.close(their_end)
        self.pids[program.name] = process.pid
        reader = asyncio.StreamReader()
        protocol = asyncio.StreamReaderProtocol(reader)
        transport, _ = await asyncio.get_running_loop().connect_read_pipe(lambda: protocol, os.fdopen(output, "rb"))
        self._pipes[process.pid] = transport
        return process, reader

    async def _follow(self, name: str, process: asyncio.subprocess.Process, output: asyncio.StreamReader) -> int:
        """Join the program's lines into the log until it ends; returns its exit status."""
        reader = asyncio.create_task(self._read_lines(name, output))
        try:
            status = await process.wait()
            await asyncio.wait([reader], timeout=0.2)
            return status
        finally:
            reader.cancel()
            self._pipes.pop(process.pid).close()

    async def _read_lines(self, name: str, stream: asyncio.StreamReader) -> None:
        rest = b""
        while data := await stream.read(LONGEST_LINE):
            *lines, rest = (rest + data).split(b"\n")
            if len(rest) > LONGEST_LINE:
                lines, rest = [*lines, rest], b""
            for line in lines:
                self._log.line(name, line.decode("utf-8", "replace").rstrip("\r"))
        if rest:
            self._log.line(name, rest.decode("utf-8", "replace"))

    async def _stop(self, names: list[str], seconds: float) -> None:
        self._stopping.update(names)
        running = [self.pids[name] for name in names if name in self.pids]
        for pid in running:
            _signal_group(pid, signal.SIGTERM)
        tasks = [self._tasks[name] for name in names]
        if not tasks:
            return
        _, late = await asyncio.wait(tasks, timeout=seconds)
        for name in names:
            if self._tasks[name] in late:
                self.say(f"{name} không dừng trong {seconds:.0f} giây, buộc dừng")
            if name in self.pids:
                self._end_group(self.pids.pop(name))
            self._tasks[name].cancel()
        await asyncio.wait(tasks, timeout=0.5)

    def _end_group(self, pid: int) -> None:
        _signal_group(pid, signal.SIGKILL)


def _signal_group(pid: int, number: signal.Signals) -> None:
    try:
        os.killpg(pid, number)
    except ProcessLookupError:
        return


def _ending(status: int) -> str:
    return f"tín hiệu {signal.Signals(-status).name}" if status < 0 else f"mã {status}"
