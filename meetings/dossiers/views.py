"""The page «Hồ sơ cuộc họp»: order the file, see how far it is, take it."""

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from meetings.accounts.access import SignedInRequest, actor_of, signed_in, to_sign_in
from meetings.accounts.models import Person
from meetings.core.actor import person_actor
from meetings.dossiers import services
from meetings.dossiers.making import slug
from meetings.dossiers.models import Dossier


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def page(request: SignedInRequest, meeting_id: UUID) -> HttpResponse:
    """Show the files that were made (GET), order one (POST); ``?phan`` returns the list alone."""
    actor = actor_of(request)
    meeting = services.get_kept_meeting_for(actor, meeting_id)
    if request.method == "POST":
        services.order_dossier(actor=actor, meeting_id=meeting_id)
        messages.success(request, _("Đang lập hồ sơ. Có thể rời trang này."), extra_tags="good")
        return HttpResponseRedirect(reverse("dossiers", args=[meeting_id]))
    made = list(Dossier.objects.filter(meeting=meeting).select_related("by")[:20])
    context = {"meeting": meeting, "made": made, "busy": any(one.busy for one in made)}
    if "phan" not in request.GET:
        return render(request, "dossiers/page.html", context)
    answer = render(request, "dossiers/rows.html", context)
    if not context["busy"]:
        # Only a busy page asks: it comes anew, with its button and without the word that a file is being made.
        answer.headers["HX-Refresh"] = "true"
    return answer


@require_safe
def download(request: HttpRequest, meeting_id: UUID, dossier_id: UUID) -> HttpResponseBase:
    """Send a meeting file."""
    if not isinstance(request.user, Person):
        return to_sign_in(request)
    dossier = services.get_dossier_for(person_actor(request.user.id), meeting_id, dossier_id)
    name = f"ho-so-{slug(dossier.meeting.title)}-{dossier.made_at:%Y%m%d}.zip"
    file = services.file_of(dossier.id).open("rb")
    response = FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")
    response.headers["Cache-Control"] = "private, no-store"
    return response
