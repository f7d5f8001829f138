"""Who received, opened and read; papers that came late; and who may know."""

from datetime import timedelta

import pytest
from django.test import Client

from meetings.agenda.services import set_papers_due
from meetings.core.errors import BadInput, DomainError, NotFound, Refused
from meetings.core.models import JournalEvent
from meetings.documents.models import Opening, Paper, Receipt
from meetings.documents.readership import note_pages, note_received, readership_for
from meetings.documents.rules import pages_seen, share
from tests.cast import Cast
from tests.unit.meetings.documents.papers import ready_paper


@pytest.fixture
def paper(cast: Cast) -> Paper:
    return ready_paper(cast, "Tờ trình", "một", "hai", "ba")


def client_of(cast: Cast, name: str) -> Client:
    client = Client()
    client.force_login(cast.named(name), backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_pages_and_shares() -> None:
    assert pages_seen([2], [5, 1, 2, 0, -3, 99], 5) == [1, 2, 5]
    assert (share(199, 200), share(0, 3), share(0, 0)) == (99, 0, None)


def test_received_opened_and_read_are_told_apart(cast: Cast, paper: Paper) -> None:
    other = ready_paper(cast, "Báo cáo", "một")
    events = JournalEvent.objects.count()
    for _twice in range(2):
        note_received(actor=cast.actor("delegate"), meeting_id=cast.meeting.id)
    note_pages(actor=cast.actor("guest"), paper_id=paper.id, pages=[3, 1, 99])
    note_pages(actor=cast.actor("guest"), paper_id=paper.id, pages=[1, 2])
    told = readership_for(cast.actor("secretary"), cast.meeting.id)
    people = {row.place.person_id: (row.received, row.opened, row.pages) for row in told.people}
    assert people[cast.named("delegate").id] == (2, 0, 0)
    assert people[cast.guest.id] == (1, 1, 3)
    assert people[cast.chair.id] == (0, 0, 0)
    assert cast.technician.id not in people, "reads no papers"
    rows = {row.paper.id: row for row in told.papers}
    assert (rows[paper.id].received, rows[paper.id].opened) == (2, 1)
    assert cast.guest.id not in {place.person_id for place in rows[paper.id].unopened}
    assert len(rows[other.id].unopened) == len(told.people)
    assert told.pages == 4
    assert JournalEvent.objects.count() == events, "no official act"


@pytest.mark.parametrize(("name", "error"), [("technician", Refused), ("outsider", NotFound)])
def test_nothing_is_kept_of_those_who_may_not_read(cast: Cast, paper: Paper, name: str, error: type) -> None:
    with pytest.raises(error):
        note_pages(actor=cast.actor(name), paper_id=paper.id, pages=[1])
    if name == "outsider":
        with pytest.raises(error):
            note_received(actor=cast.actor(name), meeting_id=cast.meeting.id)
    else:
        note_received(actor=cast.actor(name), meeting_id=cast.meeting.id)
    client = client_of(cast, name)
    assert client.post(f"/tai-lieu/{paper.id}/da-doc/?trang=1", secure=True).status_code == error("").http_status
    assert not Opening.objects.exists() and not Receipt.objects.exists()


@pytest.mark.parametrize("name", ["chair", "delegate", "guest", "technician", "outsider"])
def test_only_the_secretary_knows_who_read_and_sets_the_time(cast: Cast, paper: Paper, name: str) -> None:
    with pytest.raises(DomainError):
        readership_for(cast.actor(name), cast.meeting.id)
    with pytest.raises(DomainError):
        set_papers_due(actor=cast.actor(name), meeting_id=cast.meeting.id, due=cast.meeting.starts_at)
    address, client = f"/chuan-bi/{cast.meeting.id}/tai-lieu/da-doc/", client_of(cast, name)
    expected = 404 if name == "outsider" else 403
    assert client.get(address, secure=True).status_code == expected
    assert client.post(address, {"due": ""}, secure=True).status_code == expected
    cast.meeting.refresh_from_db()
    assert cast.meeting.papers_due is None


def test_papers_after_the_time_are_late(cast: Cast, paper: Paper) -> None:
    secretary = cast.actor("secretary")
    late = ready_paper(cast, "Bổ sung", "bốn")
    due = cast.meeting.starts_at - timedelta(days=3)
    Paper.objects.filter(id=paper.id).update(issued_at=due)
    Paper.objects.filter(id=late.id).update(issued_at=due + timedelta(seconds=1))
    assert readership_for(secretary, cast.meeting.id).in_time is None
    set_papers_due(actor=secretary, meeting_id=cast.meeting.id, due=due)
    told = readership_for(secretary, cast.meeting.id)
    assert [(row.paper.title, row.paper.late) for row in told.papers] == [("Tờ trình", False), ("Bổ sung", True)]
    assert (told.in_time, told.late) == (50, 1)
    event = JournalEvent.objects.latest("number")
    assert event.kind == "meeting_changed" and '"papers_due":"2' in event.payload
    set_papers_due(actor=secretary, meeting_id=cast.meeting.id, due=due)
    assert JournalEvent.objects.latest("number").number == event.number, "said again, nothing changes"
    with pytest.raises(BadInput):
        set_papers_due(actor=secretary, meeting_id=cast.meeting.id, due=cast.meeting.starts_at + timedelta(minutes=1))
    page = client_of(cast, "delegate").get(f"/hop/{cast.meeting.id}/tai-lieu/", secure=True).content.decode()
    assert page.count("Gửi muộn") == 1


def test_the_pages(cast: Cast, paper: Paper) -> None:
    reader, secretary = client_of(cast, "delegate"), client_of(cast, "secretary")
    assert reader.post(f"/hop/{cast.meeting.id}/tai-lieu/da-nhan/", secure=True).status_code == 204
    assert reader.post(f"/tai-lieu/{paper.id}/da-doc/?trang=1,x,3,,²", secure=True).status_code == 204
    assert Opening.objects.get().pages == [1, 3]
    assert reader.get(f"/tai-lieu/{paper.id}/da-doc/?trang=2", secure=True).status_code == 405
    address = f"/chuan-bi/{cast.meeting.id}/tai-lieu/da-doc/"
    shown = secretary.get(address, secure=True).content.decode()
    assert "2/3" in shown and cast.named("delegate").full_name in shown
    assert secretary.post(address, {"due": "gần đây"}, secure=True).status_code == 422
    assert secretary.post(address, {"due": "2020-01-02T08:00"}, secure=True).status_code == 302
    assert 'value="2020-01-02T08:00"' in secretary.get(address, secure=True).content.decode()
