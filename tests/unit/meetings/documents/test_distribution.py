"""Whom a paper is sent to: the rule, the acts of the office, and every door at which somebody else is refused."""

import json
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch
from uuid import UUID

import pytest
from django.conf import settings as django_settings
from django.test import Client

from meetings.accounts.models import Person, Unit
from meetings.agenda.models import Participation
from meetings.agenda.selectors import get_place_for, viewer_of
from meetings.contracts.audience import Chosen, Viewer, may_receive
from meetings.contracts.roles import Role
from meetings.core import clock, journal
from meetings.core.errors import BadInput, DomainError
from meetings.core.models import JournalEvent
from meetings.documents import issuing, paths, services
from meetings.documents.circles import Circle, circle_of, readers_audience
from meetings.documents.distribution import audience_of, circle_words, distribute_item, distribute_paper
from meetings.documents.models import Opening, Paper, PaperStatus, Receipt
from meetings.documents.readership import note_received, readership_for
from meetings.documents.search import search_papers_for
from meetings.library.models import Favourite
from meetings.live.feed import Reading, news_after
from meetings.live.identity import person_identity
from meetings.live.presenting import _allowed
from tests.cast import Cast, kiosk_token
from tests.unit.meetings.documents.papers import ready_paper

TITLE = "Phương án nhân sự xã Tân Hòa"
INSIDE, OUTSIDE = "delegate", "remote delegate"
"""Of Tân Hòa and of Phú Mỹ."""


def to_tan_hoa(cast: Cast) -> Circle:
    return Circle(units=(str(cast.communes["Tân Hòa"].id),))


@pytest.fixture
def open_paper(cast: Cast) -> Paper:
    return ready_paper(cast, "Báo cáo chung", "mọi người đọc")


@pytest.fixture
def paper(cast: Cast, open_paper: Paper, settings: object, tmp_path: Path) -> Paper:
    """Two versions sent to the commune of Tân Hòa, with the files that its readers get."""
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    first = ready_paper(cast, TITLE, "quy hoạch cán bộ")
    Paper.objects.filter(id=first.id).update(status=PaperStatus.REPLACED)
    second = ready_paper(cast, TITLE, "quy hoạch cán bộ mới")
    Paper.objects.filter(id=second.id).update(first=first, version=2)
    distribute_paper(actor=cast.actor("secretary"), paper_id=second.id, circle=to_tan_hoa(cast))
    for one in (first, second):
        folder = paths.folder_of(one.id)
        (folder / "pages" / "960").mkdir(parents=True)
        for name in ("original.pdf", "paper.pdf", "thumbnail.jpg", "pages/960/1.jpg"):
            (folder / name).write_bytes(b"0123456789")
    Paper.objects.filter(title=TITLE).update(signatures=[{"state": "unread"}])
    return Paper.objects.get(id=second.id)


