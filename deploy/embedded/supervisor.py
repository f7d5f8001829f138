"""Keeps a set of programs running: starts them, joins their output, restarts what dies, stops all within seconds."""

import asyncio
import math
import os
import secrets
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

from deploy.embedded import orphans
from deploy.embedded.child import Child, Program, signal_group
from deploy.embedded.output import LogStream

FIRST_PAUSE = 0.2
LONGEST_PAUSE = 5.0
STEADY_SECONDS = 10.0
"""A program that lived this long starts again after the first, shortest pause. Only then it gets its spare, too: right
after a start those who come back need the processor."""
SPARE_PAUSE = 60.0
"""So long no other spare is made when one died while it waited: something is wrong, and the program itself runs."""
STOP_SECONDS = 3.0
"""From SIGTERM to SIGKILL; the whole stop stays below five seconds."""
OWN_NAME = "nghi-su"


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
        self._steady_at: dict[str, float] = {}
        self._spares: dict[str, Child] = {}
        """Those that wait, by the name of the program in whose place they would go on."""
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
        if program.spare:
            spare = program.waiting()
            self._programs[spare.name] = spare
            self._tasks[spare.name] = asyncio.create_task(self._keep_spare(program.name, spare))

    async def run_once(self, program: Program) -> int:
        """Run a program to its end; returns its exit status."""
        child = await self._begin(program)
        try:
            return await child.ended
        finally:
            child.end_group()
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
            self._steady_at[program.name] = started + STEADY_SECONDS
            child = self._put_in_place(program.name) or await self._begin(program)
            self._tell()
            status = await child.ended
            child.end_group()
            if program.name in self._stopping:
                return
            if time.monotonic() - started >= STEADY_SECONDS:
                pause = FIRST_PAUSE
            if self._ready_spare(program.name):
                self.say(f"{program.name} đã dừng ({_ending(status)}); tiến trình dự phòng thay ngay")
                continue
            self.say(f"{program.name} đã dừng ({_ending(status)}); khởi động lại sau {pause:.1f} giây")
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    def _put_in_place(self, name: str) -> Child | None:
        """Let the spare go on as ``name``; None when there is none."""
        spare = self._ready_spare(name)
        if spare is not None:
            del self._spares[name]
            self.pids[name] = self.pids.pop(spare.name)
            spare.take_over(name)
        return spare

    def _ready_spare(self, name: str) -> Child | None:
        spare = self._spares.get(name)
        return None if spare is None or spare.ended.done() else spare

    async def _keep_spare(self, name: str, spare: Program) -> None:
        """Keep one waiting, except in the seconds after a start of the program itself."""
        while spare.name not in self._stopping:
            while (left := self._steady_at.get(name, math.inf) - time.monotonic()) > 0:
                await asyncio.sleep(min(left, STEADY_SECONDS))
            child = self._spares[name] = await self._begin(spare)
            self._tell()
            await child.settled.wait()
            if child.name != spare.name or spare.name in self._stopping:
                continue
            del self._spares[name]
            child.end_group()
            self.pids.pop(spare.name)
            self.say(f"{spare.name} đã dừng ({_ending(child.ended.result())}); thử lại sau {SPARE_PAUSE:.0f} giây")
            await asyncio.sleep(SPARE_PAUSE)

    async def _begin(self, program: Program) -> Child:
        child = await Child.start(program, self._log, self._mark)
        self.pids[program.name] = child.pid
        return child

    def _tell(self) -> None:
        """Call ``on_change``; a full disk costs the file that it writes, never the program that was started."""
        try:
            self.on_change()
        except OSError as error:
            self.say(f"chưa ghi được {self._ready_file.name}: {error.strerror}")

    async def _stop(self, names: list[str], seconds: float) -> None:
        self._stopping.update(names)
        running = [self.pids[name] for name in names if name in self.pids]
        for pid in running:
            signal_group(pid, signal.SIGTERM)
        tasks = [self._tasks[name] for name in names]
        for name in names:
            if name not in self.pids:
                # Nothing runs, so nothing would wake it up: a spare whose time has not come.
                self._tasks[name].cancel()
        if not tasks:
            return
        _, late = await asyncio.wait(tasks, timeout=seconds)
        for name in names:
            if self._tasks[name] in late:
                self.say(f"{name} không dừng trong {seconds:.0f} giây, buộc dừng")
            if name in self.pids:
                signal_group(self.pids.pop(name), signal.SIGKILL)
            self._tasks[name].cancel()
        await asyncio.wait(tasks, timeout=0.5)


def _ending(status: int) -> str:
    return f"tín hiệu {signal.Signals(-status).name}" if status < 0 else f"mã {status}"
