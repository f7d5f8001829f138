"""``python -m bench.live``: measure on SQLite and on PostgreSQL, print the table, write ``bench/out/live.json``."""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bench.live.machine import describe
from bench.live.stage import ONLY_COMMANDS, Plan
from bench.live.table import missing, table, targets
from deploy.testing.postgres import DURABLE, private_cluster

OUT = Path("bench/out/live.json")
LIMIT_S = 900
"""No stage may take longer, whatever hangs."""


def main(arguments: Sequence[str]) -> int:
    """Run the bench; 1 when a figure is missing, 0 also when a target is missed."""
    options = _options(arguments)
    started = describe()
    sizes = {
        "sockets": options.sockets,
        "many_sockets": options.many,
        "rounds": options.rounds,
        "events": options.events,
        "journal": options.journal,
        "missed": options.missed,
        "tls": not options.plain,
    }
    sqlite = _stage("sqlite", None, sizes)
    with private_cluster(DURABLE) as url:
        postgres = _stage("postgres", url, {**sizes, "parts": ONLY_COMMANDS})
    figures = _figures(options.sockets, sqlite, postgres)
    absent = missing(figures)
    figures["targets"] = targets(figures) if not absent else {}
    figures["machine"] = {**started, "load_average_after": describe()["load_average"], **sizes}
    figures["details"] = {"sqlite": sqlite, "postgres": postgres}
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps(figures, indent=1) + "\n")
    sys.stdout.write(table(figures) + _words(figures["machine"]))
    return 1 if absent else 0


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.live", description=__doc__)
    parser.add_argument("--sockets", type=int, default=500)
    parser.add_argument("--many", type=int, default=2000, help="pages of event_p99_ms_2000")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--events", type=int, default=20, help="events of each side in a round")
    parser.add_argument("--journal", type=int, default=1000, help="events in the meeting before it is measured")
    parser.add_argument("--missed", type=int, default=100, help="events that the page of catchup_cpu_ms missed")
    parser.add_argument("--plain", action="store_true", help="without TLS, as behind nginx")
    parser.add_argument("--out", type=Path, default=OUT)
    return parser.parse_args(arguments)


def _stage(database: str, url: str | None, sizes: dict[str, Any]) -> dict[str, Any]:
    folder = Path(tempfile.mkdtemp(prefix="nghisu-bench-"))
    plan = Plan(database, str(folder), url or f"sqlite:///{folder / 'nghisu.sqlite3'}", **sizes)
    command = [sys.executable, "-m", "bench.live.stage", json.dumps(asdict(plan))]
    try:
        # Ends its servers as after Ctrl-C when this process is killed.
        guard = ["setpriv", "--pdeathsig", "INT", "--"]
        done = subprocess.run([*guard, *command], stdout=subprocess.PIPE, text=True, timeout=LIMIT_S, check=False)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    found: dict[str, Any] = json.loads(done.stdout) if done.returncode == 0 else {}
    return found


def _figures(sockets: int, sqlite: dict[str, Any], postgres: dict[str, Any]) -> dict[str, Any]:
    accounts = [stage.get("account", {}) for stage in (sqlite, postgres)]
    whole = all(account.get("journal_whole") for account in accounts)
    names = ("event_p50_ms", "event_p99_ms", "cpu_ms_per_event", "channels_cpu_ms_per_event", "cpu_ratio")
    return {
        "sockets": sockets,
        **{name: sqlite.get(name) for name in names},
        "event_p99_ms_2000": sqlite.get("event_p99_ms_many"),
        "reconnect_500_s": sqlite.get("reconnect_s"),
        "commands_500_p99_ms_sqlite": sqlite.get("commands_p99"),
        "commands_500_p99_ms_postgres": postgres.get("commands_p99"),
        "kb_per_socket": sqlite.get("kb_per_socket"),
        "snapshot_cpu_ms": sqlite.get("snapshot_cpu_ms"),
        "catchup_cpu_ms": sqlite.get("catchup_cpu_ms"),
        "lost": sum(account["lost"] for account in accounts) if whole else None,
        "duplicated": sum(account["duplicated"] for account in accounts) if whole else None,
    }


def _words(machine: dict[str, Any]) -> str:
    before, after = machine["load_average"], machine["load_average_after"]
    words = f"{machine['cpu']}, {machine['cores']} cores; load average before {before}, after {after}"
    return f"\n{words}\nMedians of {machine['rounds']} alternating rounds; {'TLS' if machine['tls'] else 'plain'}.\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
