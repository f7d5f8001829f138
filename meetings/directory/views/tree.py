"""The units of a day as a tree, and the book of what was changed."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from meetings.accounts.access import SignedInRequest, actor_of, signed_in
from meetings.directory.forms import typed_day
from meetings.directory.log import entries_for
from meetings.directory.scope import keeper_for
from meetings.directory.tree import branches_on
from meetings.directory.units import today

ENTRIES_SHOWN = 8
BOOK_SHOWN = 300


@require_safe
@signed_in
def tree(request: SignedInRequest) -> HttpResponse:
    """Show the tree; ``?ngay=`` that of another day, ``?q=`` what is searched."""
    keeper = keeper_for(actor_of(request))
    day, query = typed_day(request.GET.get("ngay", ""), today()), request.GET.get("q", "")[:100]
    context = {
        "keeper": keeper,
        "day": day,
        "today": today(),
        "query": query,
        "branches": branches_on(keeper, day, query),
        "entries": entries_for(keeper)[:ENTRIES_SHOWN],
    }
    return render(request, "directory/tree.html", context)


@require_safe
@signed_in
def book(request: SignedInRequest) -> HttpResponse:
    """List the changes, the newest first, each with its details."""
    keeper = keeper_for(actor_of(request))
    return render(request, "directory/book.html", {"entries": entries_for(keeper)[:BOOK_SHOWN], "most": BOOK_SHOWN})
