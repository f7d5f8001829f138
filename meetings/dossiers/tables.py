"""The tables of a meeting file as CSV (RFC 4180, UTF-8 with a mark so that spreadsheets read Vietnamese).

Always in Vietnamese: the file is a record of the body, not a page for its reader.
"""

import csv
from collections.abc import Iterable, Sequence
from datetime import datetime
from io import StringIO

from django.utils import timezone

from meetings.contracts.polls import Poll
from meetings.contracts.state import Attendee
from meetings.core.cells import safe_cell
from meetings.core.templatetags.nghisu import role_name
from meetings.minutes.attendance import presence_words
from meetings.minutes.content import MinutesContent
from meetings.minutes.votes import result_words


def csv_bytes(head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return a table as the bytes of a CSV file; no cell can be a formula."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(head)
    writer.writerows([safe_cell(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return ("\ufeff" + text.getvalue()).encode()


def agenda_csv(content: MinutesContent) -> bytes:
    """Return the agenda with what became of each item."""
    head = ("Mục", "Nội dung", "Trình bày", "Phút dự kiến", "Phút thực tế", "Tình trạng", "Kết quả")
    items = [section.item for section in content.sections]
    return csv_bytes(
        head,
        (
            (
                item.label,
                item.title,
                item.presenter,
                item.planned_minutes,
                round(item.spent_s / 60, 1),
                item.status.value,
                item.outcome.value if item.outcome else "",
            )
            for item in items
        ),
    )


def attendance_csv(content: MinutesContent) -> bytes:
    """Return who was invited as what, and when he was there."""
    head = ("Họ tên", "Chức vụ", "Đơn vị", "Vai trò", "Biểu quyết", "Có mặt", "Điểm danh lúc")
    return csv_bytes(
        head,
        (
            (
                person.name,
                person.title,
                person.unit,
                role_name(person.role),
                "có" if person.votes else "không",
                _presence(content, person),
                person.checked_in_at or "",
            )
            for person in content.people
        ),
    )


def _presence(content: MinutesContent, person: Attendee) -> str:
    """Return when somebody was there, session by session where there were several."""
    if not content.sessions:
        stays = content.stays.get(person.person_id, ())
        return presence_words(person, stays, content.opened_at, content.absences, _hour)
    told = []
    for session in content.sessions:
        stays = session.part.stays.get(person.person_id, ())
        words = presence_words(person, stays, session.part.opened_at, content.absences, _hour)
        told.append(f"{session.part.name}: {words}")
    return ". ".join(told)


def votes_csv(content: MinutesContent) -> bytes:
    """Return the votes that were counted; how anybody voted is not told.

    The session («buổi») is empty where the meeting had one alone, as on every page.
    """
    head: tuple[str, ...] = (
        "Buổi",
        "Mục",
        "Nội dung biểu quyết",
        "Mở lúc",
        "Đóng lúc",
        "Đồng ý",
        "Không đồng ý",
        "Không biểu quyết",
    )
    head += (
        "Không bỏ phiếu",
        "Cơ sở tính",
        "Cần",
        "Có mặt",
        "Được quyền",
        "Kết quả",
        "Quy tắc",
        "Số phiếu từng phương án",
    )
    sections = (*content.sections, *([content.outside] if content.outside else []))
    sittings = {poll_id: session.part.name for session in content.sessions for poll_id in session.part.polls}
    polls = ((section.item.label, poll) for section in sections for poll in section.polls)
    return csv_bytes(head, (_vote(sittings.get(poll.id, ""), label, poll) for label, poll in polls))


def _vote(session: str, label: str, poll: Poll) -> tuple[object, ...]:
    opening = (session, label, poll.question, poll.opened_at, poll.closed_at or "")
    tally = poll.tally
    if tally is None:
        return (*opening, *[""] * 8, "chưa kiểm", "", "; ".join(poll.options))
    counts = (
        tally.yes,
        tally.no,
        tally.abstain,
        tally.absent,
        tally.base,
        tally.needed,
        tally.present or "",
        tally.members or "",
    )
    result = "thông qua" if tally.carried else "không thông qua"
    if not poll.options:
        return (*opening, *counts, result, tally.rule, "")
    options = "; ".join(f"{words}: {votes}" for words, votes in zip(poll.options, tally.options, strict=False))
    return (*opening, *counts, result_words(poll, tally), tally.rule, options)


def _hour(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%H:%M}"
