"""The search across papers: what it finds, and for whom, on whichever database the tests run."""

import json
import unicodedata
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from meetings.accounts.models import Person
from meetings.agenda import services as agenda
from meetings.agenda.models import Meeting
from meetings.contracts.roles import Role
from meetings.contracts.state import MeetingStatus
from meetings.core import clock
from meetings.core.actor import Actor, person_actor
from meetings.core.errors import Refused
from meetings.documents.models import PageText, Paper, PaperStatus
from meetings.documents.search import boxes_of_hits, find_in_paper, search_papers_for
from meetings.documents.selectors import get_paper_for, readable_papers_for
from meetings.documents.within import Within
from tests.cast import Cast
from tests.unit.meetings.documents.papers import ready_paper

PAGE_1 = "Tờ trình về việc ban hành Nghị quyết của Ban Chấp hành Đảng bộ tỉnh"
PAGE_2 = "Uỷ ban nhân dân xã Tân Hoà báo cáo ngân sách quý III, nghỉ phép và quyết toán"


@pytest.fixture
def paper(cast: Cast) -> Paper:
    return ready_paper(cast, "Tờ trình ngân sách", PAGE_1, PAGE_2, code="214-TTr/TU")


def places(actor: Actor, text: str, title: str = "") -> list[tuple[str, int]]:
    return [(hit.paper.title, hit.number) for hit in search_papers_for(actor, text, title=title).hits]


@pytest.mark.parametrize(
    ("query", "pages"),
    [
        ("nghi quyet", [1, 2]),
        ("nghị quyết", [1]),
        ('"nghi quyet"', [1]),
        (unicodedata.normalize("NFD", "nghị quyết"), [1]),
        ("NGHỊ QUYẾT", [1]),
        ("ủy ban", [2]),
        ("Tân Hòa", [2]),
        ("tan hoa", [2]),
        ("ngân sách", [0, 2]),
        ("214-TTr/TU", [0]),
        ('"sách ngân"', []),
        ("đảng xã", []),
        ("'; drop table documents_paper; --", []),
        ("quyết* OR (", []),
        ("", []),
    ],
)
def test_what_is_found(cast: Cast, paper: Paper, query: str, pages: list[int]) -> None:
    found = places(cast.actor("delegate"), query)
    assert sorted(number for _, number in found) == pages


def test_words_with_marks_that_stand_nowhere_are_found_without(cast: Cast, paper: Paper) -> None:
    found = search_papers_for(cast.actor("delegate"), "ngân sạch")
    assert found.loosened and [hit.number for hit in found.hits] == [0, 2]
    assert not search_papers_for(cast.actor("delegate"), "ngân sách").loosened


def test_the_title_narrows_and_alone_finds_papers(cast: Cast, paper: Paper) -> None:
    ready_paper(cast, "Báo cáo quý", PAGE_2)
    reader = cast.actor("delegate")
    assert places(reader, "ủy ban", title="báo cáo") == [("Báo cáo quý", 1)]
    assert places(reader, "", title="to trinh") == [("Tờ trình ngân sách", 0)]
    assert places(reader, "", title="nghị quyết") == []


def test_a_snippet_marks_the_words(cast: Cast, paper: Paper) -> None:
    (hit,) = search_papers_for(cast.actor("delegate"), "nhan dan").hits
    assert [part.text for part in hit.parts if part.hit] == ["nhân", "dân"]
    assert hit.page == 2


def test_results_come_in_pages_without_a_hit_twice(cast: Cast) -> None:
    ready_paper(cast, "Dài", *[f"điều {number}" for number in range(1, 46)])
    reader = cast.actor("delegate")
    shown = [search_papers_for(reader, "điều", page=page) for page in (1, 2, 3, 4)]
    assert [len(found.hits) for found in shown] == [20, 20, 5, 0]
    assert (shown[0].total, shown[0].pages) == (45, 3)
    assert len({hit.number for found in shown for hit in found.hits}) == 45


def test_indexed_anew_a_paper_is_found_once_and_its_old_words_no_more(cast: Cast, paper: Paper) -> None:
    from meetings.documents.indexing import put_words
    from tests.unit.meetings.documents.papers import page_words

    put_words(paper, [page_words("kế hoạch mới")])
    reader = cast.actor("delegate")
    assert places(reader, "nghị quyết") == []
    assert places(reader, "kế hoạch") == [("Tờ trình ngân sách", 1)]
    PageText.objects.filter(paper=paper, number=1).update(plain="khac", marked="khac")
    assert places(reader, "kế hoạch") == []
    paper.delete()
    assert places(reader, "khác") == []


