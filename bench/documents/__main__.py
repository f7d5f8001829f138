"""``python -m bench.documents``: papers in figures; a table, and ``bench/out/documents.json``.

Each step runs in a process of its own, on an installation of its own in a temporary folder.
"""

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.documents.table import STEPS, missing, table, targets
from bench.live.machine import describe
from deploy.testing.postgres import private_cluster

OUT = Path("bench/out/documents.json")
LIMIT_S = 300
"""No step may take longer, whatever hangs."""
PATIENCE_S = 30
"""In which a step that took too long ends its servers."""


def main(arguments: Sequence[str]) -> int:
    """Run the steps; 1 when a figure is missing, 0 also when a target is missed."""
    options = _options(arguments)
    steps = tuple(step for step in STEPS if step in options.steps)
    began, started = time.monotonic(), describe()
    figures: dict[str, Any] = json.loads(options.out.read_text()) if options.out.exists() and steps != STEPS else {}
    walls, notes = figures.get("step_s", {}), figures.get("notes", {})
    for step in steps:
        at = time.monotonic()
        sys.stderr.write(f"{step} …\n")
        found = _run(step, options)
        notes |= {step: found.pop("notes", {})}
        figures |= found
        walls[step] = round(time.monotonic() - at, 1)
    figures |= {"targets": targets(figures), "notes": notes, "step_s": walls}
    figures["machine"] = {**started, "load_average_after": describe()["load_average"]}
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n")
    sys.stdout.write(table(figures, steps) + _words(figures, steps, time.monotonic() - began))
    return 1 if missing(figures, steps) else 0


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.documents", description=__doc__)
    every = ",".join(STEPS)
    chosen = os.environ.get("STEPS", "") or every
    parser.add_argument("--steps", type=lambda text: text.split(","), default=chosen, help=f"{every} ($STEPS)")
    parser.add_argument("--pages", type=int, default=5000, help="pages that the step search looks in")
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args(arguments)
    if unknown := set(options.steps) - set(STEPS):
        parser.error(f"no such step: {', '.join(sorted(unknown))}")
    return options


def _run(step: str, options: argparse.Namespace) -> dict[str, Any]:
    if step != "search":
        return _stage(step, None, options)
    sqlite = _stage(step, None, options)
    with private_cluster() as url:
        postgres = _stage(step, url, options)
    both = (sqlite.get("search_p95_ms"), postgres.get("search_p95_ms"))
    return {
        "search_p95_ms": max(both) if None not in both else None,  # type: ignore[type-var]
        "search_p95_ms_sqlite": both[0],
        "search_p95_ms_postgres": both[1],
        "notes": {"sqlite": sqlite.get("notes"), "postgres": postgres.get("notes")},
    }


def _stage(step: str, url: str | None, options: argparse.Namespace) -> dict[str, Any]:
    folder = Path(tempfile.mkdtemp(prefix="nghisu-bench-"))
    order = {"step": step, "folder": str(folder), "pages": options.pages}
    order["database_url"] = url or f"sqlite:///{folder / 'nghisu.sqlite3'}"
    command = [sys.executable, "-m", "bench.documents.stage", json.dumps(order)]
    # Ends what it started as after Ctrl-C when this process is killed.
    guard = ["setpriv", "--pdeathsig", "INT", "--"]
    process = subprocess.Popen([*guard, *command], stdout=subprocess.PIPE, text=True)
    try:
        told, _ = process.communicate(timeout=LIMIT_S)
    except subprocess.TimeoutExpired:
        _end(process)
        return {"notes": {"not_run": f"took more than {LIMIT_S} s"}}
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    found: dict[str, Any] = json.loads(told) if process.returncode == 0 else {}
    return found


def _end(process: "subprocess.Popen[str]") -> None:
    """End a step as Ctrl-C does, so that it ends its servers; what does not listen is killed."""
    process.send_signal(signal.SIGINT)
    try:
        process.communicate(timeout=PATIENCE_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()


def _words(figures: dict[str, Any], steps: tuple[str, ...], seconds: float) -> str:
    machine = figures["machine"]
    lines = [
        f"\n{machine['cpu']}, {machine['cores']} cores; load average before {machine['load_average']}, "
        f"after {machine['load_average_after']}; {seconds:.0f} s"
    ]
    for step in steps:
        for name, note in (figures["notes"].get(step) or {}).items():
            lines.append(f"{step}: {name}: {json.dumps(note, ensure_ascii=False)}")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
