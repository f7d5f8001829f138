"""«Lịch họp» and «Đã họp»: what each person sees, and which door each role gets."""

from datetime import timedelta

import pytest
from django.utils import timezone

from meetings.agenda.models import Meeting, Session
from meetings.agenda.schedule import schedule_for
from meetings.contracts.state import MeetingStatus
from meetings.core import clock
from meetings.documents.circles import Circle
from meetings.documents.models import Paper, PaperStatus
from tests.browser import browser_of, text_of
from tests.cast import Cast


def test_the_meeting_of_today_stands_first(cast: Cast) -> None:
    page = browser_of(cast.delegates[2]).get("/")
    words = text_of(page)
    assert "Hôm nay đồng chí có 1 cuộc họp" in words
    assert "Đại biểu, có quyền biểu quyết" in words
    assert "Nguyễn Văn Hòa" in words
    assert page.headers["Cache-Control"].count("no-store") == 1


@pytest.mark.parametrize(
    ("who", "console"),
    [("chair", "dieu-hanh/"), ("secretary", "thu-ky/"), ("technician", "ky-thuat/"), ("delegate", ""), ("guest", "")],
)
def test_each_role_has_its_door(cast: Cast, who: str, console: str) -> None:
    person = cast.delegates[0] if who == "delegate" else getattr(cast, who)
    assert f'href="/hop/{cast.meeting.id}/{console}"' in browser_of(person).get("/").content.decode()


def test_only_the_secretary_prepares(cast: Cast) -> None:
    door = f'href="/chuan-bi/{cast.meeting.id}/"'
    assert door in browser_of(cast.secretary).get("/").content.decode()
    assert door not in browser_of(cast.chair).get("/").content.decode()


def test_only_the_secretariat_creates_meetings(cast: Cast) -> None:
    assert 'href="/chuan-bi/moi/"' in browser_of(cast.secretary).get("/").content.decode()
    assert 'href="/chuan-bi/moi/"' not in browser_of(cast.delegates[0]).get("/").content.decode()


def test_outsiders_see_an_empty_calendar(cast: Cast) -> None:
    words = text_of(browser_of(cast.outsider).get("/"))
    assert "Chưa có cuộc họp nào trong lịch" in words
    assert cast.meeting.title not in words


def test_a_draft_is_seen_by_its_staff_alone(cast: Cast) -> None:
    Meeting.objects.filter(id=cast.meeting.id).update(status=MeetingStatus.DRAFT)
    assert cast.meeting.title not in text_of(browser_of(cast.delegates[0]).get("/"))
    words = text_of(browser_of(cast.secretary).get("/"))
    assert cast.meeting.title in words
    assert "Vào họp" not in words


def test_a_meeting_that_nobody_opened_leaves_the_calendar(cast: Cast) -> None:
    past = clock.now() - timedelta(days=2)
    Meeting.objects.filter(id=cast.meeting.id).update(starts_at=past, ends_at=past + timedelta(hours=2))
    assert cast.meeting.title not in text_of(browser_of(cast.delegates[0]).get("/"))


def test_an_open_meeting_stays_whatever_the_hour(cast: Cast) -> None:
    past = clock.now() - timedelta(days=2)
    Meeting.objects.filter(id=cast.meeting.id).update(starts_at=past, ends_at=past, status=MeetingStatus.OPEN)
    assert "Đang họp" in text_of(browser_of(cast.delegates[0]).get("/"))


def test_later_days_are_named(cast: Cast) -> None:
    later = clock.now() + timedelta(days=30)
    Meeting.objects.filter(id=cast.meeting.id).update(starts_at=later, ends_at=later + timedelta(hours=2))
    words = text_of(browser_of(cast.delegates[0]).get("/"))
    assert "Hôm nay đồng chí không có cuộc họp" in words
    assert cast.meeting.title in words


def closed(cast: Cast) -> None:
    Meeting.objects.filter(id=cast.meeting.id).update(status=MeetingStatus.CLOSED)


