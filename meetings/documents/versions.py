"""Versions of one paper: dự thảo 1, 2, … Only the newest that can be read is in the lists; the others stay readable."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse

from meetings.contracts.state import PaperVersion
from meetings.documents.models import READABLE, Paper, PaperStatus


def line_of(paper: Paper) -> QuerySet[Paper]:
    """Return all versions of a paper, the newest first."""
    return Paper.objects.filter(Q(id=paper.line) | Q(first_id=paper.line)).order_by("-version")


def next_version(paper: Paper) -> int:
    """Return the number of the version that comes after all others; the caller holds the transaction."""
    Paper.objects.select_for_update().get(id=paper.line)
    newest = line_of(paper).first()
    return newest.version + 1 if newest else 1


def settle(paper: Paper) -> Paper | None:
    """Let the newest readable version of a paper stand in the lists and no other; return it."""
    readable = list(line_of(paper).filter(status__in=READABLE))
    if not readable:
        return None
    newest = readable[0]
    older = [one.id for one in readable[1:]]
    Paper.objects.filter(id__in=older, status=PaperStatus.READY).update(status=PaperStatus.REPLACED)
    Paper.objects.filter(id=newest.id, status=PaperStatus.REPLACED).update(status=PaperStatus.READY)
    newest.status = PaperStatus.READY
    return newest


def earlier_versions(papers: Iterable[Paper]) -> dict[UUID, tuple[PaperVersion, ...]]:
    """Return the earlier versions that can still be read, by line, the newest first. One query."""
    later = [paper.line for paper in papers if paper.first_id]
    found: dict[UUID, list[PaperVersion]] = defaultdict(list)
    if later:
        replaced = Paper.objects.filter(Q(id__in=later) | Q(first_id__in=later), status=PaperStatus.REPLACED)
        for one in replaced.order_by("-version"):
            found[one.line].append(version_state(one))
    return {line: tuple(versions) for line, versions in found.items()}


def version_state(paper: Paper) -> PaperVersion:
    """Return an earlier version as pages show it."""
    return PaperVersion(
        id=str(paper.id), version=paper.version, pages=paper.pages, url=reverse("paper-pdf", args=[paper.id])
    )
