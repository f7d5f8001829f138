"""The journal for the meeting file: complete, in words, numbered pages, the head's hash, for those who may read it."""

import re
import shutil
from dataclasses import replace
from typing import Any

import pymupdf
import pytest

from meetings.agenda.models import Meeting, Participation
from meetings.agenda.services import close_meeting
from meetings.contracts.audience import Viewer
from meetings.contracts.polls import Choice
from meetings.contracts.roles import Role
from meetings.core import journal
from meetings.core.models import JournalEvent
from meetings.documents import printing
from meetings.documents.printing import NotPrinted, print_sheet
from meetings.live.journal_print import grouped, journal_sheet
from meetings.live.journal_words import TELLERS, kind_words
from meetings.live.record import Row, rows_of
from meetings.speaking import services as speaking
from meetings.speaking.services import FloorTarget
from meetings.voting.ballots import BallotOrder, cast_ballots
from meetings.voting.models import Poll
from meetings.voting.services import close_poll, open_poll
from tests.browser import browser_of
from tests.cast import Cast

needs_fonts = pytest.mark.skipif(shutil.which("fc-match") is None, reason="needs fontconfig and a Vietnamese font")
AUDITOR = Viewer(peer_id="", role=Role.AUDITOR)


def read(data: bytes) -> tuple[pymupdf.Document, str]:
    document = pymupdf.open("pdf", data)
    return document, " ".join(" ".join(page.get_text() for page in document.pages()).split())


def address(meeting: Meeting) -> str:
    return f"/hop/{meeting.id}/so-dien-bien/?dang=pdf"


@pytest.fixture
def held(cast: Cast, in_session: Meeting) -> Meeting:
    """A sitting with speeches and a vote, closed."""
    chair, meeting_id = cast.actor("chair"), in_session.id
    speaking.request_speech(actor=cast.actor("delegate"), meeting_id=meeting_id, subject="Nước sạch nông thôn")
    speaking.give_floor(
        actor=chair, meeting_id=meeting_id, target=FloorTarget(None, str(cast.named("delegate").id), None), limit_s=200
    )
    turn = JournalEvent.objects.get(meeting_id=meeting_id, kind="floor_given")
    turn_id = journal.event_message(turn).payload.floor.turn_id  # type: ignore[union-attr]
    speaking.take_floor(actor=chair, meeting_id=meeting_id, turn_id=turn_id)
    open_poll(actor=chair, meeting_id=meeting_id, item_id=None, question="Thông qua nghị quyết?")
    poll = Poll.objects.get()
    cast_ballots(meeting_id=meeting_id, orders=[BallotOrder(cast.actor("chair"), poll.id, Choice.NO)])
    cast_ballots(meeting_id=meeting_id, orders=[BallotOrder(cast.actor("hall delegate"), poll.id, Choice.YES)])
    close_poll(actor=chair, meeting_id=meeting_id, poll_id=str(poll.id))
    close_meeting(actor=chair, meeting_id=meeting_id)
    in_session.refresh_from_db()
    return in_session


def test_every_act_is_told_with_what_it_was_about(cast: Cast, held: Meeting):
    told = [row.what for row in rows_of(held, AUDITOR)]
    for words in (
        "Triệu tập cuộc họp",
        f"Điểm danh: {cast.named('delegate').full_name}, tại {cast.tan_hoa.name}",
        f"Điểm danh: {cast.named('remote delegate').full_name}, dự từ xa",
        "Mở mục 1: Khai mạc",
        f"Đăng ký phát biểu: {cast.named('delegate').full_name}, về Nước sạch nông thôn",
        f"Mời phát biểu: {cast.named('delegate').full_name}, trong 3 phút 20 giây",
        "Mở biểu quyết: Thông qua nghị quyết?",
        "Ghi một phiếu",
        "Bế mạc cuộc họp",
    ):
        assert words in told, words
    assert any(words.startswith("Đóng biểu quyết: Thông qua nghị quyết?. Đồng ý 1, không đồng ý 1") for words in told)
    assert any(words.startswith(f"Kết thúc lượt phát biểu: {cast.named('delegate').full_name}") for words in told)
    assert not {"Mở mục", "Điểm danh"} & set(told)


def test_every_kind_of_event_has_words():
    from typing import get_args

    from meetings.contracts.events import EventPayload

    kinds = {str(kind.model_fields["kind"].default): kind for kind in get_args(get_args(EventPayload)[0])}
    assert set(kind_words()) == set(kinds)
    assert set(kinds.values()) - set(TELLERS) == {
        kinds["ballot_cast"],
        kinds["microphones_muted"],
        kinds["minutes_drafted"],
        kinds["transcript_remade"],
    }


def test_a_row_spoilt_behind_our_back_is_shown_and_hides_nothing_else(cast: Cast, held: Meeting):
    spoilt = JournalEvent.objects.filter(meeting_id=held.id)
    spoilt.filter(number=3).update(payload="{}", at="hôm qua")
    spoilt.filter(number=4).update(audience='{"kind":"nobody"}', actor="person:x")
    rows = rows_of(held, AUDITOR)
    assert len(rows) == spoilt.count()
    assert "Chuỗi kiểm chứng đứt ở số 3" in browser_of(cast.secretary).get(address(held)[:-9]).content.decode()
    assert "CHUỖI ĐỨT Ở SỐ 3" in str(journal_sheet(held, rows, 3, "x").ending)


