"""The invitation as a document, and reminders: the secretary's page; one's own copy."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from meetings.accounts.access import SignedInRequest, actor_of, signed_in
from meetings.agenda.models import Meeting
from meetings.agenda.selectors import get_meeting_for, get_place_for
from meetings.contracts.state import MeetingStatus
from meetings.core import clock
from meetings.core.errors import BadInput, NotFound
from meetings.core.permissions import Permission
from meetings.invitations.letters import (
    LetterText,
    form_of,
    issue_letters,
    next_number,
    number_words,
    outdated,
    print_copies,
)
from meetings.invitations.models import Copy, Letter, ReminderTime
from meetings.invitations.reminders import HOURS, remind_silent, set_reminder_times
from meetings.invitations.selectors import expected_of


@require_http_methods(["GET", "POST"])
@signed_in
def letters(request: SignedInRequest, meeting_id: UUID) -> HttpResponse:
    """Show the letter and its copies; POST numbers and sends it; ``?dang=pdf`` all copies, ``&ban=`` one of them."""
    meeting = get_meeting_for(actor_of(request), meeting_id, Permission.ISSUE_INVITATIONS)
    letter = Letter.objects.filter(meeting=meeting).select_related("meeting__unit").first()
    if request.method == "GET" and request.GET.get("dang") == "pdf":
        return _file(letter, request.GET.get("ban", ""))
    if request.method == "GET":
        return render(request, "invitations/letters.html", _context(meeting, letter, _first_text(meeting, letter)))
    text = _typed(request, meeting)
    try:
        issue_letters(actor=actor_of(request), meeting_id=meeting_id, text=text)
    except BadInput as error:
        context = _context(meeting, letter, text) | {"refusal": error.message}
        return render(request, "invitations/letters.html", context, status=422)
    messages.success(request, _("Đã gửi giấy mời. Mỗi người được mời tải được bản của mình."), extra_tags="good")
    return HttpResponseRedirect(reverse("letters", args=[meeting_id]))


@require_safe
@signed_in
def my_copy(request: SignedInRequest, meeting_id: UUID) -> HttpResponse:
    """Hand out my copy of the letter, or my unit's."""
    place = get_place_for(actor_of(request), meeting_id, Permission.ANSWER_INVITATION)
    found = copy_for(place.meeting, request.user.id, request.user.unit_id)
    if found is None:
        raise NotFound(_("Giấy mời chưa được gửi."))
    return _pdf(found.letter, [found], found.serial)


def copy_for(meeting: Meeting, person_id: UUID, unit_id: UUID | None) -> Copy | None:
    """Return the copy that invites somebody by name, else the one that invites his unit."""
    copies = Copy.objects.filter(letter__meeting=meeting).select_related("letter__meeting__unit")
    by_name = copies.filter(person_id=person_id).first()
    return by_name or (copies.filter(unit_id=unit_id).first() if unit_id else None)


@require_POST
@signed_in
def remind(request: SignedInRequest, meeting_id: UUID) -> HttpResponse:
    """Remind everybody who has not answered."""
    count = remind_silent(actor=actor_of(request), meeting_id=meeting_id)
    words = ngettext("Đã nhắc %(n)s người.", "Đã nhắc %(n)s người.", count) % {"n": count}
    if not count:
        words = _("Không còn ai để nhắc: mọi người đã trả lời, hoặc vừa được nhắc trong 10 phút qua.")
    messages.success(request, words, extra_tags="good" if count else "warn")
    return HttpResponseRedirect(reverse("answers", args=[meeting_id]) + "?ai=chua")


@require_POST
@signed_in
def times(request: SignedInRequest, meeting_id: UUID) -> HttpResponse:
    """Keep when the meeting reminds by itself."""
    hours = {int(one) for one in request.POST.getlist("gio") if one.isascii() and one.isdigit() and len(one) < 5}
    set_reminder_times(actor=actor_of(request), meeting_id=meeting_id, hours=hours)
    messages.success(request, _("Đã lưu giờ nhắc tự động."), extra_tags="good")
    return HttpResponseRedirect(reverse("letters", args=[meeting_id]))


def _file(letter: Letter | None, serial: str) -> HttpResponse:
    if letter is None:
        raise NotFound(_("Giấy mời chưa được gửi."))
    copies = letter.copies.filter(serial=int(serial)) if serial.isascii() and serial.isdigit() else letter.copies.all()
    if not copies:
        raise NotFound(_("Không có bản giấy mời này."))
    return _pdf(letter, list(copies), int(serial) if len(copies) == 1 and serial else None)


def _pdf(letter: Letter, copies: list[Copy], serial: int | None) -> HttpResponse:
    name = f"giay-moi-{letter.number:02d}" + (f"-ban-{serial:03d}" if serial else "")
    headers = {"Content-Disposition": f'attachment; filename="{name}.pdf"'}
    return HttpResponse(print_copies(letter, copies), content_type="application/pdf", headers=headers)


def _typed(request: SignedInRequest, meeting: Meeting) -> LetterText:
    post = request.POST
    number = post.get("number", "")
    try:
        dated = date.fromisoformat(post.get("dated", ""))
    except ValueError:
        dated = clock.local_date(clock.now())
    return LetterText(
        number=int(number) if number.isascii() and number.isdigit() and len(number) < 7 else 0,
        symbol=post.get("symbol", "")[:40],
        dated=dated,
        town=post.get("town", "")[:80],
        authority=post.get("authority", "")[:120],
        signer_title=post.get("signer_title", "")[:120],
        signer=post.get("signer", "")[:120],
        per_unit=post.get("per") == "unit",
    )


def _first_text(meeting: Meeting, letter: Letter | None) -> LetterText:
    """Return what stands in the form at first: the letter itself, else what the body's last one said."""
    last = letter or Letter.objects.filter(meeting__unit=meeting.unit).order_by("-issued_at").first()
    today = clock.local_date(clock.now())
    return LetterText(
        number=letter.number if letter else next_number(meeting, today),
        symbol=last.symbol if last else form_of(meeting, today).symbol,
        dated=letter.dated if letter else today,
        town=last.town if last else "",
        authority=last.authority if last else "",
        signer_title=last.signer_title if last else "",
        signer=last.signer if last else "",
        per_unit=last.per_unit if last else False,
    )


def _context(meeting: Meeting, letter: Letter | None, text: LetterText) -> dict[str, object]:
    chosen = set(ReminderTime.objects.filter(meeting=meeting).values_list("hours_before", flat=True))
    return {
        "meeting": meeting,
        "letter": letter,
        "number": number_words(letter) if letter else "",
        "copies": list(letter.copies.all()) if letter else [],
        "outdated": letter is not None and meeting.status == MeetingStatus.CONVENED and outdated(letter),
        "text": text,
        "form": form_of(meeting, text.dated),
        "editable": meeting.status == MeetingStatus.CONVENED,
        "expected": expected_of(meeting),
        "hours": [(one, one * 60, one in chosen) for one in HOURS],
    }
