"""What the office does about reminders, from the page of who has read what."""

from collections.abc import Iterable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from meetings.accounts.access import SignedInRequest, actor_of, signed_in
from meetings.core.errors import BadInput
from meetings.documents.reminding import OWED, UNREAD, Plan, remind_by_hand, set_duties, set_plan


@require_POST
@signed_in
def remind(request: SignedInRequest, meeting_id: UUID) -> HttpResponse:
    """Remind now: ``viec`` says of what, ``ai`` whom (``moi-nguoi``: everybody; else those ticked as ``nguoi``)."""
    kind = OWED if request.POST.get("viec") == "nop" else UNREAD
    chosen = None if request.POST.get("ai") == "moi-nguoi" else _ids(request.POST.getlist("nguoi"))
    try:
        done = remind_by_hand(actor=actor_of(request), meeting_id=meeting_id, kind=kind, people=chosen)
    except BadInput as error:
        messages.warning(request, error.message, extra_tags="warn")
        return redirect("paper-readership", meeting_id)
    words = ngettext("Đã nhắc %(n)s người.", "Đã nhắc %(n)s người.", done.sent) % {"n": done.sent}
    if done.lately:
        again = ngettext(
            "%(n)s người vừa được nhắc trong 10 phút qua nên không nhắc lại.",
            "%(n)s người vừa được nhắc trong 10 phút qua nên không nhắc lại.",
            done.lately,
        )
        words += " " + again % {"n": done.lately}
    messages.success(request, words, extra_tags="good" if done.sent else "warn")
    return redirect("paper-readership", meeting_id)


@require_POST
@signed_in
def plan(request: SignedInRequest, meeting_id: UUID) -> HttpResponse:
    """Keep when the meeting reminds by itself."""
    times = Plan(_hours(request.POST.getlist("doc")), _hours(request.POST.getlist("nop")))
    set_plan(actor=actor_of(request), meeting_id=meeting_id, plan=times)
    messages.success(request, _("Đã lưu giờ nhắc tự động."), extra_tags="good")
    return redirect("paper-readership", meeting_id)


@require_POST
@signed_in
def duties(request: SignedInRequest, meeting_id: UUID) -> HttpResponse:
    """Keep who hands in the papers of the items: fields ``muc-<item>``: empty, ``nguoi:<id>`` or ``don-vi:<id>``."""
    found = []
    for name, value in request.POST.items():
        if not name.startswith("muc-"):
            continue
        what, _colon, id_ = str(value).partition(":")
        one = _id(id_) if what in {"nguoi", "don-vi"} else None
        found.append(
            (_id(name.removeprefix("muc-")), one if what == "nguoi" else None, one if what != "nguoi" else None)
        )
    set_duties(actor=actor_of(request), meeting_id=meeting_id, duties=found)
    messages.success(request, _("Đã lưu người nộp tài liệu."), extra_tags="good")
    return redirect("paper-readership", meeting_id)


def _hours(typed: Iterable[str]) -> tuple[int, ...]:
    return tuple(int(one) for one in typed if one.isascii() and one.isdigit() and len(one) < 5)


def _ids(typed: Iterable[str]) -> set[UUID]:
    return {_id(one) for one in typed}


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise BadInput(_("Mục hoặc người đã chọn không còn nữa. Hãy tải lại trang.")) from error
