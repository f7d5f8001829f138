"""A meeting's secrecy: chosen, never assumed; above «không mật» no machine hears anything of it, by one rule."""

import io
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pymupdf
import pytest
from django.db import IntegrityError, transaction

from meetings.agenda.listening import check_listening, machines_may_listen
from meetings.agenda.models import Meeting
from meetings.agenda.selectors import meeting_state
from meetings.agenda.services import MeetingText, create_meeting, edit_meeting
from meetings.contracts.bus import speech_rules_key
from meetings.contracts.speech import Segment, SegmentState, TextRules
from meetings.contracts.state import Secrecy
from meetings.core import clock
from meetings.core.errors import BadInput, BadState, Refused
from meetings.core.models import JournalEvent
from meetings.core.pieces import Announced
from meetings.documents import services as papers
from meetings.documents.filetypes import UnfitFile
from meetings.live.journal_words import Telling
from meetings.minutes import recordings
from meetings.minutes.services import record_segment
from meetings.minutes.writing import publish_rules
from meetings.speaking.selectors import policy_for
from tests.browser import browser_of
from tests.cast import Cast

SECRET = [Secrecy.MAT, Secrecy.TOI_MAT, Secrecy.TUYET_MAT]
NEW = {"title": "Họp kín", "place": "Phòng 302", "day": "2026-12-01", "starts": "08:00", "ends": "10:00"}
NEW |= {"watermark": "off"}


def text(level: str, *, captions: bool = False, title: str = "Họp") -> MeetingText:
    now = clock.now()
    return MeetingText(title, "Phòng 302", now, now + timedelta(hours=2), secrecy=level, captions=captions)


@pytest.fixture
def takes_mat(settings: object) -> None:
    """An installation for secret meetings."""
    settings.HIGHEST_SECRECY = "mat"  # type: ignore[attr-defined]


@pytest.fixture
def secret(cast: Cast, in_session: Meeting, takes_mat: None) -> Meeting:
    """A sitting whose captions were on when it became secret."""
    assert machines_may_listen(in_session)
    return edit_meeting(actor=cast.actor("secretary"), meeting_id=in_session.id, text=text("mat"))


@pytest.mark.parametrize(
    ("level", "code"), [("", "no_level"), ("kín", "no_level"), *((s, "too_secret") for s in SECRET)]
)
def test_a_level_that_is_missing_or_too_high_is_refused_with_the_reason(cast: Cast, level: str, code: str) -> None:
    before = JournalEvent.objects.count()
    with pytest.raises(BadInput) as refusal:
        create_meeting(actor=cast.actor("secretary"), unit=cast.province, text=text(level))
    assert refusal.value.code == code
    with pytest.raises(BadInput) as refusal:
        edit_meeting(actor=cast.actor("secretary"), meeting_id=cast.meeting.id, text=text(level))
    assert refusal.value.code == code
    assert Meeting.objects.get().secrecy == Secrecy.NONE
    assert JournalEvent.objects.count() == before


def test_no_level_above_mat_is_ever_taken(cast: Cast, takes_mat: None) -> None:
    assert create_meeting(actor=cast.actor("secretary"), unit=cast.province, text=text("mat")).secrecy == "mat"
    for level in ("toi_mat", "tuyet_mat"):
        with pytest.raises(BadInput):
            create_meeting(actor=cast.actor("secretary"), unit=cast.province, text=text(level))


def test_the_database_takes_no_meeting_without_a_level(cast: Cast) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Meeting.objects.update(secrecy="")


@pytest.mark.parametrize(
    ("level", "words"), [("", "Hãy chọn độ mật của cuộc họp."), ("mat", "chỉ được nhận cuộc họp không mật")]
)
def test_the_form_has_no_habit_and_says_why(cast: Cast, level: str, words: str) -> None:
    browser = browser_of(cast.secretary)
    empty = browser.get("/chuan-bi/moi/").content.decode()
    assert '<option value="" selected>' in empty and '<option value="none" selected>' not in empty
    answer = browser.post("/chuan-bi/moi/", NEW | {"unit": str(cast.province.id), "secrecy": level})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page and 'value="Họp kín"' in page
    assert Meeting.objects.count() == 1


def test_captions_cannot_be_put_on_in_a_secret_meeting(cast: Cast, secret: Meeting) -> None:
    with pytest.raises(BadInput) as refusal:
        edit_meeting(actor=cast.actor("secretary"), meeting_id=secret.id, text=text("mat", captions=True))
    assert refusal.value.code == "captions_in_secret"
    fields = NEW | {"secrecy": "mat", "captions": "on"}
    assert browser_of(cast.secretary).post(f"/chuan-bi/{secret.id}/thong-tin/", fields).status_code == 200
    secret.refresh_from_db()
    assert (secret.captions, secret.secrecy) == (False, "mat")