@needs_fonts
def test_the_print_is_whole_and_can_be_proven(cast: Cast, held: Meeting):
    answer = browser_of(cast.secretary).get(address(held))
    assert answer.headers["Content-Type"] == "application/pdf"
    assert "no-store" in answer.headers["Cache-Control"]
    document, text = read(answer.content)
    head = JournalEvent.objects.filter(meeting_id=held.id).latest("number")
    for words in (
        "ĐẢNG CỘNG SẢN VIỆT NAM",
        cast.province.name.upper(),
        "SỔ DIỄN BIẾN",
        held.title,
        f"Trang 1/{document.page_count}",
        f"Sổ có {head.number} sự kiện, sự kiện cuối mang số {head.number}.",
        grouped(head.hash),
        f"manage.py verify_journal {held.id} --number {head.number}",
        "người in: Trần Thị Mai",
    ):
        assert words in text, words
    for event in JournalEvent.objects.filter(meeting_id=held.id):
        assert event.hash[:12] in text
    fonts = {font[3] for page in document.pages() for font in page.get_fonts()}
    assert fonts and all(re.match(r"[A-Z]{6}\+(Tinos|LiberationSerif|Liberation Serif)", font) for font in fonts)
    assert not any("�" in page.get_text() for page in document.pages())


@needs_fonts
def test_nobodys_ballot_stands_in_the_print_not_even_the_readers(cast: Cast, held: Meeting):
    _document, text = read(browser_of(cast.chair).get(address(held)).content)
    assert text.count("(không nêu) Ghi một phiếu") == 2
    assert '"no"' not in text


@needs_fonts
@pytest.mark.parametrize(
    ("role", "status"),
    [(role, 200 if role in {Role.CHAIR, Role.SECRETARY, Role.AUDITOR} else 403) for role in Role if role != Role.ROOM],
)
def test_who_may_print(cast: Cast, convened: Meeting, role: Role, status: int, monkeypatch):
    monkeypatch.setattr("meetings.live.journal_print.print_sheet", lambda _sheet: b"%PDF")
    place = Participation.objects.filter(meeting=convened, person=cast.guest)
    if role == Role.CHAIR:
        Participation.objects.filter(meeting=convened, person=cast.chair).update(role=Role.DELEGATE)
    place.update(role=role)
    assert browser_of(cast.guest).get(address(convened)).status_code == status


def test_outsiders_do_not_print(cast: Cast, convened: Meeting):
    assert browser_of(cast.outsider).get(address(convened)).status_code == 404


@needs_fonts
def test_a_thousand_events_are_printed_with_the_head_of_the_table_on_every_page(held: Meeting):
    rows = [
        Row(n, "2026-11-22T08:00:00.000+07:00", f"Ghi một phiếu {'rất dài ' * (n % 9)}", "Nguyễn Văn Hòa", f"{n:064x}")
        for n in range(1, 1001)
    ]
    strange = Row(1001, "khi nào", "x" * 4000 + "\x00\u202e\n", "Ｎ" * 60 + "e\u0301", "f" * 64)
    document, text = read(print_sheet(journal_sheet(held, [*rows, strange], None, "Trần Thị Mai")))
    assert "xxxx …" in text and "(SHA-256" in text
    numbers: list[int] = []
    for page in document.pages():
        words = page.get_text()
        assert f"Trang {page.number + 1}/{document.page_count}" in words
        assert all(
            0 < block[0] and block[2] < page.rect.width and block[3] < page.rect.height
            for block in page.get_text("blocks")
        )
        if "Ghi một phiếu" in words:
            assert "Người thực hiện" in words
        numbers += [int(n) for n in re.findall(r"^(\d{1,4})\n22/11/2026", words, re.MULTILINE)]
    assert numbers == list(range(1, 1001))


def test_a_server_that_cannot_print_says_so(held: Meeting, monkeypatch: pytest.MonkeyPatch, cast: Cast):
    sheet = journal_sheet(held, [], None, "Mai")
    monkeypatch.setattr(printing, "LIMIT_S", 0.001)
    with pytest.raises(NotPrinted) as refused:
        print_sheet(sheet)
    assert "CSV" in refused.value.message
    monkeypatch.setattr(printing, "LIMIT_S", 60)
    with pytest.raises(NotPrinted):
        print_sheet(replace(sheet, rows=(("1",),)))


@needs_fonts
def test_a_font_without_vietnamese_letters_is_named(held: Meeting, monkeypatch: pytest.MonkeyPatch, tmp_path: Any):
    font = tmp_path / "helvetica.cff"
    font.write_bytes(pymupdf.Font("helv").buffer)
    monkeypatch.setattr(printing, "_font_files", lambda: dict.fromkeys(printing.FACES, str(font)))
    with pytest.raises(NotPrinted) as refused:
        print_sheet(journal_sheet(held, [], None, "Mai"))
    assert refused.value.code == "no_font"


def test_the_closing_record_carries_the_head_at_closing(cast: Cast, held: Meeting, tmp_path: Any):
    import io

    from django.core.management import call_command
    from docx import Document

    from meetings.minutes.content import gather_content
    from meetings.minutes.document import write_docx
    from meetings.minutes.services import draft_minutes

    closing = JournalEvent.objects.filter(meeting_id=held.id, kind="meeting_changed").latest("number")
    draft_minutes(meeting_id=held.id)
    assert journal.last_number(held.id) > closing.number
    text = "\n".join(p.text for p in Document(io.BytesIO(write_docx(gather_content(held)))).paragraphs)
    assert f"đến sự kiện số {closing.number}, mã kiểm chứng {closing.hash}." in text
    call_command("verify_journal", str(held.id), head=closing.hash, number=closing.number)
