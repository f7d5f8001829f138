"""The steps of each suite: a command, what it waits for, and where its test counts are."""

import os
import sys
import time
from dataclasses import dataclass, field, replace
from pathlib import Path

from deploy.setup import frontend

OUTPUT = Path("build/test")
PACKAGES = ("meetings", "media", "transcription", "kiosk", "deploy", "bench")
PYTHON = sys.executable
PAGES = "tests/integration/web"
ENGINES = (
    "tests/integration/bench",
    "tests/integration/media",
    "tests/integration/transcription",
    "tests/integration/deploy",
    "tests/integration/documents/test_sandbox.py",
    "tests/integration/live/test_change_user.py",
    "tests/integration/live/test_silence.py",
)
PAPERS = (
    "tests/integration/kiosk",
    "tests/integration/documents/test_conversion.py",
    "tests/integration/documents/test_demo_papers.py",
    "tests/integration/documents/test_intake.py",
    "tests/integration/documents/test_jobs.py",
    "tests/integration/documents/test_nginx.py",
    "tests/integration/live/test_line_words.py",
)
"""LibreOffice, killed processes and browsers, 200 MB uploads, a sleeping tablet: what takes long there is no question
to the database. Its part (tasks, journal, catching up) is asked on both by unit tests and by the other integration
tests."""
NO_DATABASE = (*ENGINES, *PAPERS, PAGES)
"""Tests that are the same whatever the database is (``bench`` and ``deploy`` bring their own PostgreSQL)."""

ONLY_DATABASE = "--only-database"
"""Leaves out the tests that ask no database: those have said what they have to say in the step ``unit``."""

MUTANTS = "tests/simulation/test_mutants.py"
"""Shows that the simulation finds what it is there to find: as long as many simulations."""


REAL_LINES = "tests/integration/media/test_chromium.py"
"""Chromium on lines of a given width: its estimate of the line is worthless while other work takes the processor."""


@dataclass(frozen=True)
class Step:
    """One command of a suite."""

    name: str
    command: tuple[str, ...]
    after: tuple[str, ...] = ()
    """Names of steps that must have ended before (whatever their result)."""
    alone: bool = False
    """Runs with no other step beside it: its limits are about time."""
    environment: dict[str, str] = field(default_factory=dict)
    report: Path | None = None
    """JUnit XML the command writes; without it the step counts as one test."""
    folder: Path = Path()
    second: tuple[str, ...] = ()
    """Command that looks once more, alone, at what failed; empty where a failure cannot come from a slow machine."""


def check_steps() -> list[Step]:
    """What a developer wants to know before a commit: the source as it is read, and the quickest of the unit tests."""
    return [
        *source_steps(),
        _pytest("tree", "tests/unit/tree"),
        _pytest("contracts", "tests/unit/meetings/contracts"),
    ]


def source_steps() -> list[Step]:
    """Everything that reads the source without running it, and the small front-end tests."""
    steps = [
        Step("ruff format", (PYTHON, "-m", "ruff", "format", "--check", ".")),
        Step("ruff check", (PYTHON, "-m", "ruff", "check", ".")),
        Step("mypy", (PYTHON, "-m", "mypy", *_existing(PACKAGES))),
        Step("import rules", (str(Path(PYTHON).with_name("lint-imports")),)),
        Step("media engine in C", (PYTHON, "-m", "deploy.testing.sanitize")),
    ]
    if Path("manage.py").exists():
        steps.append(Step("migrations", (PYTHON, "manage.py", "makemigrations", "--check", "--dry-run")))
    steps += [Step(f"catalogue {path.parts[-3]}/{path.stem}", _catalogue(path)) for path in frontend.catalogues()]
    if Path("web/package.json").exists():
        report = (OUTPUT / "vitest.xml").absolute()
        steps += [
            Step("web check", ("npm", "run", "check", "--silent"), folder=Path("web")),
            Step(
                "web test",
                ("npm", "test", "--silent", "--", "--reporter=default", "--reporter=junit", f"--outputFile={report}"),
                after=("web check",),
                report=report,
                folder=Path("web"),
            ),
        ]
    return steps


def unit_steps() -> list[Step]:
    """Unit tests: offline, no services."""
    return [_pytest("unit", "tests/unit", alone=True, workers=2)]


def integration_steps() -> list[Step]:
    """Real Redis, SQLite. What needs no database runs beside what does: all of them mostly wait for their servers."""
    return [
        _pytest("integration engines", *ENGINES, without=(REAL_LINES,), timed=True),
        _pytest("integration papers", *PAPERS, timed=True),
        _pytest("integration sqlite", "tests/integration", without=NO_DATABASE),
        _pytest("integration pages", PAGES, timed=True),
        _pytest("integration lines", REAL_LINES, alone=True, timed=True),
    ]


