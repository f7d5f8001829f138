"""Scenes that are made once by the real services and then written from memory: a twentieth of the time.

Each time the scene has identities of its own and happens now, so that no test can lean on what another left in a
process: every UUID that was made becomes a new one, every moment moves by the time that has passed, wherever they
stand (columns, journal texts, objects), and the journal is chained anew by the product's own sum.
"""

import io
import pickle
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Generic, TypeVar
from uuid import UUID, uuid4

from django.apps import apps
from django.db.models import Field, Model

from meetings.core import clock, journal
from meetings.core.bulk import insert_rows
from meetings.core.models import JournalEvent, JournalHead

Scene = TypeVar("Scene")
Row = tuple[object, ...]
Tables = dict[type[Model], list[Row]]

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d")
UUID_TEXT = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class _Writer(pickle.Pickler):
    """Leaves out what differs each time: identities, moments, and the texts that hold some."""

    def persistent_id(self, value: object) -> object:
        if isinstance(value, UUID | datetime):
            return value
        return value if isinstance(value, str) and (UUID_TEXT.search(value) or MOMENT.search(value)) else None


class _Reader(pickle.Unpickler):
    """Puts new identities and present moments where the writer left some out."""

    def __init__(self, data: bytes, made: set[UUID], passed: timedelta) -> None:
        super().__init__(io.BytesIO(data))
        self._new = {identity: uuid4() for identity in made}
        self._texts = {str(old): str(new) for old, new in self._new.items()}
        self._passed = passed

    def persistent_load(self, value: object) -> object:
        if isinstance(value, UUID):
            return self._new.get(value, value)
        if isinstance(value, datetime):
            return value + self._passed
        return MOMENT.sub(self._moved, UUID_TEXT.sub(self._renamed, str(value)))

    def _renamed(self, found: re.Match[str]) -> str:
        return self._texts.get(found[0], found[0])

    def _moved(self, found: re.Match[str]) -> str:
        return clock.iso(datetime.fromisoformat(found[0]) + self._passed)


@dataclass
class Kept(Generic[Scene]):
    """A scene that ``make`` makes in an empty database; the first call makes it, the others write what that one wrote.

    For tests whose transaction is rolled back: what the services do on commit is not done again.
    """

    make: Callable[[], Scene]
    _data: bytes = b""
    _made: set[UUID] = field(default_factory=set)
    _ended: datetime | None = None

    def again(self) -> Scene:
        """Return the scene, in the database as if it had just been made."""
        if self._ended is None:
            return self._first(clock.now())
        # Whole milliseconds: what is written to the microsecond and to the millisecond keep belonging together.
        passed = timedelta(milliseconds=(clock.now() - self._ended) // timedelta(milliseconds=1))
        scene, tables = _Reader(self._data, self._made, passed).load()
        _chain_anew(tables)
        for model, rows in tables.items():
            insert_rows(model, [field.name for field in _fields(model)], rows)
        return scene

    def _first(self, began: datetime) -> Scene:
        before = _read()
        scene = self.make()
        after = _read()
        tables = {model: [row for row in rows if row not in before[model]] for model, rows in after.items()}
        if any(row not in after[model] for model, rows in before.items() for row in rows):
            raise AssertionError("a kept scene may add rows, not change those of the migrations")
        tables = {model: rows for model, rows in tables.items() if rows}
        self._made = {row[0] for rows in tables.values() for row in rows if isinstance(row[0], UUID)}
        memory = io.BytesIO()
        _Writer(memory).dump((scene, tables))
        self._data, self._ended = memory.getvalue(), clock.now()
        return scene


def _read() -> Tables:
    models = [model for model in apps.get_models() if model._meta.managed and not model._meta.proxy]
    return {model: list(_rows(model)) for model in models}


def _rows(model: type[Model]) -> list[Row]:
    names = [field.attname for field in _fields(model)]
    return list(model._base_manager.order_by("pk").values_list(*names))


def _fields(model: type[Model]) -> list[Field]:
    """Return the columns, the key first; one that the database counts is left to it."""
    columns = sorted(model._meta.concrete_fields, key=lambda field: not field.primary_key)
    return [field for field in columns if not field.db_returning]


def _chain_anew(tables: Tables) -> None:
    heads: dict[object, tuple[int, str]] = {}
    names = [field.attname for field in _fields(JournalEvent)]
    events = [JournalEvent(**dict(zip(names, row, strict=True))) for row in tables[JournalEvent]]
    for event in sorted(events, key=lambda event: event.number):
        event.prev_hash = heads.get(event.meeting_id, (0, ""))[1]
        event.hash = journal.event_hash(event)
        heads[event.meeting_id] = event.number, event.hash
    tables[JournalEvent] = [tuple(getattr(event, name) for name in names) for event in events]
    names = [field.attname for field in _fields(JournalHead)]
    made = [JournalHead(meeting_id=meeting, number=number, hash=last) for meeting, (number, last) in heads.items()]
    tables[JournalHead] = [tuple(getattr(head, name) for name in names) for head in made]
