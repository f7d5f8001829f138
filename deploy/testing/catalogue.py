"""A message catalogue must be whole: no string without a translation, none left to be confirmed."""

import re
import subprocess
import sys


def statistics(path: str) -> str:
    """``msgfmt``'s counts for the catalogue; raises ``CalledProcessError`` when it has a format error."""
    done = subprocess.run(
        ["msgfmt", "--check", "--statistics", "-o", "/dev/null", path],
        capture_output=True,
        text=True,
        check=True,
        env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"},
    )
    return done.stderr.strip()


def main(path: str) -> int:
    """Print the counts; 1 when something is missing."""
    counts = statistics(path)
    sys.stdout.write(f"{path}: {counts}\n")
    return 1 if re.search(r"\b[1-9][0-9]* (fuzzy|untranslated)", counts) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
