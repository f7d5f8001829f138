"""A file into the register: sent, looked at row by row, carried out."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from meetings.accounts.access import SignedInRequest, actor_of, signed_in
from meetings.core.errors import BadInput, BadState, DomainError, NotFound
from meetings.directory.importing.columns import COLUMNS, Kind
from meetings.directory.importing.plan import State
from meetings.directory.importing.services import carry_out, get_draft_for, plan_of, read_file
from meetings.directory.importing.sheets import SHEET_NAMES, rows_of, write_sheet
from meetings.directory.models import ImportDraft
from meetings.directory.scope import Keeper, keeper_for
from meetings.directory.table import MOST_BYTES

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KIND_NAMES = {
    Kind.UNITS: gettext_lazy("Đơn vị"),
    Kind.PEOPLE: gettext_lazy("Người"),
    Kind.ROOMS: gettext_lazy("Điểm cầu"),
}
STATE_NAMES = {
    State.ERROR: gettext_lazy("Lỗi"),
    State.NEW: gettext_lazy("Mới"),
    State.CHANGED: gettext_lazy("Sửa"),
    State.SAME: gettext_lazy("Giữ nguyên"),
}
ROWS_SHOWN = 500


def typed_kind(text: str) -> Kind:
    """Return what a file lists."""
    try:
        return Kind(text)
    except ValueError as error:
        raise NotFound(_("Không có loại danh sách này.")) from error


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def upload(request: SignedInRequest) -> HttpResponse:
    """Show the kinds of lists; POST reads a file and goes to its preview."""
    keeper = keeper_for(actor_of(request))
    if request.method != "POST":
        return _kinds(request, keeper)
    kind, file = typed_kind(request.POST.get("kind", "")), request.FILES.get("tep")
    try:
        if file is None:
            raise BadInput(_("Chưa chọn tệp nào. Hãy chọn một tệp XLSX hoặc CSV."))
        data = file.read(MOST_BYTES + 1)
        draft = read_file(actor=actor_of(request), kind=kind, name=file.name or "", data=data)
    except BadInput as error:
        return _kinds(request, keeper, kind=kind, error=error.message)
    return HttpResponseRedirect(reverse("import-preview", args=[draft.id]))


def _kinds(request: SignedInRequest, keeper: Keeper, *, kind: Kind | None = None, error: str = "") -> HttpResponse:
    kinds = [(one, name, COLUMNS[one]) for one, name in KIND_NAMES.items()]
    context = {"kinds": kinds, "chosen": kind, "error": error, "keeper": keeper}
    return render(request, "directory/import.html", context, status=422 if error else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def preview(request: SignedInRequest, draft_id: UUID) -> HttpResponse:
    """Show what a file would change, ``?loc=`` rows of one state alone; POST carries it out."""
    keeper, draft = get_draft_for(actor_of(request), draft_id)
    if request.method != "POST":
        return _preview(request, keeper, draft)
    try:
        plan = carry_out(actor=actor_of(request), draft_id=draft_id, digest=request.POST.get("digest", ""))
    except BadState as error:
        return _preview(request, keeper, draft, error=error)
    words = _("Đã nhập: %(new)s mới, %(changed)s sửa. Mọi thay đổi có trong sổ danh bạ.")
    said = words % {"new": plan.count(State.NEW), "changed": plan.count(State.CHANGED)}
    messages.success(request, said, extra_tags="good")
    return HttpResponseRedirect(reverse("register"))


def _preview(
    request: SignedInRequest, keeper: Keeper, draft: ImportDraft, *, error: DomainError | None = None
) -> HttpResponse:
    plan = plan_of(keeper, draft)
    only = request.GET.get("loc", "")
    lines = [line for line in plan.lines if not only or line.state == only]
    context = {
        "draft": draft,
        "kind_name": KIND_NAMES[Kind(draft.kind)],
        "plan": plan,
        "lines": lines[:ROWS_SHOWN],
        "more": max(0, len(lines) - ROWS_SHOWN),
        "only": only,
        "counts": [(state, name, plan.count(state)) for state, name in STATE_NAMES.items()],
        "names": STATE_NAMES,
        "errors": plan.count(State.ERROR),
        "acting": plan.count(State.NEW) + plan.count(State.CHANGED),
        "error": error.message if error else "",
    }
    return render(request, "directory/preview.html", context, status=error.http_status if error else 200)


@require_safe
@signed_in
def sheet(request: SignedInRequest, kind: str, what: str) -> HttpResponse:
    """Send a file to fill in: empty (``mau``) or with what the register holds (``hien-co``)."""
    keeper, wanted = keeper_for(actor_of(request)), typed_kind(kind)
    if what not in {"mau", "hien-co"}:
        raise NotFound(_("Không có tệp này."))
    rows = rows_of(keeper, wanted) if what == "hien-co" else []
    name = f"{SHEET_NAMES[wanted]} - {'mẫu' if what == 'mau' else 'hiện có'}.xlsx"
    headers = {"Content-Disposition": content_disposition_header(True, name) or "attachment"}
    return HttpResponse(write_sheet(wanted, rows), content_type=XLSX, headers=headers)
