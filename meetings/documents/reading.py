"""Pages for reading and searching: one paper in the viewer, and the search across all that one may read."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from meetings.accounts.access import SignedInRequest, actor_of, signed_in
from meetings.agenda.selectors import items_state
from meetings.agenda.services import set_papers_due
from meetings.core.errors import BadInput, NotFound
from meetings.documents.models import PageText
from meetings.documents.readership import MOST_PAGES, note_pages, note_received, readership_for
from meetings.documents.search import boxes_of_hits, search_papers_for
from meetings.documents.selectors import get_paper_for, papers_state
from meetings.documents.signatures import lines_of
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
    note_received(actor=actor_of(request), meeting_id=paper.meeting_id)
    bootstrap = {
        "meeting_id": str(paper.meeting_id),
        "paper_id": str(paper.id),
        "papers": [state.model_dump(mode="json") for state in papers_state(paper.meeting)],
        "items": [state.model_dump(mode="json") for state in items_state(paper.meeting)],
        "language": translation.get_language(),
    }
    context = {"paper": paper, "bootstrap": bootstrap, "query": _typed(request, "tim"), "signatures": lines_of(paper)}
    return render(request, "documents/read.html", context)


@require_safe
@signed_in
def hit_boxes(request: SignedInRequest, paper_id: UUID, page: int) -> HttpResponse:
    """Tell where the words of ``?q=`` stand on a page."""
    paper = get_paper_for(actor_of(request), paper_id)
    text = PageText.objects.filter(paper=paper, number=page).first() if page else None
    if text is None:
        raise NotFound
    return JsonResponse({"boxes": boxes_of_hits(text, _typed(request, "q"))})


@require_POST
@signed_in
def pages_read(request: SignedInRequest, paper_id: UUID) -> HttpResponse:
    """Keep which pages (``?trang=1,2,5``) stood before the person."""
    numbers = [int(part) for part in request.GET.get("trang", "").split(",") if part.isascii() and part.isdigit()]
    note_pages(actor=actor_of(request), paper_id=paper_id, pages=numbers[:MOST_PAGES])
    return HttpResponse(status=204)


@require_POST
@signed_in
def received(request: SignedInRequest, meeting_id: UUID) -> HttpResponse:
    """Keep that the list of papers as it is now has reached the person's open page."""
    note_received(actor=actor_of(request), meeting_id=meeting_id)
    return HttpResponse(status=204)


@require_http_methods(["GET", "POST"])
@signed_in
def readership(request: SignedInRequest, meeting_id: UUID) -> HttpResponse:
    """Show who received, opened and read the papers (GET); set the time until which papers must be sent (POST)."""
    actor, trouble = actor_of(request), ""
    if request.method == "POST":
        try:
            set_papers_due(actor=actor, meeting_id=meeting_id, due=_due(request.POST.get("due", "")))
            return redirect("paper-readership", meeting_id)
        except BadInput as error:
            trouble = error.message
    context = {"readership": readership_for(actor, meeting_id), "trouble": trouble}
    return render(request, "documents/readership.html", context, status=422 if trouble else 200)


def _due(text: str) -> datetime | None:
    if not text:
        return None
    try:
        typed = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadInput(_("Hạn gửi chưa đúng. Hãy chọn ngày và giờ."), code="bad_due") from error
    return typed if timezone.is_aware(typed) else timezone.make_aware(typed)


def _typed(request: HttpRequest, field: str) -> str:
    return request.GET.get(field, "").replace("\x00", "").strip()[:LONGEST_QUERY]
