"""The journal's events in words, for those who check the record: what happened, never what a ballot says."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from pydantic import ValidationError

from meetings.agenda.secrecy import NAMES
from meetings.contracts import events as e
from meetings.contracts.floor import SpeechKind
from meetings.contracts.notices import NoticesSent
from meetings.contracts.sessions import SessionChanged
from meetings.contracts.state import ItemOutcome
from meetings.core import journal
from meetings.core.models import JournalEvent
from meetings.live.invitation_words import INVITATION_WORDS, invitation_kinds
from meetings.live.letter_words import LETTER_WORDS, letter_kinds
from meetings.live.paper_words import PAPER_WORDS, paper_kinds
from meetings.live.question_words import QUESTION_WORDS, turn_words
from meetings.live.roll_words import ROLL_WORDS, roll_kinds
from meetings.live.screen_words import pinned_words
from meetings.live.seating_words import seating_words
from meetings.live.session_words import break_words, session_words
from meetings.live.vote_words import VOTE_WORDS, vote_kinds
from meetings.notices.kinds import notice_names


@dataclass(slots=True)
class Telling:
    """What earlier events named: later ones speak of it by id alone. One per walk through a journal, in order."""

    names: dict[str, str]
    """Names by id, of people and rooms."""
    told: dict[str, str] = field(default_factory=dict)
    """Titles of papers, names of speakers, by id of paper, request and turn."""

    def words(self, event: JournalEvent, *, whole: bool) -> str:
        """Return what happened; only the kind when ``whole`` is false, or nobody can read the payload any more.

        What the reader may not know is not even read: a later event for everybody must not name it.
        """
        kind = kind_words().get(event.kind, event.kind)
        if not whole:
            return kind
        try:
            payload = journal.PAYLOAD.validate_json(event.payload)
        except ValidationError:
            return kind
        teller = TELLERS.get(type(payload))
        return teller(self, payload) if teller else kind

    def note(self, id_: str, name: str) -> str:
        """Remember a name for later events, and return it."""
        self.told[id_] = name
        return name


def _meeting(_telling: Telling, payload: e.MeetingChanged) -> str:
    return {
        "created": _("Tạo cuộc họp"),
        "edited": _("Sửa thông tin cuộc họp"),
        "classified": _("Đổi độ mật của cuộc họp thành: %(level)s") % {"level": NAMES[payload.meeting.secrecy]},
        "planned": _("Sửa kế hoạch các buổi họp"),
        "convened": _("Triệu tập cuộc họp"),
        "opened": _("Khai mạc cuộc họp"),
        "closed": _("Bế mạc cuộc họp"),
    }[payload.act]


def _agenda(_telling: Telling, payload: e.AgendaChanged) -> str:
    return _("Sửa chương trình: %(count)s mục") % {"count": len(payload.items)}


def _item_opened(_telling: Telling, payload: e.ItemOpened) -> str:
    item = next((item for item in payload.items if item.id == payload.item_id), None)
    if item is None:
        return kind_words()[payload.kind]
    return _("Mở mục %(n)s: %(title)s") % {"n": item.shown, "title": item.title}


def _item_closed(_telling: Telling, payload: e.ItemClosed) -> str:
    return _("Kết thúc mục %(n)s: %(title)s") % {"n": payload.item.shown, "title": payload.item.title}


def _item_settled(_telling: Telling, payload: e.ItemSettled) -> str:
    words = {
        ItemOutcome.POSTPONED: _("Hoãn mục %(n)s: %(title)s"),
        ItemOutcome.WITHDRAWN: _("Rút mục %(n)s khỏi chương trình: %(title)s"),
        ItemOutcome.READ: _("Coi như đã trình bày mục %(n)s: %(title)s"),
    }
    item = payload.item
    return words[item.outcome or ItemOutcome.READ] % {"n": item.shown, "title": item.title}


def _chair(telling: Telling, payload: e.ChairChanged) -> str:
    deputy = telling.names.get(payload.meeting.acting_chair or "", "")
    if payload.act == "handed_over" and deputy:
        return _("Chủ trì giao quyền điều hành cho %(name)s") % {"name": deputy}
    if payload.act == "taken_over" and deputy:
        return _("%(name)s nhận điều hành vì người điều hành mất kết nối") % {"name": deputy}
    return _("Quyền điều hành trở lại chủ trì")


def _sign_in_ended(telling: Telling, payload: e.SignInEnded) -> str:
    who = telling.names.get(payload.person_id, "")
    return _("Kết thúc đăng nhập của %(name)s trên %(count)s máy") % {"name": who, "count": payload.devices}


def _unit_notified(_telling: Telling, payload: e.UnitNotified) -> str:
    return _("Nhắn riêng %(unit)s: %(text)s") % {"unit": payload.notice.unit, "text": payload.notice.text}


def _notices_sent(_telling: Telling, payload: NoticesSent) -> str:
    words = notice_names().get(payload.notice, _("Gửi lời nhắc"))
    if payload.automatic:
        words += " " + _("(tự động)")
    return f"{words}: {', '.join(one.name for one in payload.people)}"


def _people(_telling: Telling, payload: e.PeopleChanged) -> str:
    return _("Sửa danh sách người dự: %(count)s người") % {"count": len(payload.people)}


def _rooms(_telling: Telling, payload: e.RoomsChanged) -> str:
    return _("Sửa danh sách điểm cầu: %(count)s điểm cầu") % {"count": len(payload.rooms)}


def _checked_in(telling: Telling, payload: e.PersonCheckedIn) -> str:
    person = payload.person
    room = telling.names.get(person.room_id or "", "")
    if not person.present:
        return _("Rời cuộc họp: %(name)s") % {"name": person.name}
    where = _("tại %(room)s") % {"room": room} if room else _("dự từ xa")
    where = _("%(where)s, bằng mã trên màn hình phòng") % {"where": where} if payload.way == "screen" else where
    words = {"back": _("Trở lại họp: %(name)s, %(where)s"), "moved": _("Đổi chỗ dự: %(name)s, %(where)s")}
    return words.get(payload.act or "", _("Điểm danh: %(name)s, %(where)s")) % {"name": person.name, "where": where}


def _quorum(_telling: Telling, payload: e.QuorumChanged) -> str:
    quorum = payload.quorum
    said = {
        "reached": _("Đủ túc số"),
        "lost": _("Mất túc số"),
        "regained": _("Đủ túc số trở lại"),
        "recounted": _("Tính lại số người làm căn cứ túc số"),
    }[payload.act]
    counted = _("có mặt %(present)s trong %(base)s, cần %(needed)s") % {
        "present": quorum.present,
        "base": quorum.base,
        "needed": quorum.needed,
    }
    if not quorum.deducted:
        return f"{said}: {counted}"
    return f"{said}: {counted}; " + _("đã trừ %(deducted)s người") % {"deducted": quorum.deducted}


def _speech_requested(telling: Telling, payload: e.SpeechRequested) -> str:
    request = payload.request
    name = telling.note(request.id, request.name)
    if request.kind == SpeechKind.ORDER:
        return _("Ý kiến về thủ tục: %(name)s, %(subject)s") % {"name": name, "subject": request.subject or "…"}
    if not request.subject:
        return _("Đăng ký phát biểu: %(name)s") % {"name": name}
    return _("Đăng ký phát biểu: %(name)s, về %(subject)s") % {"name": name, "subject": request.subject}


def _speech_withdrawn(telling: Telling, payload: e.SpeechWithdrawn) -> str:
    return _("Rút đăng ký phát biểu: %(name)s") % {"name": telling.told.get(payload.request_id, "…")}


def _floor_given(telling: Telling, payload: e.FloorGiven) -> str:
    floor = payload.floor
    name = telling.note(floor.turn_id, floor.name)
    return turn_words(floor.kind, name, length(floor.limit_s) if floor.limit_s is not None else "")


def _queue_ordered(telling: Telling, payload: e.QueueOrdered) -> str:
    names = [telling.told.get(id_, "…") for id_ in payload.request_ids]
    return _("Sắp lại thứ tự phát biểu: %(names)s") % {"names": ", ".join(names)}


def _limits(telling: Telling, payload: e.SpeechLimitsChanged) -> str:
    if not payload.limits:
        return _("Bỏ thời gian phát biểu đã đặt riêng")
    newest = payload.limits[-1]
    time = length(newest.limit_s) if newest.limit_s is not None else _("không giới hạn")
    if newest.person_id:
        return _("Thời gian phát biểu của %(name)s: %(time)s") % {
            "name": telling.names.get(newest.person_id, "…"),
            "time": time,
        }
    return _("Thời gian phát biểu mỗi người: %(time)s") % {"time": time}


def _floor_changed(_telling: Telling, payload: e.FloorChanged) -> str:
    floor = payload.floor
    if payload.act == "paused":
        return _("Dừng đồng hồ phát biểu: %(name)s") % {"name": floor.name}
    if payload.act == "resumed":
        return _("Chạy tiếp đồng hồ phát biểu: %(name)s") % {"name": floor.name}
    if floor.limit_s is None:
        return kind_words()[payload.kind]
    return _("Thêm thời gian phát biểu: %(name)s, thành %(length)s") % {
        "name": floor.name,
        "length": length(floor.limit_s),
    }


def _floor_taken(telling: Telling, payload: e.FloorTaken) -> str:
    return _("Kết thúc lượt phát biểu: %(name)s, đã nói %(length)s") % {
        "name": telling.told.get(payload.turn_id, "…"),
        "length": length(payload.spoken_s),
    }


def _pinned(telling: Telling, payload: e.ScreensPinned) -> str:
    return pinned_words(payload, telling.names)


def _channels(telling: Telling, payload: e.ChannelsChanged) -> str:
    channel = next((one for one in payload.channels if one.language == payload.language), None)
    if payload.act == "room":
        name = channel.name if channel else _("tiếng hội trường")
        return _("Kỹ thuật chọn tiếng cho loa của một điểm cầu: %(channel)s") % {"channel": name}
    if channel is None:
        return _("Bỏ một kênh phiên dịch")
    names = {one.person_id: one.name for one in channel.interpreters}
    words = {
        "set": _("Phân công kênh phiên dịch %(channel)s: %(names)s"),
        "asked": _("Kênh %(channel)s: %(asked)s đề nghị bàn giao"),
        "cancelled": _("Kênh %(channel)s: thôi bàn giao"),
        "handed_over": _("Kênh %(channel)s: bàn giao cho %(on_air)s"),
        "taken": _("Kênh %(channel)s: %(on_air)s lên sóng"),
    }
    return words.get(payload.act, kind_words()[payload.kind]) % {
        "channel": channel.name,
        "names": ", ".join(names.values()) or _("chưa có ai"),
        "asked": names.get(channel.asked_by or "", "…"),
        "on_air": names.get(channel.on_air or "", "…"),
    }


def length(seconds: int) -> str:
    """Return a length of time in words."""
    minutes, rest = divmod(seconds, 60)
    if not minutes:
        return _("%(n)s giây") % {"n": rest}
    if not rest:
        return ngettext("%(n)s phút", "%(n)s phút", minutes) % {"n": minutes}
    return _("%(minutes)s phút %(seconds)s giây") % {"minutes": minutes, "seconds": rest}


def _caption_corrected(_telling: Telling, payload: e.CaptionCorrected) -> str:
    segment = payload.segment
    if payload.before == segment.text:
        return _("Xác nhận lời của %(name)s: «%(text)s»") % {"name": segment.speaker, "text": segment.text}
    return _("Hiệu đính lời của %(name)s: «%(before)s» thành «%(text)s»") % {
        "name": segment.speaker,
        "before": payload.before,
        "text": segment.text,
    }


def _speaker_named(_telling: Telling, payload: e.SpeakerNamed) -> str:
    count = len(payload.segment_ids)
    return ngettext(
        "Ghi người nói: %(name)s, trước đó ghi %(before)s (%(n)s lời, «%(text)s»)",
        "Ghi người nói: %(name)s, trước đó ghi %(before)s (%(n)s lời, «%(text)s»)",
        count,
    ) % {"name": payload.speaker, "before": payload.before, "n": count, "text": payload.text}


TELLERS: dict[type, Callable[[Telling, Any], str]] = {
    e.MeetingChanged: _meeting,
    e.AgendaChanged: _agenda,
    e.ItemOpened: _item_opened,
    e.ItemClosed: _item_closed,
    e.ItemSettled: _item_settled,
    e.BreakChanged: break_words,
    SessionChanged: session_words,
    e.ChairChanged: _chair,
    e.SignInEnded: _sign_in_ended,
    e.UnitNotified: _unit_notified,
    NoticesSent: _notices_sent,
    **LETTER_WORDS,
    e.PeopleChanged: _people,
    e.RoomsChanged: _rooms,
    e.PersonCheckedIn: _checked_in,
    **ROLL_WORDS,
    e.QuorumChanged: _quorum,
    **INVITATION_WORDS,
    **PAPER_WORDS,
    e.SpeechRequested: _speech_requested,
    e.SpeechWithdrawn: _speech_withdrawn,
    e.QueueOrdered: _queue_ordered,
    e.SpeechLimitsChanged: _limits,
    e.FloorGiven: _floor_given,
    e.FloorChanged: _floor_changed,
    e.FloorTaken: _floor_taken,
    **QUESTION_WORDS,
    e.ChannelsChanged: _channels,
    e.ScreensPinned: _pinned,
    e.SeatingChanged: seating_words,
    **VOTE_WORDS,
    e.CaptionCorrected: _caption_corrected,
    e.SpeakerNamed: _speaker_named,
}
"""Kinds without a row (a ballot above all) are told by their kind alone."""


def kind_words() -> dict[str, str]:
    """Return what each kind of event is called."""
    return {
        "meeting_changed": _("Thông tin hoặc trạng thái cuộc họp thay đổi"),
        "agenda_changed": _("Sửa chương trình"),
        "item_opened": _("Mở mục"),
        "item_closed": _("Kết thúc mục"),
        "item_settled": _("Hoãn, rút hoặc coi như đã trình bày một mục"),
        "break_changed": _("Giải lao hoặc tiếp tục họp"),
        "session_changed": _("Một buổi họp kết thúc hoặc khai mạc"),
        "chair_changed": _("Quyền điều hành đổi người"),
        "sign_in_ended": _("Kết thúc đăng nhập của một người"),
        "unit_notified": _("Nhắn riêng một đơn vị"),
        "notices_sent": _("Gửi lời nhắc"),
        **letter_kinds(),
        "people_changed": _("Sửa danh sách người dự"),
        "rooms_changed": _("Điểm cầu thay đổi"),
        "person_checked_in": _("Điểm danh"),
        **roll_kinds(),
        "quorum_changed": _("Túc số thay đổi"),
        **invitation_kinds(),
        **paper_kinds(),
        "speech_requested": _("Đăng ký phát biểu"),
        "speech_withdrawn": _("Rút đăng ký phát biểu"),
        "queue_ordered": _("Sắp lại thứ tự phát biểu"),
        "speech_limits_changed": _("Đổi thời gian phát biểu cho phép"),
        "floor_given": _("Mời phát biểu"),
        "floor_changed": _("Đồng hồ phát biểu thay đổi"),
        "floor_taken": _("Kết thúc lượt phát biểu"),
        "microphones_muted": _("Tắt tất cả micrô"),
        "question_changed": _("Chất vấn"),
        "questions_ordered": _("Sắp lại thứ tự chất vấn"),
        "channels_changed": _("Kênh phiên dịch thay đổi"),
        "screens_pinned": _("Ghim màn hình lớn"),
        "seating_changed": _("Sơ đồ chỗ ngồi thay đổi"),
        **vote_kinds(),
        "caption_corrected": _("Hiệu đính bản ghi lời"),
        "speaker_named": _("Ghi người nói trong bản ghi lời"),
        "minutes_drafted": _("Lập bản nháp biên bản"),
        "transcript_remade": _("Nghe lại cả bản ghi âm, lập lại bản ghi lời"),
    }
