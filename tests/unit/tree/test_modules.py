"""Modules stay short enough to be read in one sitting."""

import subprocess
from pathlib import Path

LONGEST = 400
SUFFIXES = {".py", ".ts", ".c", ".h"}
ROOT = Path(__file__).resolve().parents[3]


def _sources() -> list[Path]:
    names = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    paths = [ROOT / name for name in names if Path(name).suffix in SUFFIXES and "/migrations/" not in name]
    return [path for path in paths if path.is_file()]


def test_there_are_sources() -> None:
    assert len(_sources()) > 10


def test_no_module_is_longer_than_400_lines() -> None:
    lengths = {path.relative_to(ROOT): len(path.read_text(encoding="utf-8").splitlines()) for path in _sources()}
    assert {str(path): lines for path, lines in lengths.items() if lines > LONGEST} == {}
