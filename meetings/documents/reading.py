"""Pages for reading and searching: one paper in the viewer, and the search across all that one may read."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_safe

from meetings.accounts.access import SignedInRequest, actor_of, signed_in
from meetings.agenda.selectors import items_state
from meetings.core.errors import NotFound
from meetings.documents.models import PageText
from meetings.documents.search import boxes_of_hits, search_papers_for
from meetings.documents.selectors import get_paper_for, papers_state
from meetings.documents.words import LONGEST_QUERY


@require_safe
@signed_in
def search(request: SignedInRequest) -> HttpResponse:
    """Search all papers that the person may read."""
    query, title = _typed(request, "q"), _typed(request, "ten")
    page = request.GET.get("trang", "1")
    number = int(page) if page.isascii() and page.isdigit() and len(page) < 4 else 1
    found = search_papers_for(actor_of(request), query, title=title, page=number)
    context = {"query": query, "named": title, "found": found, "asked": bool(query or title)}
    return render(request, "documents/search.html", context)


@require_safe
@signed_in
def read(request: SignedInRequest, paper_id: UUID) -> HttpResponse:
    """Show a paper in the viewer, at ``?trang=`` and with the words of ``?tim=`` marked."""
    paper = get_paper_for(actor_of(request), paper_id)
    bootstrap = {
        "meeting_id": str(paper.meeting_id),
        "paper_id": str(paper.id),
        "papers": [state.model_dump(mode="json") for state in papers_state(paper.meeting)],
        "items": [state.model_dump(mode="json") for state in items_state(paper.meeting)],
        "language": translation.get_language(),
    }
    return render(
        request, "documents/read.html", {"paper": paper, "bootstrap": bootstrap, "query": _typed(request, "tim")}
    )


@require_safe
@signed_in
def hit_boxes(request: SignedInRequest, paper_id: UUID, page: int) -> HttpResponse:
    """Tell where the words of ``?q=`` stand on a page."""
    paper = get_paper_for(actor_of(request), paper_id)
    text = PageText.objects.filter(paper=paper, number=page).first() if page else None
    if text is None:
        raise NotFound
    return JsonResponse({"boxes": boxes_of_hits(text, _typed(request, "q"))})


def _typed(request: HttpRequest, field: str) -> str:
    return request.GET.get(field, "").replace("\x00", "").strip()[:LONGEST_QUERY]
