"""Papers over HTTP: the editor of the page «Chuẩn bị», and the files for those who read."""

from collections.abc import Iterable
from typing import Any, BinaryIO, cast
from uuid import UUID

from django.conf import settings
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from meetings.accounts.access import SignedInRequest, actor_of, signed_in, to_sign_in
from meetings.accounts.machines import device_label, machine_of
from meetings.accounts.models import Person
from meetings.agenda.models import Meeting
from meetings.agenda.selectors import get_meeting_for
from meetings.core.actor import person_actor
from meetings.core.errors import BadInput, DomainError, NotFound
from meetings.core.permissions import Permission
from meetings.core.pieces import PIECE
from meetings.documents import paths, services, stamping
from meetings.documents.circles import circle_of
from meetings.documents.distribution import circle_words
from meetings.documents.filetypes import ACCEPT_ATTRIBUTE, UnfitFile
from meetings.documents.intake import PaperUploadHandler
from meetings.documents.marking import mark_for, pdf_answer, picture_answer
from meetings.documents.models import Opening, Paper, PaperStatus
from meetings.documents.pictures import page_picture
from meetings.documents.recall import Opener, recalls_for
from meetings.documents.selectors import get_paper_for, office_papers_for
from meetings.documents.signatures import lines_of
from meetings.documents.uploads import unfinished_for
from meetings.documents.watermark import Mark

CHANGED = "prepare-changed"
"""Browser event after every change: the checklist of the page «Chuẩn bị» reads itself again."""
WORKING = frozenset({PaperStatus.WAITING, PaperStatus.CONVERTING})


