"""The page «Ghi âm» of a meeting, and the door through which its sound is heard."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from meetings.accounts.access import SignedInRequest, actor_of, signed_in, to_sign_in
from meetings.accounts.models import Person
from meetings.agenda.selectors import get_place_for, rooms_in
from meetings.contracts.state import MeetingStatus
from meetings.core import pieces
from meetings.core.actor import person_actor
from meetings.core.errors import BadInput, DomainError, NotFound
from meetings.core.permissions import Permission
from meetings.documents.files import file_answer
from meetings.minutes import recordings
from meetings.minutes.models import Recording, RecordingStatus
from meetings.minutes.recordings import BUSY, RecordingText

PROBLEMS = {
    "unreadable": gettext_lazy("Tệp hỏng hoặc không phải ghi âm nên không nghe được. Hãy xuất lại tệp rồi tải lên."),
    "silent": gettext_lazy("Không nghe thấy lời nào trong tệp. Bản ghi lời vẫn như cũ; hãy xem có đúng tệp không."),
    "too_long": gettext_lazy("Bản ghi dài quá mức cho phép. Hãy cắt thành nhiều tệp, mỗi tệp một buổi."),
    "no_model": gettext_lazy("Máy nhận dạng chưa nạp được mô hình. Bản ghi lời vẫn như cũ; hãy báo bộ phận kỹ thuật."),
    "not_allowed": gettext_lazy("Cuộc họp này không cho máy nghe nên bản ghi lời vẫn như cũ."),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A recording as the page shows it."""

    recording: Recording
    start: datetime
    busy: bool
    here: bool
    can_run: bool
    problem: str


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def page(request: SignedInRequest, meeting_id: UUID) -> HttpResponse:
    """Show the recordings of a meeting (GET), or announce a file whose pieces follow (POST, JSON)."""
    actor = actor_of(request)
    if request.method == "POST":
        recordings.get_recorded_meeting_for(actor, meeting_id, Permission.CORRECT_CAPTION)
        return _answer(lambda: recordings.begin_recording(actor=actor, meeting_id=meeting_id, text=_text(request)))
    meeting = recordings.get_recorded_meeting_for(actor, meeting_id, Permission.SEE_MINUTES)
    place = get_place_for(actor, meeting_id, Permission.SEE_MINUTES)
    rows = [_row(recording) for recording in Recording.objects.filter(meeting=meeting).select_related("meeting")]
    context = {
        "meeting": meeting,
        "rows": rows,
        "busy": any(row.busy for row in rows),
        "rooms": [place.room for place in rooms_in(meeting) if place.room],
        "keeps": place.may(Permission.CORRECT_CAPTION),
        "piece": pieces.PIECE,
        "part": "phan" in request.GET,
    }
    template = "minutes/recording_rows.html" if "phan" in request.GET else "minutes/recordings.html"
    return render(request, template, context)


def _row(recording: Recording) -> Row:
    here = recording.status != RecordingStatus.COMING
    busy = recording.status in BUSY
    return Row(
        recording=recording,
        start=datetime.fromtimestamp(recording.start_ms / 1000, tz=timezone.get_default_timezone()),
        busy=busy,
        here=here,
        can_run=here and not busy and recording.meeting.status == MeetingStatus.CLOSED,
        problem=str(PROBLEMS.get(recording.problem, "")),
    )


@require_safe
@signed_in
def listing(request: SignedInRequest, meeting_id: UUID) -> HttpResponse:
    """Tell the secretary's console which stretches of time can be heard again."""
    meeting = recordings.get_recorded_meeting_for(actor_of(request), meeting_id, Permission.SEE_MINUTES)
    here = Recording.objects.filter(meeting=meeting).exclude(status=RecordingStatus.COMING)
    found = [
        {
            "url": reverse("recording-sound", args=[meeting_id, recording.id]),
            "participant": recording.participant,
            "start_ms": recording.start_ms,
            "length_ms": recording.length_ms,
        }
        for recording in here
    ]
    return JsonResponse({"recordings": found})


@require_POST
@signed_in
def piece(request: SignedInRequest, meeting_id: UUID, recording_id: UUID) -> HttpResponse:
    """Take one piece of a file; ``?tu=`` says where it begins."""
    recordings.get_recording_for(actor_of(request), meeting_id, recording_id, Permission.CORRECT_CAPTION)
    data = request.read(pieces.PIECE + 1)

    def add() -> Recording:
        offset = pieces.read_offset(request.GET.get("tu", ""))
        return recordings.add_piece(
            actor=actor_of(request), meeting_id=meeting_id, recording_id=recording_id, offset=offset, data=data
        )

    return _answer(add)


@require_POST
@signed_in
def act_on(request: SignedInRequest, meeting_id: UUID, recording_id: UUID) -> HttpResponse:
    """Listen again (``nghe``), stop (``dung``), delete (``xoa``) or move the start (``luc``)."""
    actor = actor_of(request)
    recordings.get_recording_for(actor, meeting_id, recording_id, Permission.CORRECT_CAPTION)
    match request.POST.get("viec", ""):
        case "nghe":
            recordings.order_rerun(actor=actor, meeting_id=meeting_id, recording_id=recording_id)
            said = _("Máy bắt đầu nghe lại cả bản ghi. Có thể rời trang này.")
        case "dung":
            recordings.cancel_rerun(actor=actor, meeting_id=meeting_id, recording_id=recording_id)
            said = _("Đã dừng. Bản ghi lời vẫn như cũ.")
        case "xoa":
            recordings.remove_recording(actor=actor, meeting_id=meeting_id, recording_id=recording_id)
            said = _("Đã xóa bản ghi âm. Bản ghi lời vẫn giữ nguyên.")
        case "luc":
            start = _moment(request.POST.get("luc", ""))
            if start is None:
                raise BadInput(_("Hãy nhập ngày và giờ bắt đầu của bản ghi."))
            recordings.set_start(actor=actor, meeting_id=meeting_id, recording_id=recording_id, start=start)
            said = _("Đã lưu giờ bắt đầu của bản ghi.")
        case _:
            raise BadInput(_("Trang đã cũ. Hãy tải lại trang."))
    messages.success(request, said, extra_tags="good")
    return HttpResponseRedirect(reverse("recordings", args=[meeting_id]))


@require_safe
def sound(request: HttpRequest, meeting_id: UUID, recording_id: UUID) -> HttpResponseBase:
    """Send a recording, whole or a range of it, to chair and secretary."""
    if not isinstance(request.user, Person):
        return to_sign_in(request)
    recording = recordings.get_recording_for(person_actor(request.user.id), meeting_id, recording_id)
    path = recordings.sound_of(recording)
    if recording.status == RecordingStatus.COMING or not path.is_file():
        raise NotFound(_("Bản ghi âm này chưa tải lên đủ."))
    kind = recordings.kind(recording)
    return file_answer(request, path, kind.content_type, f"ghi-am.{kind.ending}")


def _text(request: HttpRequest) -> RecordingText:
    order = pieces.read_order(request.body)
    file, room, start = pieces.announced(order), str(order.get("room") or ""), str(order.get("start") or "")
    return RecordingText(file, room, _moment(start))


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else timezone.make_aware(moment, timezone.get_default_timezone())


def _answer(act: Callable[[], Recording]) -> HttpResponse:
    """Answer a script: how much has come, or why it was refused, in words."""
    try:
        recording = act()
    except DomainError as error:
        return JsonResponse({"message": error.message}, status=error.http_status)
    return JsonResponse({"id": str(recording.id), "came": recording.came, "status": recording.status})