def test_the_level_enters_the_journal_as_an_act_of_its_own(cast: Cast, secret: Meeting) -> None:
    event = JournalEvent.objects.filter(meeting_id=secret.id).latest("number")
    assert Telling({}).words(event, whole=True) == "Đổi độ mật của cuộc họp thành: Mật"
    edit_meeting(actor=cast.actor("secretary"), meeting_id=secret.id, text=text("mat", title="Tên khác"))
    assert '"act":"edited"' in JournalEvent.objects.filter(meeting_id=secret.id).latest("number").payload


def test_a_switch_left_on_counts_for_nothing_above_the_lowest_level(secret: Meeting) -> None:
    Meeting.objects.update(captions=True)
    secret.refresh_from_db()
    assert not machines_may_listen(secret)
    with pytest.raises(Refused, match="có độ mật"):
        check_listening(secret)
    assert not policy_for(secret).captions
    assert not meeting_state(secret).captions
    assert meeting_state(secret).secrecy == Secrecy.MAT


class Redis:
    """Keeps what is written."""

    def __init__(self) -> None:
        self.keys: dict[str, str] = {}

    def set(self, key: str, value: str, *, ex: int) -> None:
        assert ex
        self.keys[key] = value


def test_the_recogniser_is_told_to_hear_nothing_and_gets_no_names(secret: Meeting) -> None:
    Meeting.objects.update(captions=True)
    redis = Redis()
    publish_rules(redis)  # type: ignore[arg-type]
    assert TextRules.model_validate_json(redis.keys[speech_rules_key(str(secret.id))]) == TextRules(listen=False)


def test_the_record_takes_no_speech_of_a_secret_meeting(secret: Meeting) -> None:
    spoken = Segment(
        segment_id=str(uuid4()),
        rev=1,
        state=SegmentState.FINAL,
        meeting_id=str(secret.id),
        participant="room:a",
        speaker="Phòng họp",
        start_ms=0,
        end_ms=900,
        text="lời kín",
        stable_chars=7,
    )
    assert not record_segment(spoken)
    Meeting.objects.update(secrecy=Secrecy.NONE)
    assert record_segment(spoken)


def test_recordings_neither_come_in_nor_go_out_and_the_page_says_why(cast: Cast, secret: Meeting) -> None:
    Meeting.objects.update(captions=True)
    with pytest.raises(Refused):
        recordings.begin_recording(
            actor=cast.actor("secretary"), meeting_id=secret.id, text=recordings.RecordingText(Announced("a.wav", 100))
        )
    answer = browser_of(cast.secretary).get(f"/bien-ban/{secret.id}/ghi-am/")
    assert answer.status_code == 403
    page = answer.content.decode()
    assert "Cuộc họp này có độ mật" in page and "<h1>Cuộc họp này không cho máy nghe</h1>" in page


def paper(cast: Cast, level: str) -> papers.Paper:
    document = pymupdf.open()
    document.new_page()
    return papers.upload_paper(
        actor=cast.actor("secretary"),
        meeting_id=cast.meeting.id,
        item_id=None,
        title="",
        code="",
        secrecy=level,
        file=io.BytesIO(document.tobytes()),
        name="kín.pdf",
    )


def test_a_paper_is_never_above_its_meeting(cast: Cast, takes_mat: None, settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    with pytest.raises(UnfitFile) as refusal:
        paper(cast, "mat")
    assert refusal.value.code == "above_meeting"
    secretary, change = cast.actor("secretary"), text("mat")
    edit_meeting(actor=secretary, meeting_id=cast.meeting.id, text=change)
    kept = paper(cast, "mat")
    assert kept.secrecy == Secrecy.MAT
    with pytest.raises(BadState) as above:
        edit_meeting(actor=secretary, meeting_id=cast.meeting.id, text=replace(change, secrecy="none"))
    assert above.value.code == "papers_above"
    papers.withdraw_paper(actor=secretary, paper_id=kept.id)
    assert (
        edit_meeting(actor=secretary, meeting_id=cast.meeting.id, text=replace(change, secrecy="none")).secrecy
        == Secrecy.NONE
    )


def test_pages_of_a_secret_meeting_carry_the_mark_and_others_none(cast: Cast, secret: Meeting) -> None:
    browser = browser_of(cast.secretary)
    addresses = ["/", f"/chuan-bi/{secret.id}/", f"/hop/{secret.id}/tai-lieu/"]
    for address in addresses:
        assert 'data-testid="secrecy-mark"' in browser.get(address).content.decode(), address
    Meeting.objects.update(secrecy=Secrecy.NONE)
    for address in addresses:
        assert "secrecy-mark" not in browser.get(address).content.decode(), address
