"""Files that come in pieces from the page «Chuẩn bị», and the page on which a ZIP's files get their items."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from meetings.accounts.access import SignedInRequest, actor_of, signed_in
from meetings.agenda.selectors import get_item_for, get_meeting_for, outlined
from meetings.core import pieces
from meetings.core.errors import BadInput, DomainError, NotFound
from meetings.core.permissions import Permission
from meetings.documents import uploads
from meetings.documents.bundles import Wanted, accept_bundle
from meetings.documents.models import EntryState, Upload
from meetings.documents.uploads import Choice


@require_POST
@signed_in
def begin(request: SignedInRequest, meeting_id: UUID) -> HttpResponse:
    """Announce a file (JSON); the answer says how much of it is here already."""
    actor = actor_of(request)
    get_meeting_for(actor, meeting_id, Permission.PREPARE_MEETING)
    try:
        order = pieces.read_order(request.body)
        choice = Choice(**{name: str(order.get(name) or "") for name in Choice.__dataclass_fields__})
        file, bundle = pieces.announced(order), order.get("bundle") is True
        upload = uploads.begin_upload(actor=actor, meeting_id=meeting_id, file=file, choice=choice, bundle=bundle)
    except DomainError as error:
        return _refusal(error)
    return _told(upload)


@require_POST
@signed_in
def piece(request: SignedInRequest, meeting_id: UUID, upload_id: UUID) -> HttpResponse:
    """Take one piece of a file; ``?tu=`` says where it begins."""
    actor = actor_of(request)
    uploads.get_upload_for(actor, meeting_id, upload_id)
    data = request.read(pieces.PIECE + 1)
    try:
        offset = pieces.read_offset(request.GET.get("tu", ""))
        upload = uploads.add_piece(actor=actor, meeting_id=meeting_id, upload_id=upload_id, offset=offset, data=data)
    except DomainError as error:
        return _refusal(error)
    return _told(upload)


@require_POST
@signed_in
def cancel(request: SignedInRequest, meeting_id: UUID, upload_id: UUID) -> HttpResponse:
    """Forget a file that is half here, or a ZIP before its files came in."""
    uploads.cancel_upload(actor=actor_of(request), meeting_id=meeting_id, upload_id=upload_id)
    if request.headers.get("accept") == "application/json":
        return HttpResponse()
    return HttpResponseRedirect(reverse("prepare", args=[meeting_id]) + "?mo=papers")


def _told(upload: Upload) -> JsonResponse:
    """Answer a script: how much has come, and the address of what it became."""
    answer: dict[str, object] = {"id": str(upload.id), "came": upload.came}
    if upload.paper_id:
        answer["row"] = reverse("paper-row", args=[upload.paper_id])
    elif upload.bundle and upload.entries.exists():
        answer["bundle"] = reverse("bundle", args=[upload.meeting_id, upload.id])
    return JsonResponse(answer)


def _refusal(error: DomainError) -> JsonResponse:
    return JsonResponse({"message": error.message}, status=error.http_status)


@require_http_methods(["GET", "POST"])
@signed_in
def bundle(request: SignedInRequest, meeting_id: UUID, upload_id: UUID) -> HttpResponse:
    """Show what a ZIP has inside and where each file goes (GET); let those in that were agreed to (POST).

    Afterwards the same page says what became of each file; ``?phan`` returns its table alone.
    """
    actor = actor_of(request)
    upload = uploads.get_upload_for(actor, meeting_id, upload_id)
    if not upload.bundle:
        raise NotFound
    if request.method == "POST":
        wanted = _wanted(request, upload)
        accept_bundle(actor=actor, upload=upload, wanted=wanted)
        messages.success(request, _("Các tệp đang được đưa vào. Có thể rời trang này."), extra_tags="good")
        return HttpResponseRedirect(reverse("bundle", args=[meeting_id, upload_id]))
    entries = list(upload.entries.select_related("item", "paper"))
    states = [entry.state for entry in entries]
    context = {
        "meeting": upload.meeting,
        "upload": upload,
        "entries": entries,
        "lines": outlined(upload.meeting),
        "listed": states.count(EntryState.LISTED),
        "waiting": states.count(EntryState.WAITING),
        "taken": states.count(EntryState.TAKEN),
        "refused": states.count(EntryState.REFUSED),
    }
    template = "documents/bundle_rows.html" if "phan" in request.GET else "documents/bundle.html"
    return render(request, template, context)


def _wanted(request: SignedInRequest, upload: Upload) -> dict[int, Wanted]:
    wanted = {}
    for entry in upload.entries.filter(state=EntryState.LISTED):
        if not request.POST.get(f"nhan-{entry.number}"):
            continue
        item = request.POST.get(f"muc-{entry.number}", "")
        try:
            chosen = get_item_for(upload.meeting, UUID(item)) if item else None
        except ValueError as error:
            raise BadInput(_("Mục hoặc tài liệu đã chọn không còn nữa. Hãy tải lại trang.")) from error
        title, code = (request.POST.get(f"{name}-{entry.number}", "") for name in ("ten", "so"))
        wanted[entry.number] = Wanted(chosen, title or entry.title, code)
    return wanted
