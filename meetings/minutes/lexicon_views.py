"""The page «Từ vựng»: how a body writes the names and terms that are spoken in its meetings."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from meetings.accounts.access import SignedInRequest, actor_of, signed_in
from meetings.accounts.models import Unit
from meetings.agenda.selectors import get_meeting_for
from meetings.contracts.speech import Tones
from meetings.core.errors import DomainError, Refused
from meetings.core.permissions import Permission
from meetings.minutes import lexicon
from meetings.minutes.lexicon import EntryText
from meetings.minutes.lexicon_csv import MOST_ROWS, CsvError, Kind, Row, read_csv, write_csv
from meetings.minutes.models import Writing

SHOWN = 200
"""So many entries stand on the page; more are found by searching."""
MOST_BYTES = 1024 * 1024
KIND_NAMES = {
    Kind.NAME: gettext_lazy("Tên người"),
    Kind.TITLE: gettext_lazy("Chức danh"),
    Kind.PLACE: gettext_lazy("Địa danh"),
    Kind.SHORT: gettext_lazy("Viết tắt"),
    Kind.TERM: gettext_lazy("Thuật ngữ"),
}
TONE_NAMES = {
    Tones.KEEP: gettext_lazy("Giữ như máy nghe"),
    Tones.OLD: gettext_lazy("hòa, ủy (kiểu cũ)"),
    Tones.NEW: gettext_lazy("hoà, uỷ (kiểu mới)"),
}


@require_safe
@signed_in
def bodies(request: SignedInRequest) -> HttpResponse:
    """List the bodies whose lexicon the person keeps; of one alone, go there."""
    found = list(lexicon.bodies_for(request.user))
    if not found:
        raise Refused(_("Trang này dành cho thư ký: từ vựng của cơ quan do thư ký của cơ quan giữ."))
    if len(found) == 1:
        return HttpResponseRedirect(reverse("lexicon", args=[found[0].id]))
    return render(request, "minutes/lexicon_bodies.html", {"units": found})


@require_safe
@signed_in
def of_meeting(request: SignedInRequest, meeting_id: UUID) -> HttpResponse:
    """Lead the secretary of a meeting to the lexicon of its body."""
    meeting = get_meeting_for(actor_of(request), meeting_id, Permission.CORRECT_CAPTION)
    return HttpResponseRedirect(reverse("lexicon", args=[meeting.unit_id]))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def page(request: SignedInRequest, unit_id: UUID) -> HttpResponse:
    """Show the lexicon of a body (GET) or add an entry to it (POST)."""
    unit = lexicon.get_body_for(actor_of(request), unit_id)
    if request.method == "POST":
        typed = _typed(request)
        try:
            entry = lexicon.add_entry(actor=actor_of(request), unit_id=unit_id, typed=typed)
        except DomainError as error:
            return _page(request, unit, error=error.message, typed=typed, status=422)
        return _done(request, unit_id, _("Đã thêm “%(text)s”.") % {"text": entry.text})
    return _page(request, unit)


def _page(
    request: HttpRequest, unit: Unit, *, error: str = "", typed: EntryText | None = None, status: int = 200
) -> HttpResponse:
    query = request.GET.get("q", "")[:100]
    found = lexicon.entries_of(unit, query)
    tones = Writing.objects.filter(unit=unit).values_list("tones", flat=True).first() or Tones.KEEP
    context: dict[str, Any] = {
        "unit": unit,
        "query": query,
        "entries": found[:SHOWN],
        "count": len(found),
        "more": max(0, len(found) - SHOWN),
        "proposals": list(lexicon.proposals_of(unit)[:SHOWN]),
        "kinds": KIND_NAMES.items(),
        "tones": [(value, words, value == tones) for value, words in TONE_NAMES.items()],
        "error": error,
        "typed": typed,
    }
    return render(request, "minutes/lexicon.html", context, status=status)


@require_POST
@signed_in
def change(request: SignedInRequest, unit_id: UUID, entry_id: UUID) -> HttpResponse:
    """Change an entry, or take it out (``bo``)."""
    unit = lexicon.get_body_for(actor_of(request), unit_id)
    try:
        if "bo" in request.POST:
            lexicon.remove_entry(actor=actor_of(request), unit_id=unit_id, entry_id=entry_id)
            return _done(request, unit_id, _("Đã bỏ mục này. Những dòng đã ghi vẫn giữ nguyên."))
        entry = lexicon.change_entry(actor=actor_of(request), unit_id=unit_id, entry_id=entry_id, typed=_typed(request))
    except DomainError as error:
        return _page(request, unit, error=error.message, status=422)
    return _done(request, unit_id, _("Đã lưu “%(text)s”.") % {"text": entry.text})


@require_POST
@signed_in
def decide(request: SignedInRequest, unit_id: UUID, proposal_id: UUID) -> HttpResponse:
    """Take a proposal, as it was typed over, or reject it (``bo``)."""
    unit = lexicon.get_body_for(actor_of(request), unit_id)
    take = "bo" not in request.POST
    typed = _typed(request) if take else None
    try:
        lexicon.decide(actor=actor_of(request), unit_id=unit_id, proposal_id=proposal_id, take=take, typed=typed)
    except DomainError as error:
        return _page(request, unit, error=error.message, status=422)
    said = _("Đã nhận vào từ vựng; phụ đề dùng ngay từ câu sau.") if take else _("Đã bỏ đề xuất này.")
    return _done(request, unit_id, said)


@require_POST
@signed_in
def import_file(request: SignedInRequest, unit_id: UUID) -> HttpResponse:
    """Add the rows of a CSV file, all or none."""
    unit = lexicon.get_body_for(actor_of(request), unit_id)
    file = request.FILES.get("tep")
    try:
        if file is None:
            raise CsvError("missing")
        if (file.size or 0) > MOST_BYTES:
            raise CsvError("too_many")
        count = lexicon.import_entries(actor=actor_of(request), unit_id=unit_id, rows=read_csv(file.read()))
    except CsvError as error:
        return _page(request, unit, error=_csv_words(error), status=422)
    except DomainError as error:
        return _page(request, unit, error=error.message, status=422)
    return _done(request, unit_id, ngettext("Đã nhập %(n)s mục.", "Đã nhập %(n)s mục.", count) % {"n": count})


@require_safe
@signed_in
def export_file(request: SignedInRequest, unit_id: UUID) -> HttpResponse:
    """Send the lexicon as CSV."""
    unit = lexicon.get_body_for(actor_of(request), unit_id)
    rows = (Row(entry.text, tuple(entry.heard), Kind(entry.kind)) for entry in lexicon.entries_of(unit))
    name = content_disposition_header(True, f"Từ vựng - {unit.name}.csv") or "attachment"
    return HttpResponse(write_csv(rows), content_type="text/csv; charset=utf-8", headers={"Content-Disposition": name})


@require_POST
@signed_in
def tones(request: SignedInRequest, unit_id: UUID) -> HttpResponse:
    """Set where tone marks stand."""
    lexicon.set_tones(actor=actor_of(request), unit_id=unit_id, tones=request.POST.get("dau", ""))
    return _done(request, unit_id, _("Đã lưu cách viết dấu; phụ đề dùng ngay từ câu sau."))


def _typed(request: HttpRequest) -> EntryText:
    heard = request.POST.get("noi", "").replace("|", "\n").splitlines()
    kind = request.POST.get("loai", "")
    return EntryText(request.POST.get("viet", ""), tuple(heard), Kind(kind) if kind in set(Kind) else Kind.TERM)


def _done(request: HttpRequest, unit_id: UUID, words: str) -> HttpResponse:
    messages.success(request, words, extra_tags="good")
    query = request.POST.get("q", "")
    tail = f"?{urlencode({'q': query})}" if query else ""
    return HttpResponseRedirect(reverse("lexicon", args=[unit_id]) + tail)


def _csv_words(error: CsvError) -> str:
    line = {"line": error.line, "most": MOST_ROWS}
    said = {
        "missing": _("Chưa chọn tệp nào. Hãy chọn một tệp CSV."),
        "encoding": _("Tệp này không phải CSV mã UTF-8. Trong Excel, hãy lưu với kiểu “CSV UTF-8” rồi nhập lại."),
        "broken": _("Dòng %(line)s của tệp bị hỏng nên chưa nhập mục nào."),
        "no_text": _("Dòng %(line)s thiếu chữ cần viết (cột đầu) nên chưa nhập mục nào."),
        "too_long": _("Dòng %(line)s quá dài hoặc có quá nhiều cách nói nên chưa nhập mục nào."),
        "empty": _("Tệp không có mục nào."),
        "too_many": _("Tệp quá lớn: mỗi lần nhập nhiều nhất %(most)s mục. Chưa nhập mục nào."),
    }
    return said[error.code] % line
