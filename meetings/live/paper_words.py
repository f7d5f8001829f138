"""The journal's events about papers in words (``journal_words``)."""

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from meetings.contracts import papers as e

if TYPE_CHECKING:
    from collections.abc import Callable

    from meetings.live.journal_words import Telling


def _issued(telling: "Telling", payload: e.PaperIssued) -> str:
    paper = payload.paper
    title = telling.note(paper.id, f"{paper.title} ({paper.code})" if paper.code else paper.title)
    if paper.version > 1:
        words = {"title": title, "version": paper.version}
        return _("Phát hành bản mới của tài liệu (dự thảo %(version)s): %(title)s") % words
    return _("Phát hành tài liệu: %(title)s") % {"title": title}


def _withdrawn(telling: "Telling", payload: e.PaperWithdrawn) -> str:
    title = payload.title or telling.told.get(payload.paper_id, "…")
    words = _("Thu hồi tài liệu: %(title)s") % {"title": title}
    if payload.back:
        words += "; " + _("dự thảo %(version)s lại là bản hiện hành") % {"version": payload.back.version}
    return words


def _readers(_telling: "Telling", payload: e.PaperReaders) -> str:
    counts = {"title": payload.title, "opened": len(payload.opened), "readers": payload.readers}
    if not payload.opened:
        return _("Tài liệu thu hồi chưa ai mở: %(title)s") % counts
    words = _("Đã mở tài liệu thu hồi %(title)s: %(opened)s trong %(readers)s người") % counts
    return f"{words} ({', '.join(reader.name for reader in payload.opened)})"


def _original_taken(_telling: "Telling", payload: e.OriginalTaken) -> str:
    return _("Tải bản gốc của tài liệu: %(title)s") % {"title": payload.title}


def _distributed(_telling: "Telling", payload: e.PaperDistributed) -> str:
    return _("Gửi tài liệu %(title)s đến: %(to)s") % {"title": payload.title, "to": payload.to}


def _reached(telling: "Telling", payload: e.PaperReached) -> str:
    title = telling.note(payload.paper.id, payload.paper.title)
    return _("Tài liệu đến máy của những người mới được gửi: %(title)s") % {"title": title}


def _closed(_telling: "Telling", payload: e.PaperClosed) -> str:
    return _("Đóng tài liệu ở máy của những người không được gửi nữa: %(title)s") % {"title": payload.title}


def machine_words(machine: e.Machine) -> str:
    """Return a machine that has not confirmed: whose it is, what, and why."""
    why = {"asleep": _("máy chưa trả lời"), "away": _("mất kết nối")}[machine.state]
    return f"{machine.name} ({', '.join(filter(None, [machine.device, why]))})"


def _recall_reached(_telling: "Telling", payload: e.RecallReached) -> str:
    counts = {"title": payload.title, "n": payload.confirmed, "all": payload.machines}
    words = _("Đã thu hồi %(title)s ở %(n)s/%(all)s máy") % counts
    if not payload.missing:
        return words
    return words + "; " + _("chưa tới: %(machines)s") % {"machines": ", ".join(map(machine_words, payload.missing))}


def _recall_confirmed(_telling: "Telling", payload: e.RecallConfirmed) -> str:
    who = f"{payload.name} ({payload.device})" if payload.device else payload.name
    counts = {"title": payload.title, "who": who, "n": payload.confirmed, "all": payload.machines}
    return _("Máy của %(who)s đã đóng tài liệu thu hồi %(title)s; đã thu hồi ở %(n)s/%(all)s máy") % counts


def _stamp_found(_telling: "Telling", payload: e.StampFound) -> str:
    return _("Giữ lại một tài liệu vì trang 1 có chữ như dấu mật: %(stamp)s") % {"stamp": payload.stamp}


def _stamp_settled(_telling: "Telling", payload: e.StampSettled) -> str:
    facts = {"stamp": payload.stamp, "reason": payload.reason, "name": payload.instead_of}
    if payload.decision == "removed":
        words = _("Xác nhận dấu %(stamp)s: tài liệu đã gỡ khỏi hệ thống") % facts
        return f"{words}. " + _("Thay %(name)s, lý do: %(reason)s") % facts if payload.instead_of else words
    words = _("Cam kết chữ %(stamp)s không phải dấu mật. Lý do: %(reason)s") % facts
    return f"{words}. " + _("Thay %(name)s") % facts if payload.instead_of else words


def _copy_noted(_telling: "Telling", payload: e.CopyNoted) -> str:
    title = f"{payload.title} ({payload.code})" if payload.code else payload.title
    facts = {"line": payload.line, "title": title, "copy": payload.copy_number, "who": payload.receiver}
    facts |= {"copies": payload.copies, "note": payload.note, "voids": payload.voids or 0}
    words = {
        "listed": _("Sổ bản giấy, dòng %(line)s: %(title)s, %(copies)s bản"),
        "handed": _("Sổ bản giấy, dòng %(line)s: giao bản %(copy)s của %(title)s cho %(who)s"),
        "returned": _("Sổ bản giấy, dòng %(line)s: thu hồi bản %(copy)s của %(title)s từ %(who)s"),
        "missing": _("Sổ bản giấy, dòng %(line)s: thất lạc bản %(copy)s của %(title)s, %(who)s; %(note)s"),
        "void": _("Sổ bản giấy, dòng %(line)s: dòng %(voids)s ghi nhầm (%(title)s); %(note)s"),
    }
    return words[payload.act] % facts


PAPER_WORDS: "dict[type, Callable[[Telling, Any], str]]" = {
    e.PaperIssued: _issued,
    e.PaperWithdrawn: _withdrawn,
    e.PaperReaders: _readers,
    e.OriginalTaken: _original_taken,
    e.PaperDistributed: _distributed,
    e.PaperReached: _reached,
    e.PaperClosed: _closed,
    e.RecallReached: _recall_reached,
    e.RecallConfirmed: _recall_confirmed,
    e.StampFound: _stamp_found,
    e.StampSettled: _stamp_settled,
    e.CopyNoted: _copy_noted,
}


def paper_kinds() -> dict[str, str]:
    """Return what the kinds of these events are called."""
    return {
        "paper_issued": _("Phát hành tài liệu"),
        "paper_withdrawn": _("Thu hồi tài liệu"),
        "paper_readers": _("Ai đã mở tài liệu thu hồi"),
        "original_taken": _("Tải bản gốc của một tài liệu"),
        "paper_distributed": _("Chọn nơi gửi tài liệu"),
        "paper_reached": _("Tài liệu đến thêm người"),
        "paper_closed": _("Tài liệu không còn gửi đến một số người"),
        "recall_reached": _("Thu hồi tới các máy"),
        "recall_confirmed": _("Một máy đã đóng tài liệu thu hồi"),
        "stamp_found": _("Giữ tài liệu có chữ như dấu mật"),
        "stamp_settled": _("Quyết định về dấu mật"),
        "copy_noted": _("Ghi sổ giao nhận bản giấy"),
    }
