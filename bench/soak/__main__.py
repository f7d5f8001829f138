"""``make soak``: pages come and go for half an hour; the worker's memory and descriptors stay where they are."""

import argparse
import asyncio
import json
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from bench.soak.run import soak

OUTPUT = Path("bench/out/soak.json")


def main() -> int:
    """Print the verdict and write it as JSON; returns 1 when something grew."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=1800)
    parser.add_argument("--pages", type=int, default=100)
    parser.add_argument("--engine", choices=("c", "python"), default="c")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        result = asyncio.run(soak(Path(folder), options.engine, options.pages, options.seconds))
    OUTPUT.parent.mkdir(parents=True, exist_ok=True)
    OUTPUT.write_text(json.dumps(asdict(result) | {"flat": result.flat}, indent=1) + "\n", encoding="utf-8")
    print(f"{result.joins} joins ({result.second_tries} tried again), {result.packets} packets")
    print(f"memory {result.memory_kb} kB")
    print(f"by cycle {result.cycles_kb} kB, growth in the second half {result.growth_kb} kB")
    print(f"descriptors {result.descriptors}, threads {result.threads}: {'flat' if result.flat else 'NOT FLAT'}")
    return 0 if result.flat else 1


if __name__ == "__main__":
    sys.exit(main())
