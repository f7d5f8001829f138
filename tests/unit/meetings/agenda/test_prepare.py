"""«Chuẩn bị» from the empty form to the convened meeting, and everybody who may not."""

from datetime import timedelta

import pytest

from meetings.agenda.models import Item, Meeting
from meetings.contracts.roles import Role
from meetings.contracts.state import MeetingStatus
from meetings.core import clock
from tests.browser import Browser, browser_of, text_of
from tests.cast import Cast

NEW = {"title": "Giao ban tuần 48", "place": "Phòng 302", "day": "2026-12-01", "starts": "08:00", "ends": "10:00"}
NEW |= {"watermark": "off", "secrecy": "none"}


def new_meeting(cast: Cast, **changes: str):
    return browser_of(cast.secretary).post("/chuan-bi/moi/", NEW | {"unit": str(cast.province.id)} | changes)


@pytest.fixture
def secretary(cast: Cast) -> Browser:
    return browser_of(cast.secretary)


@pytest.fixture
def draft(cast: Cast) -> Meeting:
    """A meeting with nothing but its name."""
    new_meeting(cast)
    return Meeting.objects.get(title=NEW["title"])


@pytest.mark.parametrize("who", ["chair", "technician", "outsider"])
def test_only_the_secretariat_creates_meetings(cast: Cast, who: str) -> None:
    browser = browser_of(getattr(cast, who))
    assert browser.get("/chuan-bi/moi/").status_code == 403
    assert browser.post("/chuan-bi/moi/", NEW).status_code == 403
    assert not Meeting.objects.filter(title=NEW["title"]).exists()


def test_wrong_fields_are_named_and_nothing_typed_is_lost(cast: Cast) -> None:
    answer = new_meeting(cast, title="", ends="07:00")
    assert answer.status_code == 422
    words = text_of(answer)
    assert "Hãy nhập tên cuộc họp." in words
    assert "Giờ kết thúc phải sau giờ bắt đầu." in words
    page = answer.content.decode()
    assert 'value="Phòng 302"' in page
    assert 'value="07:00"' in page
    assert "checked" not in page


def test_a_foreign_unit_cannot_be_chosen(cast: Cast) -> None:
    assert new_meeting(cast, unit=str(cast.communes["Tân Hòa"].id)).status_code == 422


def test_the_creator_becomes_the_secretary(cast: Cast, draft: Meeting) -> None:
    place = draft.participations.get()
    assert (place.person, place.role) == (cast.secretary, Role.SECRETARY)
    assert draft.status == MeetingStatus.DRAFT


@pytest.mark.parametrize("who", ["chair", "guest", "observer", "technician", "outsider"])
@pytest.mark.parametrize(
    "part", ["", "tinh-trang/", "thong-tin/", "muc/", "thanh-phan/", "thanh-phan/tim/", "diem-cau/"]
)
def test_nobody_else_prepares(cast: Cast, who: str, part: str) -> None:
    answer = browser_of(getattr(cast, who)).get(f"/chuan-bi/{cast.meeting.id}/{part}")
    assert answer.status_code == (404 if who == "outsider" else 403)


@pytest.mark.parametrize("part", ["thong-tin/", "trieu-tap/", "muc/", "thanh-phan/"])
def test_nobody_else_changes_anything(cast: Cast, part: str) -> None:
    answer = browser_of(cast.delegates[0]).post(f"/chuan-bi/{cast.meeting.id}/{part}", {"title": "x"})
    assert answer.status_code == 403


def test_strangers_sign_in_first(cast: Cast) -> None:
    assert Browser().get(f"/chuan-bi/{cast.meeting.id}/").status_code == 302


def test_convening_names_what_is_missing(secretary: Browser, draft: Meeting) -> None:
    words = text_of(secretary.get(f"/chuan-bi/{draft.id}/"))
    assert "Thêm ít nhất một mục vào chương trình" in words
    assert "Chọn người chủ trì" in words
    assert "Mời đại biểu có quyền biểu quyết" in words
    answer = secretary.post(f"/chuan-bi/{draft.id}/trieu-tap/")
    assert answer.status_code == 409
    assert "Chưa triệu tập được" in text_of(answer)
    draft.refresh_from_db()
    assert draft.status == MeetingStatus.DRAFT


