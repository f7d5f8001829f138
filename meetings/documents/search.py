"""The search across all papers that somebody may read: ``search_papers_for`` is its only door."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q, QuerySet

from meetings.core.actor import Actor
from meetings.documents.fulltext import TABLE, matching, ranking
from meetings.documents.models import PageText, Paper, TextSource
from meetings.documents.selectors import readable_papers_for
from meetings.documents.within import ANYWHERE, Within
from meetings.documents.words import Part, Term, hits, occurrences, parse, phrase, snippet, tokens, without_marks

PER_PAGE = 20
LAST_PAGE = 50
"""Whoever is not content with a thousand places types another word."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A page that has what was searched for; ``number`` 0: the paper's name has it."""

    paper: Paper
    number: int
    parts: tuple[Part, ...]
    scanned: bool

    @property
    def page(self) -> int:
        """The page to open."""
        return max(self.number, 1)


@dataclass(frozen=True, slots=True)
class Found:
    """One page of results. ``loosened``: nothing had the marks as typed, so marks were not looked at."""

    hits: tuple[Hit, ...]
    total: int
    page: int
    loosened: bool
    unread: int
    """Pages of the papers searched whose pictures have not been read (yet)."""

    @cached_property
    def papers(self) -> int:
        """Papers on this page of results."""
        return len({hit.paper.id for hit in self.hits})

    @property
    def pages(self) -> int:
        """Pages of results that can be asked for."""
        return min(LAST_PAGE, -(-self.total // PER_PAGE))


def search_papers_for(
    actor: Actor,
    text: str,
    *,
    title: str = "",
    page: int = 1,
    within: Within = ANYWHERE,
    among: QuerySet[Paper] | None = None,
) -> Found:
    """Return the pages with every word of ``text`` in papers that the actor may read, the best first.

    ``title``: only papers whose title or code has these words; alone, it finds the papers themselves. Both as
    ``words.parse`` reads them. ``within``: only papers of a meeting, an item, a kind, a time. ``among``: only these
    papers. Words typed with marks that stand nowhere are looked for without. Raises ``Refused`` for whoever is no
    person.
    """
    papers = within.of(readable_papers_for(actor))
    if among is not None:
        papers = papers.filter(id__in=among.values("id"))
    wanted, named = parse(text), parse(title)
    page = max(1, min(page, LAST_PAGE))
    if not wanted and not named:
        return Found((), 0, page, loosened=False, unread=0)
    loosened = False
    total, rows = _find(papers, wanted, named, page)
    if not total and any(term.marked for term in (*wanted, *named)):
        wanted, named, loosened = without_marks(wanted), without_marks(named), True
        total, rows = _find(papers, wanted, named, page)
    counted = papers.aggregate(
        unread=Count("texts", filter=Q(texts__source__in=[TextSource.WAITING, TextSource.UNREAD]))
    )
    return Found(_hits(rows, wanted or named), total, page, loosened and total > 0, counted["unread"])


def _find(papers: QuerySet[Paper], wanted: Sequence[Term], named: Sequence[Term], page: int) -> tuple[int, list[int]]:
    """Return how many rows there are and the ids of one page of them."""
    allowed, parameters = papers.values("id").query.sql_with_params()
    where, values = [f"t.paper_id IN ({allowed})"], list(parameters)
    if named:
        condition, more = matching(named, "n")
        named_so = f"SELECT n.paper_id FROM {TABLE} n WHERE n.number = 0 AND {condition}"  # noqa: S608
        where.append(f"t.paper_id IN ({named_so})")
        values += more
    if not wanted:
        where.append("t.number = 0")
    order = ranking(wanted or named)
    rows = f"FROM {TABLE} t {order.join} WHERE {' AND '.join([*where, order.match])}"
    values = [*values, *order.matched]
    best = f"ORDER BY CASE WHEN t.number = 0 THEN 0 ELSE 1 END, {order.rank}, t.paper_id, t.number"
    part = f"LIMIT {PER_PAGE} OFFSET {PER_PAGE * (page - 1)}"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT t.id, {order.total} {rows} {best} {part}", [*values, *order.ranked])
        found: list[tuple[int, int | None]] = cursor.fetchall()
        total = found[0][1] if found else None
        if total is None and (found or page > 1):
            cursor.execute(f"SELECT count(*) {rows}", values)
            (total,) = cursor.fetchone()
        return total or 0, [row for row, _total in found]


def _hits(rows: Sequence[int], terms: Sequence[Term]) -> tuple[Hit, ...]:
    texts = PageText.objects.filter(id__in=rows).defer("boxes", "marked", "plain")
    found = {text.id: text for text in texts.select_related("paper", "paper__meeting", "paper__item")}
    return tuple(
        Hit(text.paper, text.number, snippet(text.text, terms), text.source == TextSource.SCAN)
        for text in (found[row] for row in rows if row in found)
    )


@dataclass(frozen=True, slots=True)
class PageHits:
    """A page of one paper with every word that is looked for, and in how many places."""

    page: int
    places: int


@dataclass(frozen=True, slots=True)
class InPaper:
    """Where a paper has what is looked for; ``apart``: its words stand side by side nowhere, so each counts alone."""

    pages: tuple[PageHits, ...]
    unread: int
    """Pages that could not be looked at."""
    apart: bool


def find_in_paper(paper: Paper, query: str) -> InPaper:
    """Return the pages of a paper with the words of ``query`` side by side; if there is none, with every word.

    ``paper`` comes from ``get_paper_for``: whoever asks may read it.
    """
    terms, apart = _terms_in(paper.id, query)
    unread = PageText.objects.filter(paper=paper, source__in=[TextSource.WAITING, TextSource.UNREAD]).count()
    return InPaper(_pages_with(paper.id, terms), unread, apart)


def _terms_in(paper_id: UUID, query: str) -> tuple[tuple[Term, ...], bool]:
    """Return the closest reading of a query that this paper has, and whether its words stand apart in it."""
    together, each = phrase(query), parse(query)
    for terms in (together, without_marks(together)):
        if _pages_with(paper_id, terms):
            return terms, False
    for terms in (each, without_marks(each)):
        if terms != together and _pages_with(paper_id, terms):
            return terms, True
    return together, False


def _pages_with(paper_id: UUID, terms: Sequence[Term]) -> tuple[PageHits, ...]:
    if not terms:
        return ()
    condition, asked = matching(terms, "t")
    allowed, parameters = Paper.objects.filter(id=paper_id).values("id").query.sql_with_params()
    rows = f"SELECT t.number, t.marked, t.plain FROM {TABLE} t WHERE t.paper_id IN ({allowed}) AND t.number > 0"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"{rows} AND {condition} ORDER BY t.number", [*parameters, *asked])
        return tuple(
            PageHits(number, occurrences(marked.split(), plain.split(), terms))
            for number, marked, plain in cursor.fetchall()
        )


def boxes_of_hits(text: PageText, query: str) -> list[tuple[int, ...]]:
    """Return where ``find_in_paper`` finds words on a page: x, y, width, height in ten-thousandths of it."""
    terms, _apart = _terms_in(text.paper_id, query)
    words = tokens(text.text)
    found = hits(words, terms)
    boxes: list[int] = json.loads(text.boxes)
    places = sorted({text.text.count(" ", 0, words[index].start) for index in found})
    return [tuple(boxes[4 * place : 4 * place + 4]) for place in places if 4 * place + 4 <= len(boxes)]
