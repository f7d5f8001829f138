"""The invitation of one person, and everybody's answers for chair and secretary."""

import csv
import io

import pytest

from meetings.contracts.invitations import AnswerKind
from meetings.invitations.answers import Reply, answer_invitation
from meetings.invitations.models import Answer
from tests.browser import Browser, browser_of, text_of
from tests.cast import Cast


@pytest.fixture
def lan(cast: Cast) -> Browser:
    return browser_of(cast.named("delegate"))


def page(cast: Cast, path: str) -> str:
    return f"/hop/{cast.meeting.id}/{path}"


def test_the_calendar_asks_and_then_says_the_answer(cast: Cast, lan: Browser):
    words = text_of(lan.get("/"))
    assert "Chưa trả lời" in words and "Trả lời giấy mời" in words
    lan.post(page(cast, "giay-moi/tra-loi/"), {"answer": "room", "room": str(cast.tan_hoa.id)})
    assert "Sẽ dự tại Điểm cầu Tân Hòa" in text_of(lan.get("/"))


def test_an_answer_is_given_and_kept_in_the_form(cast: Cast, lan: Browser):
    sent = {"answer": "absent", "reason": "Đi công tác ở Trung ương"}
    answer = lan.post(page(cast, "giay-moi/tra-loi/"), sent, follow=True)
    assert "Đã ghi câu trả lời" in text_of(answer)
    shown = answer.content.decode()
    assert 'value="absent" checked' in shown and 'value="Đi công tác ở Trung ương"' in shown


def test_what_is_missing_is_said_and_what_was_typed_stays(cast: Cast, lan: Browser):
    answer = lan.post(page(cast, "giay-moi/tra-loi/"), {"answer": "substitute", "reason": "Đi công tác"})
    assert answer.status_code == 422
    assert "Hãy chọn người dự thay" in text_of(answer)
    assert 'value="Đi công tác"' in answer.content.decode()
    assert "Hãy chọn một câu trả lời" in text_of(lan.post(page(cast, "giay-moi/tra-loi/"), {}))
    assert not Answer.objects.exists()


def test_substitutes_come_from_the_own_unit_or_the_search(cast: Cast, lan: Browser):
    finder = page(cast, "giay-moi/nguoi-thay/")
    assert "không còn ai" in text_of(lan.get(finder, fragment=True))
    assert "Lý Văn Phúc" in text_of(lan.get(finder, {"q": "phuc"}, fragment=True))
    assert "Bùi Thanh Tùng" not in text_of(lan.get(finder, {"q": "tung"}, fragment=True))
    assert "Lý Văn Phúc" in text_of(browser_of(cast.named("guest")).get(finder, fragment=True))


def test_the_board_tells_by_unit_who_has_not_answered(cast: Cast, lan: Browser):
    lan.post(page(cast, "giay-moi/tra-loi/"), {"answer": "absent", "reason": "Nằm viện"})
    chair = browser_of(cast.named("chair"))
    words = text_of(chair.get(page(cast, "tra-loi/"), {"ai": "chua"}))
    assert "Xã Phú Mỹ" in words and "2 trong 2 chưa trả lời" in words and "Phạm Thị Lan" not in words
    waiting = text_of(chair.get(page(cast, "tra-loi/"), {"ai": "cho"}))
    assert "Lý do: Nằm viện" in waiting and "Hoàng Quốc Việt" not in waiting
    table = list(
        csv.reader(io.StringIO(chair.get(page(cast, "tra-loi/"), {"dang": "csv"}).content.decode("utf-8-sig")))
    )
    assert table[0][:2] == ["Đơn vị", "Họ tên"]
    mine = next(row for row in table if row[1] == "Phạm Thị Lan")
    assert (mine[0], mine[4], mine[6]) == ("Xã Tân Hòa", "Chờ duyệt", "Nằm viện")


def test_deciding_on_the_board(cast: Cast, lan: Browser):
    lan.post(page(cast, "giay-moi/tra-loi/"), {"answer": "absent", "reason": "Nằm viện"})
    secretary = browser_of(cast.named("secretary"))
    address = page(cast, f"tra-loi/{cast.named('delegate').id}/duyet/")
    assert "Hãy ghi vì sao" in text_of(secretary.post(address, {"accept": "0"}, follow=True))
    secretary.post(address, {"accept": "0", "why": "Cần báo cáo"})
    assert "Lý do: Cần báo cáo" in text_of(lan.get(page(cast, "giay-moi/")))
    assert "hãy trả lời lại" in text_of(lan.get("/"))


def test_the_secretary_enters_what_was_told_by_telephone(cast: Cast, lan: Browser):
    secretary, whose = browser_of(cast.named("secretary")), cast.named("delegate")
    form = page(cast, f"tra-loi/{whose.id}/nhap/")
    assert form in secretary.get(page(cast, "tra-loi/")).content.decode()
    refused = secretary.post(form, {"answer": "absent", "reason": ""})
    assert refused.status_code == 422 and "Hãy ghi lý do vắng" in text_of(refused)
    finder = page(cast, f"tra-loi/{whose.id}/nguoi-thay/")
    assert "Lý Văn Phúc" in text_of(secretary.get(finder, {"q": "phuc"}, fragment=True))
    done = text_of(secretary.post(form, {"answer": "room", "room": str(cast.tan_hoa.id)}, follow=True))
    entered_by = cast.named("secretary").full_name
    assert "Đã ghi câu trả lời của Phạm Thị Lan" in done and f"{entered_by} nhập thay lúc" in done
    mine = lan.get(page(cast, "giay-moi/"))
    assert f"{entered_by} đã nhập câu trả lời này thay đồng chí" in text_of(mine)
    assert 'value="room" checked' in mine.content.decode()
    lan.post(page(cast, "giay-moi/tra-loi/"), {"answer": "remote"})
    assert "nhập câu trả lời này thay" not in text_of(lan.get(page(cast, "giay-moi/")))


@pytest.mark.parametrize(("who", "status"), [("chair", 403), ("delegate", 403), ("technician", 403), ("outsider", 404)])
def test_only_who_prepares_the_meeting_enters_answers(cast: Cast, who: str, status: int):
    stranger, whose = browser_of(cast.named(who)), cast.named("hall delegate").id
    form = page(cast, f"tra-loi/{whose}/nhap/")
    assert stranger.get(form).status_code == status
    assert stranger.post(form, {"answer": "remote"}).status_code == status
    assert stranger.get(page(cast, f"tra-loi/{whose}/nguoi-thay/")).status_code == status
    assert "Nhập thay" not in text_of(stranger.get(page(cast, "tra-loi/")))
    assert not Answer.objects.exists()


def test_the_calendar_asks_once_for_all_meetings(cast: Cast, lan: Browser, django_assert_num_queries):
    from meetings.invitations.selectors import Desk

    reply = Reply(AnswerKind.REMOTE)
    answer_invitation(actor=cast.actor("delegate"), meeting_id=cast.meeting.id, reply=reply)
    with django_assert_num_queries(1):
        assert Desk().answers(cast.actor("delegate"), [cast.meeting.id])[cast.meeting.id].kind == "remote"
