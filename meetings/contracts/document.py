"""Write the tables of messages into ``docs/protocol.md``, between its markers; the sense around them is by hand.

``python -m meetings.contracts.document`` rewrites the page; ``--check`` only says whether it is up to date.
"""

import sys
import types
from collections.abc import Callable, Iterable, Iterator
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from meetings.contracts.audience import Audience
from meetings.contracts.commands import Command
from meetings.contracts.events import EventPayload
from meetings.contracts.media import MediaCommand, Participant, Policy, SourceInfo, WorkerInfo, WorkerStarted
from meetings.contracts.socket import ClientMessage, ServerMessage
from meetings.contracts.speech import AudioChunk, Segment, Term, TextRules, Word
from meetings.contracts.state import MeetingState

PAGE = Path(__file__).resolve().parent.parent.parent / "docs" / "protocol.md"
TAGS = ("type", "name", "kind")
"""Fields that tell the members of a union apart."""


def members(union: Any) -> tuple[type[BaseModel], ...]:
    """Return the classes of an annotated union."""
    inner = get_args(union)[0] if get_origin(union) is Annotated else union
    return get_args(inner)


def table(models: Iterable[type[BaseModel]]) -> str:
    """Return a Markdown table of messages: name, what it says, fields."""
    rows = [f"| `{label(model)}` | {_first_line(model)} | {_fields(model)} |" for model in models]
    return "\n".join(["| message | says | fields |", "|---|---|---|", *rows])


def label(model: type[BaseModel]) -> str:
    """Return the tag by which a message is known on the wire, else its class name."""
    for tag in TAGS:
        found = model.model_fields.get(tag)
        if found and get_origin(found.annotation) is Literal:
            return str(found.default)
    return model.__name__


def _first_line(model: type[BaseModel]) -> str:
    return " ".join((model.__doc__ or "").split("\n\n")[0].split()).replace("|", "\\|").replace("``", "`")


def _fields(model: type[BaseModel]) -> str:
    shown = [
        f"`{name}: {type_name(found.annotation)}`"
        for name, found in model.model_fields.items()
        if not (name in TAGS and get_origin(found.annotation) is Literal and len(get_args(found.annotation)) == 1)
    ]
    return ", ".join(shown).replace("|", "\\|") or "–"


def type_name(annotation: Any) -> str:
    """Return a short name of a field's type: ``int?``, ``Item[]``, ``"open"|"closed"``."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return type_name(arguments[0])
    if origin is Literal:
        return "|".join(f'"{value}"' for value in arguments)
    if origin in {Union, types.UnionType}:
        parts = [type_name(part) for part in arguments if part is not type(None)]
        name = parts[0] if len(parts) == 1 else _union_name(arguments) or "|".join(parts)
        return name + ("?" if type(None) in arguments else "")
    if origin is tuple:
        return f"{type_name(arguments[0])}[]"
    if origin is dict:
        return f"{{{type_name(arguments[0])}: {type_name(arguments[1])}}}"
    name = str(annotation.__name__)
    return {"str": "text", "float": "number"}.get(name, name)


def _union_name(arguments: tuple[Any, ...]) -> str | None:
    known = {members(Command): "Command", members(EventPayload): "EventPayload", members(Audience): "Audience"}
    return known.get(arguments)


def state_models() -> list[type[BaseModel]]:
    """Return everything that a snapshot holds, each class once, in the order of use."""
    return list(dict.fromkeys(_walk(MeetingState)))


def _walk(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
        for found in annotation.model_fields.values():
            yield from _walk(found.annotation)
    for argument in get_args(annotation):
        yield from _walk(argument)


def enums() -> str:
    """Return a table of the fixed words that fields may have."""
    found: dict[str, type[Enum]] = {}
    models: tuple[type[BaseModel], ...] = (*state_models(), Segment, TextRules, *members(Command))
    for model in models:
        for field in model.model_fields.values():
            for part in (field.annotation, *get_args(field.annotation)):
                if isinstance(part, type) and issubclass(part, Enum):
                    found[part.__name__] = part
    rows = [f"| `{name}` | {', '.join(f'`{word.value}`' for word in found[name])} |" for name in sorted(found)]
    return "\n".join(["| type | words |", "|---|---|", *rows])


SECTIONS: dict[str, Callable[[], str]] = {
    "client": lambda: table(members(ClientMessage)),
    "commands": lambda: table(members(Command)),
    "server": lambda: table(members(ServerMessage)),
    "events": lambda: table(members(EventPayload)),
    "state": lambda: table(state_models()),
    "words": enums,
    "audience": lambda: table(members(Audience)),
    "media": lambda: table((*members(MediaCommand), WorkerInfo, WorkerStarted, Participant, Policy, SourceInfo)),
    "speech": lambda: table((AudioChunk, Segment, Word, TextRules, Term)),
}


def filled(page: str) -> str:
    """Return the page with every table written anew; raises ``ValueError`` when a marker is missing."""
    for name, make in SECTIONS.items():
        start, end = f"<!-- table: {name} -->\n", f"<!-- end: {name} -->"
        before, found, rest = page.partition(start)
        _old, also, after = rest.partition(end)
        if not (found and also):
            raise ValueError(f"docs/protocol.md has no markers for the table {name}")
        page = f"{before}{start}{make()}\n{end}{after}"
    return page


def main(arguments: list[str]) -> int:
    """Rewrite the page, or check it; returns the exit status."""
    page = PAGE.read_text()
    new = filled(page)
    if "--check" in arguments:
        return 0 if new == page else 1
    PAGE.write_text(new)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
