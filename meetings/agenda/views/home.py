"""«Lịch họp» and «Đã họp»."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from meetings.accounts.access import SignedInRequest, actor_of, signed_in
from meetings.agenda.schedule import past_for, schedule_for
from meetings.core import clock


@require_safe
@signed_in
def home(request: SignedInRequest) -> HttpResponse:
    """Answer: what do I attend next, what must I read before it?"""
    now = clock.now()
    return render(request, "agenda/home.html", {"schedule": schedule_for(actor_of(request), now), "now": now})


@require_safe
@signed_in
def past(request: SignedInRequest) -> HttpResponse:
    """List the meetings that are over, with their papers and minutes."""
    return render(request, "agenda/past.html", {"entries": past_for(actor_of(request), clock.now())})