def client_of(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


# The rule


def test_the_rule() -> None:
    unit, below, other = ("1" * 8, "2" * 8, "3" * 8)
    audience = readers_audience(
        Circle(people=("p",), roles=(Role.PRESIDIUM,), units=(unit,)), lambda units: {*units, below}
    )
    cases = {
        (Role.DELEGATE, "x", unit): True,
        (Role.DELEGATE, "x", below): True,
        (Role.DELEGATE, "x", other): False,
        (Role.DELEGATE, "x", None): False,
        (Role.DELEGATE, "p", other): True,
        (Role.PRESIDIUM, "x", other): True,
        (Role.CHAIR, "x", other): True,
        (Role.SECRETARY, "x", other): True,
        (Role.TECHNICIAN, "x", unit): False,
        (Role.AUDITOR, "x", other): False,
        (Role.ROOM, None, None): False,
    }
    for (role, person, of), expected in cases.items():
        viewer = Viewer(peer_id="", role=role, person_id=person, unit_id=of)
        assert may_receive(audience, viewer) is expected, (role, person, of)
    nobody = readers_audience(Circle(), lambda units: units)
    allowed = {role for role in Role if may_receive(nobody, Viewer(peer_id="", role=role, person_id="p", unit_id=unit))}
    assert allowed == {Role.CHAIR, Role.SECRETARY}
    everybody = readers_audience(None, lambda units: units)
    assert not may_receive(everybody, Viewer(peer_id="", role=Role.TECHNICIAN))
    assert may_receive(everybody, Viewer(peer_id="", role=Role.ROOM))


def test_what_is_kept_is_read_again() -> None:
    circle = Circle(("a",), (Role.GUEST,), ("u",))
    assert circle_of(json.loads(json.dumps(circle.kept()))) == circle
    assert circle_of({"people": [], "roles": ["king"], "units": []}) == Circle(), "unknown roles reach nobody"
    assert circle_of(None) is None


# The doors


ADDRESSES = (
    "file.pdf",
    "trang/1.jpg?w=960",
    "anh-nho.jpg",
    "",
    "trang/1/tim.json?q=quy",
    "tim.json?q=quy",
    "ban-goc",
    "so-sanh/",
    "so-sanh/{older}.json",
)


@pytest.mark.parametrize("which", ["newest", "older"])
@pytest.mark.parametrize("what", ADDRESSES)
def test_files_pages_and_text_are_refused(cast: Cast, paper: Paper, what: str, which: str) -> None:
    older = paper.first_id
    wanted = paper.id if which == "newest" else older
    address = f"/tai-lieu/{wanted}/{what.format(older=older)}"
    allowed, refused = client_of(cast.named(INSIDE)), client_of(cast.named(OUTSIDE))
    with patch("meetings.documents.comparison._have_made"):
        if which == "newest" or "so-sanh" not in what:
            assert allowed.get(address, secure=True).status_code in {200, 202}
        for person in (cast.named(OUTSIDE), cast.guest, cast.observer, cast.technician):
            answer = client_of(person).get(address, secure=True)
            assert answer.status_code in {403, 404} and TITLE not in answer.content.decode(), person
    ranged = refused.get(address, secure=True, headers={"Range": "bytes=0-3"})
    assert ranged.status_code == 404
    assert refused.head(address, secure=True).status_code == 404
    assert not Opening.objects.filter(person=cast.named(OUTSIDE)).exists()


def test_a_range_goes_to_those_inside(cast: Cast, paper: Paper) -> None:
    answer = client_of(cast.named(INSIDE)).get(
        f"/tai-lieu/{paper.id}/file.pdf", secure=True, headers={"Range": "bytes=2-4"}
    )
    assert (answer.status_code, answer.content) == (206, b"234")


def test_pages_read_are_not_kept(cast: Cast, paper: Paper) -> None:
    address = f"/tai-lieu/{paper.id}/da-doc/?trang=1"
    assert client_of(cast.named(OUTSIDE)).post(address, secure=True).status_code == 404
    assert client_of(cast.named(INSIDE)).post(address, secure=True).status_code == 204
    assert [one.person for one in Opening.objects.all()] == [cast.named(INSIDE)]


LISTS: dict[str, Callable[[Cast, Paper], str]] = {
    "home": lambda cast, _paper: "/",
    "papers of the meeting": lambda cast, _paper: f"/hop/{cast.meeting.id}/tai-lieu/",
    "search": lambda _cast, _paper: "/tim-tai-lieu/?q=quy+hoach",
    "search by title": lambda _cast, _paper: "/tim-tai-lieu/?ten=phuong+an",
    "beside another paper": lambda _cast, paper: f"/tai-lieu/{paper.id}/",
    "favourites": lambda _cast, _paper: "/thu-vien/",
}


@pytest.mark.parametrize("name", LISTS)
def test_no_list_names_it(cast: Cast, paper: Paper, open_paper: Paper, name: str) -> None:
    address = LISTS[name](cast, open_paper)
    for person in Person.objects.all():
        Favourite.objects.create(person=person, paper=paper, at=clock.now())
    for who, shown in ((INSIDE, True), ("chair", True), ("secretary", True), (OUTSIDE, False), ("guest", False)):
        answer = client_of(cast.named(who)).get(address, secure=True)
        told = answer.content.decode()
        named = TITLE in told or json.dumps(TITLE)[1:-1] in told
        assert (answer.status_code, named) == (200, shown), who


def test_no_count_counts_it(cast: Cast, paper: Paper) -> None:
    assert "2 tài liệu chưa đọc" in client_of(cast.named(INSIDE)).get("/", secure=True).content.decode()
    assert "1 tài liệu chưa đọc" in client_of(cast.named(OUTSIDE)).get("/", secure=True).content.decode()
    assert search_papers_for(cast.actor(INSIDE), "quy hoạch").total == 1
    assert search_papers_for(cast.actor(OUTSIDE), "quy hoạch").total == 0


def page_of(cast: Cast, name: str) -> object:
    place = get_place_for(cast.actor(name), cast.meeting.id)
    return person_identity(cast.named(name), place, f"peer-{name}", "key", "")


@pytest.mark.parametrize(("name", "shown"), [(INSIDE, True), ("chair", True), (OUTSIDE, False), ("technician", False)])
def test_neither_state_nor_missed_events_name_it(cast: Cast, paper: Paper, name: str, shown: bool) -> None:
    page = page_of(cast, name)
    whole = "".join(news_after(page, None))  # type: ignore[arg-type]
    assert (TITLE in whole) is shown
    assert "Báo cáo chung" in whole
    before = journal.last_number(cast.meeting.id)
    Paper.objects.filter(id=paper.id).update(status=PaperStatus.CONVERTING)
    issuing.issue_paper(paper.id, 1)
    services.withdraw_paper(actor=cast.actor("secretary"), paper_id=paper.id)
    missed = Reading(cast.meeting.id, [page], [before]).events_text(page.viewer, before)
    assert (TITLE in missed) is shown
    assert json.loads(missed)["last"] == journal.last_number(cast.meeting.id), "numbers stay whole"


def test_whoever_may_not_read_is_not_led(cast: Cast, paper: Paper) -> None:
    chair = page_of(cast, "chair")
    _title, audience = _allowed(chair, str(paper.id))  # type: ignore[arg-type]
    viewers = {
        name: viewer_of(cast.actor(name), get_place_for(cast.actor(name), cast.meeting.id).standing)
        for name in (INSIDE, OUTSIDE, "guest")
    }
    assert {name: may_receive(audience, viewer) for name, viewer in viewers.items()} == {
        INSIDE: True,
        OUTSIDE: False,
        "guest": False,
    }
    screen = Viewer(peer_id="", role=Role.ROOM, room_id=str(cast.tan_hoa.id))
    assert not may_receive(audience, screen), "everybody in the room reads its screen"
    Participation.objects.filter(meeting=cast.meeting, person=cast.named(OUTSIDE)).update(role=Role.SECRETARY)
    assert _allowed(page_of(cast, OUTSIDE), str(paper.id)), "the office reads all"  # type: ignore[arg-type]
    Participation.objects.filter(meeting=cast.meeting, person=cast.named(OUTSIDE)).update(role=Role.DELEGATE)
    with patch("meetings.live.presenting.check_presenter"), pytest.raises(DomainError):
        _allowed(page_of(cast, OUTSIDE), str(paper.id))  # type: ignore[arg-type]


def test_no_big_screen_shows_it(cast: Cast, paper: Paper, open_paper: Paper, tmp_path: Path) -> None:
    drawn = tmp_path / "1.jpg"
    drawn.write_bytes(b"jpeg")
    screen = Client()
    screen.cookies[django_settings.KIOSK_COOKIE_NAME] = kiosk_token(cast, cast.tan_hoa)
    with patch("meetings.live.screen_papers.page_picture", return_value=drawn):
        assert screen.get(f"/man-hinh/tai-lieu/{open_paper.id}/trang/1.jpg", secure=True).status_code == 200
        assert screen.get(f"/man-hinh/tai-lieu/{paper.id}/trang/1.jpg", secure=True).status_code == 404


def test_readership_asks_only_those_whom_it_is_sent_to(cast: Cast, paper: Paper, open_paper: Paper) -> None:
    for name in (INSIDE, OUTSIDE):
        note_received(actor=cast.actor(name), meeting_id=cast.meeting.id)
    assert Receipt.objects.filter(paper=paper).get().person == cast.named(INSIDE)
    told = readership_for(cast.actor("secretary"), cast.meeting.id)
    row = next(row for row in told.papers if row.paper.id == paper.id)
    waited_for = {place.person_id for place in row.unopened}
    assert waited_for == {cast.chair.id, cast.secretary.id, cast.named(INSIDE).id}
    assert (row.received, row.readers) == (1, 3)
    people = {person.place.person_id: person.papers for person in told.people}
    assert (people[cast.named(INSIDE).id], people[cast.named(OUTSIDE).id]) == (2, 1)


# The acts


def audiences(cast: Cast, after: int, name: str) -> list[str]:
    viewer = viewer_of(cast.actor(name), get_place_for(cast.actor(name), cast.meeting.id).standing)
    return [event.payload.kind for event in journal.events_after(cast.meeting.id, after, viewer)[1]]


def test_narrowing_closes_it_for_the_others_and_widening_brings_it(cast: Cast, open_paper: Paper) -> None:
    secretary = cast.actor("secretary")
    before = journal.last_number(cast.meeting.id)
    distribute_paper(actor=secretary, paper_id=open_paper.id, circle=to_tan_hoa(cast))
    assert audiences(cast, before, OUTSIDE) == ["paper_closed"]
    assert audiences(cast, before, INSIDE) == ["paper_reached"]
    assert audiences(cast, before, "chair") == ["paper_distributed", "paper_reached"]
    closed = JournalEvent.objects.get(kind="paper_closed")
    assert may_receive(journal.AUDIENCE.validate_json(closed.audience), Viewer(peer_id="", role=Role.ROOM))
    before = journal.last_number(cast.meeting.id)
    distribute_paper(actor=secretary, paper_id=open_paper.id, circle=to_tan_hoa(cast))
    assert journal.last_number(cast.meeting.id) == before, "said again, nothing changes"
    distribute_paper(actor=secretary, paper_id=open_paper.id, circle=None)
    assert audiences(cast, before, OUTSIDE) == ["paper_reached"]
    told = json.loads(JournalEvent.objects.filter(kind="paper_distributed").latest("number").payload)
    assert told["to"] == "Mọi người"


def test_units_reach_those_below_them(cast: Cast, paper: Paper) -> None:
    hamlet = Unit.objects.create(name="Thôn Một", level="thôn", parent=cast.communes["Tân Hòa"])
    Person.objects.filter(id=cast.named(OUTSIDE).id).update(unit=hamlet)
    assert client_of(cast.named(OUTSIDE)).get(f"/tai-lieu/{paper.id}/file.pdf", secure=True).status_code == 200
    audience = audience_of(paper)
    assert isinstance(audience, Chosen) and str(hamlet.id) in audience.unit_ids


def test_all_papers_of_an_item_and_those_to_come(cast: Cast, open_paper: Paper) -> None:
    item = cast.items[1]
    Paper.objects.filter(id=open_paper.id).update(item=item)
    guests = Circle(roles=(Role.GUEST,))
    number = distribute_item(actor=cast.actor("secretary"), meeting_id=cast.meeting.id, item_id=item.id, circle=guests)
    open_paper.refresh_from_db()
    assert (number, circle_of(open_paper.circle)) == (1, guests)
    later = Paper(meeting=cast.meeting, item=item)
    services._take_place(later, None)
    assert circle_of(later.circle) == guests
    version = Paper(meeting=cast.meeting)
    services._take_place(version, open_paper)
    assert circle_of(version.circle) == guests, "a new version goes to the same people"
    item.delete()
    open_paper.refresh_from_db()
    assert circle_of(open_paper.circle) == guests, "an item that is gone opens nothing"


def test_the_form(cast: Cast, open_paper: Paper) -> None:
    client, address = client_of(cast.secretary), f"/tai-lieu/{open_paper.id}/gui-den/"
    shown = client.get(address, secure=True).content.decode()
    assert "Xã Tân Hòa" in shown and cast.named(INSIDE).full_name in shown and "Kỹ thuật" not in shown
    sent = {"den": "chon", "vai-tro": ["guest"], "don-vi": [str(cast.province.id)], "nguoi": [str(cast.observer.id)]}
    assert client.post(address, sent, secure=True).status_code == 302
    open_paper.refresh_from_db()
    circle = circle_of(open_paper.circle)
    assert circle == Circle((str(cast.observer.id),), (Role.GUEST,), (str(cast.province.id),))
    assert circle_words(circle) == f"Khách mời, Tỉnh An Bình, {cast.observer.full_name}"
    editor = client.get(f"/chuan-bi/{cast.meeting.id}/tai-lieu/", secure=True).content.decode()
    assert f"Gửi đến: Khách mời, Tỉnh An Bình, {cast.observer.full_name}" in editor
    assert client.post(address, {"den": "moi-nguoi"}, secure=True).status_code == 302
    open_paper.refresh_from_db()
    assert open_paper.circle is None
    for wrong in ({}, {"den": "chon", "vai-tro": ["king"]}, {"den": "chon", "nguoi": ["x"]}):
        assert client.post(address, wrong, secure=True).status_code == 400
    for stranger in (
        Circle(people=(str(cast.outsider.id),)),
        Circle(roles=(Role.TECHNICIAN,)),
        Circle(units=(str(UUID(int=1)),)),
    ):
        with pytest.raises(BadInput):
            distribute_paper(actor=cast.actor("secretary"), paper_id=open_paper.id, circle=stranger)


@pytest.mark.parametrize("name", ["chair", "delegate", "guest", "technician", "outsider"])
def test_only_the_office_says_whom_it_is_sent_to(cast: Cast, open_paper: Paper, name: str) -> None:
    for refused in (
        lambda: distribute_paper(actor=cast.actor(name), paper_id=open_paper.id, circle=Circle()),
        lambda: distribute_item(
            actor=cast.actor(name), meeting_id=cast.meeting.id, item_id=cast.items[0].id, circle=Circle()
        ),
    ):
        with pytest.raises(DomainError):
            refused()
    client, address = client_of(cast.named(name)), f"/tai-lieu/{open_paper.id}/gui-den/"
    expected = 404 if name == "outsider" else 403
    assert client.get(address, secure=True).status_code == expected
    assert client.post(address, {"den": "chon"}, secure=True).status_code == expected
    open_paper.refresh_from_db()
    assert open_paper.circle is None
