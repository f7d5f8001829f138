"""Reads the texts: ``# `` and ``## `` are headings, ``[name]`` stands for a table, all else are paragraphs."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from meetings.documents.demo.data import summary

FOLDER = Path(__file__).parent / "texts"


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a text; of a table, ``text`` is the name."""

    kind: Literal["part", "heading", "table", "paragraph"]
    text: str


def blocks(name: str) -> Iterator[Block]:
    """Return the pieces of ``texts/<name>.txt`` with the figures filled in."""
    content = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").format(**summary().facts)
    for line in filter(None, map(str.strip, content.splitlines())):
        if line.startswith("## "):
            yield Block("heading", line[3:])
        elif line.startswith("# "):
            yield Block("part", line[2:])
        elif line.startswith("["):
            yield Block("table", line.strip("[]"))
        else:
            yield Block("paragraph", line)
