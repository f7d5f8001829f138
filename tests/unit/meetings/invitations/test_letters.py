"""The invitation as a document: legal form, numbers, copies, what it keeps; reminders by hand and by themselves."""

from datetime import date, timedelta
from itertools import pairwise

import pymupdf
import pytest
from django.utils.timezone import localtime

from meetings.accounts.models import Term
from meetings.agenda.models import Meeting
from meetings.agenda.planning import SessionText, add_session
from meetings.agenda.services import open_meeting
from meetings.contracts.invitations import AnswerKind, InvitationsIssued
from meetings.core import clock, journal
from meetings.core.actor import person_actor
from meetings.core.errors import BadInput, BadState, Refused
from meetings.core.models import JournalEvent
from meetings.core.templatetags.nghisu import day
from meetings.invitations.answers import Reply, answer_invitation
from meetings.invitations.forms import all_forms, invitation_form
from meetings.invitations.letters import LetterText, issue_letters, letters_numbered_with, next_number, outdated
from meetings.invitations.models import Letter, ReminderTime
from meetings.invitations.reminders import (
    COMING_SOON,
    UNANSWERED,
    remind_silent,
    send_due,
    set_reminder_times,
    tell_unanswered,
)
from meetings.invitations.rules import letter_lines, padded
from meetings.notices.models import Notice
from meetings.notices.selectors import notices_for
from tests.browser import browser_of, text_of
from tests.cast import Cast

DAY = date(2026, 11, 23)


def text(number: int = 5, *, per_unit: bool = False, symbol: str = "GM/TU") -> LetterText:
    return LetterText(number, symbol, DAY, "An Bình", "T/L BAN THƯỜNG VỤ", "Chánh Văn phòng", "Trần Thị Mai", per_unit)


def issue(cast: Cast, *, who: str = "secretary", **change: object) -> Letter:
    issue_letters(actor=cast.actor(who), meeting_id=cast.meeting.id, text=text(**change))  # type: ignore[arg-type]
    return Letter.objects.get(meeting=cast.meeting)


def page_words(data: bytes) -> list[str]:
    with pymupdf.open(stream=data, filetype="pdf") as document:
        return [" ".join(page.get_text().split()) for page in document.pages()]


def test_everybody_asked_has_a_page_in_the_form_of_the_party(cast: Cast):
    letter = issue(cast)
    pages = page_words(browser_of(cast.secretary).get(f"/chuan-bi/{cast.meeting.id}/giay-moi/?dang=pdf").content)
    assert len(pages) == letter.copies.count() == 7
    lan = next(page for page in pages if "Phạm Thị Lan" in page)
    for words in (
        "ĐẢNG CỘNG SẢN VIỆT NAM",
        "Số 05-GM/TU",
        "An Bình, ngày 23 tháng 11 năm 2026",
        "Phạm Thị Lan, Bí thư Đảng ủy xã Tân Hòa.",
        "Điểm cầu của đồng chí: Điểm cầu Tân Hòa.",
        "T/L BAN THƯỜNG VỤ",
    ):
        assert words in lan
    assert "CỘNG HÒA" not in lan
    payload = journal.event_message(JournalEvent.objects.latest("number")).payload
    assert isinstance(payload, InvitationsIssued)
    assert (payload.number, payload.copies, payload.edition) == ("Số 05-GM/TU", 7, 1)


def test_a_body_of_the_state_writes_in_its_own_form_one_for_each_unit(cast: Cast):
    cast.province.branch = "state"
    cast.province.save()
    letter = issue(cast, per_unit=True, symbol="GM-UBND")
    units = [copy.guest.split(" (")[0] for copy in letter.copies.all()]
    assert sorted(units) == ["Tỉnh An Bình", "Xã Phú Mỹ", "Xã Tân Hòa"]
    own = browser_of(cast.named("delegate")).get(f"/hop/{cast.meeting.id}/giay-moi/ban-cua-toi.pdf")
    (page,) = page_words(own.content)
    assert "Độc lập - Tự do - Hạnh phúc" in page and "Số: 05/GM-UBND" in page and "Xã Tân Hòa" in page
    assert "./." in page


