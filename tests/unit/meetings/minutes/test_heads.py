"""Head counts and absences without a reason in the minutes."""

import io

from docx import Document

from meetings.agenda.models import Meeting
from meetings.attendance.headcounts import count_room
from meetings.attendance.presence import note_absence
from meetings.contracts.attendance import UNEXCUSED
from meetings.minutes.content import gather_content
from meetings.minutes.document import write_docx
from meetings.minutes.heads import RoomHeadCount, head_sentence
from tests.cast import Cast


def test_a_difference_is_told_and_nothing_when_nobody_counted():
    assert head_sentence([]) == ""
    words = head_sentence([RoomHeadCount("a", "Hội trường", 40, 40), RoomHeadCount("b", "Xã Tân Hòa", 9, 7)])
    assert words == (
        "Số người đếm tại điểm cầu, không tính vào túc số: "
        "Hội trường 40 người; Xã Tân Hòa 9 người (điểm danh theo tên 7)."
    )


def test_the_minutes_tell_the_last_count_of_a_room_and_who_was_absent_without_a_reason(cast: Cast, in_session: Meeting):
    secretary, meeting_id = cast.actor("secretary"), in_session.id
    for people in (40, 42):
        count_room(actor=secretary, meeting_id=meeting_id, room_id=cast.hall.id, people=people)
    absent = cast.named("absent delegate").id
    note_absence(actor=secretary, meeting_id=meeting_id, person_id=absent, ground=UNEXCUSED)
    document = Document(io.BytesIO(write_docx(gather_content(in_session))))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert f"{cast.hall.name} 42 người" in text
    assert "40 người" not in text
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert cells.count("Vắng không lý do") == 1