@csrf_exempt
def edit_papers(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Show the papers of a meeting with the upload form (GET) or take files into it (POST).

    The upload's limits must stand before anything reads the form, so the CSRF check comes inside.
    """
    if request.method == "POST":
        request.upload_handlers = [PaperUploadHandler(request), TemporaryFileUploadHandler(request)]
        try:
            services.check_body_size(int(request.headers.get("Content-Length") or 0))
        except UnfitFile as error:
            return _refused_upload(request, error)
    return _edit_papers(request, meeting_id)


@csrf_protect
@require_http_methods(["GET", "POST"])
@signed_in
def _edit_papers(request: SignedInRequest, meeting_id: UUID) -> HttpResponse:
    meeting = get_meeting_for(actor_of(request), meeting_id, Permission.PREPARE_MEETING)
    if request.method == "POST":
        return _take_files(request, meeting)
    papers, held_for_others = office_papers_for(actor_of(request), meeting)
    context: dict[str, object] = {
        "meeting": meeting,
        "papers": [row_context(paper) for paper in papers],
        "held_for_others": held_for_others,
        "items": list(enumerate(meeting.items.all(), start=1)),
        "accept": f"{ACCEPT_ATTRIBUTE},.zip",
        "piece": PIECE,
        "unfinished": unfinished_for(actor_of(request), meeting),
        "limit": settings.MAX_PAPER_BYTES // (1024 * 1024),
    }
    return render(request, "documents/editor.html", context)


def _take_files(request: SignedInRequest, meeting: Meeting) -> HttpResponse:
    """Answer with one row per file: a paper that is being converted, or why the file was not taken."""
    files: Iterable[Any] = request.FILES.getlist("files")
    taken, refused = [], [(name, services.too_large().message) for name in getattr(request, "too_large", [])]
    if request.POST.get("replaces") and len(request.FILES.getlist("files")) > 1:
        refused.append(("", _("Mỗi lần chỉ thay bản mới bằng một tệp, nên chưa nhận tệp nào. Hãy chọn đúng một tệp.")))
        files = ()
    for file in files:
        try:
            taken.append(_upload(request, meeting, file))
        except UnfitFile as error:
            refused.append((file.name or "", error.message))
    if not taken and not refused:
        refused.append(("", _("Chưa chọn tệp nào. Hãy chọn ít nhất một tệp.")))
    rows: list[str] = [render_to_string("documents/paper_row.html", row_context(paper), request) for paper in taken]
    rows += [
        render_to_string("documents/refused_row.html", {"name": name, "message": message}, request)
        for name, message in refused
    ]
    return _rows(request, rows, failed=not taken, meeting=meeting)


def _upload(request: SignedInRequest, meeting: Meeting, file: Any) -> Paper:
    typed = {name: request.POST.get(name, "") for name in ("title", "code", "secrecy")}
    told: dict[str, Any] = {
        "actor": actor_of(request),
        "file": cast(BinaryIO, file.file),
        "name": file.name or "",
        **typed,
    }
    before = _id_of(request.POST.get("replaces", ""))
    if before:
        if get_paper_for(actor_of(request), before, Permission.PREPARE_MEETING).meeting_id != meeting.id:
            raise NotFound
        return services.upload_version(paper_id=before, **told)
    return services.upload_paper(meeting_id=meeting.id, item_id=_id_of(request.POST.get("item", "")), **told)


def _id_of(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError as error:
        raise BadInput(_("Mục hoặc tài liệu đã chọn không còn nữa. Hãy tải lại trang.")) from error


def _refused_upload(request: HttpRequest, error: DomainError) -> HttpResponse:
    row = render_to_string("documents/refused_row.html", {"name": "", "message": error.message}, request)
    return _rows(request, [row], failed=True, status=413)


def _rows(
    request: HttpRequest, rows: Iterable[str], *, failed: bool, status: int = 422, meeting: Meeting | None = None
) -> HttpResponse:
    """Return rows for the table.

    htmx shows nothing of an answer with an error status, so it gets 200 with the same rows, and an empty file field,
    lest the same files be sent twice.
    """
    htmx = bool(getattr(request, "htmx", False))
    if htmx:
        empty = {"accept": ACCEPT_ATTRIBUTE, "again": True}
        rows = [*rows, render_to_string("documents/file_input.html", empty, request)]
        if meeting:
            person = cast(SignedInRequest, request)
            papers, _held = office_papers_for(actor_of(person), meeting)
            choices = {"papers": [{"paper": paper} for paper in papers], "again": True}
            rows.append(render_to_string("documents/replaces_field.html", choices, request))
    response = HttpResponse("\n".join(rows), status=200 if htmx or not failed else status)
    response.headers["HX-Trigger"] = CHANGED
    return response


def row_context(paper: Paper) -> dict[str, object]:
    """Return what a row shows."""
    items = list(paper.meeting.items.values_list("id", flat=True))
    number = items.index(paper.item_id) + 1 if paper.item_id in items else None
    return {
        "paper": paper,
        "number": number,
        "working": paper.status in WORKING,
        "signatures": lines_of(paper),
        "sent_to": circle_words(circle_of(paper.circle)),
    }


@require_safe
@signed_in
def paper_row(request: SignedInRequest, paper_id: UUID) -> HttpResponse:
    """Return the row of one paper; it asks again every second while the paper is being converted."""
    paper = get_paper_for(actor_of(request), paper_id, Permission.PREPARE_MEETING)
    response = render(request, "documents/paper_row.html", row_context(paper))
    if paper.status not in WORKING:
        response.headers["HX-Trigger"] = CHANGED
    return response


@require_POST
@signed_in
def retry(request: SignedInRequest, paper_id: UUID) -> HttpResponse:
    """Convert a failed paper again."""
    paper = services.retry_paper(actor=actor_of(request), paper_id=paper_id)
    response = render(request, "documents/paper_row.html", row_context(paper))
    response.headers["HX-Trigger"] = CHANGED
    return response


@require_POST
@signed_in
def withdraw(request: SignedInRequest, paper_id: UUID) -> HttpResponse:
    """Take a paper back; the row disappears."""
    services.withdraw_paper(actor=actor_of(request), paper_id=paper_id)
    return HttpResponse(headers={"HX-Trigger": CHANGED})


@require_POST
@signed_in
def settle_stamp(request: SignedInRequest, paper_id: UUID) -> HttpResponse:
    """Take the uploader's word about a stamp: the row as it is now, or none when the paper was removed."""
    decision: stamping.Decision = "removed" if request.POST.get("quyet-dinh") == "go" else "no_stamp"
    actor, reason = actor_of(request), request.POST.get("ly-do", "")
    stands_in = request.POST.get("thay") == "1"
    try:
        paper = stamping.settle_stamp(
            actor=actor, paper_id=paper_id, decision=decision, reason=reason, stands_in=stands_in
        )
    except BadInput as error:
        if stands_in:
            context = {"paper": stamping.held_paper_for(actor, paper_id), "trouble": error.message, "reason": reason}
            return render(request, "documents/held_for_other.html", context)
        held = get_paper_for(actor, paper_id, Permission.PREPARE_MEETING)
        context = {**row_context(held), "trouble": error.message, "reason": reason}
        return render(request, "documents/paper_row.html", context)
    if decision == "removed" or stands_in:
        return HttpResponse(headers={"HX-Trigger": CHANGED, **({"HX-Refresh": "true"} if stands_in else {})})
    response = render(request, "documents/paper_row.html", row_context(paper))
    response.headers["HX-Trigger"] = CHANGED
    return response


@require_safe
@signed_in
def recalls(request: SignedInRequest, meeting_id: UUID) -> HttpResponse:
    """Show how far the recalls of a meeting's papers have gone; the part of the page asks again while one is open."""
    found = recalls_for(actor_of(request), meeting_id)
    context = {"recalls": found, "meeting_id": meeting_id, "waiting": any(one.missing for one in found)}
    return render(request, "documents/recalls.html", context)


@require_safe
def paper_pdf(request: HttpRequest, paper_id: UUID) -> HttpResponseBase:
    """Send the reading copy, whole or a range of it."""
    paper = _opened(request, paper_id)
    if isinstance(paper, HttpResponse):
        return paper
    return pdf_answer(request, paper, _mark(request, paper))


@require_safe
def page_jpeg(request: HttpRequest, paper_id: UUID, page: int) -> HttpResponseBase:
    """Send a page as a picture, ``?w=`` pixels wide (one of ``pictures.WIDTHS``)."""
    paper = _opened(request, paper_id)
    if isinstance(paper, HttpResponse):
        return paper
    wanted = request.GET.get("w", "960")
    width = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 6 else 0
    return picture_answer(request, page_picture(paper, page, width), f"trang-{page}.jpg", _mark(request, paper))


@require_safe
def thumbnail(request: HttpRequest, paper_id: UUID) -> HttpResponseBase:
    """Send the small picture of page 1."""
    paper = _readable(request, paper_id)
    if isinstance(paper, HttpResponse):
        return paper
    path = paths.thumbnail_of(paper.id)
    if not path.is_file():
        raise NotFound
    return picture_answer(request, path, "anh-nho.jpg", _mark(request, paper))


def _readable(request: HttpRequest, paper_id: UUID) -> Paper | HttpResponse:
    """Return the paper when the signed-in person may read it. Unlike ``signed_in``, answers keep their validators."""
    if not isinstance(request.user, Person):
        return to_sign_in(request)
    return get_paper_for(person_actor(request.user.id), paper_id)


def _opened(request: HttpRequest, paper_id: UUID) -> Paper | HttpResponse:
    """Return a readable paper that the person opens with this request."""
    paper = _readable(request, paper_id)
    if isinstance(paper, Paper) and request.method == "GET" and isinstance(request.user, Person):
        device = device_label(request.headers.get("User-Agent", ""))
        opener = Opener(machine_of(request.COOKIES), device, person_id=request.user.id)
        services.note_opening(actor=person_actor(request.user.id), paper=paper, opener=opener)
    return paper


def _mark(request: HttpRequest, paper: Paper) -> Mark | None:
    """Return the mark of who asks; a thumbnail that was seen before the paper was opened tells no time."""
    if not paper.marked or not isinstance(request.user, Person):
        return None
    opened = Opening.objects.filter(paper=paper, person=request.user).values_list("opened_at", flat=True).first()
    return mark_for(paper, request.user, opened)