def test_from_the_empty_form_to_the_invitations(cast: Cast, secretary: Browser, draft: Meeting) -> None:
    base = f"/chuan-bi/{draft.id}"
    secretary.post(f"{base}/muc/", {"title": "Khai mạc", "presenter": "Chủ trì", "planned_minutes": "10"})
    secretary.post(f"{base}/thanh-phan/", {"person": [str(cast.chair.id)], "role": "chair", "votes": "on"})
    people = [str(person.id) for person in cast.delegates[:3]]
    secretary.post(f"{base}/thanh-phan/", {"person": people, "role": "delegate", "votes": "on"})
    secretary.post(f"{base}/diem-cau/", {"room": [str(cast.hall.id)]})
    asked = text_of(secretary.get(f"{base}/?xac-nhan=1"))
    assert "Triệu tập ngay? 5 người và 1 điểm cầu thấy cuộc họp và đọc được 0 tài liệu" in asked
    answer = secretary.post(f"{base}/trieu-tap/", follow=True)
    assert "Mọi người được mời thấy cuộc họp ngay bây giờ" in text_of(answer)
    draft.refresh_from_db()
    assert draft.status == MeetingStatus.CONVENED
    assert NEW["title"] in text_of(browser_of(cast.delegates[0]).get("/"))


def test_convening_twice_is_refused(cast: Cast, secretary: Browser) -> None:
    answer = secretary.post(f"/chuan-bi/{cast.meeting.id}/trieu-tap/")
    assert answer.status_code == 409
    assert "đã được triệu tập" in text_of(answer)


def test_a_failed_paper_hinders(cast: Cast, secretary: Browser, draft: Meeting) -> None:
    draft.papers.create(
        title="Báo cáo", original_name="a.docx", size=1, sha256="", status="failed", uploaded_by=cast.secretary,
        uploaded_at=clock.now(),
    )  # fmt: skip
    assert "Xử lý 1 tài liệu bị lỗi" in text_of(secretary.get(f"/chuan-bi/{draft.id}/"))


def test_an_agenda_longer_than_the_meeting_is_only_a_hint(cast: Cast, secretary: Browser, draft: Meeting) -> None:
    Item.objects.create(meeting=draft, session=draft.sessions.get(), position=1, title="Thảo luận", planned_minutes=150)
    words = text_of(secretary.get(f"/chuan-bi/{draft.id}/"))
    assert "Chương trình dài hơn giờ họp 30 phút" in words


def test_the_state_is_for_a_page_that_is_open(secretary: Browser, draft: Meeting) -> None:
    page = secretary.get(f"/chuan-bi/{draft.id}/tinh-trang/?mo=items", fragment=True).content.decode()
    assert page.count('hx-swap-oob="true"') == 8
    assert "<html" not in page


def test_basics_are_saved_and_errors_keep_what_was_typed(secretary: Browser, draft: Meeting) -> None:
    address = f"/chuan-bi/{draft.id}/thong-tin/"
    wrong = secretary.post(address, NEW | {"title": "Tên mới", "day": "2026-02-31"}, fragment=True)
    assert wrong.status_code == 422
    assert 'value="Tên mới"' in wrong.content.decode()
    assert "Ngày này không có trong lịch." in text_of(wrong)
    right = secretary.post(address, NEW | {"title": "Tên mới"}, fragment=True)
    assert right.headers["HX-Trigger"] == "prepare-changed"
    draft.refresh_from_db()
    assert draft.title == "Tên mới"


def test_a_closed_meeting_is_not_changed(cast: Cast, secretary: Browser) -> None:
    Meeting.objects.filter(id=cast.meeting.id).update(status=MeetingStatus.CLOSED, closed_at=clock.now())
    answer = secretary.post(f"/chuan-bi/{cast.meeting.id}/muc/", {"title": "Mục muộn", "planned_minutes": "5"})
    assert answer.status_code == 409
    assert not Item.objects.filter(title="Mục muộn").exists()


def test_times_are_those_of_the_installation(cast: Cast, draft: Meeting) -> None:
    assert draft.starts_at.utcoffset() == timedelta(0)
    assert clock.iso(draft.starts_at) == "2026-12-01T08:00:00.000+07:00"
