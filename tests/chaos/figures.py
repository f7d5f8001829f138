"""The figures of the fault table: noted by the tests, kept in one JSON file, printed beside the table's promises."""

import fcntl
import json
from dataclasses import asdict, dataclass
from pathlib import Path

FILE = Path("build/test/faults.json")


@dataclass(frozen=True)
class Figure:
    """What was seen of one promise of the fault table."""

    row: int
    what: str
    value: float
    unit: str
    target: str


def note(row: int, what: str, value: float, unit: str, target: str) -> None:
    """Keep one figure; a later one of the same row and name replaces it."""
    FILE.parent.mkdir(parents=True, exist_ok=True)
    with FILE.open("a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        kept = {(entry["row"], entry["what"]): entry for entry in json.loads(file.read() or "[]")}
        kept[row, what] = asdict(Figure(row, what, round(value, 3), unit, target))
        file.truncate(0)
        file.write(json.dumps(sorted(kept.values(), key=lambda entry: entry["row"]), ensure_ascii=False, indent=1))
