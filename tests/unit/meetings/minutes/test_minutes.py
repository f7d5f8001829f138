import io
import uuid
from datetime import date

import pytest
from docx import Document

from meetings.agenda.models import Meeting
from meetings.agenda.services import close_meeting
from meetings.contracts.speech import Segment as SpokenSegment
from meetings.contracts.speech import SegmentState
from meetings.core import clock
from meetings.core.errors import BadState, Refused
from meetings.minutes.content import gather_content
from meetings.minutes.document import UNEDITED, write_docx
from meetings.minutes.forms import minutes_form
from meetings.minutes.models import Draft, Segment
from meetings.minutes.rules import Passage, Span, Utterance, join_paragraphs, place_by_time
from meetings.minutes.services import draft_minutes, get_draft_for, record_segment
from tests.cast import Cast


def utterance(speaker: str, text: str, start: int, item: str | None = "1", *, edited: bool = False) -> Utterance:
    return Utterance(item, speaker, (Passage(text, edited),), start, start + 1000)


def spoken(meeting: Meeting, text: str, *, rev: int = 1, name: str = "a", item: str | None = None) -> SpokenSegment:
    now = int(clock.now().timestamp() * 1000)
    return SpokenSegment(
        segment_id=str(uuid.uuid5(meeting.id, name)),
        rev=rev,
        meeting_id=str(meeting.id),
        state=SegmentState.FINAL,
        start_ms=now,
        end_ms=now + 2000,
        participant="room:x",
        speaker="Lương Văn Phúc",
        item_id=item,
        text=text,
        stable_chars=len(text),
    )


def test_what_one_person_says_without_a_break_is_one_paragraph() -> None:
    joined = join_paragraphs([utterance("A", "hai", 2000), utterance("A", "một", 0), utterance("B", "ba", 4000)])
    assert [(u.speaker, u.text) for u in joined] == [("A", "một hai"), ("B", "ba")]


def test_a_long_silence_or_another_item_starts_a_new_paragraph() -> None:
    joined = join_paragraphs(
        [utterance("A", "một", 0), utterance("A", "hai", 60_000), utterance("A", "ba", 62_000, "2")]
    )
    assert [u.text for u in joined] == ["một", "hai", "ba"]


def test_confirmed_words_stay_apart_from_the_machines_in_one_paragraph() -> None:
    said = [utterance("A", f"câu {n}", n * 1000, edited=n in {1, 2}) for n in range(4)]
    (joined,) = join_paragraphs(said)
    assert joined.passages == (Passage("câu 0", False), Passage("câu 1 câu 2", True), Passage("câu 3", False))
    assert joined.text == "câu 0 câu 1 câu 2 câu 3"


def test_words_without_an_item_belong_to_the_item_open_at_that_time() -> None:
    spans = [Span("1", 0, 5000), Span("2", 5000, None)]
    placed = place_by_time([utterance("A", "x", 4999, None), utterance("A", "y", 5000, None)], spans)
    assert [u.item_id for u in placed] == ["1", "2"]


def test_a_final_told_twice_is_stored_once_and_an_older_revision_changes_nothing(in_session: Meeting) -> None:
    assert record_segment(spoken(in_session, "bản hai", rev=2))
    assert not record_segment(spoken(in_session, "bản hai", rev=2))
    assert not record_segment(spoken(in_session, "bản một", rev=1))
    assert [s.text for s in Segment.objects.all()] == ["bản hai"]


def test_a_persons_edit_outranks_every_machine_revision(in_session: Meeting) -> None:
    record_segment(spoken(in_session, "máy nghe"))
    Segment.objects.update(state=SegmentState.EDITED, text="người sửa")
    assert not record_segment(spoken(in_session, "máy nghe lại", rev=9))
    assert Segment.objects.get().text == "người sửa"


def test_partials_and_unknown_meetings_are_not_recorded(in_session: Meeting) -> None:
    partial = spoken(in_session, "đang nói").model_copy(update={"state": SegmentState.PARTIAL})
    assert not record_segment(partial)
    assert not record_segment(spoken(in_session, "x").model_copy(update={"meeting_id": str(uuid.uuid4())}))
    assert not Segment.objects.exists()


def test_the_draft_tells_who_was_there_and_who_said_what_marked_as_unedited(cast: Cast, in_session: Meeting) -> None:
    record_segment(spoken(in_session, "Đường truyền còn ngắt quãng."))
    close_meeting(actor=cast.actor("chair"), meeting_id=in_session.id)
    in_session.refresh_from_db()
    document = Document(io.BytesIO(write_docx(gather_content(in_session))))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert UNEDITED in text
    assert "Lương Văn Phúc: Đường truyền còn ngắt quãng." in text
    assert "Có mặt 5 trong 6 đại biểu có quyền biểu quyết" in text
    assert cast.named("absent delegate").full_name in cells
    assert cells.count("Vắng") == 3
    assert document.styles["Normal"].font.name == "Times New Roman"


def test_a_draft_is_made_again_only_when_words_arrived_after_it(cast: Cast, in_session: Meeting) -> None:
    close_meeting(actor=cast.actor("chair"), meeting_id=in_session.id)
    first = draft_minutes(meeting_id=in_session.id)
    assert draft_minutes(meeting_id=in_session.id).id == first.id
    record_segment(spoken(in_session, "lời đến muộn"))
    assert draft_minutes(meeting_id=in_session.id).id != first.id
    assert Draft.objects.count() == 2


def test_only_chair_and_secretary_read_the_draft_and_only_after_closing(cast: Cast, in_session: Meeting) -> None:
    with pytest.raises(BadState):
        get_draft_for(cast.actor("secretary"), in_session.id)
    close_meeting(actor=cast.actor("chair"), meeting_id=in_session.id)
    for username in ("delegate", "guest", "observer", "technician"):
        with pytest.raises(Refused):
            get_draft_for(cast.actor(username), in_session.id)
    assert get_draft_for(cast.actor("secretary"), in_session.id)[1].exists()


def test_each_branch_has_its_form_and_none_is_invented_for_a_day_without_one() -> None:
    assert minutes_form("party", date(2026, 11, 22)).motto == ("ĐẢNG CỘNG SẢN VIỆT NAM",)
    assert len(minutes_form("state", date(2026, 11, 22)).motto) == 2
    with pytest.raises(LookupError):
        minutes_form("state", date(1990, 1, 1))
