"""Notices to one person: sent once, told to him alone, put aside, silent when they no longer hold."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

import pytest
from django.utils.translation import gettext_lazy

from meetings.agenda.models import Participation
from meetings.contracts.audience import Audience, Viewer, may_receive
from meetings.contracts.roles import Role
from meetings.core import bus, journal
from meetings.core.actor import SYSTEM, Actor, person_actor
from meetings.core.errors import NotFound
from meetings.core.models import JournalEvent
from meetings.live.journal_words import Telling
from meetings.notices import kinds
from meetings.notices.kinds import Words, register_kind
from meetings.notices.models import Notice
from meetings.notices.selectors import notices_for
from meetings.notices.services import note_seen, put_aside, send_notices
from tests.browser import browser_of
from tests.cast import Cast


def tell(_actor: Actor, notices: Sequence[Notice]) -> Mapping[UUID, Words]:
    return {one.id: Words("Nhắc thử", one.facts["say"], "Mở", "/thu/") for one in notices if one.facts["say"]}


@pytest.fixture(autouse=True)
def a_kind() -> Iterator[None]:
    register_kind("test", gettext_lazy("Nhắc đọc tài liệu"), tell)
    yield
    kinds._tellers.pop("test")
    kinds._names.pop("test")


def send(cast: Cast, occasion: str, *names: str, by: Actor | None = None, say: str = "Hãy đọc") -> list[UUID]:
    to = {cast.named(name).id: {"say": say} for name in names}
    with journal.act(meeting_id=cast.meeting.id, actor=by or cast.actor("secretary")) as current:
        return send_notices(current, "test", occasion, to)


def texts(cast: Cast, name: str) -> list[str]:
    return [one.words.text for one in notices_for(cast.actor(name))]


@pytest.mark.parametrize("automatic", [True, False])
def test_each_is_told_once_and_the_journal_knows_whom(cast: Cast, automatic: bool):
    by = SYSTEM if automatic else cast.actor("secretary")
    assert len(send(cast, "24", "delegate", "guest", by=by)) == 2
    assert send(cast, "24", "delegate", "guest", "chair", by=by) == [cast.chair.id], "nobody is told twice"
    first, second = JournalEvent.objects.filter(kind="notices_sent").order_by("number")
    assert send(cast, "24", "delegate", by=by) == []
    assert JournalEvent.objects.filter(kind="notices_sent").count() == 2
    assert cast.guest.full_name not in second.payload and '"technician"' not in first.audience
    assert cast.named("delegate").full_name not in first.audience
    words = Telling({}).words(first, whole=True)
    assert words.startswith("Nhắc đọc tài liệu") and cast.guest.full_name in words
    assert ("(tự động)" in words) == automatic == all(one.automatic for one in Notice.objects.all())


def test_pages_of_those_people_alone_are_told(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Callable[..., Any]
):
    told: list[tuple[str, Audience]] = []
    monkeypatch.setattr(bus, "publish", lambda _meeting, audience, text, _outside=None: told.append((text, audience)))
    with django_capture_on_commit_callbacks(execute=True):
        send(cast, "24", "delegate")
    (came,) = [audience for text, audience in told if "notices_came" in text]
    for name, hears in (("delegate", True), ("guest", False), ("secretary", False)):
        viewer = Viewer(peer_id="", role=Role.DELEGATE, person_id=str(cast.named(name).id))
        assert may_receive(came, viewer) == hears


def test_the_newest_that_holds_stands_until_it_is_put_aside(cast: Cast):
    send(cast, "24", "delegate", say="một")
    send(cast, "2", "delegate", say="hai")
    assert (texts(cast, "delegate"), texts(cast, "guest")) == (["hai"], [])
    newest = Notice.objects.latest("sent_at")
    note_seen(actor=cast.actor("delegate"), notice_id=newest.id)
    seen_at = Notice.objects.get(id=newest.id).seen_at
    put_aside(actor=cast.actor("delegate"), notice_id=newest.id)
    newest.refresh_from_db()
    assert seen_at is not None and newest.seen_at == seen_at
    assert texts(cast, "delegate") == [], "nor does the older one come back"
    send(cast, "1", "delegate", say="ba")
    assert texts(cast, "delegate") == ["ba"]
    Notice.objects.filter(occasion="1").update(facts={"say": ""})
    assert texts(cast, "delegate") == [], "it no longer holds"


def test_whoever_left_the_meeting_or_has_no_account_is_told_nothing(cast: Cast):
    send(cast, "24", "delegate", "guest")
    Participation.objects.filter(person=cast.guest).delete()
    assert texts(cast, "guest") == []
    cast.chair.is_active = False
    cast.chair.save()
    assert send(cast, "2", "chair") == []


@pytest.mark.parametrize("name", ["chair", "secretary", "guest", "outsider"])
def test_notices_of_others_are_not_found(cast: Cast, name: str):
    send(cast, "24", "delegate")
    notice, browser = Notice.objects.get(), browser_of(cast.named(name))
    for act in (note_seen, put_aside):
        with pytest.raises(NotFound):
            act(actor=person_actor(cast.named(name).id), notice_id=notice.id)
    for what in ("da-thay", "de-sau"):
        assert browser.post(f"/loi-nhac/{notice.id}/{what}/", {}).status_code == 404
    answer = browser.get(f"/hop/{cast.meeting.id}/loi-nhac/")
    assert answer.status_code == 404 if name == "outsider" else answer.json() == {"notices": []}
    notice.refresh_from_db()
    assert notice.seen_at is None and notice.put_aside_at is None


def test_the_pages(cast: Cast):
    send(cast, "24", "delegate", say="Đọc <b>tờ trình</b>")
    notice, browser = Notice.objects.get(), browser_of(cast.named("delegate"))
    (told,) = browser.get(f"/hop/{cast.meeting.id}/loi-nhac/").json()["notices"]
    assert told["text"] == "Đọc <b>tờ trình</b>" and told["href"] == "/thu/" and told["id"] == str(notice.id)
    home = browser.get("/").content.decode()
    assert "Đọc &lt;b&gt;tờ trình" in home and cast.meeting.title in home
    assert browser.post(f"/loi-nhac/{notice.id}/da-thay/", {}).status_code == 204
    assert browser.get(f"/loi-nhac/{notice.id}/de-sau/").status_code == 405
    assert browser.post(f"/loi-nhac/{notice.id}/de-sau/", {}).status_code == 200
    assert "tờ trình" not in browser.get("/").content.decode()