def postgres_steps() -> list[Step]:
    """The same on a private PostgreSQL, with those unit tests that touch the database."""
    return [
        _pytest("unit postgres", ONLY_DATABASE, "tests/unit/meetings", alone=True, postgres=True, workers=2),
        _pytest("integration postgres", "tests/integration", postgres=True, without=NO_DATABASE),
    ]


def e2e_steps() -> list[Step]:
    """Meetings in Chromium. A test goes on where the one before it ended: the second look takes the whole story."""
    return [_pytest("e2e", "tests/e2e", alone=True, timed=True, story=True)]


def chaos_steps() -> list[Step]:
    """The short form: dozens of participants, seconds. Its limits are wide enough for work beside it."""
    return [_pytest("chaos", "tests/chaos", timed=True)]


def long_chaos_steps() -> list[Step]:
    """Five hundred participants, minutes."""
    return [replace(step, alone=True, environment={"NGHISU_CHAOS": "long"}) for step in chaos_steps()]


def rehearsal_steps() -> list[Step]:
    """The short form of half a day: a dozen rooms, seconds."""
    return [_pytest("rehearsal", "tests/rehearsal")]


def long_rehearsal_steps() -> list[Step]:
    """Two hundred rooms and five hundred people, minutes."""
    step = _pytest("rehearsal", "tests/rehearsal")
    return [replace(step, command=(*step.command, "-rP"), alone=True, environment={"NGHISU_REHEARSAL": "long"})]


def simulation_steps() -> list[Step]:
    """Random sittings under faults, in virtual time: mere computing, so anything may run beside it."""
    return [_pytest("simulation", "tests/simulation", without=(MUTANTS,))]


def long_simulation_steps() -> list[Step]:
    """As many sittings as NGHISU_SIMULATION_EXAMPLES says, from a seed of today; and the product broken on purpose."""
    fresh = {"NGHISU_SIMULATION_EXAMPLES": "2000", "NGHISU_SIMULATION_SEED": str(time.time_ns() % 2**32)}
    chosen = {name: os.environ.get(name, value) for name, value in fresh.items()}
    step = _pytest("simulation", "tests/simulation")
    return [replace(step, command=(*step.command, "-rP"), environment=chosen)]


def fuzz_steps() -> list[Step]:
    """Damaged bytes for a minute at each parser (NGHISU_FUZZ_SECONDS), and at the engine in C under the sanitizers."""
    seconds = os.environ.get("NGHISU_FUZZ_SECONDS", "60")
    rounds = {"NGHISU_FUZZ_ROUNDS": str(int(seconds) * 1000), "NGHISU_FUZZ_SEED": str(time.time_ns() % 2**32)}
    return [
        Step("parsers", (PYTHON, "-m", "tests.fuzz", "--seconds", seconds)),
        Step("media engine in C", (PYTHON, "-m", "deploy.testing.sanitize"), environment=rounds),
    ]


SUITES = {
    "check": (check_steps,),
    "unit": (unit_steps,),
    "integration": (integration_steps,),
    "postgres": (postgres_steps,),
    "e2e": (e2e_steps,),
    "chaos": (long_chaos_steps,),
    "rehearsal": (long_rehearsal_steps,),
    "simulation": (simulation_steps,),
    "simulate": (long_simulation_steps,),
    "fuzz": (fuzz_steps,),
    "all": (
        source_steps,
        postgres_steps,
        integration_steps,
        chaos_steps,
        rehearsal_steps,
        simulation_steps,
        unit_steps,
        e2e_steps,
    ),
}


def _pytest(
    name: str,
    *folders: str,
    alone: bool = False,
    postgres: bool = False,
    timed: bool = False,
    story: bool = False,
    workers: int = 0,
    without: tuple[str, ...] = (),
) -> Step:
    """``timed``: browsers, sound and killed processes, for which a machine can be too slow for a moment.

    ``story``: its tests go on from each other, so none can be looked at again without those before it.
    """
    file = name.replace(" ", "-")
    report = OUTPUT / f"{file}.xml"
    command = [PYTHON, "-m", "pytest", "-q", "-o", f"cache_dir={OUTPUT.absolute() / 'cache' / file}"]
    command += ["-n", str(workers), *(f"--ignore={path}" for path in without), *folders]
    if postgres:
        command = [PYTHON, "-m", "deploy.testing.postgres", "--", *command]
    which = () if story else ("--last-failed",)
    once_more = (*command, *which, f"--junitxml={again(report)}") if timed else ()
    return Step(name, (*command, f"--junitxml={report}"), alone=alone, report=report, second=once_more)


def again(report: Path) -> Path:
    """Where the second look at a step's failures is written."""
    return report.with_stem(f"{report.stem}-again")


def _existing(names: tuple[str, ...]) -> list[str]:
    return [name for name in names if Path(name).is_dir()]


def _catalogue(path: Path) -> tuple[str, ...]:
    return (PYTHON, "-m", "deploy.testing.catalogue", str(path))
