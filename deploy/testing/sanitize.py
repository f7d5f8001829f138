"""``python -m deploy.testing.sanitize``: the media engine in C under the address and undefined-behaviour sanitizers.

Warnings are errors here. Without a C compiler there is nothing to check, and that is said.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

SOURCES = Path("media/forward/native/c")
PROGRAM = Path("build/test/media-engine-sanitized")
FLAGS = ("-std=gnu11", "-g", "-O1", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-Werror", "-ffp-contract=off", "-pthread")
SANITIZERS = ("-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-fno-omit-frame-pointer")


def main(scripts: list[str]) -> int:
    """Compile and run, with ``scripts`` (files) first; returns the exit status."""
    if shutil.which("cc") is None:
        sys.stdout.write("no C compiler: the media engine in C is not used on this machine\n")
        return 0
    PROGRAM.parent.mkdir(parents=True, exist_ok=True)
    files = [str(path) for path in (*SOURCES.glob("*.c"), SOURCES / "check" / "sanitize.c")]
    command = ["cc", *FLAGS, *SANITIZERS, f"-I{SOURCES}", *files, "-o", str(PROGRAM), "-lm"]
    built = subprocess.run(command, check=False).returncode
    if built != 0:
        return built
    environment = {**os.environ, "ASAN_OPTIONS": "detect_leaks=1", "UBSAN_OPTIONS": "print_stacktrace=1"}
    return subprocess.run([str(PROGRAM.absolute()), *scripts], env=environment, check=False, timeout=600).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