@pytest.fixture
def other_meeting(cast: Cast) -> Meeting:
    """A meeting of a commune's delegate and its own secretary alone."""
    now = clock.now()
    text = agenda.MeetingText(
        title="Họp xã", place="Xã", starts_at=now, ends_at=now + timedelta(hours=1), secrecy="none"
    )
    meeting = agenda.create_meeting(actor=cast.actor("secretary"), unit=cast.communes["Phú Mỹ"], text=text)
    meeting.participations.create(person=cast.delegates[3], role=Role.DELEGATE)
    meeting.status = MeetingStatus.CONVENED
    meeting.save()
    return meeting


def test_nobody_finds_what_he_may_not_read(cast: Cast, paper: Paper, other_meeting: Meeting) -> None:
    ready_paper(cast, "Kín của xã", "chuyện riêng", meeting=other_meeting)
    assert places(cast.actor("remote delegate"), "riêng") == [("Kín của xã", 1)]
    for name in ("delegate", "chair", "technician", "outsider"):
        assert places(cast.actor(name), "riêng") == [], name
        assert places(cast.actor(name), "", title="kín") == [], name
    assert places(cast.actor("outsider"), "nghị quyết") == []
    assert places(cast.actor("technician"), "nghị quyết") == []
    with pytest.raises(Refused):
        search_papers_for(cast.kiosk(cast.hall), "nghị quyết")


@pytest.mark.parametrize("status", [status for status in PaperStatus if status != PaperStatus.READY])
def test_only_papers_that_can_be_read_are_found(cast: Cast, paper: Paper, status: PaperStatus) -> None:
    Paper.objects.update(status=status)
    assert places(cast.actor("delegate"), "nghị quyết") == places(cast.actor("secretary"), "nghị quyết") == []


def test_a_draft_is_found_by_those_who_prepare_it_and_a_closed_account_finds_nothing(cast: Cast, paper: Paper) -> None:
    Meeting.objects.update(status=MeetingStatus.DRAFT)
    assert places(cast.actor("delegate"), "nghị quyết") == []
    assert places(cast.actor("secretary"), "nghị quyết") == [("Tờ trình ngân sách", 1)]
    Meeting.objects.update(status=MeetingStatus.CONVENED)
    Person.objects.filter(id=cast.named("delegate").id).update(is_active=False)
    assert places(cast.actor("delegate"), "nghị quyết") == []


def test_the_search_and_the_door_to_a_paper_agree(cast: Cast, paper: Paper, other_meeting: Meeting) -> None:
    papers = [paper, ready_paper(cast, "Kín của xã", "chuyện riêng", meeting=other_meeting)]
    for status in MeetingStatus:
        Meeting.objects.update(status=status)
        for person in Person.objects.all():
            actor = person_actor(person.id)
            allowed = {one.id for one in papers if _may_open(actor, one)}
            assert set(readable_papers_for(actor).values_list("id", flat=True)) == allowed, (status, person)


def _may_open(actor: Actor, paper: Paper) -> bool:
    from meetings.core.errors import DomainError

    try:
        return get_paper_for(actor, paper.id) is not None
    except DomainError:
        return False


