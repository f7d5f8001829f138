"""Rows of a hall's burst, written without an object and a conversion for each value of each row."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import Field, Model


def insert_rows(
    model: type[Model], names: Sequence[str], rows: Iterable[Sequence[object]], *, unique: Sequence[str] = ()
) -> None:
    """Insert rows of the named fields; one that is there already by ``unique`` takes their values but for its key.

    Values are what the fields hold; nothing is checked but by the database. Signals are not sent.
    """
    table: Any = model._meta  # noqa: SLF001 - Django's documented name
    fields: list[Field[Any, Any]] = [table.get_field(name) for name in names]
    prepared = _prepared(fields, rows)
    if not prepared:
        return
    columns = ", ".join(map(_quoted, fields))
    one = f"({', '.join(['%s'] * len(names))})"
    # Names come from the models, values go as parameters.
    start = f"INSERT INTO {connection.ops.quote_name(table.db_table)} ({columns}) VALUES "  # noqa: S608
    end = _replacing(fields, [table.get_field(name) for name in unique]) if unique else ""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.executemany(start + one + end, prepared)
        else:
            values = [value for row in prepared for value in row]
            cursor.execute(start + ", ".join([one] * len(prepared)) + end, values)


def _prepared(fields: Sequence[Field[Any, Any]], rows: Iterable[Sequence[object]]) -> list[tuple[Any, ...]]:
    """Return the rows as the driver takes them; what stands in many rows is converted once."""
    columns = []
    for field, values in zip(fields, zip(*rows, strict=True), strict=False):
        distinct = {value: field.get_db_prep_save(value, connection) for value in set(values)}
        columns.append([distinct[value] for value in values])
    return list(zip(*columns, strict=True))


def _quoted(field: Field[Any, Any]) -> str:
    return connection.ops.quote_name(str(field.column))


def _replacing(fields: Sequence[Field[Any, Any]], unique: Sequence[Field[Any, Any]]) -> str:
    changed = [_quoted(field) for field in fields if field not in unique and not field.primary_key]
    changes = ", ".join(f"{column} = EXCLUDED.{column}" for column in changed)
    return f" ON CONFLICT ({', '.join(map(_quoted, unique))}) DO UPDATE SET {changes}"
