"""The journal's words for votes (``journal_words``): what was asked and what came out, never what a ballot says."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from meetings.contracts.events import HandsCounted, PollClosed, PollOpened
from meetings.contracts.polls import Poll, PollsPrepared, Tally, VoteWay

if TYPE_CHECKING:
    from meetings.live.journal_words import Telling


def _opened(telling: "Telling", payload: PollOpened) -> str:
    poll = payload.poll
    telling.told[_options_key(poll.id)] = "\n".join(poll.options)
    hands = poll.way != VoteWay.DEVICES
    words = _("Mở biểu quyết giơ tay: %(question)s") if hands else _("Mở biểu quyết: %(question)s")
    said = words % {"question": poll.question}
    if not poll.options:
        return said
    return _("%(said)s. Các phương án: %(options)s") % {"said": said, "options": "; ".join(poll.options)}


def _hands(telling: "Telling", payload: HandsCounted) -> str:
    count = payload.count
    room = telling.names.get(count.room_id, "…")
    if count.options:
        options = telling.told.get(_options_key(count.poll_id), "").split("\n")
        return _("Ghi số giơ tay tại %(room)s: %(counts)s, không biểu quyết %(abstain)s") % {
            "room": room,
            "counts": _counts(options, count.options),
            "abstain": count.abstain,
        }
    return _("Ghi số giơ tay tại %(room)s: đồng ý %(yes)s, không đồng ý %(no)s, không biểu quyết %(abstain)s") % {
        "room": room,
        "yes": count.yes,
        "no": count.no,
        "abstain": count.abstain,
    }


def _closed(_telling: "Telling", payload: PollClosed) -> str:
    poll, tally = payload.poll, payload.poll.tally
    if tally is None:
        return vote_kinds()[payload.kind]
    if poll.options:
        return _(
            "Đóng biểu quyết: %(question)s. %(counts)s, không biểu quyết %(abstain)s, không bỏ phiếu %(absent)s; "
            "%(result)s"
        ) % {
            "question": poll.question,
            "counts": _counts(poll.options, tally.options),
            "abstain": tally.abstain,
            "absent": tally.absent,
            "result": _result(poll, tally),
        }
    return _(
        "Đóng biểu quyết: %(question)s. Đồng ý %(yes)s, không đồng ý %(no)s, không biểu quyết %(abstain)s, "
        "không bỏ phiếu %(absent)s; %(result)s"
    ) % {
        "question": poll.question,
        "yes": tally.yes,
        "no": tally.no,
        "abstain": tally.abstain,
        "absent": tally.absent,
        "result": _("được thông qua") if tally.carried else _("không được thông qua"),
    }


def _result(poll: Poll, tally: Tally) -> str:
    if tally.winner:
        return _("thông qua «%(option)s»") % {"option": poll.options[tally.winner - 1]}
    if tally.tied:
        tied = ", ".join(f"«{poll.options[number - 1]}»" for number in tally.tied)
        return _("bằng phiếu giữa %(options)s, chưa phương án nào được thông qua") % {"options": tied}
    return _("không phương án nào đạt mức cần có")


def _counts(options: Sequence[str], votes: Sequence[int]) -> str:
    return ", ".join(f"«{option}» {count}" for option, count in zip(options, votes, strict=False))


def _options_key(poll_id: str) -> str:
    return f"options of {poll_id}"


def _prepared(_telling: "Telling", payload: PollsPrepared) -> str:
    words = {
        "added": _("Chuẩn bị biểu quyết: %(question)s"),
        "changed": _("Sửa biểu quyết chuẩn bị sẵn: %(question)s"),
        "discarded": _("Bỏ biểu quyết chuẩn bị sẵn: %(question)s"),
    }
    return words[payload.act] % {"question": payload.question}


VOTE_WORDS: dict[type, Callable[[Any, Any], str]] = {
    PollsPrepared: _prepared,
    PollOpened: _opened,
    HandsCounted: _hands,
    PollClosed: _closed,
}


def vote_kinds() -> dict[str, str]:
    """Return what the kinds of events of votes are called."""
    return {
        "polls_prepared": _("Chuẩn bị biểu quyết"),
        "poll_opened": _("Mở biểu quyết"),
        "hands_counted": _("Ghi số giơ tay của một phòng"),
        "ballot_cast": _("Ghi một phiếu"),
        "poll_closed": _("Đóng biểu quyết, có kết quả"),
    }
