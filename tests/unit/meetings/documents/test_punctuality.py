"""Papers sent in advance and late, per meeting and unit over a period; and who may know."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from meetings.agenda.models import Meeting
from meetings.documents.models import Paper
from meetings.documents.punctuality import punctuality_for
from tests.cast import Cast
from tests.unit.meetings.documents.papers import ready_paper


def client_of(cast: Cast, name: str) -> Client:
    client = Client()
    client.force_login(cast.named(name), backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_in_advance_and_late(cast: Cast) -> None:
    start = cast.meeting.starts_at
    due = start - timedelta(days=2)
    facts = {"Đúng": (due, "none"), "Muộn": (due + timedelta(seconds=1), "none"), "Mật": (start, "mat")}
    for title, (issued, secrecy) in facts.items():
        paper = ready_paper(cast, title, "x")
        Paper.objects.filter(id=paper.id).update(issued_at=issued, secrecy=secrecy)
    Paper.objects.filter(title="Muộn").update(uploaded_by=cast.named("delegate"))
    day = timezone.localtime(start).date()
    told = punctuality_for(cast.actor("secretary"), day, day)
    assert (told.whole.in_time, told.whole.late, told.whole.percent) == (2, 0, 100), "no time was set: the beginning"
    Meeting.objects.filter(id=cast.meeting.id).update(papers_due=due)
    told = punctuality_for(cast.actor("secretary"), day, day)
    assert (told.whole.in_time, told.whole.late, told.whole.percent) == (1, 1, 50)
    assert [(unit.name if unit else "", count.percent) for unit, count in told.units] == [
        ("Xã Tân Hòa", 0),
        ("Tỉnh An Bình", 100),
    ]
    before = punctuality_for(cast.actor("secretary"), day - timedelta(days=9), day - timedelta(days=1))
    assert (before.meetings, before.whole.percent) == ((), None)
    assert punctuality_for(cast.actor("delegate"), day, day).meetings == (), "he prepares none"
    address = f"/tai-lieu-dung-han/?tu={day}&den={day}"
    page = client_of(cast, "secretary").get(address, secure=True).content.decode()
    assert "Gửi trước 50 % (1 trong 2 tài liệu không mật)" in page and "Xã Tân Hòa" in page
    sheet = client_of(cast, "secretary").get(address + "&dang=csv", secure=True).content.decode("utf-8-sig")
    assert "Tổng cộng,,,2,1,1,50" in sheet.splitlines()


@pytest.mark.parametrize("name", ["chair", "delegate", "guest", "technician", "outsider"])
def test_only_the_office_sees_the_report(cast: Cast, name: str) -> None:
    for query in ("", "?dang=csv"):
        assert client_of(cast, name).get(f"/tai-lieu-dung-han/{query}", secure=True).status_code == 403


def test_days_that_are_none(cast: Cast) -> None:
    for query in ("tu=hom+qua", "tu=2026-02-02&den=2026-02-01"):
        assert client_of(cast, "secretary").get(f"/tai-lieu-dung-han/?{query}", secure=True).status_code == 400
