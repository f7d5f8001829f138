"""The databases' full-text index over ``PageText``: FTS5 on SQLite, tsvector with GIN on PostgreSQL.

Words are cut and folded by ``words`` before they come here, so both find the same; neither's own parser or dictionary
has a say. SQLite keeps its index by triggers, PostgreSQL by generated columns: rows are written as any others.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from meetings.documents.words import Term

TABLE = "documents_pagetext"
INDEX = "documents_pageindex"

_SQLITE = (
    """CREATE VIRTUAL TABLE documents_pageindex USING fts5(marked, plain, content='documents_pagetext',
        content_rowid='id', tokenize='unicode61 remove_diacritics 0')""",
    """CREATE TRIGGER documents_pageindex_ai AFTER INSERT ON documents_pagetext BEGIN
        INSERT INTO documents_pageindex(rowid, marked, plain) VALUES (new.id, new.marked, new.plain); END""",
    """CREATE TRIGGER documents_pageindex_ad AFTER DELETE ON documents_pagetext BEGIN
        INSERT INTO documents_pageindex(documents_pageindex, rowid, marked, plain)
        VALUES ('delete', old.id, old.marked, old.plain); END""",
    """CREATE TRIGGER documents_pageindex_au AFTER UPDATE ON documents_pagetext BEGIN
        INSERT INTO documents_pageindex(documents_pageindex, rowid, marked, plain)
        VALUES ('delete', old.id, old.marked, old.plain);
        INSERT INTO documents_pageindex(rowid, marked, plain) VALUES (new.id, new.marked, new.plain); END""",
)
_SQLITE_GONE = (
    *(f"DROP TRIGGER IF EXISTS documents_pageindex_{when}" for when in ("ai", "ad", "au")),
    "DROP TABLE IF EXISTS documents_pageindex",
)
# A word's position may be 16383 at most; a page has fewer, and what stands beyond is found all the same.
_POSTGRESQL = (
    """CREATE FUNCTION nghisu_words(words text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT coalesce(string_agg(quote_literal(word) || ':' || least(at, 16383), ' '), '')::tsvector
        FROM unnest(string_to_array(words, ' ')) WITH ORDINALITY AS one(word, at) WHERE word <> '' $$""",
    *(
        f"ALTER TABLE {TABLE} ADD COLUMN {form}_index tsvector GENERATED ALWAYS AS (nghisu_words({form})) STORED"
        for form in ("marked", "plain")
    ),
    *(f"CREATE INDEX {INDEX}_{form} ON {TABLE} USING gin ({form}_index)" for form in ("marked", "plain")),
)
# The rank reads the words of every page that is found: unpacking them costs most of a search. LZ4 does it several
# times as fast as PostgreSQL's own packing; a server built without it keeps that.
_POSTGRESQL_PACKING = f"""DO $$ BEGIN
    {"".join(f"ALTER TABLE {TABLE} ALTER COLUMN {form}_index SET COMPRESSION lz4; " for form in ("marked", "plain"))}
    EXCEPTION WHEN feature_not_supported THEN NULL; END $$"""
_POSTGRESQL_GONE = (
    *(f"ALTER TABLE {TABLE} DROP COLUMN {form}_index" for form in ("marked", "plain")),
    "DROP FUNCTION nghisu_words(text)",
)


def install(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """Make the index; a step of a migration."""
    for statement in {"sqlite": _SQLITE, "postgresql": _POSTGRESQL}[editor.connection.vendor]:
        editor.execute(statement)


def remove(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """Drop the index."""
    for statement in {"sqlite": _SQLITE_GONE, "postgresql": _POSTGRESQL_GONE}[editor.connection.vendor]:
        editor.execute(statement)


def pack(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """Choose how PostgreSQL packs the words of pages that come from now on; a step of a migration."""
    if editor.connection.vendor == "postgresql":
        editor.execute(_POSTGRESQL_PACKING)


def matching(terms: Sequence[Term], row: str) -> tuple[str, list[str]]:
    """Return an SQL condition with its parameters: the row (an alias of the table) has every term.

    The words of a term hold letters and digits only, so none can say anything to the databases' query languages.
    """
    if connection.vendor == "sqlite":
        asked = " AND ".join(f'{_column(term)} : "{" ".join(term.words)}"' for term in terms)
        return f"{row}.id IN (SELECT rowid FROM {INDEX} WHERE {INDEX} MATCH %s)", [asked]  # noqa: S608
    # One question to each column's index: it stops at the rarest word.
    asked_of = _phrases(terms)
    condition = " AND ".join(f"{row}.{form}_index @@ %s::tsquery" for form in asked_of)
    return condition, [" & ".join(phrases) for phrases in asked_of.values()]


@dataclass(frozen=True, slots=True)
class Ranked:
    """The parts of a search over rows ``t`` in the order of their worth: ``rank`` is smaller for better rows."""

    join: str
    match: str
    matched: list[str]
    """Parameters of ``match``."""
    rank: str
    ranked: list[str]
    """Parameters of ``rank``."""
    total: str = "NULL"
    """How many rows there are, beside each of them; null where the database counts only by itself (SQLite's bm25)."""


def ranking(terms: Sequence[Term]) -> Ranked:
    """Return the parts of an SQL query for the rows with every term."""
    condition, asked = matching(terms, "t")
    if connection.vendor == "sqlite":
        return Ranked(f"JOIN {INDEX} ON {INDEX}.rowid = t.id", f"{INDEX} MATCH %s", asked, f"bm25({INDEX})", [])
    # One rank for all terms of a column ("or" adds up what each is worth): its words are unpacked once.
    asked_of = _phrases(terms)
    rank = " + ".join(f"{len(phrases)} * ts_rank(t.{form}_index, %s::tsquery)" for form, phrases in asked_of.items())
    ranked = [" | ".join(phrases) for phrases in asked_of.values()]
    return Ranked("", condition, asked, f"-({rank})", ranked, "count(*) OVER ()")


def _column(term: Term) -> str:
    return "marked" if term.marked else "plain"


def _phrases(terms: Sequence[Term]) -> dict[str, list[str]]:
    """Return the terms as PostgreSQL writes them, by the column they are looked for in."""
    asked_of: dict[str, list[str]] = {}
    for term in terms:
        asked_of.setdefault(_column(term), []).append(f"({_phrase(term)})")
    return asked_of


def _phrase(term: Term) -> str:
    return " <-> ".join(f"'{word}'" for word in term.words)
