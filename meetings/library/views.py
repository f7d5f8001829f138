"""The pages of «Kho tài liệu»: shelves, resolutions in force, favourites, and papers for a meeting."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from meetings.accounts.access import SignedInRequest, actor_of, local_path, signed_in
from meetings.agenda.models import Meeting
from meetings.agenda.selectors import get_meeting_for, outlined
from meetings.core.errors import BadInput, BadState
from meetings.core.permissions import Permission
from meetings.documents.search import search_papers_for
from meetings.documents.selectors import get_paper_for
from meetings.documents.words import LONGEST_QUERY
from meetings.library import services
from meetings.library.lending import borrow_paper
from meetings.library.models import Favourite, Readers
from meetings.library.selectors import (
    favourites_of,
    get_shelf_for,
    keeps_shelves,
    papers_on_open_shelves,
    resolutions_for,
    shelved_on,
    shelves_for,
)
from meetings.library.services import ResolutionText


@require_safe
@signed_in
def library(request: SignedInRequest) -> HttpResponse:
    """Show shelves, resolutions and favourites; ``?q=`` searches shelves, ``?hop=`` chooses papers for a meeting."""
    return _library(request)


def _library(request: SignedInRequest, refusal: str = "") -> HttpResponse:
    """Show the library; ``refusal``: why the shelf that was typed was not made."""
    actor = actor_of(request)
    query = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_QUERY]
    found = search_papers_for(actor, query, among=papers_on_open_shelves(actor)) if query else None
    context = {
        **_frame(request),
        "query": query,
        "found": found,
        "shelves": list(shelves_for(actor)),
        "resolutions": resolutions_for(actor),
        "favourites": favourites_of(actor),
        "readers": Readers,
        "refusal": refusal,
        "typed": request.POST,
    }
    return render(request, "library/library.html", context, status=422 if refusal else 200)


@require_safe
@signed_in
def shelf(request: SignedInRequest, shelf_id: UUID) -> HttpResponse:
    """Show what stands on a shelf."""
    one = get_shelf_for(actor_of(request), shelf_id)
    own = keeps_shelves(request.user) and one.unit_id == request.user.unit_id
    context = {**_frame(request), "shelf": one, "shelved": shelved_on(one), "own": own}
    return render(request, "library/shelf.html", context)


def _frame(request: SignedInRequest) -> dict[str, object]:
    """Return what every page of the library needs: the meeting that papers are chosen for, and what is marked."""
    meeting = _meeting_of(request)
    return {
        "meeting": meeting,
        "lines": outlined(meeting) if meeting else [],
        "keeps": keeps_shelves(request.user),
        "marked": set(Favourite.objects.filter(person=request.user).values_list("paper_id", flat=True)),
    }


def _meeting_of(request: SignedInRequest) -> Meeting | None:
    typed = request.GET.get("hop", "")
    meeting_id = _id(typed) if typed else None
    return get_meeting_for(actor_of(request), meeting_id, Permission.PREPARE_MEETING) if meeting_id else None


@require_POST
@signed_in
def new_shelf(request: SignedInRequest) -> HttpResponse:
    """Make a shelf."""
    name, readers = request.POST.get("name", ""), request.POST.get("readers", "")
    try:
        made = services.make_shelf(actor=actor_of(request), name=name, readers=readers)
    except (BadInput, BadState) as error:
        return _library(request, error.message)
    messages.success(request, _("Đã lập ngăn tài liệu."), extra_tags="good")
    return HttpResponseRedirect(reverse("shelf", args=[made.id]))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def shelve(request: SignedInRequest, paper_id: UUID) -> HttpResponse:
    """Ask on which shelf a paper shall stand (GET), put it there (POST)."""
    actor = actor_of(request)
    paper = get_paper_for(actor, paper_id, Permission.PREPARE_MEETING)
    refusal = ""
    if request.method == "POST":
        try:
            shelf_id = _id(request.POST.get("shelf", ""))
            services.shelve_paper(actor=actor, shelf_id=shelf_id, paper_id=paper_id, text=_resolution(request))
        except BadInput as error:
            refusal = error.message
        else:
            messages.success(request, _("Đã đưa tài liệu vào kho."), extra_tags="good")
            return HttpResponseRedirect(reverse("shelf", args=[shelf_id]))
    own = (
        [one for one in shelves_for(actor) if one.unit_id == request.user.unit_id]
        if keeps_shelves(request.user)
        else []
    )
    replaceable = [one.shelved for one in resolutions_for(actor) if one.shelved.shelf.unit_id == request.user.unit_id]
    context = {"paper": paper, "shelves": own, "replaceable": replaceable, "refusal": refusal, "typed": request.POST}
    return render(request, "library/shelve.html", context, status=422 if refusal else 200)


def _resolution(request: HttpRequest) -> ResolutionText:
    number, replaces = request.POST.get("number", ""), request.POST.get("replaces", "")
    days = {name: _day(request.POST.get(name, "")) for name in ("issued_on", "valid_from", "valid_to")}
    if not number.strip():
        if replaces or any(days.values()):
            raise BadInput(
                _("Là nghị quyết thì hãy nhập số, ký hiệu; không phải thì để trống các ô ngày và ô Thay thế.")
            )
        return ResolutionText()
    return ResolutionText(number=number, replaces=_id(replaces) if replaces else None, **days)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise BadInput(_("Ngày chưa đúng. Hãy chọn ngày trên lịch.")) from error


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise BadInput(_("Trang đã cũ. Hãy tải lại trang.")) from error


@require_POST
@signed_in
def take_off(request: SignedInRequest, shelved_id: UUID) -> HttpResponse:
    """Take a paper off its shelf."""
    services.take_off_shelf(actor=actor_of(request), shelved_id=shelved_id)
    messages.success(request, _("Đã bỏ tài liệu khỏi ngăn. Cuộc họp của tài liệu không thay đổi."), extra_tags="good")
    return HttpResponseRedirect(local_path(request.POST.get("ve", reverse("library"))))


@require_POST
@signed_in
def favourite(request: SignedInRequest, paper_id: UUID) -> HttpResponse:
    """Mark a paper, or take the mark away."""
    services.set_favourite(actor=actor_of(request), paper_id=paper_id, wanted=request.POST.get("thich") == "1")
    return HttpResponseRedirect(local_path(request.POST.get("ve", reverse("library"))))


@require_POST
@signed_in
def borrow(request: SignedInRequest, meeting_id: UUID) -> HttpResponse:
    """Use a paper of the library in a meeting."""
    actor = actor_of(request)
    get_meeting_for(actor, meeting_id, Permission.PREPARE_MEETING)
    item = request.POST.get("item", "")
    loan = borrow_paper(
        actor=actor,
        meeting_id=meeting_id,
        item_id=_id(item) if item else None,
        paper_id=_id(request.POST.get("paper", "")),
    )
    messages.success(request, _("Đã đưa «%(title)s» vào cuộc họp.") % {"title": loan.title}, extra_tags="good")
    return HttpResponseRedirect(local_path(request.POST.get("ve", reverse("prepare", args=[meeting_id]))))
