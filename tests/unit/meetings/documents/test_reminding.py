"""Reminders about papers: to whom, when by themselves, never twice, over when it is opened; who may send them."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from meetings.agenda.models import Meeting
from meetings.agenda.services import set_papers_due
from meetings.core import clock
from meetings.core.errors import BadInput, BadState, DomainError
from meetings.core.models import JournalEvent
from meetings.documents.circles import Circle
from meetings.documents.distribution import distribute_paper
from meetings.documents.models import Paper, PaperDuty, RemindedAt
from meetings.documents.readership import note_pages
from meetings.documents.reminder_rounds import send_due
from meetings.documents.reminding import OWED, UNREAD, Plan, remind_by_hand, set_duties, set_plan
from meetings.documents.rules import PATIENCE, reminder_moment
from meetings.notices.models import Notice
from meetings.notices.selectors import notices_for
from tests.browser import browser_of, text_of
from tests.cast import Cast, draft_meeting
from tests.unit.meetings.documents.papers import ready_paper

START = datetime(2026, 11, 23, 8, tzinfo=clock.now().tzinfo)
HOUR = timedelta(hours=1)


@pytest.fixture
def paper(cast: Cast) -> Paper:
    return ready_paper(cast, "Tờ trình", "một", code="1-TTr")


def shown(cast: Cast, name: str) -> list[str]:
    return [one.words.text for one in notices_for(cast.actor(name))]


def move(cast: Cast, **times: Any) -> Meeting:
    Meeting.objects.filter(id=cast.meeting.id).update(**times)
    cast.meeting.refresh_from_db()
    return cast.meeting


@pytest.mark.parametrize(
    ("hours", "now", "expected"),
    [
        ((24, 3), START - 25 * HOUR, None),
        ((24, 3), START - 24 * HOUR, START - 24 * HOUR),
        ((24, 3), START - 24 * HOUR + PATIENCE, START - 24 * HOUR),
        ((24, 3), START - 20 * HOUR, None),
        ((24, 3), START - 2 * HOUR, START - 3 * HOUR),
        ((3, 1), START - HOUR / 2, START - HOUR),
        ((1,), START, None),
        ((), START - HOUR, None),
    ],
)
def test_when_a_plan_reminds(hours: tuple[int, ...], now: datetime, expected: datetime | None):
    assert reminder_moment(START, hours, now) == expected


def test_by_hand_whoever_has_not_opened_is_told_and_opening_ends_it(cast: Cast, paper: Paper):
    secretary, delegate = cast.actor("secretary"), cast.actor("delegate")
    note_pages(actor=cast.actor("guest"), paper_id=paper.id, pages=[1])
    done = remind_by_hand(actor=secretary, meeting_id=cast.meeting.id, kind=UNREAD)
    told = set(Notice.objects.values_list("person_id", flat=True))
    assert done.sent == len(told) and cast.named("delegate").id in told
    assert not told & {cast.guest.id, cast.secretary.id, cast.technician.id, cast.outsider.id}
    (standing,) = notices_for(delegate)
    assert standing.words.href == f"/tai-lieu/{paper.id}/" and standing.words.paper_id == str(paper.id)
    assert "«Tờ trình»" in standing.words.text
    again = remind_by_hand(actor=secretary, meeting_id=cast.meeting.id, kind=UNREAD)
    assert (again.sent, again.lately) == (0, done.sent), "not twice within minutes"
    note_pages(actor=delegate, paper_id=paper.id, pages=[1])
    assert shown(cast, "delegate") == []
    with pytest.raises(BadInput):
        remind_by_hand(actor=secretary, meeting_id=cast.meeting.id, kind=UNREAD, people={cast.guest.id})


def test_nobody_hears_of_a_paper_that_is_not_sent_to_him(cast: Cast, paper: Paper):
    secretary = cast.actor("secretary")
    circle = Circle(people=(str(cast.guest.id),))
    distribute_paper(actor=secretary, paper_id=paper.id, circle=circle)
    remind_by_hand(actor=secretary, meeting_id=cast.meeting.id, kind=UNREAD)
    assert set(Notice.objects.values_list("person_id", flat=True)) == {cast.guest.id, cast.chair.id}
    distribute_paper(actor=secretary, paper_id=paper.id, circle=Circle())
    assert shown(cast, "guest") == [], "he lost it after the reminder"


def test_a_plan_reminds_once_and_of_the_new_time_when_the_meeting_moves(cast: Cast, paper: Paper):
    now = clock.now()
    move(cast, starts_at=now + 24 * HOUR - timedelta(minutes=5))
    sent = send_due(now)
    assert sent > 3 and all(one.automatic for one in Notice.objects.all())
    assert JournalEvent.objects.latest("number").actor == "system"
    assert send_due(now + HOUR) == send_due(now) == 0, "once, though half of them still have not opened it"
    move(cast, starts_at=now + 30 * HOUR)
    assert send_due(now) == 0
    assert send_due(now + 6 * HOUR) == sent, "another beginning, another reminder"
    assert RemindedAt.objects.count() == 2


def test_a_killed_round_leaves_nothing_and_is_sent_whole(cast: Cast, paper: Paper, monkeypatch: pytest.MonkeyPatch):
    now = clock.now()
    move(cast, starts_at=now + 24 * HOUR - timedelta(minutes=5))

    def die(*_parts: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken, pytest.raises(KeyboardInterrupt):
        broken.setattr("meetings.core.journal.insert_rows", die)
        send_due(now)
    assert not Notice.objects.exists() and not RemindedAt.objects.exists()
    assert send_due(now) > 3


def test_plans_hold_for_convened_meetings_as_they_say(cast: Cast, paper: Paper):
    now = clock.now()
    move(cast, starts_at=now + 3 * HOUR - timedelta(minutes=5))
    assert send_due(now) == 0, "the usual plan reminds a day before"
    set_plan(actor=cast.actor("secretary"), meeting_id=cast.meeting.id, plan=Plan((3, 24), ()))
    move(cast, status="draft")
    assert send_due(now) == 0
    move(cast, status="convened")
    assert send_due(now) > 3
    with pytest.raises(BadInput):
        set_plan(actor=cast.actor("secretary"), meeting_id=cast.meeting.id, plan=Plan((5,), ()))


def test_whoever_owes_a_paper_is_reminded_until_it_is_there(cast: Cast):
    secretary, now, item = cast.actor("secretary"), clock.now(), cast.items[1]
    move(cast, starts_at=now + 60 * HOUR)
    set_papers_due(actor=secretary, meeting_id=cast.meeting.id, due=now + 24 * HOUR - timedelta(minutes=5))
    owing = [(item.id, None, cast.communes["Phú Mỹ"].id), (cast.items[2].id, cast.guest.id, None)]
    set_duties(actor=secretary, meeting_id=cast.meeting.id, duties=owing)
    assert send_due(now) == 3, "two people of the commune, and the guest"
    (words,) = shown(cast, "absent delegate")
    assert item.title in words and cast.secretary.full_name in words and "Hạn gửi" in words
    assert shown(cast, "delegate") == []
    handed_in = ready_paper(cast, "Báo cáo", "một")
    Paper.objects.filter(id=handed_in.id).update(item=item)
    assert shown(cast, "absent delegate") == [] and len(shown(cast, "guest")) == 1
    assert remind_by_hand(actor=secretary, meeting_id=cast.meeting.id, kind=OWED).lately == 1
    set_duties(actor=secretary, meeting_id=cast.meeting.id, duties=[(cast.items[2].id, None, None)])
    assert shown(cast, "guest") == [] and PaperDuty.objects.count() == 1
    with pytest.raises(BadInput):
        set_duties(actor=secretary, meeting_id=cast.meeting.id, duties=[(item.id, cast.outsider.id, None)])


def test_a_draft_reminds_nobody(cast: Cast):
    draft = draft_meeting(cast)
    ready_paper(cast, "Báo cáo", "một", meeting=draft)
    with pytest.raises(BadState):
        remind_by_hand(actor=cast.actor("secretary"), meeting_id=draft.id, kind=UNREAD)


@pytest.mark.parametrize("name", ["chair", "delegate", "guest", "technician", "outsider"])
def test_only_the_secretary_reminds(cast: Cast, paper: Paper, name: str):
    actor, meeting_id = cast.actor(name), cast.meeting.id
    with pytest.raises(DomainError):
        remind_by_hand(actor=actor, meeting_id=meeting_id, kind=UNREAD)
    with pytest.raises(DomainError):
        set_plan(actor=actor, meeting_id=meeting_id, plan=Plan((1,), ()))
    with pytest.raises(DomainError):
        set_duties(actor=actor, meeting_id=meeting_id, duties=[(cast.items[1].id, cast.guest.id, None)])
    browser, expected = browser_of(cast.named(name)), 404 if name == "outsider" else 403
    for page in ("nhac", "lich-nhac", "nguoi-nop"):
        posted = {"ai": "moi-nguoi", "doc": "24", f"muc-{cast.items[1].id}": f"nguoi:{cast.guest.id}"}
        assert browser.post(f"/chuan-bi/{meeting_id}/tai-lieu/{page}/", posted).status_code == expected
    assert not Notice.objects.exists() and not PaperDuty.objects.exists()


def test_the_page(cast: Cast, paper: Paper):
    browser, reader = browser_of(cast.secretary), browser_of(cast.named("delegate"))
    base = f"/chuan-bi/{cast.meeting.id}/tai-lieu/"
    assert browser.post(base + "nhac/", {"viec": "doc"}).status_code == 302
    assert "Chưa chọn ai để nhắc" in text_of(browser.get(base + "da-doc/"))
    browser.post(base + "nhac/", {"viec": "doc", "nguoi": [str(cast.named("delegate").id)]})
    assert "Đã nhắc 1 người." in text_of(browser.get(base + "da-doc/"))
    reader.post(f"/loi-nhac/{Notice.objects.get().id}/da-thay/")
    page = text_of(browser.get(base + "da-doc/"))
    assert f"nhắc đọc tài liệu · {cast.secretary.full_name} · 1/1 người đã thấy" in page and "thấy lúc" in page
    browser.post(base + "lich-nhac/", {"doc": ["72", "3"], "nop": []})
    assert "3 ngày" in text_of(browser.get(base + "da-doc/"))
    assert browser.post(base + "lich-nhac/", {"doc": ["7"]}).status_code == 400
    browser.post(base + "nguoi-nop/", {f"muc-{cast.items[1].id}": f"don-vi:{cast.communes['Tân Hòa'].id}"})
    assert PaperDuty.objects.get().unit_id == cast.communes["Tân Hòa"].id
    assert "Nhắc 1 người chưa nộp tài liệu" in text_of(browser.get(base + "da-doc/"))
    assert "Còn 1 tài liệu đồng chí chưa mở" in text_of(reader.get("/"))
