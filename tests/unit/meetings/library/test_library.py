"""Kho tài liệu: who reads a shelf, papers used again without a copy, resolutions in force, favourites."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from meetings.accounts.machines import COOKIE
from meetings.accounts.models import BodyMembership, Person
from meetings.agenda.models import Meeting
from meetings.contracts.roles import Role
from meetings.core import clock
from meetings.core.actor import Actor
from meetings.core.errors import BadInput, BadState, DomainError, NotFound, Refused
from meetings.core.models import JournalEvent
from meetings.documents import paths
from meetings.documents.circles import Circle, circle_of
from meetings.documents.distribution import distribute_item
from meetings.documents.models import Paper, PaperStatus
from meetings.documents.recall import recalls_for
from meetings.documents.search import search_papers_for
from meetings.documents.selectors import get_paper_for, readable_papers_for
from meetings.documents.services import withdraw_paper
from meetings.library import services
from meetings.library.lending import borrow_paper
from meetings.library.models import Favourite, Readers, Shelf
from meetings.library.rules import Force, Span, force_on
from meetings.library.selectors import favourites_of, resolutions_for, shelves_for
from meetings.library.services import ResolutionText
from tests.browser import browser_of
from tests.cast import Cast, draft_meeting, make_person
from tests.unit.meetings.documents.papers import ready_paper

DAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> None:
    settings.HOME, settings.MEDIA_ROOT = tmp_path, tmp_path / "papers"


@pytest.fixture
def paper(cast: Cast) -> Paper:
    made = ready_paper(cast, "Nghị quyết chuyển đổi số", "Điều một về hạ tầng", code="8-NQ/TU")
    folder = paths.folder_of(made.id)
    folder.mkdir(parents=True)
    for name in ("original.docx", "paper.pdf", "thumbnail.jpg", "text.txt"):
        (folder / name).write_bytes(name.encode())
    return made


def shelf(cast: Cast, readers: str = "body") -> Shelf:
    return services.make_shelf(actor=cast.actor("secretary"), name=f"Hội nghị ({readers})", readers=readers)


def put(cast: Cast, paper: Paper, readers: str = "body", **told: Any) -> Any:
    return services.shelve_paper(
        actor=cast.actor("secretary"), shelf_id=shelf(cast, readers).id, paper_id=paper.id, text=ResolutionText(**told)
    )


def reads(actor: Actor, paper: Paper) -> bool:
    """Whether every door says the same."""
    try:
        opened = get_paper_for(actor, paper.id) == paper
    except DomainError:
        opened = False
    listed = readable_papers_for(actor).filter(id=paper.id).exists()
    found = search_papers_for(actor, "hạ tầng").total == 1
    assert opened == listed == found
    return opened


def test_the_rule_of_the_shelf_says_who_reads(cast: Cast, paper: Paper) -> None:
    province = cast.actor("outsider")
    commune = cast.actor(make_person("an.xa", "Trần Văn An", "", cast.communes["Tân Hòa"]))
    assert not reads(province, paper) and not reads(commune, paper)
    for readers, inside, outside in (("office", False, False), ("body", True, False), ("all", True, True)):
        put(cast, paper, readers)
        assert (reads(province, paper), reads(commune, paper)) == (inside, outside), readers
    Shelf.objects.all().delete()
    assert not reads(province, paper)


def test_members_of_the_day_belong_to_the_body_and_closed_accounts_to_nobody(cast: Cast, paper: Paper) -> None:
    put(cast, paper)
    guest = make_person("an.xa", "Trần Văn An", "", cast.communes["Tân Hòa"])
    today = clock.now().date()
    member = BodyMembership.objects.create(
        unit=cast.province, person=guest, role="delegate", valid_from=today - timedelta(days=9)
    )
    assert reads(cast.actor(guest), paper)
    BodyMembership.objects.filter(id=member.id).update(valid_to=today - timedelta(days=3))
    assert not reads(cast.actor(guest), paper)
    Person.objects.filter(id=cast.outsider.id).update(is_active=False)
    assert not shelves_for(cast.actor("outsider")).exists()
    assert not shelves_for(cast.kiosk(cast.hall)).exists()


def test_a_reader_of_the_shelf_opens_this_paper_and_nothing_else_of_its_meeting(cast: Cast, paper: Paper) -> None:
    other = ready_paper(cast, "Tài liệu khác", "kín")
    put(cast, paper)
    browser = browser_of(cast.outsider)
    page = browser.get(f"/tai-lieu/{paper.id}/")
    assert page.status_code == 200 and "Tài liệu khác" not in page.content.decode()
    assert '"live": false' in page.content.decode(), "its meeting tells him nothing"
    assert '"live": true' in browser_of(cast.named("delegate")).get(f"/tai-lieu/{paper.id}/").content.decode()
    technician = browser_of(cast.technician).get(f"/tai-lieu/{paper.id}/").content.decode()
    assert '"live": false' in technician and "Tài liệu khác" not in technician, "a place that reads no papers"
    assert browser.get(f"/tai-lieu/{paper.id}/file.pdf").status_code == 200
    for address in (f"/tai-lieu/{other.id}/", f"/hop/{cast.meeting.id}/tai-lieu/", f"/tai-lieu/{paper.id}/ban-goc"):
        assert browser.get(address).status_code in {403, 404}, address
    withdraw_paper(actor=cast.actor("secretary"), paper_id=paper.id)
    assert browser.get(f"/tai-lieu/{paper.id}/file.pdf").status_code == 404


@pytest.mark.parametrize("who", ["chair", "delegate", "technician", "outsider"])
def test_only_the_secretariat_keeps_shelves(cast: Cast, paper: Paper, who: str) -> None:
    shelved = put(cast, paper)
    browser = browser_of(cast.named(who))
    assert browser.post("/thu-vien/ngan/", {"name": "x", "readers": "all"}).status_code == 403
    assert browser.post(f"/thu-vien/bo/{shelved.id}/").status_code == 403
    assert browser.post(f"/thu-vien/dua-vao/{paper.id}/", {"shelf": shelved.shelf_id}).status_code in {403, 404}
    assert browser.get(f"/thu-vien/dua-vao/{paper.id}/").status_code in {403, 404}
    assert browser.post(f"/thu-vien/muon/{cast.meeting.id}/", {"paper": paper.id}).status_code in {403, 404}
    assert shelved.shelf.shelved.count() == 1 and Shelf.objects.count() == 1


def test_another_bodys_secretariat_neither_opens_nor_changes_the_shelf(cast: Cast, paper: Paper) -> None:
    shelved = put(cast, paper, "all")
    other = make_person("vp.xa", "Chánh VP xã", "", cast.communes["Tân Hòa"], may_create_meetings=True)
    with pytest.raises(Refused):
        services.take_off_shelf(actor=cast.actor(other), shelved_id=shelved.id)
    with pytest.raises((Refused, NotFound)):
        services.shelve_paper(actor=cast.actor(other), shelf_id=shelved.shelf_id, paper_id=paper.id)


def test_what_is_not_for_all_of_its_meeting_stays_there(cast: Cast, paper: Paper) -> None:
    circle = {"people": [], "roles": [], "units": []}
    for change in (
        {"status": PaperStatus.FAILED},
        {"status": PaperStatus.HELD},
        {"secrecy": "mat"},
        {"circle": circle},
    ):
        Paper.objects.filter(id=paper.id).update(**change)
        with pytest.raises(BadState):
            put(cast, paper)
        Shelf.objects.all().delete()
        Paper.objects.filter(id=paper.id).update(status=PaperStatus.READY, secrecy="none", circle=None)
    with pytest.raises(BadInput):
        put(cast, paper, number="8-NQ/TU", valid_from=DAY, valid_to=DAY - timedelta(days=1))


@pytest.fixture
def second(cast: Cast) -> Meeting:
    return draft_meeting(cast)


def borrow(cast: Cast, meeting: Meeting, paper: Paper) -> Paper:
    item = meeting.items.first()
    assert item
    return borrow_paper(actor=cast.actor("secretary"), meeting_id=meeting.id, item_id=item.id, paper_id=paper.id)


def test_a_borrowed_paper_is_a_paper_of_its_meeting_without_a_copy(cast: Cast, paper: Paper, second: Meeting) -> None:
    put(cast, paper, "office")
    loan = borrow(cast, second, paper)
    assert (loan.status, loan.title, loan.code, loan.meeting) == (PaperStatus.READY, paper.title, "8-NQ/TU", second)
    for name in ("original.docx", "paper.pdf", "thumbnail.jpg", "text.txt"):
        first, name_here = paths.folder_of(paper.id) / name, paths.folder_of(loan.id) / name
        assert first.stat().st_ino == name_here.stat().st_ino
    assert JournalEvent.objects.filter(meeting_id=second.id, kind="paper_issued").count() == 1
    with pytest.raises(BadState):
        borrow(cast, second, paper)
    with pytest.raises(BadState):
        borrow(cast, cast.meeting, paper)
    with pytest.raises(BadState):
        put(cast, loan, "all")


def test_a_loan_obeys_both_meetings(cast: Cast, paper: Paper, second: Meeting) -> None:
    put(cast, paper, "office")
    loan = borrow(cast, second, paper)
    assert not Paper.objects.get(id=loan.id).marked
    Meeting.objects.filter(id=cast.meeting.id).update(watermark=True)
    assert Paper.objects.get(id=loan.id).marked
    withdraw_paper(actor=cast.actor("secretary"), paper_id=paper.id)
    loan.refresh_from_db()
    assert loan.status == PaperStatus.WITHDRAWN
    event = JournalEvent.objects.get(meeting_id=second.id, kind="paper_withdrawn")
    assert event.actor == "system" and loan.recall.by is None


def test_a_loan_goes_to_whom_the_papers_of_its_item_go(cast: Cast, paper: Paper, second: Meeting) -> None:
    put(cast, paper, "office")
    item, guests = second.items.first(), Circle(roles=(Role.GUEST,))
    distribute_item(actor=cast.actor("secretary"), meeting_id=second.id, item_id=item.id, circle=guests)  # type: ignore[union-attr]
    loan = borrow(cast, second, paper)
    assert circle_of(loan.circle) == guests
    told = JournalEvent.objects.get(meeting_id=second.id, kind="paper_issued")
    assert "everyone" not in told.audience and "guest" in told.audience


@pytest.mark.parametrize(
    "change",
    [{"circle": {"people": [], "roles": ["guest"], "units": []}}, {"status": PaperStatus.HELD}],
    ids=["sent to some", "held"],
)
def test_what_is_sent_to_some_or_held_leaves_every_shelf(
    cast: Cast, paper: Paper, second: Meeting, change: dict[str, Any]
) -> None:
    shelved = put(cast, paper, "all", number="8-NQ/TU")
    reader = cast.actor("outsider")
    services.set_favourite(actor=reader, paper_id=paper.id, wanted=True)
    assert reads(reader, paper)
    Paper.objects.filter(id=paper.id).update(**change)
    assert not reads(reader, paper) and favourites_of(reader) == []
    with pytest.raises(NotFound):
        borrow(cast, second, paper)
    for name in ("outsider", "remote delegate", "technician"):
        browser = browser_of(cast.named(name))
        for address in ("/thu-vien/", "/thu-vien/?q=ha+tang", f"/thu-vien/ngan/{shelved.shelf_id}/"):
            answer = browser.get(address)
            assert answer.status_code == 200 and paper.title not in answer.content.decode(), (name, address)
        for address in ("", "file.pdf", "anh-nho.jpg", "trang/1.jpg?w=960", "tim.json?q=ha", "ban-goc"):
            answer = browser.get(f"/tai-lieu/{paper.id}/{address}")
            assert answer.status_code in {403, 404, 409}, (name, address)
            assert paper.title not in answer.content.decode()
        assert browser.post(f"/thu-vien/yeu-thich/{paper.id}/", {"thich": "1"}).status_code in {403, 404, 409}


def test_taking_a_loan_back_leaves_the_paper(cast: Cast, paper: Paper, second: Meeting) -> None:
    put(cast, paper, "office")
    loan = borrow(cast, second, paper)
    withdraw_paper(actor=cast.actor("secretary"), paper_id=loan.id)
    paper.refresh_from_db()
    assert paper.status == PaperStatus.READY and paths.pdf_of(paper.id).is_file()
    assert borrow(cast, second, paper).status == PaperStatus.READY


def test_a_paper_that_is_on_no_shelf_of_mine_is_not_borrowed(cast: Cast, paper: Paper, second: Meeting) -> None:
    with pytest.raises(NotFound):
        borrow(cast, second, paper)
    assert not second.papers.exists() and [path.name for path in paths.folder_of(paper.id).parent.iterdir()] == [
        str(paper.id)
    ]


@pytest.mark.parametrize(
    ("span", "after", "force"),
    [
        (Span(None, None), None, Force.IN_FORCE),
        (Span(DAY, DAY), None, Force.IN_FORCE),
        (Span(DAY + timedelta(1), None), None, Force.AHEAD),
        (Span(None, DAY - timedelta(1)), None, Force.ENDED),
        (Span(None, None), Span(DAY, None), Force.REPLACED),
        (Span(None, None), Span(DAY + timedelta(1), None), Force.IN_FORCE),
        (Span(None, None), Span(None, None), Force.REPLACED),
    ],
)
def test_force_of_a_resolution(span: Span, after: Span | None, force: Force) -> None:
    assert force_on(DAY, span, after) == force


def test_what_replaces_a_resolution_ends_it(cast: Cast, paper: Paper) -> None:
    today = clock.now().date()
    old = put(cast, paper, number="8-NQ/TU", issued_on=today - timedelta(days=400))
    newer = ready_paper(cast, "Nghị quyết mới", "thay thế")
    services.shelve_paper(
        actor=cast.actor("secretary"),
        shelf_id=old.shelf_id,
        paper_id=newer.id,
        text=ResolutionText(number="9-NQ/TU", issued_on=today, replaces=old.id),
    )
    found = [(one.shelved.number, one.force) for one in resolutions_for(cast.actor("outsider"))]
    assert found == [("9-NQ/TU", Force.IN_FORCE), ("8-NQ/TU", Force.REPLACED)]
    page = browser_of(cast.outsider).get("/thu-vien/").content.decode()
    assert "Còn hiệu lực" in page and "Thay bằng 9-NQ/TU" in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    "typed",
    [
        {"number": "8-NQ/TU", "valid_from": "2026-12-01", "valid_to": "2026-11-01"},
        {"number": "8-NQ/TU", "valid_from": "hôm nay"},
        {"number": " ", "issued_on": "2026-11-01"},
    ],
)
def test_a_resolution_typed_wrongly_is_asked_again_with_what_was_typed(
    cast: Cast, paper: Paper, typed: dict[str, str]
) -> None:
    one = shelf(cast)
    answer = browser_of(cast.secretary).post(f"/thu-vien/dua-vao/{paper.id}/", {"shelf": one.id, **typed})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "shelve-refused" in page
    assert all(f'value="{words}"' in page for words in typed.values())
    assert not one.shelved.exists()


def test_favourites_are_ones_own_and_give_no_right(cast: Cast, paper: Paper) -> None:
    browser, address = browser_of(cast.delegates[0]), f"/thu-vien/yeu-thich/{paper.id}/"
    assert browser.post(address, {"thich": "1"}).status_code == 302
    actor = cast.actor(cast.delegates[0])
    assert favourites_of(actor) == [paper] and favourites_of(cast.actor("secretary")) == []
    assert browser_of(cast.outsider).post(address, {"thich": "1"}).status_code == 404
    cast.meeting.participations.filter(person=cast.delegates[0]).delete()
    assert favourites_of(actor) == [] and Favourite.objects.count() == 1
    browser.post(address, {"thich": "0", "ve": "https://xau.example/"})
    assert not Favourite.objects.exists()


def test_the_pages_lead_from_the_preparation_to_the_paper_in_the_meeting(
    cast: Cast, paper: Paper, second: Meeting
) -> None:
    browser = browser_of(cast.secretary)
    assert f"/thu-vien/?hop={second.id}" in browser.get(f"/chuan-bi/{second.id}/tai-lieu/").content.decode()
    assert browser.post("/thu-vien/ngan/", {"name": "Hội nghị", "readers": Readers.OFFICE}).status_code == 302
    assert browser.post("/thu-vien/ngan/", {"name": "Hội nghị", "readers": Readers.OFFICE}).status_code == 422
    one = Shelf.objects.get()
    assert "Hội nghị" in browser.get(f"/thu-vien/dua-vao/{paper.id}/").content.decode()
    assert browser.post(f"/thu-vien/dua-vao/{paper.id}/", {"shelf": one.id}).status_code == 302
    shelf_page = browser.get(f"/thu-vien/ngan/{one.id}/?hop={second.id}").content.decode()
    assert paper.title in shelf_page and "Dùng trong cuộc họp" in shelf_page
    assert paper.title in browser.get("/thu-vien/?q=ha tang").content.decode()
    assert browser.post(f"/thu-vien/muon/{second.id}/", {"paper": paper.id}).status_code == 302
    assert second.papers.get().source == paper


def test_a_shelf_name_that_is_taken_is_said_in_the_form(cast: Cast) -> None:
    taken, browser = shelf(cast), browser_of(cast.secretary)
    answer = browser.post("/thu-vien/ngan/", {"name": taken.name, "readers": "all"})
    page = answer.content.decode()
    assert answer.status_code == 422 and "đã có ngăn mang tên này" in page and f'value="{taken.name}"' in page
    assert '<option value="all" selected>' in page and Shelf.objects.count() == 1
    assert "Hãy nhập tên ngăn" in browser.post("/thu-vien/ngan/", {"name": " ", "readers": "all"}).content.decode()


def test_a_reader_of_the_shelf_confirms_a_recall(cast: Cast, paper: Paper) -> None:
    put(cast, paper)
    browser, other = browser_of(cast.outsider), browser_of(make_person("an.xa", "Trần Văn An", "", cast.province))
    for one, key in ((browser, "a" * 22), (other, "b" * 22)):
        one.cookies[COOKIE] = key
    address = f"/tai-lieu/{paper.id}/da-dong/"
    assert browser.get(f"/tai-lieu/{paper.id}/file.pdf").status_code == 200
    assert browser.post(address).status_code == 404, "it may still be read"
    withdraw_paper(actor=cast.actor("secretary"), paper_id=paper.id)
    assert other.post(address).status_code == 404, "it was never opened there"
    (before,) = recalls_for(cast.actor("secretary"), cast.meeting.id)
    assert [machine.name for machine in before.missing] == [cast.outsider.full_name]
    assert browser.post(address).status_code == 204
    assert browser.post(address).status_code == 404, "said again, nothing changes"
    (after,) = recalls_for(cast.actor("secretary"), cast.meeting.id)
    assert (after.closed, after.machines, after.missing) == (1, 1, ())
