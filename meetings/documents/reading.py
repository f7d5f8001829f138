"""Pages for reading and searching: one paper in the viewer, and the search across all that one may read."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from meetings.accounts.access import SignedInRequest, actor_of, signed_in
from meetings.accounts.machines import machine_of
from meetings.agenda.selectors import has_place, items_state
from meetings.agenda.services import set_papers_due
from meetings.contracts.state import Paper as PaperState
from meetings.core.actor import Actor
from meetings.core.errors import BadInput, NotFound, Refused
from meetings.documents.models import PageText, Paper
from meetings.documents.originals import offers_original
from meetings.documents.readership import MOST_PAGES, note_pages, note_received, readership_for
from meetings.documents.recall import confirm_recall
from meetings.documents.reminder_board import reminders_for
from meetings.documents.search import boxes_of_hits, find_in_paper, search_papers_for
from meetings.documents.selectors import get_paper_for, paper_state, papers_state_for
from meetings.documents.signatures import lines_of
from meetings.documents.within import ANYWHERE, KINDS, Within, choices_for
from meetings.documents.words import LONGEST_QUERY

T = TypeVar("T")


@require_safe
@signed_in
def search(request: SignedInRequest) -> HttpResponse:
    """Search all papers that the person may read."""
    query, title, within = _typed(request, "q"), _typed(request, "ten"), _within(request)
    page = request.GET.get("trang", "1")
    number = int(page) if page.isascii() and page.isdigit() and len(page) < 4 else 1
    # «only in titles»: the words are looked for there, as if they had been typed into the other field
    name_alone = request.GET.get("chi-ten") == "1"
    words = ("", f"{title} {query}".strip()) if name_alone else (query, title)
    found = search_papers_for(actor_of(request), words[0], title=words[1], page=number, within=within)
    meetings, items = choices_for(actor_of(request), within.meeting)
    same = request.GET.copy()
    same.pop("trang", None)
    context = {
        "query": query,
        "named": title,
        "name_alone": name_alone,
        "found": found,
        "asked": bool(query or title),
        "within": within,
        "narrowed": name_alone or within != ANYWHERE,
        "meetings": meetings,
        "items": items,
        "kinds": [(key, _(name)) for key, (name, _endings) in KINDS.items()],
        "same": same.urlencode(),
    }
    return render(request, "documents/search.html", context)


def _within(request: HttpRequest) -> Within:
    """Return what was chosen; what cannot be is not looked at, as if nothing had been chosen."""

    def chosen(field: str, read: Callable[[str], T]) -> T | None:
        try:
            return read(request.GET.get(field, ""))
        except ValueError:
            return None

    meeting, kind = chosen("hop", UUID), request.GET.get("loai", "")
    return Within(
        meeting=meeting,
        item=chosen("muc", UUID) if meeting else None,
        kind=kind if kind in KINDS else "",
        since=chosen("tu", date.fromisoformat),
        until=chosen("den", date.fromisoformat),
    )


@require_safe
@signed_in
def read(request: SignedInRequest, paper_id: UUID) -> HttpResponse:
    """Show a paper in the viewer, at ``?trang=`` and with the words of ``?tim=`` marked."""
    paper = get_paper_for(actor_of(request), paper_id)
    inside = has_place(actor_of(request), paper.meeting_id)
    if inside:
        note_received(actor=actor_of(request), meeting_id=paper.meeting_id)
    listed = _papers_of_its_meeting(actor_of(request), paper)
    bootstrap = {
        "meeting_id": str(paper.meeting_id),
        "paper_id": str(paper.id),
        "papers": [state.model_dump(mode="json") for state in listed or _alone(paper)],
        "live": listed is not None,
        "items": [state.model_dump(mode="json") for state in items_state(paper.meeting)] if inside else [],
        "language": translation.get_language(),
    }
    context = {"paper": paper, "bootstrap": bootstrap, "query": _typed(request, "tim"), "signatures": lines_of(paper)}
    context["inside"] = inside
    context["original"] = offers_original(actor_of(request), paper)
    return render(request, "documents/read.html", context)


def _papers_of_its_meeting(actor: Actor, paper: Paper) -> tuple[PaperState, ...] | None:
    """Return the papers that somebody reads in the meeting of one; ``None``: he reads none there, but from a shelf."""
    with suppress(NotFound, Refused):
        return papers_state_for(actor, paper.meeting_id)
    return None


def _alone(paper: Paper) -> tuple[PaperState, ...]:
    """Return what the viewer offers to a reader of the library: this paper, and nothing else of its meeting."""
    return (paper_state(paper).model_copy(update={"earlier": (), "item_id": None}),)


@require_safe
@signed_in
def hits_in_paper(request: SignedInRequest, paper_id: UUID) -> HttpResponse:
    """Tell which pages have the words of ``?q=``, in how many places, and how many could not be looked at."""
    found = find_in_paper(get_paper_for(actor_of(request), paper_id), _typed(request, "q"))
    pages = [{"page": one.page, "places": one.places} for one in found.pages]
    return JsonResponse({"pages": pages, "unread": found.unread, "apart": found.apart})


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
def closed(request: SignedInRequest, paper_id: UUID) -> HttpResponse:
    """Keep that this machine has closed a paper that was taken back: of readers whom no live page tells, as of a shelf.

    Nothing is found where the machine had not opened it, or it may still be read.
    """
    if not confirm_recall(machine=machine_of(request.COOKIES), paper_id=paper_id):
        raise NotFound
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
    context["reminders"] = reminders_for(actor, meeting_id)
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
