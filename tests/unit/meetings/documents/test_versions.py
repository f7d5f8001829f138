"""Versions of a paper: which stands in the lists, who may read the others, and what a comparison tells to whom."""

import io
import json
from unittest.mock import patch
from uuid import UUID

import pytest
from django.test import Client

from meetings.agenda.schedule import readable_papers
from meetings.core.errors import DomainError
from meetings.core.models import JournalEvent
from meetings.documents import issuing, services
from meetings.documents.comparing import kept_comparison, make_comparison
from meetings.documents.indexing import put_words
from meetings.documents.models import Paper, PaperStatus
from meetings.documents.search import search_papers_for
from meetings.documents.selectors import get_paper_for, papers_state
from meetings.documents.tasks import compare_versions
from meetings.live.journal_words import Telling
from tests.cast import Cast
from tests.unit.meetings.documents.papers import page_words, ready_paper

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"


@pytest.fixture
def first(cast: Cast) -> Paper:
    return ready_paper(cast, "Dự thảo Nghị quyết", "giao Sở Tài chính chủ trì", code="01-DT")


def upload(cast: Cast, before: UUID, name: str = "secretary", secrecy: str = "none") -> Paper:
    return services.upload_version(
        actor=cast.actor(name),
        paper_id=before,
        title="",
        code="",
        secrecy=secrecy,
        file=io.BytesIO(PDF),
        name="v.pdf",
    )


def next_one(cast: Cast, before: Paper, text: str = "giao Sở Nội vụ chủ trì") -> Paper:
    """A version that was uploaded, converted and issued."""
    paper = upload(cast, before.id)
    issuing.begin_conversion(paper.id)
    issuing.issue_paper(paper.id, 1)
    put_words(paper, [page_words(text)])
    paper.refresh_from_db()
    return paper


def test_a_new_version_takes_the_place_of_the_one_before_and_the_old_one_stays_readable(
    cast: Cast, first: Paper
) -> None:
    Paper.objects.filter(id=ready_paper(cast, "Tài liệu khác", "x").id).update(position=5)
    second = next_one(cast, first)
    assert (second.version, second.title, second.code, second.position) == (2, first.title, "01-DT", first.position)
    state, _other = papers_state(cast.meeting)
    assert (state.id, state.version) == (str(second.id), 2)
    assert [(one.id, one.version) for one in state.earlier] == [(str(first.id), 1)]
    assert get_paper_for(cast.actor("delegate"), first.id).status == PaperStatus.REPLACED
    found = search_papers_for(cast.actor("delegate"), "giao").hits
    assert {hit.paper.id for hit in found} == {second.id}, "the search finds what is in force"
    assert {str(paper) for paper in readable_papers(cast.meeting, cast.actor("delegate"))} == {
        first.title,
        "Tài liệu khác",
    }
    told = JournalEvent.objects.filter(kind="paper_issued").latest("number")
    assert "dự thảo 2" in Telling({}).words(told, whole=True)


def test_a_third_version_may_be_put_on_any_of_the_line_and_the_newest_wins(cast: Cast, first: Paper) -> None:
    second = upload(cast, first.id)
    third = upload(cast, first.id)
    assert (second.version, third.version, third.first_id) == (2, 3, first.id)
    for paper in (third, second):  # the older one is converted last
        issuing.begin_conversion(paper.id)
        issuing.issue_paper(paper.id, 1)
    (state,) = papers_state(cast.meeting)
    assert (state.id, [one.version for one in state.earlier]) == (str(third.id), [2, 1])
    told = json.loads(JournalEvent.objects.filter(kind="paper_issued").latest("number").payload)
    assert told["paper"]["id"] == str(third.id)


def test_taking_the_newest_back_brings_the_one_before_back(cast: Cast, first: Paper) -> None:
    second = next_one(cast, first)
    services.withdraw_paper(actor=cast.actor("secretary"), paper_id=second.id)
    (state,) = papers_state(cast.meeting)
    assert (state.id, state.earlier) == (str(first.id), ())
    event = JournalEvent.objects.get(kind="paper_withdrawn")
    assert json.loads(event.payload)["back"]["id"] == str(first.id)
    assert "dự thảo 1 lại là bản hiện hành" in Telling({}).words(event, whole=True)
    services.withdraw_paper(actor=cast.actor("secretary"), paper_id=first.id)
    assert papers_state(cast.meeting) == ()


def test_an_earlier_version_can_be_taken_back_alone(cast: Cast, first: Paper) -> None:
    second = next_one(cast, first)
    services.withdraw_paper(actor=cast.actor("secretary"), paper_id=first.id)
    (state,) = papers_state(cast.meeting)
    assert (state.id, state.earlier) == (str(second.id), ())
    with pytest.raises(DomainError):
        get_paper_for(cast.actor("delegate"), first.id)


def test_a_version_belongs_to_its_meeting_and_to_who_prepares_it(cast: Cast, first: Paper) -> None:
    for name in ("chair", "delegate", "outsider"):
        with pytest.raises(DomainError):
            upload(cast, first.id, name)
    for level in ("mat", ""):
        with pytest.raises(DomainError):
            upload(cast, first.id, secrecy=level)
    with pytest.raises(DomainError):
        upload(cast, UUID(int=7))
    assert Paper.objects.count() == 1


def test_a_comparison_is_made_once_and_anew_when_more_of_a_scan_was_read(cast: Cast, first: Paper) -> None:
    second = next_one(cast, first)
    assert kept_comparison(second, first) is None
    compare_versions.call(str(second.id), str(first.id))
    told = json.loads(kept_comparison(second, first) or b"{}")
    (change,) = told["changes"]
    assert (change["kind"], change["before"], change["after"]) == ("changed", "Tài chính", "Nội vụ")
    assert told["pages"][0]["changed"] == 1
    with patch("meetings.documents.tasks.make_comparison") as again:
        compare_versions.call(str(second.id), str(first.id))
    assert not again.called
    put_words(second, [page_words("giao"), page_words("x")])
    second.texts.filter(number=2).update(source="waiting")
    assert kept_comparison(second, first) is None, "words are not as they were"


def client_of(cast: Cast, name: str) -> Client:
    client = Client()
    client.force_login(cast.named(name), backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_the_page_of_a_comparison_and_who_may_not_see_it(cast: Cast, first: Paper) -> None:
    second = next_one(cast, first)
    other = ready_paper(cast, "Tài liệu khác", "x")
    page, changes = f"/tai-lieu/{second.id}/so-sanh/", f"/tai-lieu/{second.id}/so-sanh/{first.id}.json"
    delegate = client_of(cast, "delegate")
    assert "Dự thảo 2" in delegate.get(page, secure=True).content.decode()
    assert delegate.get(changes, secure=True).status_code == 202, "not made yet"
    make_comparison(second, first)
    assert delegate.get(changes, secure=True).json()["changes"][0]["after"] == "Nội vụ"
    assert delegate.get(f"/tai-lieu/{first.id}/so-sanh/", secure=True).status_code == 404, "nothing is before the first"
    stranger = f"/tai-lieu/{second.id}/so-sanh/{other.id}.json"
    assert delegate.get(stranger, secure=True).status_code == 404, "not two versions of one paper"
    for address in (page, changes):
        assert client_of(cast, "outsider").get(address, secure=True).status_code == 404
        assert client_of(cast, "technician").get(address, secure=True).status_code == 403
        assert Client().get(address, secure=True).status_code == 302
    services.withdraw_paper(actor=cast.actor("secretary"), paper_id=first.id)
    assert delegate.get(changes, secure=True).status_code == 404, "what was taken back is not told by its changes"