def test_a_letter_keeps_what_it_said_until_it_is_sent_again(cast: Cast):
    letter = issue(cast)
    assert not outdated(letter)
    Meeting.objects.filter(id=cast.meeting.id).update(place="Phòng họp số 2")
    again = Letter.objects.get(id=letter.id)
    assert outdated(again) and again.facts["place"] == "Hội trường tỉnh"
    assert issue(cast).edition == 2
    assert Letter.objects.get(meeting=cast.meeting).facts["place"] == "Phòng họp số 2"


def test_a_letter_and_the_invitation_name_every_session(cast: Cast):
    secretary, first = cast.actor("secretary"), cast.meeting.starts_at
    one_session = issue(cast)
    assert "\n" not in one_session.facts["time"]
    later = SessionText(first + timedelta(days=1), first + timedelta(days=1, hours=3, minutes=30))
    add_session(actor=secretary, meeting_id=cast.meeting.id, text=later)
    assert outdated(Letter.objects.get(meeting=cast.meeting))
    issue(cast)
    lan = browser_of(cast.named("delegate"))
    (page,) = page_words(lan.get(f"/hop/{cast.meeting.id}/giay-moi/ban-cua-toi.pdf").content)
    shown = text_of(lan.get(f"/hop/{cast.meeting.id}/giay-moi/"))
    assert "Thời gian: 2 buổi: - Buổi " in page
    for session in cast.meeting.sessions.all():
        starts, ends = localtime(session.starts_at), localtime(session.ends_at)
        assert f"từ {starts:%H giờ %M} đến {ends:%H giờ %M}, {day(starts)}" in page
        assert f"{starts:%H:%M} – {ends:%H:%M}, {day(starts)}" in shown


def other_letter(cast: Cast, dated: date, number: int) -> None:
    other = Meeting.objects.get(id=cast.meeting.id)
    other.pk = None
    other.save(force_insert=True)
    fields = {"edition": 1, "symbol": "GM/TU", "town": "An Bình", "signer_title": "x", "signer": "y"}
    Letter.objects.create(
        meeting=other, number=number, dated=dated, per_unit=False, facts={}, issued_at=clock.now(), **fields
    )


def test_party_numbers_run_through_a_term_and_those_of_the_state_through_a_year(cast: Cast):
    Term.objects.create(unit=cast.province, name="2025-2030", valid_from=date(2025, 10, 1))
    other_letter(cast, date(2025, 9, 1), 40)
    other_letter(cast, date(2025, 12, 1), 7)
    assert next_number(cast.meeting, DAY) == 8
    with pytest.raises(BadInput, match="đã dùng"):
        issue(cast, number=7)
    cast.meeting.unit.branch = "state"
    assert not letters_numbered_with(cast.meeting, DAY).exists()


def test_letters_are_refused(cast: Cast):
    with pytest.raises(Refused):
        issue(cast, who="chair")
    with pytest.raises(BadInput, match="ký hiệu"):
        issue(cast, symbol=" ")
    Meeting.objects.filter(id=cast.meeting.id).update(secrecy="mat")
    with pytest.raises(BadState, match="mật"):
        issue(cast)
    Meeting.objects.filter(id=cast.meeting.id).update(secrecy="none")
    open_meeting(actor=cast.actor("chair"), meeting_id=cast.meeting.id)
    with pytest.raises(BadState, match="khai mạc"):
        issue(cast)


def test_forms_cover_every_day_of_both_branches():
    for branch in ("party", "state"):
        own = sorted((form for form in all_forms() if form.branch == branch), key=lambda form: form.valid_from)
        for earlier, later in pairwise(own):
            assert earlier.valid_to == later.valid_from - timedelta(days=1)
        assert own[-1].valid_to is None
        assert invitation_form(branch, DAY) == own[-1]


