"""``python -m bench.media``: servers take turns under one load; a table, and ``bench/out/media.json``."""

import argparse
import asyncio
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.media import janus, rooms
from bench.media.crowd import Crowd, Server, Window, median, percentile
from bench.media.floor import Floor
from bench.media.ours import Ours
from deploy.setup import debian
from deploy.setup.messages import SetupError

OUT = Path("bench/out/media.json")
INSIDE = "NGHISU_BENCH_NAMESPACE"
INTERFACE, VETH_HOST, LOOPBACK = "vj0", "10.77.0.1", "127.0.0.1"
HEADLINE = 200


def main(arguments: list[str]) -> int:
    """Run in a network namespace of its own where that is allowed."""
    options = _options(arguments)
    if INSIDE not in os.environ:
        _install_janus()
    if os.geteuid() == 0 and shutil.which("unshare") and INSIDE not in os.environ:
        command = ["unshare", "--net", "--", sys.executable, "-m", "bench.media", *arguments]
        return subprocess.run(command, env=os.environ | {INSIDE: "1"}, check=False).returncode
    alone = INSIDE in os.environ and _make_interface()
    report = asyncio.run(_run(options, VETH_HOST if alone else LOOPBACK, alone))
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n")
    print(f"\n{OUT}")
    return 0 if report.get("us_per_packet") or not options.sizes else 1


def _install_janus() -> None:
    """Get the peer that we are compared with; without it the bench says so and measures the rest."""
    try:
        debian.install_missing({"bench"})
    except SetupError as error:
        print(error.vi)


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench.media", description=__doc__)
    parser.add_argument("--sizes", default="50,200,800", help="subscribers, comma-separated")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=5.0, help="length of one window")
    parser.add_argument("--viewers", type=int, default=500, help="of the large conference; 0: none")
    parser.add_argument("--rooms", type=int, default=220, help="that only send; 0: none")
    parser.add_argument("--without", default="", help="of c, python, janus_tuned, janus_stock, comma-separated")
    return parser.parse_args(arguments)


def _make_interface() -> bool:
    """A veth address of our own: Janus refuses the loopback."""
    commands = (
        "ip link set lo up",
        f"ip link add {INTERFACE} type veth peer name vj1",
        f"ip addr add {VETH_HOST}/24 dev {INTERFACE}",
        f"ip link set {INTERFACE} up",
        "ip link set vj1 up",
    )
    return all(subprocess.run(one.split(), check=False).returncode == 0 for one in commands)


async def _run(options: argparse.Namespace, host: str, alone: bool) -> dict[str, Any]:
    not_run: dict[str, str] = {}
    names = _contestants(options.without.split(","), alone, not_run)
    report: dict[str, Any] = {"machine": _machine(), "not_run": not_run, "by_subscribers": {}}
    for size in (int(one) for one in options.sizes.split(",") if one):
        with tempfile.TemporaryDirectory() as folder:
            rows = await _size(size, names, host, Path(folder), options, not_run)
        report["by_subscribers"][str(size)] = rows
        _print(size, rows)
    if report["by_subscribers"]:
        _headline(report)
    await _large(report, host, options, not_run)
    for name, reason in not_run.items():
        print(f"not run: {name}: {reason}")
    return report


async def _large(report: dict[str, Any], host: str, options: argparse.Namespace, not_run: dict[str, str]) -> None:
    """A conference of hundreds, and rooms that only send, on the C engine."""
    for name, count, measure in (
        ("conference", options.viewers, rooms.conference),
        ("rooms that only send", options.rooms, rooms.only_senders),
    ):
        if not count or "c" in options.without.split(","):
            not_run[name] = "left out"
            continue
        with tempfile.TemporaryDirectory() as folder:
            try:
                found = await measure(host, Path(folder), count, options.seconds)
            except (RuntimeError, OSError, TimeoutError) as error:
                not_run[name] = f"{type(error).__name__}: {error}"
                continue
        report |= found
        print(*(f"{key} {value}" for key, value in found.items()), sep="\n", flush=True)


def _contestants(without: list[str], alone: bool, not_run: dict[str, str]) -> list[str]:
    names = [name for name in ("c", "python") if name not in without]
    reason = janus.missing() or ("" if alone else "needs root: Janus refuses the loopback")
    for name in ("janus_tuned", "janus_stock"):
        if name in without:
            not_run[name] = "left out"
        elif reason:
            not_run[name] = reason
        else:
            names.append(name)
    if "janus_tuned" in names:
        not_run["janus_tuned with libsrtp on OpenSSL"] = (
            "Debian's libsrtp (on NSS) is used; none on OpenSSL is packaged"
        )
    return names


