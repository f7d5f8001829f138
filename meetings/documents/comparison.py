"""The page that shows two versions of a paper side by side, and the changes it marks."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_safe

from meetings.accounts.access import SignedInRequest, actor_of, signed_in
from meetings.core.errors import NotFound
from meetings.documents.comparing import get_pair_for, get_versions_for, kept_comparison
from meetings.documents.models import Paper
from meetings.documents.tasks import compare_versions
from meetings.documents.versions import version_state


@require_safe
@signed_in
def show(request: SignedInRequest, paper_id: UUID) -> HttpResponse:
    """Show a paper beside an earlier version, ``?voi=`` or the one before it."""
    versions = get_versions_for(actor_of(request), paper_id)
    paper = next((one for one in versions if one.id == paper_id), None)
    older = [one for one in versions if paper and one.version < paper.version]
    asked = request.GET.get("voi", "")
    chosen = next((one for one in older if str(one.id) == asked), None) or next(iter(older), None)
    if paper is None or chosen is None:
        raise NotFound
    bootstrap: dict[str, Any] = {
        "meeting_id": str(paper.meeting_id),
        "new": version_state(paper).model_dump(mode="json"),
        "old": version_state(chosen).model_dump(mode="json"),
        "changes_url": reverse("paper-changes", args=[paper.id, chosen.id]),
        "language": translation.get_language(),
    }
    context = {"paper": paper, "chosen": chosen, "older": older, "versions": versions, "bootstrap": bootstrap}
    return render(request, "documents/compare.html", context)


@require_safe
@signed_in
def changes(request: SignedInRequest, paper_id: UUID, older_id: UUID) -> HttpResponse:
    """Return what changed; 202 while it is being made: ask again in a second."""
    new, old = get_pair_for(actor_of(request), paper_id, older_id)
    told = kept_comparison(new, old)
    if told is None:
        _have_made(new, old, request.GET.get("lai") == "1")
        return JsonResponse({"waiting": True}, status=202)
    return HttpResponse(told, content_type="application/json")


def _have_made(new: Paper, old: Paper, again: bool) -> None:
    """Queue the comparison once for each page that waits, not for each time that it asks."""
    if not again:
        compare_versions.enqueue(paper_id=str(new.id), older_id=str(old.id))
