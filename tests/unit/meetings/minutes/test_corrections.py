"""A person's correction: in the record, in the journal, on pages, in the draft; no machine undoes it."""

import io
import uuid

import pytest
from docx import Document

from meetings.agenda.models import Meeting
from meetings.agenda.services import close_meeting
from meetings.contracts.events import CaptionCorrected
from meetings.contracts.speech import Segment as SpokenSegment
from meetings.contracts.speech import SegmentState
from meetings.core import journal
from meetings.core.errors import BadInput, BadState, NotFound, Refused
from meetings.core.models import JournalEvent
from meetings.live.feed import last_captions
from meetings.live.journal_words import Telling
from meetings.minutes.content import gather_content
from meetings.minutes.corrections import correct_caption
from meetings.minutes.document import EDITED, EDITED_STYLE, LEGEND, MACHINE_STYLE, SURE, UNEDITED, write_docx
from meetings.minutes.models import Segment
from meetings.minutes.services import draft_minutes, record_segment
from tests.cast import Cast, draft_meeting

HEARD = "đường chuyền còn ngắt quãng"
RIGHT = "Đường truyền còn ngắt quãng."


def said(meeting: Meeting, text: str = HEARD, *, rev: int = 3, at: int = 0, name: str = "a") -> SpokenSegment:
    segment = SpokenSegment(
        segment_id=str(uuid.uuid5(meeting.id, name)),
        rev=rev,
        meeting_id=str(meeting.id),
        state=SegmentState.FINAL,
        start_ms=1_790_000_000_000 + at,
        end_ms=1_790_000_002_000 + at,
        participant="room:x",
        speaker="Lương Văn Phúc",
        text=text,
        stable_chars=len(text),
        confidence=0.5,
    )
    record_segment(segment)
    return segment


def correct(cast: Cast, segment: SpokenSegment, text: str = RIGHT, *, who: str = "secretary", rev: int = 3) -> int:
    return correct_caption(
        actor=cast.actor(who),
        meeting_id=cast.meeting.id,
        segment_id=uuid.UUID(segment.segment_id),
        rev=rev,
        text=text,
    )


def test_a_correction_stands_in_record_journal_and_snapshot(cast: Cast, in_session: Meeting) -> None:
    number = correct(cast, said(in_session), f"  {RIGHT}\n")
    row = Segment.objects.get()
    assert (row.text, row.spoken, row.state, row.rev) == (RIGHT, HEARD, "edited", 4)
    event = JournalEvent.objects.get(meeting_id=in_session.id, number=number)
    payload = journal.PAYLOAD.validate_json(event.payload)
    assert isinstance(payload, CaptionCorrected)
    assert (payload.before, payload.segment.text) == (HEARD, RIGHT)
    assert event.actor == f"person:{cast.secretary.id}"
    assert journal.AUDIENCE.validate_json(event.audience).kind == "everyone"
    assert Telling({}).words(event, whole=True) == f"Hiệu đính lời của Lương Văn Phúc: «{HEARD}» thành «{RIGHT}»"
    (shown,) = last_captions(in_session.id)
    assert shown == payload.segment
    assert journal.first_broken_number(in_session.id) is None


def test_a_later_machine_revision_changes_nothing(cast: Cast, in_session: Meeting) -> None:
    segment = said(in_session)
    correct(cast, segment)
    for rev in (4, 5, 99):
        assert not record_segment(segment.model_copy(update={"rev": rev, "text": "máy nghe lại lần nữa"}))
    assert Segment.objects.get().text == RIGHT


def test_the_page_had_a_newer_machine_revision_than_the_record(cast: Cast, in_session: Meeting) -> None:
    correct(cast, said(in_session), rev=7)
    assert Segment.objects.get().rev == 8


def test_the_same_words_confirm_the_line(cast: Cast, in_session: Meeting) -> None:
    number = correct(cast, said(in_session, RIGHT), RIGHT)
    event = JournalEvent.objects.get(meeting_id=in_session.id, number=number)
    assert Telling({}).words(event, whole=True) == f"Xác nhận lời của Lương Văn Phúc: «{RIGHT}»"
    assert Segment.objects.get().state == "edited"


def test_what_another_person_corrected_meanwhile_is_not_overwritten(cast: Cast, in_session: Meeting) -> None:
    segment = said(in_session)
    correct(cast, segment)
    with pytest.raises(BadState) as refused:
        correct(cast, segment, "Lời khác.")
    assert refused.value.code == "changed_meanwhile"
    correct(cast, segment, "Lời khác.", rev=4)
    assert (Segment.objects.get().text, Segment.objects.get().spoken) == ("Lời khác.", HEARD)


@pytest.mark.parametrize("who", ["chair", "delegate", "guest", "observer", "technician"])
def test_others_correct_nothing(cast: Cast, in_session: Meeting, who: str) -> None:
    segment, number = said(in_session), journal.last_number(in_session.id)
    with pytest.raises(Refused):
        correct(cast, segment, who=who)
    with pytest.raises(NotFound):
        correct(cast, segment, who="outsider")
    assert (Segment.objects.get().text, journal.last_number(in_session.id)) == (HEARD, number)


def test_no_line_of_another_meeting_and_no_empty_words(cast: Cast, in_session: Meeting) -> None:
    segment, number = said(in_session), journal.last_number(in_session.id)
    with pytest.raises(BadInput):
        correct(cast, segment, " \n\u2028 ")
    with pytest.raises(NotFound):
        correct(cast, segment.model_copy(update={"segment_id": str(uuid.uuid4())}))
    other = draft_meeting(cast)
    Segment.objects.update(meeting=other)
    with pytest.raises(NotFound):
        correct(cast, segment)
    with pytest.raises(BadState):
        correct_caption(
            actor=cast.actor("secretary"),
            meeting_id=other.id,
            segment_id=uuid.UUID(segment.segment_id),
            rev=3,
            text=RIGHT,
        )
    assert journal.last_number(in_session.id) == number


def test_the_draft_is_made_again_and_marks_what_was_corrected(cast: Cast, in_session: Meeting) -> None:
    segment = said(in_session)
    said(in_session, "xin cảm ơn", at=3000, name="b")
    close_meeting(actor=cast.actor("chair"), meeting_id=in_session.id)
    first = draft_minutes(meeting_id=in_session.id)
    correct(cast, segment)  # the record is put in order after the sitting too
    assert draft_minutes(meeting_id=in_session.id).id != first.id
    in_session.refresh_from_db()
    document = Document(io.BytesIO(write_docx(gather_content(in_session))))
    runs = [(run.style.name, run.text) for paragraph in document.paragraphs for run in paragraph.runs]
    assert (EDITED_STYLE, RIGHT) in runs
    assert (MACHINE_STYLE, " xin cảm ơn") in runs
    assert document.styles[MACHINE_STYLE].font.italic and not document.styles[EDITED_STYLE].font.italic
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert UNEDITED in text and LEGEND in text and SURE in text
    # a person's words carry no figure of the machine's
    assert f"{RIGHT} xin cảm ơn [50%]" in text


def test_a_draft_of_checked_words_alone_says_so(cast: Cast, in_session: Meeting) -> None:
    correct(cast, said(in_session))
    document = Document(io.BytesIO(write_docx(gather_content(in_session))))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert EDITED in text and UNEDITED not in text and SURE not in text and "%]" not in text
