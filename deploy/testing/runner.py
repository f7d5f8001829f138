"""Runs steps three at a time, keeps each one's output together, and prints one table and one line at the end."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from xml.etree import ElementTree

from deploy.testing.steps import OUTPUT, Step, again

WIDTH = 3
"""Steps beside each other: the build machine has two cores, and the long steps wait for half of their time."""
TAIL_LINES = 150
MOST_REPEATED = 3
"""More failures than this in one step are no accident of the machine, and nothing is repeated."""
FAILURE_LINES = 4
LINE_LENGTH = 200
KINDS = ("passed", "failed", "skipped")


@dataclass(frozen=True)
class Result:
    """How one step ended."""

    step: Step
    status: int
    seconds: float
    cpu: float
    """Seconds of processor of the command and of all it waited for."""
    passed: int
    failed: int
    skipped: int


class Runner:
    """Runs the steps of a suite; ``results`` fills up as they end."""

    def __init__(self, steps: Sequence[Step], environment: dict[str, str]) -> None:
        self._waiting = list(steps)
        self._environment = environment
        self._running: set[str] = set()
        self._alone = False
        self._changed = threading.Condition()
        self.results: list[Result] = []

    def run(self) -> list[Result]:
        """Run all steps to the end."""
        OUTPUT.mkdir(parents=True, exist_ok=True)
        workers = [threading.Thread(target=self._work) for _ in range(WIDTH)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        return self.results

    def _work(self) -> None:
        while (step := self._take()) is not None:
            result = run_step(step, self._environment)
            with self._changed:
                self._running.discard(step.name)
                self._alone = False
                self.results.append(result)
                if (second := second_look(result)) is not None:
                    self._waiting.append(second)
                _announce(result)
                self._changed.notify_all()

    def _take(self) -> Step | None:
        with self._changed:
            while self._waiting:
                step = next((step for step in self._waiting if self._may_start(step)), None)
                if step is not None:
                    self._waiting.remove(step)
                    self._running.add(step.name)
                    self._alone = step.alone
                    return step
                self._changed.wait()
            return None

    def _may_start(self, step: Step) -> bool:
        if self._alone or (step.alone and self._running):
            return False
        earlier = {other.name for other in self._waiting} | self._running
        if step.alone and any(not other.alone for other in self._waiting):
            return False
        return not earlier.intersection(step.after)


def second_look(result: Result) -> Step | None:
    """The few failures of a step whose tests depend on time, once more with nothing beside them.

    Both looks stand in the table, and the summary names what passed only the second time: it wants mending.
    """
    step = result.step
    if result.status == 0 or step.report is None or not step.second or not 0 < result.failed <= MOST_REPEATED:
        return None
    return replace(
        step, name=f"{step.name} again", command=step.second, alone=True, report=again(step.report), second=()
    )


def pardoned(results: Sequence[Result]) -> set[str]:
    """Names of failed steps whose failures passed when they were looked at again."""
    return {result.step.name.removesuffix(" again") for result in results if _passed_again(result)}


def _passed_again(result: Result) -> bool:
    return result.step.name.endswith(" again") and result.status == 0 and result.passed > 0


def all_well(results: Sequence[Result]) -> bool:
    """True when something ran and each step ended well, at the second look at the latest."""
    forgiven = pardoned(results)
    return bool(results) and all(result.status == 0 or result.step.name in forgiven for result in results)


def run_step(step: Step, environment: dict[str, str]) -> Result:
    """Run one command with its output in a file of its own, and count its tests."""
    if step.report is not None:
        step.report.unlink(missing_ok=True)
    started = time.monotonic()
    with log_file(step).open("wb") as log:
        # An interrupted run leaves nothing behind: the step is interrupted too, and clears up as after Ctrl-C.
        process = subprocess.Popen(
            ("setpriv", "--pdeathsig", "INT", "--", *step.command),
            cwd=step.folder,
            env={**environment, **step.environment},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        _, ended, usage = os.wait4(process.pid, 0)
        process.returncode = status = os.waitstatus_to_exitcode(ended)
    seconds = time.monotonic() - started
    return Result(step, status, seconds, usage.ru_utime + usage.ru_stime, *count_tests(step.report, status))


def log_file(step: Step) -> Path:
    """Where a step's output is kept."""
    return OUTPUT / f"{step.name.replace(' ', '-').replace('/', '-')}.log"


def count_tests(report: Path | None, status: int) -> tuple[int, int, int]:
    """Passed, failed, skipped of a JUnit file; a step without one is itself one test."""
    if report is None or not report.exists():
        return (1, 0, 0) if status == 0 else (0, 1, 0)
    passed = failed = skipped = 0
    for case in ElementTree.parse(report).iter("testcase"):  # noqa: S314 - our own file
        kinds = {child.tag for child in case}
        if kinds & {"failure", "error"}:
            failed += 1
        elif "skipped" in kinds:
            skipped += 1
        else:
            passed += 1
    if status != 0 and failed == 0:
        failed = 1
    return passed, failed, skipped


def summary(results: Sequence[Result], seconds: float) -> str:
    """The table and the closing line."""
    width = max(len(result.step.name) for result in results)
    lines = ["", f"{'step':<{width}}  result  passed  failed  skipped  seconds  cpu s"]
    for result in results:
        word = "ok" if result.status == 0 else "FAILED"
        counts = f"{result.passed:>6}  {result.failed:>6}  {result.skipped:>7}"
        times = f"{result.seconds:>7.1f}  {result.cpu:>5.0f}"
        lines.append(f"{result.step.name:<{width}}  {word:<6}  {counts}  {times}")
    lines += ["", *(line for result in results for line in failures(result))]
    return "\n".join([*lines, f"{seconds:.0f} s", totals(results), ""])


def totals(results: Sequence[Result]) -> str:
    """The closing line; what passed only at the second look is said in it."""
    forgiven = pardoned(results)
    unsteady = sum(result.failed for result in results if result.step.name in forgiven)
    passed, failed, skipped = (sum(getattr(result, kind) for result in results) for kind in KINDS)
    line = f"{passed} passed, {failed - unsteady} failed, {skipped} skipped"
    return f"{unsteady} passed only when looked at again (named above)\n{line}" if unsteady else line


def failures(result: Result) -> list[str]:
    """Name and last words of each failed test, for a reader who sees only the end of the output."""
    if result.status == 0:
        return []
    report = result.step.report
    if report is None or not report.exists():
        return [f"{result.step.name}: see {log_file(result.step).name}"]
    lines = []
    for case in ElementTree.parse(report).iter("testcase"):  # noqa: S314 - our own file
        for child in case:
            if child.tag in {"failure", "error"}:
                lines.append(f"{result.step.name}: {case.get('classname')}::{case.get('name')}")
                told = [line for line in (child.text or "").splitlines() if line.strip()]
                marked = [line for line in told if line.startswith("E ")] or told
                lines += [f"    {line[:LINE_LENGTH]}" for line in marked[:FAILURE_LINES] + told[-1:]]
    return [*lines, ""]


def _announce(result: Result) -> None:
    word = "ok" if result.status == 0 else f"FAILED (status {result.status})"
    sys.stdout.write(f"{result.step.name}: {word}, {result.seconds:.1f} s\n")
    if result.status != 0 or os.environ.get("VERBOSE"):
        lines = log_file(result.step).read_text(encoding="utf-8", errors="replace").splitlines()
        sys.stdout.write("".join(f"  | {line}\n" for line in lines[-TAIL_LINES:]))
    sys.stdout.flush()
