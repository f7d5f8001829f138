"""Sessions on the page of preparation: added with a likely time, changed, struck out; items stand under them."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from meetings.agenda.planning import SessionText, add_session
from tests.browser import Browser, browser_of
from tests.cast import Cast


@pytest.fixture
def desk(cast: Cast) -> Browser:
    return browser_of(cast.secretary)


def address(cast: Cast, part: str = "buoi/") -> str:
    return f"/chuan-bi/{cast.meeting.id}/{part}"


def starts(cast: Cast) -> list[datetime]:
    return [timezone.localtime(session.starts_at) for session in cast.meeting.sessions.all()]


def next_morning(cast: Cast) -> datetime:
    return (starts(cast)[0] + timedelta(days=1)).replace(hour=8, minute=0, second=0, microsecond=0)


def test_one_session_shows_no_list_and_a_second_one_is_added(cast: Cast, desk: Browser):
    page = desk.get(address(cast)).content.decode()
    assert 'data-testid="session"' not in page
    assert 'name="day"' in page
    day = next_morning(cast)
    answer = desk.post(address(cast), {"day": f"{day:%Y-%m-%d}", "starts": "08:00", "ends": "11:30"})
    assert answer.content.decode().count('data-testid="session"') == 2
    assert starts(cast)[1] == day
    cast.meeting.refresh_from_db()
    assert cast.meeting.ends_at == day.replace(hour=11, minute=30)


def test_a_plan_that_does_not_hold_is_refused_in_words(cast: Cast, desk: Browser):
    first = starts(cast)[0]
    answer = desk.post(
        address(cast), {"day": f"{first + timedelta(days=1):%Y-%m-%d}", "starts": "11:00", "ends": "08:00"}
    )
    assert answer.status_code == 422
    assert "Giờ kết thúc phải sau giờ bắt đầu." in answer.content.decode()
    assert cast.meeting.sessions.count() == 1


def test_items_stand_under_their_session_and_go_on_over_its_edge(cast: Cast, desk: Browser):
    actor, day = cast.actor("secretary"), next_morning(cast)
    second = add_session(actor=actor, meeting_id=cast.meeting.id, text=SessionText(day, day + timedelta(hours=3)))
    item = {"title": "Thảo luận tổ", "presenter": "", "planned_minutes": "60", "session": str(second.id)}
    page = desk.post(address(cast, "muc/"), item).content.decode()
    assert page.count('data-testid="session-heading"') == 2
    last = cast.items[-1]
    desk.post(address(cast, f"muc/{last.id}/chuyen/"), {"huong": "xuong"})
    last.refresh_from_db()
    assert last.session_id == second.id
    answer = desk.post(address(cast, f"buoi/{second.id}/bo/"))
    assert 'data-testid="session"' not in answer.content.decode()
    assert {one.session_id for one in cast.meeting.items.all()} == {cast.meeting.sessions.get().id}


def test_the_times_of_several_sessions_are_not_those_of_the_basics(cast: Cast, desk: Browser):
    day = next_morning(cast)
    add_session(
        actor=cast.actor("secretary"), meeting_id=cast.meeting.id, text=SessionText(day, day + timedelta(hours=3))
    )
    before = starts(cast)
    answer = desk.post(
        address(cast, "thong-tin/"),
        {"title": "Kỳ họp thứ 9", "place": "Hội trường", "secrecy": "none", "watermark": "off"},
    )
    assert answer.status_code == 200
    cast.meeting.refresh_from_db()
    assert (cast.meeting.title, starts(cast)) == ("Kỳ họp thứ 9", before)


@pytest.mark.parametrize("who", ["chair", "delegate", "technician"])
def test_only_those_who_prepare_plan_sessions(cast: Cast, who: str):
    client = browser_of(cast.named(who))
    assert client.get(address(cast)).status_code == 403
    assert client.post(address(cast), {}).status_code == 403
