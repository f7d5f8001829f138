"""How votes are called on the pages, in their reader's language."""

from django.utils.translation import gettext as _

from meetings.contracts.polls import Motion, VoteWay
from meetings.voting.models import PreparedPoll


def motion_names() -> dict[str, str]:
    """Return what the kinds of motion are called."""
    return {
        Motion.ORDINARY: _("Vấn đề thường"),
        Motion.CONFIDENCE: _("Lấy phiếu tín nhiệm"),
        Motion.ELECTION: _("Bầu cử bằng biểu quyết"),
        Motion.REMOVAL: _("Bãi nhiệm, miễn nhiệm"),
    }


def way_names() -> dict[str, str]:
    """Return what the ways to vote are called."""
    return {
        VoteWay.DEVICES: _("Bỏ phiếu trên máy"),
        VoteWay.HANDS: _("Giơ tay tại các phòng, thư ký ghi số"),
        VoteWay.HANDS_OUTSIDE: _("Phòng chủ trì trên máy, điểm cầu giơ tay"),
    }


def length_words(seconds: int) -> str:
    """Write the time of a vote: «30 giây», «2 phút»."""
    if seconds < 60:
        return _("%(count)s giây") % {"count": seconds}
    return _("%(count)s phút") % {"count": seconds // 60}


def terms_words(row: PreparedPoll) -> str:
    """Tell in one line how a prepared vote will be held."""
    time = length_words(row.seconds) if row.seconds else ""
    if time and row.closes_itself:
        time = _("%(time)s, tự đóng khi hết giờ") % {"time": time}
    told = [
        row.item.title if row.item else _("Không thuộc mục nào"),
        motion_names()[row.motion],
        way_names()[row.way],
        row.paper.title if row.paper else "",
        time,
    ]
    return " · ".join(filter(None, told))
