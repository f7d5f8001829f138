"""Halls that are ready to be taken: one JSON file each in ``halls_ready``, in the order of their names."""

import json
from functools import cache
from pathlib import Path

from meetings.contracts.seating import HallSpec, ReadyHall

FOLDER = Path(__file__).parent / "halls_ready"


@cache
def ready_halls(language: str = "vi") -> tuple[ReadyHall, ...]:
    """Return all of them, with their names in a language (``vi`` or ``en``)."""
    return tuple(_read(file, language) for file in sorted(FOLDER.glob("*.json")))


def _read(file: Path, language: str) -> ReadyHall:
    content = json.loads(file.read_text(encoding="utf-8"))
    names = content["name"]
    return ReadyHall(name=names.get(language, names["vi"]), spec=HallSpec.model_validate(content["spec"]))
