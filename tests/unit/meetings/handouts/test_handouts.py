"""The register of papers on paper: copies out and back, corrected by new lines alone, told to the journal."""

import csv
import io
import shutil
import unicodedata

import pymupdf
import pytest
from django.db.models import ProtectedError

from meetings.core.errors import BadInput, BadState, DomainError, NotFound
from meetings.core.models import JournalEvent
from meetings.documents.models import Paper
from meetings.handouts.models import Act, Line
from meetings.handouts.rules import Entry, copies_of, may_follow, may_void
from meetings.handouts.selectors import CopyRow, register_for
from meetings.handouts.services import PaperOnPaper, end_copies, hand_out, list_paper, void_line
from meetings.live.journal_words import Telling
from tests.browser import browser_of, text_of
from tests.cast import Cast
from tests.unit.meetings.documents.papers import ready_paper


@pytest.fixture
def sheet(cast: Cast) -> Line:
    return listed(cast, copies=3, secrecy="mat", code="12-BC/TU", title="Tên không được ghi")


def listed(cast: Cast, **said: object) -> Line:
    return list_paper(actor=cast.actor("secretary"), meeting_id=cast.meeting.id, sheet=PaperOnPaper(**said))


def give(cast: Cast, sheet: Line, *names: str, other: str = "") -> list[Line]:
    people = {cast.named(name).id for name in names}
    return hand_out(
        actor=cast.actor("secretary"), meeting_id=cast.meeting.id, sheet_id=sheet.id, people=people, other=other
    )


def end(cast: Cast, sheet: Line, *numbers: int, act: Act = Act.RETURNED, note: str = "") -> list[Line]:
    parts = {"actor": cast.actor("secretary"), "meeting_id": cast.meeting.id, "sheet_id": sheet.id}
    return end_copies(**parts, numbers=set(numbers), end=act, note=note)


def void(cast: Cast, line: Line, reason: str = "ghi nhầm người") -> Line:
    return void_line(actor=cast.actor("secretary"), meeting_id=cast.meeting.id, line_id=line.id, reason=reason)


def copies(cast: Cast) -> list[CopyRow]:
    (sheet,) = register_for(cast.actor("secretary"), cast.meeting.id).sheets
    return list(sheet.copies)


def test_rules():
    lines = [Entry(2, "handed", 1), Entry(3, "handed", 2), Entry(4, "returned", 1), Entry(5, "void", 2, voids=3)]
    first, second = copies_of(2, lines)
    assert (first.state, first.lines, second.state, second.lines) == ("returned", (2, 4), "free", ())
    assert may_follow("handed", second) and not may_follow("handed", first) and not may_follow("missing", first)
    assert may_void(4, [first, second], listed=1) and not may_void(2, [first, second], listed=1)
    assert not may_void(3, [first, second], listed=1), "void already"
    assert not may_void(1, [first, second], listed=1) and may_void(1, [second], listed=1)
    (found,) = copies_of(1, [Entry(2, "handed", 1), Entry(3, "missing", 1), Entry(4, "returned", 1)])
    assert found.state == "returned"


