"""The journal as a document of the body, for the meeting file: always in Vietnamese, in the form of its branch."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone

from meetings.agenda.models import Meeting
from meetings.core import clock
from meetings.documents.printing import Column, Face, Sheet, print_sheet
from meetings.minutes.forms import minutes_form

if TYPE_CHECKING:
    from meetings.live.record import Row

SHORT_HASH = 12
"""Letters of a hash that stand in the table; all of it is in the CSV and, for the last event, under the table."""
COLUMNS = (
    Column("Số", 12, "centre"),
    Column("Thời điểm", 22, "centre"),
    Column("Người thực hiện", 37),
    Column("Việc", 66),
    Column(f"Mã ({SHORT_HASH} ký tự đầu)", 28, "centre"),
)


def print_journal(meeting: Meeting, rows: "Sequence[Row]", broken: int | None, printed_by: str) -> bytes:
    """Return the PDF; ``broken`` is the first broken number of the chain at this moment."""
    return print_sheet(journal_sheet(meeting, rows, broken, printed_by))


def journal_sheet(meeting: Meeting, rows: "Sequence[Row]", broken: int | None, printed_by: str) -> Sheet:
    """Return what is printed."""
    now = clock.now()
    left, right = _letterhead(meeting, now)
    return Sheet(
        name=f"Sổ diễn biến - {meeting.title}",
        left=left,
        right=right,
        titles=("SỔ DIỄN BIẾN", meeting.title),
        facts=(
            f"Khai mạc: {_moment(meeting.opened_at)}. Bế mạc: {_moment(meeting.closed_at)}.",
            f"Địa điểm: {meeting.place}.",
        ),
        columns=COLUMNS,
        rows=tuple(
            (str(row.number), _when(row.at), row.who or "(không nêu)", row.what, row.hash[:SHORT_HASH]) for row in rows
        ),
        ending=_ending(meeting, rows, broken, f"In lúc {_moment(now)}, người in: {printed_by}."),
        foot=f"Sổ diễn biến · {meeting.title}",
    )


def _letterhead(meeting: Meeting, now: datetime) -> tuple[tuple[tuple[str, Face], ...], tuple[tuple[str, Face], ...]]:
    local = timezone.localtime(now)
    form = minutes_form(meeting.unit.branch, timezone.localtime(meeting.opened_at or meeting.starts_at).date())
    left: list[tuple[str, Face]] = [(meeting.body.upper(), "bold")]
    if meeting.parent_body:
        left.insert(0, (meeting.parent_body.upper(), "regular"))
    if form.star_under_body:
        left.append(("*", "regular"))
    right: list[tuple[str, Face]] = [(line, "bold") for line in form.motto]
    right.append((f"Ngày {local:%d} tháng {local:%m} năm {local:%Y}", "italic"))
    return tuple(left), tuple(right)


def _ending(meeting: Meeting, rows: "Sequence[Row]", broken: int | None, printed: str) -> tuple[tuple[str, Face], ...]:
    if not rows:
        return (("Sổ chưa có sự kiện nào.", "regular"), (printed, "italic"))
    last = rows[-1]
    whole = "Lúc in, chuỗi kiểm chứng nguyên vẹn." if broken is None else f"LÚC IN, CHUỖI ĐỨT Ở SỐ {broken}."
    return (
        ("Kiểm chứng", "bold"),
        (f"Sổ có {len(rows)} sự kiện, sự kiện cuối mang số {last.number}. {whole}", "regular"),
        ("Mã kiểm chứng của sự kiện cuối (SHA-256, tính trên toàn bộ các sự kiện trước nó):", "regular"),
        (grouped(last.hash), "bold"),
        (
            "Cách kiểm: trên máy chủ, chạy lệnh dưới đây (viết mã liền hoặc cách đều được). Lệnh trả lời «khớp» khi sổ "
            "trên máy chủ vẫn đúng như bản in này đến sự kiện trên; nếu không, lệnh nêu số sai đầu tiên.",
            "regular",
        ),
        (f'manage.py verify_journal {meeting.id} --number {last.number} --head "{grouped(last.hash)}"', "italic"),
        (
            "Mã rút gọn ở mỗi dòng kiểm được theo cùng cách (--number số của dòng, --head mã của dòng). "
            "«(không nêu)»: người in không được biết ai đã làm việc này, ví dụ phiếu của người khác.",
            "regular",
        ),
        (printed, "italic"),
    )


def grouped(digest: str) -> str:
    """Return a hash in groups of eight, as people read it aloud and type it."""
    return " ".join(digest[start : start + 8] for start in range(0, len(digest), 8))


def _when(at: str) -> str:
    try:
        moment = timezone.localtime(datetime.fromisoformat(at))
    except ValueError:  # changed behind our back: shown as it is
        return at
    return f"{moment:%d/%m/%Y} {moment:%H:%M:%S}"


def _moment(moment: datetime | None) -> str:
    if moment is None:
        return "chưa có"
    local = timezone.localtime(moment)
    return f"{local:%H} giờ {local:%M}, ngày {local:%d/%m/%Y}"
