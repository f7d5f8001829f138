"""Who was there when, and when the quorum held: in the minutes and in the words of the journal, page, CSV and PDF."""

import io
from datetime import datetime, timedelta

from docx import Document

from meetings.agenda.models import Meeting
from meetings.agenda.services import close_meeting
from meetings.attendance.checkins import check_in
from meetings.attendance.models import Ground, QuorumRule
from meetings.attendance.presence import leave_meeting, mark_attendance, note_absence
from meetings.contracts.audience import Viewer
from meetings.contracts.roles import Role
from meetings.live.record import csv_answer, rows_of
from meetings.minutes.attendance import Stay, presence_words
from meetings.minutes.content import gather_content
from meetings.minutes.document import write_docx
from meetings.voting.models import Poll
from meetings.voting.services import close_poll, open_poll
from tests.cast import Cast

NINE = datetime.fromisoformat("2026-11-23T09:00:00+07:00")


def clock(moment: datetime) -> str:
    return f"{moment:%H:%M}"


def words(*stays: tuple[int, int | None], opened: int = 0, reason: str | None = None, person=None) -> str:
    at = [
        Stay(NINE + timedelta(minutes=since), None if until is None else NINE + timedelta(minutes=until))
        for since, until in stays
    ]
    absences = {"p": reason} if reason else {}
    return presence_words(person, tuple(at), NINE + timedelta(minutes=opened), absences, clock)


def test_presence_in_the_words_of_the_minutes(cast: Cast, in_session: Meeting):
    person = gather_content(in_session).people[0].model_copy(update={"person_id": "p"})
    assert words(person=person) == "Vắng"
    assert words(person=person, reason="được miễn") == "Vắng có lý do: được miễn"
    assert words((-5, None), person=person) == "Có mặt 08:55"
    assert words((7, None), person=person) == "Đến muộn 09:07"
    assert words((-5, 30), person=person) == "Có mặt 08:55; về sớm 09:30"
    assert words((-5, 30), (45, None), person=person) == "Có mặt 08:55; ra ngoài 09:30; trở lại 09:45"


def held(cast: Cast, meeting: Meeting) -> None:
    """A sitting that loses its quorum, votes without it, and regains it."""
    chair, secretary, meeting_id = cast.actor("chair"), cast.actor("secretary"), meeting.id
    leave_meeting(actor=cast.actor("delegate"), meeting_id=meeting_id)
    gone = cast.named("remote delegate").id
    mark_attendance(actor=secretary, meeting_id=meeting_id, person_id=gone, present=False, room_id=None)
    open_poll(actor=chair, meeting_id=meeting_id, item_id=None, question="Thông qua nghị quyết?")
    close_poll(actor=chair, meeting_id=meeting_id, poll_id=str(Poll.objects.get().id))
    check_in(actor=cast.actor("delegate"), meeting_id=meeting_id, room_id=cast.hall.id)
    QuorumRule.objects.get(unit=None, motion="").deductions.set(Ground.objects.all())
    absent = cast.named("absent delegate").id
    note_absence(actor=secretary, meeting_id=meeting_id, person_id=absent, ground="excused")
    close_meeting(actor=chair, meeting_id=meeting_id)
    meeting.refresh_from_db()


def test_the_minutes_tell_every_crossing_who_is_taken_off_and_a_vote_without_quorum(cast: Cast, in_session: Meeting):
    held(cast, in_session)
    document = Document(io.BytesIO(write_docx(gather_content(in_session))))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    crossings = next(line for line in text.splitlines() if line.startswith("Diễn biến túc số"))
    assert [crossings.count(part) for part in ("đủ (4/6, cần 4", "không còn đủ (3/6, cần 4")] == [2, 1]
    assert "Trừ khỏi số làm căn cứ: 1 người" in text
    assert f"{cast.named('absent delegate').full_name} (Vắng suốt cuộc họp, lý do được chấp nhận)" in text
    assert "Túc số khi đóng biểu quyết: có mặt 3 trong 6, KHÔNG đủ (cần 4" in text
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert sum("ra ngoài" in cell and "trở lại" in cell for cell in cells) == 1
    assert sum("về sớm" in cell for cell in cells) == 1
    assert sum(cell.startswith("Vắng có lý do") for cell in cells) == 1


def test_the_journal_tells_it_and_the_reason_only_to_its_readers(cast: Cast, in_session: Meeting):
    held(cast, in_session)
    told = [row.what for row in rows_of(in_session, Viewer(peer_id="", role=Role.AUDITOR))]
    name = cast.named("delegate").full_name
    for line in (
        "Đủ túc số: có mặt 4 trong 6, cần 4",
        f"Rời cuộc họp: {name}",
        "Mất túc số: có mặt 3 trong 6, cần 4",
        f"Trở lại họp: {name}, tại {cast.hall.name}",
        "Đủ túc số trở lại: có mặt 4 trong 6, cần 4",
        f"Ghi lý do vắng: {cast.named('absent delegate').full_name}, Vắng suốt cuộc họp, lý do được chấp nhận",
        "Tính lại số người làm căn cứ túc số: có mặt 4 trong 5, cần 4; đã trừ 1 người",
    ):
        assert line in told, line
    others = rows_of(in_session, Viewer(peer_id="", role=Role.DELEGATE, person_id=str(cast.guest.id)))
    assert not any("lý do được chấp nhận" in row.what for row in others)
    assert "Ghi lý do vắng của một người" in [row.what for row in others]
    assert (
        "Mất túc số"
        in csv_answer(in_session, rows_of(in_session, Viewer(peer_id="", role=Role.CHAIR))).content.decode()
    )
