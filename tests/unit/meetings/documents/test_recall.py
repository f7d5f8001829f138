"""A paper is taken back: what everybody learns, what the journal keeps, and who may not."""

import json

import pytest
from django.test import Client

from meetings.agenda.selectors import get_place_for, viewer_of
from meetings.core import journal
from meetings.core.errors import DomainError
from meetings.core.models import JournalEvent
from meetings.documents import services
from meetings.documents.models import Paper, PaperStatus
from meetings.documents.search import search_papers_for
from meetings.documents.selectors import papers_state
from meetings.live.journal_words import Telling
from tests.cast import Cast
from tests.unit.meetings.documents.papers import ready_paper


@pytest.fixture
def paper(cast: Cast) -> Paper:
    return ready_paper(cast, "Tờ trình nhân sự", "họ và tên")


def caught_up(cast: Cast, name: str, after: int) -> list[str]:
    """The kinds of events that a page receives which was away."""
    place = get_place_for(cast.actor(name), cast.meeting.id)
    viewer = viewer_of(cast.actor(name), place.standing)
    return [event.payload.kind for event in journal.events_after(cast.meeting.id, after, viewer)[1]]


def test_the_paper_leaves_every_page_and_the_journal_keeps_who_had_opened_it(cast: Cast, paper: Paper) -> None:
    for name in ("delegate", "guest"):
        services.note_opening(actor=cast.actor(name), paper=paper)
    before = journal.last_number(cast.meeting.id)
    services.withdraw_paper(actor=cast.actor("secretary"), paper_id=paper.id)
    assert papers_state(cast.meeting) == ()
    assert search_papers_for(cast.actor("delegate"), "họ").hits == ()
    for name in ("secretary", "chair"):
        assert caught_up(cast, name, before) == ["paper_withdrawn", "paper_readers"]
    for name in ("delegate", "guest", "observer", "technician"):
        assert caught_up(cast, name, before) == ["paper_withdrawn"], name
    told, kept = (json.loads(event.payload) for event in JournalEvent.objects.filter(number__gt=before))
    assert told == {"kind": "paper_withdrawn", "paper_id": str(paper.id), "title": "Tờ trình nhân sự", "back": None}
    assert {reader["person_id"] for reader in kept["opened"]} == {
        str(cast.named("delegate").id),
        str(cast.guest.id),
    }
    assert kept["readers"] == cast.meeting.participations.filter(person__isnull=False).count() - 1, "not the technician"
    words = [Telling({}).words(event, whole=True) for event in JournalEvent.objects.filter(number__gt=before)]
    assert words[0] == "Thu hồi tài liệu: Tờ trình nhân sự"
    assert cast.guest.full_name in words[1]


def test_a_paper_that_nobody_could_read_yet_goes_without_an_event(cast: Cast, paper: Paper) -> None:
    Paper.objects.update(status=PaperStatus.FAILED)
    services.withdraw_paper(actor=cast.actor("secretary"), paper_id=paper.id)
    assert not JournalEvent.objects.filter(kind__startswith="paper").exists()


@pytest.mark.parametrize("name", ["chair", "delegate", "guest", "observer", "technician", "outsider"])
def test_who_may_not_take_a_paper_back(cast: Cast, paper: Paper, name: str) -> None:
    with pytest.raises(DomainError) as refusal:
        services.withdraw_paper(actor=cast.actor(name), paper_id=paper.id)
    assert refusal.value.http_status == (404 if name == "outsider" else 403)
    client = Client()
    client.force_login(cast.named(name), backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(f"/tai-lieu/{paper.id}/go/", secure=True).status_code == refusal.value.http_status
    paper.refresh_from_db()
    assert paper.status == PaperStatus.READY
    assert not JournalEvent.objects.filter(kind="paper_withdrawn").exists()


def test_a_second_recall_changes_nothing(cast: Cast, paper: Paper) -> None:
    services.withdraw_paper(actor=cast.actor("secretary"), paper_id=paper.id)
    with pytest.raises(DomainError):
        services.withdraw_paper(actor=cast.actor("secretary"), paper_id=paper.id)
    assert JournalEvent.objects.filter(kind="paper_withdrawn").count() == 1