def test_copies_go_out_in_order_and_come_back(cast: Cast, sheet: Line):
    give(cast, sheet, "guest", "chair", other="  Đ/c  Tám ")
    receivers = [(copy.number, copy.receiver, copy.state) for copy in copies(cast)]
    assert receivers == [
        (1, cast.chair.full_name, "out"),
        (2, cast.guest.full_name, "out"),
        (3, "Đ/c Tám", "out"),
    ], "in protocol order, then the one by name"
    end(cast, sheet, 1, 3)
    end(cast, sheet, 2, act=Act.MISSING, note="để quên ở nhà khách")
    assert [copy.state for copy in copies(cast)] == ["returned", "missing", "returned"]
    end(cast, sheet, 2)
    assert copies(cast)[1].state == "returned", "found after all"
    numbers = list(Line.objects.values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    kinds = JournalEvent.objects.filter(kind="copy_noted")
    assert kinds.count() == len(numbers) and '"delegate"' not in kinds[0].audience


def test_what_does_not_fit_writes_nothing(cast: Cast, sheet: Line):
    lines, events = Line.objects.count(), JournalEvent.objects.count()
    with pytest.raises(BadState):
        give(cast, sheet, "guest", "chair", "delegate", "observer")
    for wrong in (lambda: give(cast, sheet), lambda: give(cast, sheet, "outsider"), lambda: end(cast, sheet)):
        with pytest.raises(BadInput):
            wrong()
    with pytest.raises(BadState):
        end(cast, sheet, 1)
    for bad in ({"copies": 0, "secrecy": "mat"}, {"copies": 2}, {"copies": 2, "secrecy": "none"}):
        with pytest.raises(BadInput):
            listed(cast, **bad)
    assert (Line.objects.count(), JournalEvent.objects.count()) == (lines, events)
    give(cast, sheet, "guest")
    with pytest.raises(BadInput):
        end(cast, sheet, 1, act=Act.MISSING, note="mất")


def test_a_wrong_line_stays_and_no_longer_counts(cast: Cast, sheet: Line):
    (handed,) = give(cast, sheet, "guest")
    (returned,) = end(cast, sheet, 1)
    with pytest.raises(BadState):
        void(cast, handed)
    with pytest.raises(BadInput):
        void(cast, returned, reason=" x ")
    void(cast, returned)
    assert copies(cast)[0].state == "out"
    correction = void(cast, handed)
    assert copies(cast)[0].state == "free" and Line.objects.filter(id=handed.id).exists()
    for again in (handed, correction):
        with pytest.raises((BadState, NotFound)):
            void(cast, again)
    (other,) = give(cast, sheet, "delegate")
    assert other.copy == 1
    with pytest.raises(ProtectedError):
        handed.delete()
    rows = register_for(cast.actor("secretary"), cast.meeting.id).lines
    assert [row.void for row in rows] == [False, True, True, False, False, False]


def test_secret_papers_leave_no_title_and_the_level_is_shown(cast: Cast, sheet: Line):
    assert "Tên không được ghi" not in f"{sheet.title}{JournalEvent.objects.latest('number').payload}"
    paper = ready_paper(cast, "Tờ trình", "một", code="1-TTr")
    assert listed(cast, copies=1, paper_id=paper.id).title == "Tờ trình"
    with pytest.raises(NotFound):
        listed(cast, copies=1, paper_id=cast.meeting.id)
    browser = browser_of(cast.secretary)
    page = browser.get(f"/chuan-bi/{cast.meeting.id}/ban-giay/")
    assert "MẬT" in text_of(page) and "12-BC/TU · Tài liệu giấy độ Mật" in text_of(page)
    give(cast, sheet, "guest")
    words = Telling({}).words(JournalEvent.objects.latest("number"), whole=True)
    assert words == f"Sổ bản giấy, dòng 3: giao bản 1 của Tài liệu giấy độ Mật (12-BC/TU) cho {cast.guest.full_name}"
    Paper.objects.filter(id=paper.id).delete()
    assert "Tờ trình" in text_of(browser.get(f"/chuan-bi/{cast.meeting.id}/ban-giay/")), "the register outlives it"


@pytest.mark.parametrize("name", ["chair", "delegate", "guest", "technician", "outsider"])
def test_only_the_secretary_keeps_the_register(cast: Cast, sheet: Line, name: str):
    (handed,) = give(cast, sheet, "guest")
    actor, meeting_id, lines = cast.actor(name), cast.meeting.id, Line.objects.count()
    part = {"actor": actor, "meeting_id": meeting_id}
    for act in (
        lambda: register_for(actor, meeting_id),
        lambda: list_paper(**part, sheet=PaperOnPaper(1, secrecy="mat")),
        lambda: hand_out(**part, sheet_id=sheet.id, people={cast.chair.id}),
        lambda: end_copies(**part, sheet_id=sheet.id, numbers={1}, end=Act.RETURNED),
        lambda: void_line(**part, line_id=handed.id, reason="không đúng"),
    ):
        with pytest.raises(DomainError):
            act()
    browser, base, expected = browser_of(cast.named(name)), f"/chuan-bi/{meeting_id}/ban-giay/", 403
    expected = 404 if name == "outsider" else 403
    assert browser.get(base).status_code == browser.get(f"{base}?dang=csv").status_code == expected
    posted = {"so-ban": "1", "do-mat": "mat", "nguoi": str(cast.chair.id), "ban": "1", "ly-do": "không đúng"}
    for page in ("vao-so", f"{sheet.id}/giao", f"{sheet.id}/thu", f"{handed.id}/ghi-nham"):
        assert browser.post(f"{base}{page}/", posted).status_code == expected
    assert Line.objects.count() == lines


def test_the_pages_and_the_csv(cast: Cast):
    browser, base = browser_of(cast.secretary), f"/chuan-bi/{cast.meeting.id}/ban-giay/"
    browser.post(f"{base}vao-so/", {"so-ban": "x"})
    assert "Số bản phải từ 1" in text_of(browser.get(base))
    browser.post(f"{base}vao-so/", {"so-ban": "2", "do-mat": "none", "ten": "=Phiếu", "so-ky-hieu": "3"})
    sheet = Line.objects.get()
    browser.post(f"{base}{sheet.id}/giao/", {"nguoi": str(cast.guest.id), "nguoi-khac": "Đ/c Tám"})
    browser.post(f"{base}{sheet.id}/thu/", {"ban": "1", "viec": "thu-hoi"})
    browser.post(f"{base}{sheet.id}/thu/", {"ban": "2", "viec": "that-lac", "ly-do": "để quên ở nhà"})
    browser.post(f"{base}{Line.objects.get(act='missing').id}/ghi-nham/", {"ly-do": "đã tìm thấy"})
    text = text_of(browser.get(base))
    assert "Đang giữ 1" in text and "Đã thu hồi 1" in text and "ghi nhầm, không còn giá trị" in text
    rows = list(csv.DictReader(io.StringIO(browser.get(f"{base}?dang=csv").content.decode("utf-8-sig"))))
    assert [row["Việc"] for row in rows] == ["Vào sổ", "Giao", "Giao", "Thu hồi", "Thất lạc", "Sửa ghi nhầm"]
    assert rows[0]["Tài liệu"] == "'=Phiếu" and rows[-1]["Sửa dòng"] == "5" and rows[4]["Còn giá trị"] == "không"


@pytest.mark.skipif(shutil.which("fc-match") is None, reason="needs fontconfig and a Vietnamese font")
def test_the_printed_list(cast: Cast, sheet: Line):
    give(cast, sheet, "guest")
    answer = browser_of(cast.secretary).get(f"/chuan-bi/{cast.meeting.id}/ban-giay/?dang=pdf")
    text = unicodedata.normalize("NFKC", " ".join(pymupdf.open("pdf", answer.content)[0].get_text().split()))
    for part in ("SỔ GIAO NHẬN BẢN GIẤY", "Ký nhận", cast.guest.full_name, "(Mật;", "giao 1", "(chưa giao)"):
        assert part in text