def client_of(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_the_pages_of_search_and_reading(cast: Cast, paper: Paper) -> None:
    reader, stranger = client_of(cast.named("delegate")), client_of(cast.outsider)
    page = reader.get("/tim-tai-lieu/", {"q": "nghi quyet"}, secure=True).content.decode()
    assert f"/tai-lieu/{paper.id}/?trang=1&amp;tim=nghi%20quyet" in page
    assert "<mark>Nghị</mark>" in page and cast.meeting.title in page
    empty = stranger.get("/tim-tai-lieu/", {"q": "nghi quyet"}, secure=True).content.decode()
    assert str(paper.id) not in empty and cast.meeting.title not in empty
    assert Client().get("/tim-tai-lieu/", secure=True).status_code == 302
    boxes = f"/tai-lieu/{paper.id}/trang/1/tim.json?q=nghi+quyet"
    assert json.loads(reader.get(boxes, secure=True).content) == {"boxes": [[6, 7, 1, 2], [7, 7, 1, 2]]}
    viewer = f"/tai-lieu/{paper.id}/?trang=2&tim=x"
    assert reader.get(viewer, secure=True).status_code == 200
    for address in (boxes, viewer):
        assert stranger.get(address, secure=True).status_code == 404
        assert client_of(cast.technician).get(address, secure=True).status_code == 403
        assert Client().get(address, secure=True).status_code == 302


def test_filters_narrow_what_is_found(cast: Cast, paper: Paper) -> None:
    reader = cast.actor("delegate")
    sheet = ready_paper(cast, "Biểu thu ngân sách", "ngân sách xã")
    Paper.objects.filter(id=sheet.id).update(original_name="Bieu.XLSX")
    day = cast.meeting.starts_at.astimezone(timezone.get_current_timezone()).date()

    def found(**narrow: object) -> set[str]:
        hits = search_papers_for(reader, "ngân sách", within=Within(**narrow)).hits  # type: ignore[arg-type]
        return {hit.paper.title for hit in hits}

    both = {"Biểu thu ngân sách", "Tờ trình ngân sách"}
    assert found(meeting=cast.meeting.id) == found(since=day) == found(until=day) == found() == both
    assert (
        found(meeting=uuid4()) == found(since=day + timedelta(days=1)) == found(until=day - timedelta(days=1)) == set()
    )
    assert found(kind="bang-tinh") == {"Biểu thu ngân sách"}
    assert found(kind="pdf") == {"Tờ trình ngân sách"}
    item = cast.meeting.items.first()
    Paper.objects.filter(id=paper.id).update(item=item)
    assert found(meeting=cast.meeting.id, item=item.id) == {"Tờ trình ngân sách"}


def test_the_page_of_the_search_offers_the_readers_meetings_and_takes_no_nonsense(cast: Cast, paper: Paper) -> None:
    client = client_of(cast.delegates[0])
    asked = {"q": "ngân sách", "hop": str(cast.meeting.id), "loai": "pdf", "tu": "31/31", "chi-ten": "1"}
    page = client.get("/tim-tai-lieu/", asked, secure=True).content.decode()
    assert f'value="{cast.meeting.id}" selected' in page and 'value="pdf" selected' in page
    assert page.count('data-testid="search-hit"') == 1, "only the title is looked in"
    assert client.get("/tim-tai-lieu/", {"q": "x", "hop": "' OR 1", "muc": "--"}, secure=True).status_code == 200


def test_words_of_one_paper_are_found_page_by_page(cast: Cast, paper: Paper) -> None:
    ready_paper(cast, "Khác", "ngân sách khác")
    client = client_of(cast.delegates[0])
    url = f"/tai-lieu/{paper.id}/tim.json"
    found = {"pages": [{"page": 2, "places": 1}], "unread": 0, "apart": False}
    assert client.get(url, {"q": "ngan sach"}, secure=True).json() == found
    assert client.get(url, {"q": "ban"}, secure=True).json()["pages"] == [
        {"page": 1, "places": 2},
        {"page": 2, "places": 1},
    ]
    assert client.get(url, {"q": ""}, secure=True).json()["pages"] == []
    assert client_of(cast.outsider).get(url, {"q": "ngan sach"}, secure=True).status_code == 404


def test_words_are_found_side_by_side_in_a_paper_else_each_alone(cast: Cast) -> None:
    paper = ready_paper(cast, "Báo cáo", "Nghị sự và quyết toán; nghị quyết số một", "quyết định theo nghị định", "hết")

    def found(query: str) -> tuple[list[tuple[int, int]], bool]:
        told = find_in_paper(paper, query)
        return [(one.page, one.places) for one in told.pages], told.apart

    def marked(page: int, query: str) -> int:
        return len(boxes_of_hits(PageText.objects.get(paper=paper, number=page), query))

    for query in ("nghị quyết", "nghi quyet", '"nghị quyết"', "NGHỊ  QUYẾT"):
        assert found(query) == ([(1, 1)], False), query
        assert (marked(1, query), marked(2, query)) == (2, 0), query
    assert found("toán định") == ([], False)
    assert found("định quyết") == ([(2, 2)], True) and marked(2, "định quyết") == 3
    assert found("nghị") == ([(1, 2), (2, 1)], False)
    assert found("nghị quyêt") == ([(1, 1)], False), "marks that stand nowhere are left out"