def test_closed_meetings_move_to_the_past(cast: Cast) -> None:
    closed(cast)
    browser = browser_of(cast.delegates[0])
    assert "Hôm nay đồng chí không có cuộc họp" in text_of(browser.get("/"))
    assert cast.meeting.title in text_of(browser.get("/da-hop/"))


@pytest.mark.parametrize(("who", "gets"), [("chair", True), ("secretary", True), ("guest", False), ("observer", False)])
def test_minutes_are_for_chair_and_secretary(cast: Cast, who: str, gets: bool) -> None:
    closed(cast)
    draft = cast.meeting.drafts.create(made_at=clock.now(), upto_number=1, file="a.docx", sha256="")
    page = browser_of(getattr(cast, who)).get("/da-hop/").content.decode()
    assert (f"/bien-ban/{cast.meeting.id}/du-thao.docx" in page) is gets
    assert "ban-ghi-loi" not in page  # nobody has spoken
    cast.meeting.drafts.filter(id=draft.id).update(segments=3)
    page = browser_of(getattr(cast, who)).get("/da-hop/").content.decode()
    assert all((f"/ban-ghi-loi.{kind}" in page) is gets for kind in ("vtt", "srt", "json"))


def test_the_past_of_outsiders_is_empty(cast: Cast) -> None:
    closed(cast)
    assert cast.meeting.title not in text_of(browser_of(cast.outsider).get("/da-hop/"))


def test_the_calendar_asks_the_database_the_same_number_of_questions(cast: Cast, django_assert_max_num_queries) -> None:
    browser = browser_of(cast.delegates[0])
    _meetings_of_days_to_come(cast, 1)
    # Papers sent to some cost two more, for the numbers and for the list, and their units a few; answers and the
    # own seat cost one each.
    with django_assert_max_num_queries(22) as asked:
        browser.get("/")
    _meetings_of_days_to_come(cast, 5)
    with django_assert_max_num_queries(len(asked)):
        browser.get("/")


def _meetings_of_days_to_come(cast: Cast, count: int) -> None:
    for n in range(count):
        meeting = Meeting.objects.create(
            title=f"Họp {n}",
            unit=cast.province,
            place="Phòng 1",
            secrecy="none",
            starts_at=clock.now() + timedelta(days=n + 1),
            ends_at=clock.now() + timedelta(days=n + 1, hours=1),
            status=MeetingStatus.CONVENED,
            created_by=cast.secretary,
        )
        meeting.participations.create(person=cast.delegates[0], role="delegate")
        Paper.objects.create(
            meeting=meeting,
            title="Tờ trình",
            size=1,
            uploaded_by=cast.secretary,
            uploaded_at=clock.now(),
            status=PaperStatus.READY,
            circle=Circle(units=(str(cast.province.id),)).kept(),
        )


def test_a_meeting_of_several_sessions_stands_under_each_day_until_that_session_has_ended(cast: Cast) -> None:
    morning = cast.meeting.sessions.get()
    tomorrow = morning.starts_at + timedelta(days=1)
    Session.objects.create(meeting=cast.meeting, starts_at=tomorrow, ends_at=tomorrow + timedelta(hours=3))
    Meeting.objects.filter(id=cast.meeting.id).update(ends_at=tomorrow + timedelta(hours=3))
    actor = cast.actor("delegate")
    before = schedule_for(actor, clock.now())
    assert before.first
    assert before.first.session == morning
    assert before.today_count == 1
    assert [entry.starts_at for _day, entries in before.days for entry in entries] == [tomorrow]
    words = text_of(browser_of(cast.delegates[2]).get("/"))
    assert f"{timezone.localtime(tomorrow):%d/%m}" in words

    Session.objects.filter(id=morning.id).update(opened_at=morning.starts_at, closed_at=morning.ends_at)
    Meeting.objects.filter(id=cast.meeting.id).update(status=MeetingStatus.OPEN, adjourned_at=morning.ends_at)
    after = schedule_for(actor, clock.now())
    assert after.first is None
    assert [entry.live for _day, entries in after.days for entry in entries] == [False]