async def _size(
    size: int, names: list[str], host: str, folder: Path, options: argparse.Namespace, not_run: dict[str, str]
) -> dict[str, Any]:
    crowds: dict[str, Crowd] = {}
    for name in names:
        try:
            crowds[name] = await _open(name, host, folder, size)
        except (RuntimeError, OSError, TimeoutError, IndexError, KeyError) as error:
            not_run[f"{name} with {size}"] = f"{type(error).__name__}: {error}"
    floor = Floor([peer.address for peer in next(iter(crowds.values())).peers[3:]], folder)
    windows: dict[str, list[Window]] = {name: [] for name in crowds}
    floors: list[float] = []
    for _ in range(options.rounds):
        for name, crowd in crowds.items():
            windows[name].append(await crowd.measure(options.seconds))
        cpu, sent = await asyncio.to_thread(floor.run, options.seconds / 2)
        floors.append(cpu / max(1, sent) * 1e6)
    rows: dict[str, Any] = {
        "floor": {"us_per_packet": round(median(floors), 3), "rounds": [round(one, 3) for one in floors]}
    }
    for name, crowd in crowds.items():
        rows[name] = _row(crowd, windows[name])
        await crowd.disperse()
    return rows


async def _open(name: str, host: str, folder: Path, size: int) -> Crowd:
    server: Any
    if name.startswith("janus"):
        server = janus.Janus(name, host, INTERFACE, folder, tuned=name == "janus_tuned")
    else:
        server = Ours(name, host, folder)
    typed: Server = server
    crowd = Crowd(typed, host, size)
    try:
        await server.start()
        await crowd.gather()
    except BaseException:
        await crowd.disperse()
        raise
    return crowd


def _row(crowd: Crowd, windows: list[Window]) -> dict[str, Any]:
    ages = [age for window in windows for age in window.ages]
    return {
        "us_per_packet": round(median([one.us_per_packet for one in windows]), 3),
        "rounds": [round(one.us_per_packet, 3) for one in windows],
        "loss": round(sum(one.loss for one in windows) / len(windows), 6),
        "delivered": sum(one.delivered for one in windows),
        "gaps_at_listeners": sum(one.gaps for one in windows),
        "latency_added_ms_p50": round(percentile(ages, 0.5), 3),
        "latency_added_ms_p99": round(percentile(ages, 0.99), 3),
        "core_share": round(median([one.busy for one in windows]), 3),
        "join_ms_cpu": round(crowd.join_ms_cpu, 2),
        "kb_per_peer": round(crowd.kb_per_peer, 1),
    }


def _headline(report: dict[str, Any]) -> None:
    sizes = report["by_subscribers"]
    rows = sizes.get(str(HEADLINE)) or next(iter(sizes.values()))
    ours, floor = rows.get("c", {}), rows["floor"]["us_per_packet"]
    for key in ("us_per_packet", "loss", "latency_added_ms_p50", "latency_added_ms_p99", "kb_per_peer", "join_ms_cpu"):
        report[key] = ours.get(key)
    report["floor_us_per_packet"] = floor
    report["ratio_floor"] = _ratio(rows.get("c"), floor)
    for name in ("python", "janus_tuned", "janus_stock"):
        report[f"{name}_us_per_packet"] = rows.get(name, {}).get("us_per_packet")
    report["growth_us_per_packet"] = {size: row.get("c", {}).get("us_per_packet") for size, row in sizes.items()}
    tuned = report["janus_tuned_us_per_packet"]
    report["ratio_tuned"], report["python_ratio_tuned"] = (
        _ratio(rows.get("c"), tuned),
        _ratio(rows.get("python"), tuned),
    )


def _ratio(row: dict[str, Any] | None, other: float | None) -> float | None:
    return round(row["us_per_packet"] / other, 3) if row and other else None


def _machine() -> dict[str, Any]:
    return {"cores": os.cpu_count(), "kernel": os.uname().release, "load_average": os.getloadavg()[0]}


COLUMNS = {
    "us_per_packet": "µs/packet",
    "loss": "loss",
    "latency_added_ms_p50": "p50 ms",
    "latency_added_ms_p99": "p99 ms",
    "core_share": "core",
    "kb_per_peer": "kB/peer",
    "join_ms_cpu": "join ms",
}


def _print(size: int, rows: dict[str, Any]) -> None:
    print(f"\n{size:>4} subscribers " + "".join(f"{title:>11}" for title in COLUMNS.values()))
    for name, row in rows.items():
        print(f"  {name:<14} " + "".join(f"{row.get(key, ''):>11}" for key in COLUMNS))
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