def test_lines_without_anything_to_say_are_left_out():
    said = {"guest": "A", "room": ""}
    assert letter_lines(("Mời {guest}.", "Phòng {room}.", "Hết."), said, "./.") == ("Mời A.", "Hết./.")
    said["time"] = "2 buổi\n- sáng\n- chiều"
    assert letter_lines(("Họp {time}.",), said, ".") == ("Họp 2 buổi:", "- sáng;", "- chiều.")
    assert [padded(number) for number in (1, 9, 10, 123)] == ["01", "09", "10", "123"]


def told(kind: str) -> set[str]:
    return set(Notice.objects.filter(kind=kind).values_list("person__full_name", flat=True))


def test_the_button_reminds_the_silent_once_in_a_while(cast: Cast):
    lan = cast.named("delegate")
    answer_invitation(actor=cast.actor(lan), meeting_id=cast.meeting.id, reply=Reply(AnswerKind.REMOTE))
    secretary = cast.actor("secretary")
    assert remind_silent(actor=secretary, meeting_id=cast.meeting.id) == 6
    assert remind_silent(actor=secretary, meeting_id=cast.meeting.id) == 0
    assert "Phạm Thị Lan" not in told(UNANSWERED)
    guest = person_actor(cast.guest.id)
    assert [one.words.title for one in notices_for(guest)] == ["Đồng chí chưa trả lời giấy mời"]
    answer_invitation(actor=guest, meeting_id=cast.meeting.id, reply=Reply(AnswerKind.REMOTE))
    assert tell_unanswered(guest, list(Notice.objects.filter(person=cast.guest))) == {}
    with pytest.raises(Refused):
        remind_silent(actor=cast.actor("chair"), meeting_id=cast.meeting.id)


def test_a_meeting_reminds_by_itself_once_at_each_time(cast: Cast):
    now = clock.now()
    Meeting.objects.filter(id=cast.meeting.id).update(starts_at=now + timedelta(hours=30))
    set_reminder_times(actor=cast.actor("secretary"), meeting_id=cast.meeting.id, hours={24, 4, 1})
    answer_invitation(
        actor=cast.actor("delegate"), meeting_id=cast.meeting.id, reply=Reply(AnswerKind.ROOM, cast.hall.id)
    )
    assert send_due(now) == 0
    assert send_due(now + timedelta(hours=7)) == 7
    assert told(COMING_SOON) == {"Phạm Thị Lan"} and len(told(UNANSWERED)) == 6
    assert send_due(now + timedelta(hours=8)) == 0
    # Two times have passed while nobody was there to send: one reminder is enough.
    assert send_due(now + timedelta(hours=29, minutes=30)) == 7
    assert send_due(now + timedelta(hours=29, minutes=40)) == 0
    with pytest.raises(Refused):
        set_reminder_times(actor=cast.actor("chair"), meeting_id=cast.meeting.id, hours={1})
    with pytest.raises(BadInput):
        set_reminder_times(actor=cast.actor("secretary"), meeting_id=cast.meeting.id, hours={5})


def test_the_office_page_sends_and_sets_times(cast: Cast):
    secretary, page = browser_of(cast.secretary), f"/chuan-bi/{cast.meeting.id}/giay-moi/"
    form = {
        "number": "3",
        "symbol": "GM/TU",
        "dated": "2026-11-23",
        "town": "An Bình",
        "signer_title": "Chánh Văn phòng",
    }
    refused = secretary.post(page, form)
    assert refused.status_code == 422 and "Hãy nhập đủ" in text_of(refused)
    sent = secretary.post(page, form | {"signer": "Trần Thị Mai", "per": "person"}, follow=True)
    assert "Số 03-GM/TU" in text_of(sent) and "Đã gửi giấy mời" in text_of(sent)
    secretary.post(f"{page}gio-nhac/", {"gio": ["24", "1"]})
    assert set(ReminderTime.objects.values_list("hours_before", flat=True)) == {24, 1}
    assert "Nhắc người chưa trả lời" in text_of(secretary.get(f"/hop/{cast.meeting.id}/tra-loi/"))
    assert browser_of(cast.named("chair")).get(page).status_code == 403
