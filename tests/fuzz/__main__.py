"""``python -m tests.fuzz``: every target for some seconds, guided by what the bytes reach where atheris is there."""

import argparse
import importlib.util
import random
import subprocess
import sys
import time
from pathlib import Path

OUTPUT = Path("build/fuzz")


def main() -> int:
    """Run all targets, each in a process of its own; a fault is kept as a file and fails the run."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=int, default=60, help="for each target")
    parser.add_argument("--seed", type=int, default=time.time_ns() % 2**31)
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("targets", nargs="*")
    options = parser.parse_args()
    OUTPUT.mkdir(parents=True, exist_ok=True)
    if options.one:
        _run_here(options.targets[0], options.seconds, options.seed)
        return 0
    from tests.fuzz.targets import TARGETS

    failed = []
    for name in options.targets or TARGETS:
        print(f"{name}: {options.seconds} s, seed {options.seed}", flush=True)
        command = [sys.executable, "-m", "tests.fuzz", "--one", "--seconds", str(options.seconds), "--seed"]
        # A parser that does not come back is a fault, too.
        try:
            done = subprocess.run([*command, str(options.seed), name], timeout=options.seconds * 2 + 60).returncode
        except subprocess.TimeoutExpired:
            done = -1
        if done:
            failed.append(name)
    print(f"faults in: {', '.join(failed)}; inputs in {OUTPUT}" if failed else "no faults", flush=True)
    return bool(failed)


def _run_here(name: str, seconds: int, seed: int) -> None:
    if importlib.util.find_spec("atheris") is None:
        _run_blindly(name, seconds, seed)
        return
    import atheris  # type: ignore[import-not-found, unused-ignore]

    with atheris.instrument_imports(include=["media", "tests.fuzz"]):
        from tests.fuzz.targets import TARGETS

    corpus = OUTPUT / name
    corpus.mkdir(exist_ok=True)
    for index, one in enumerate(TARGETS[name].seeds(name)):
        (corpus / f"seed-{index}").write_bytes(one)
    limits = [f"-max_total_time={seconds}", f"-seed={seed}", "-max_len=24000", "-timeout=10", "-verbosity=0"]
    prefix = f"-artifact_prefix={OUTPUT}/{name}-"
    atheris.Setup([sys.argv[0], *limits, "-print_final_stats=1", prefix, str(corpus)], TARGETS[name].run)
    atheris.Fuzz()


def _run_blindly(name: str, seconds: int, seed: int) -> None:
    from tests.fuzz.mutate import mutate
    from tests.fuzz.targets import TARGETS

    target, rng, count = TARGETS[name], random.Random(seed), 0
    seeds, end = target.seeds(name), time.monotonic() + seconds
    while time.monotonic() < end:
        data = mutate(rng, seeds)
        try:
            target.run(data)
        except Exception:
            (OUTPUT / f"{name}-fault").write_bytes(data)
            raise
        count += 1
    print(f"  {count} inputs")


if __name__ == "__main__":
    sys.exit(main())
