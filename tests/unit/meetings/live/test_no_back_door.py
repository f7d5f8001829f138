"""Over HTTP nobody but the secretary changes a meeting, whatever address he posts to; an auditor changes nothing.

Every address of the project that names a meeting, or a part of one, is tried: a new one is tried by itself.
"""

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver

from meetings.agenda.models import Participation
from meetings.attendance.models import QuorumRule
from meetings.contracts.roles import Role
from meetings.core import clock
from meetings.core.permissions import TABLE, Permission
from meetings.documents.models import Paper, PaperStatus, Upload
from meetings.dossiers.models import Dossier
from meetings.handouts.models import Act, Line
from meetings.library.models import Readers, Shelf, Shelved
from meetings.minutes.models import LexiconEntry, LexiconProposal, Recording
from meetings.notices.models import Notice
from meetings.voting.models import PreparedPoll
from tests.browser import Browser, browser_of
from tests.cast import Cast, make_person

PEOPLE = [role for role in Role if role not in {Role.ROOM}]
OTHERS = [role for role in PEOPLE if role not in TABLE[Permission.PREPARE_MEETING]]
OWN_MARKS = ("/tai-lieu/da-nhan/", "/da-doc/", "/yeu-thich/", "/giay-moi/tra-loi/", "/duyet/")
"""Where a page says what its own person received and read: no part of the record, and open to whoever may read; and
answers to an invitation, which come too late (409) once the sitting is open, with what is decided on them."""
OWN_READING = {"Opening", "Receipt", "Favourite"}
RECORD = (
    "agenda",
    "attendance",
    "core",
    "documents",
    "dossiers",
    "handouts",
    "interpreting",
    "invitations",
    "library",
    "meeting_messages",
    "minutes",
    "notices",
    "rooms",
    "seating",
    "speaking",
    "voting",
)


def addresses(patterns: list[Any], before: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Return the routes and the names of their parts."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, before + str(pattern.pattern))
        elif isinstance(pattern, URLPattern):
            yield before + str(pattern.pattern), pattern.pattern.converters


@pytest.fixture
def filled(sitting: Cast) -> dict[str, str]:
    """Ids that exist, by the name of the part of the address."""
    paper = Paper.objects.create(
        meeting=sitting.meeting,
        title="Báo cáo",
        size=1,
        uploaded_by=sitting.secretary,
        uploaded_at=clock.now(),
        status=PaperStatus.FAILED,
    )
    entry = LexiconEntry.objects.create(unit=sitting.province, text="UBND", heard=["ủy ban nhân dân"])
    proposal = LexiconProposal.objects.create(unit=sitting.province, text="Bàu Cạn", made_at=clock.now())
    recording = Recording.objects.create(
        meeting=sitting.meeting,
        label="Hội trường",
        start_ms=0,
        name="a.wav",
        size=4,
        by=sitting.secretary,
        made_at=clock.now(),
    )
    upload = Upload.objects.create(
        meeting=sitting.meeting, by=sitting.secretary, name="a.zip", size=9, bundle=True, made_at=clock.now()
    )
    dossier = Dossier.objects.create(meeting=sitting.meeting, by=sitting.secretary, made_at=clock.now())
    shelf = Shelf.objects.create(unit=sitting.province, name="Hội nghị", readers=Readers.OFFICE)
    shelved = Shelved.objects.create(shelf=shelf, paper=paper, by=sitting.secretary, at=clock.now())
    notice = Notice.objects.create(
        meeting=sitting.meeting, person=sitting.delegates[4], kind="papers_unread", occasion="x", sent_at=clock.now()
    )
    line = Line.objects.create(
        meeting=sitting.meeting,
        number=1,
        act=Act.LISTED,
        at=clock.now(),
        by=sitting.secretary,
        title="Báo cáo",
        secrecy="none",
        copies=3,
    )
    prepared = PreparedPoll.objects.create(meeting=sitting.meeting, question="Thông qua?", number=1)
    rule = QuorumRule.objects.create(
        unit=sitting.province, numerator=1, denominator=2, strict=True, valid_from=clock.local_date(clock.now())
    )
    return {
        "uuid:sheet_id": str(line.id),
        "uuid:line_id": str(line.id),
        "uuid:notice_id": str(notice.id),
        "uuid:meeting_id": str(sitting.meeting.id),
        "uuid:item_id": str(sitting.items[0].id),
        "uuid:session_id": str(sitting.meeting.sessions.get().id),
        "uuid:person_id": str(sitting.delegates[4].id),
        "uuid:room_id": str(sitting.phu_my.id),
        "uuid:paper_id": str(paper.id),
        "uuid:older_id": str(paper.id),
        "uuid:recording_id": str(recording.id),
        "uuid:shelf_id": str(shelf.id),
        "uuid:shelved_id": str(shelved.id),
        "uuid:upload_id": str(upload.id),
        "uuid:dossier_id": str(dossier.id),
        "uuid:unit_id": str(sitting.province.id),
        "uuid:entry_id": str(entry.id),
        "uuid:proposal_id": str(proposal.id),
        "uuid:position_id": str(uuid4()),
        "uuid:draft_id": str(uuid4()),
        "uuid:rule_id": str(rule.id),
        "uuid:prepared_id": str(prepared.id),
        "str:of": "tuc-so",
        "str:kind": "people",
        "str:what": "hien-co",
        "str:language": "en",
        "str:token": "A" * 40,
        "int:page": "1",
        "int:prompt": "1",
    }


def targets(filled: dict[str, str]) -> list[str]:
    found = []
    for route, parts in addresses(get_resolver().url_patterns):
        if not parts and route != "chuan-bi/moi/":
            continue
        for name, value in filled.items():
            route = route.replace(f"<{name}>", value)
        assert "<" not in route, f"{route}: give this test an id for it"
        found.append(f"/{route}")
    return found


def typed(cast: Cast) -> dict[str, str]:
    """Return what a form could hold, so that nothing is refused for its words alone."""
    return {
        "title": "Đổi tên",
        "planned_minutes": "5",
        "place": "Nơi khác",
        "huong": "xuong",
        "role": "chair",
        "votes": "on",
        "person": str(cast.outsider.id),
        "unit": str(cast.province.id),
        "room": str(cast.far_room.id),
        "item": str(cast.items[0].id),
    }


def as_role(cast: Cast, role: Role) -> Browser:
    """Return the browser of somebody of a role who has no other right in the house."""
    person = make_person(f"chi-{role}", f"Chỉ là {role}", "", cast.province)
    if role == Role.CHAIR:
        Participation.objects.filter(meeting=cast.meeting, role=Role.CHAIR).delete()
    Participation.objects.create(meeting=cast.meeting, person=person, role=role, present=True)
    return browser_of(person)


def everything() -> dict[str, list[dict[str, Any]]]:
    """Return all that the record is made of."""
    models = [model for name in RECORD for model in apps.get_app_config(name).get_models()]
    models = [model for model in models if model.__name__ not in OWN_READING]
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}


def test_the_addresses_are_found(filled: dict[str, str]):
    found = targets(filled)
    assert len(found) >= 25
    assert f"/chuan-bi/{filled['uuid:meeting_id']}/trieu-tap/" in found


@pytest.mark.parametrize("role", OTHERS)
def test_posting_anywhere_changes_nothing(sitting: Cast, filled: dict[str, str], role: Role):
    browser = as_role(sitting, role)
    before = everything()
    for address in targets(filled):
        for method in (browser.post, browser.put, browser.delete, browser.patch):
            answer = method(address, typed(sitting)) if method == browser.post else method(address)
            own = {204, 302, 409} if method == browser.post and any(mark in address for mark in OWN_MARKS) else set()
            assert answer.status_code in {403, 404, 405} | own, (role, address, answer.status_code)
    assert everything() == before


def test_the_same_words_of_the_secretary_change_a_lot(sitting: Cast, filled: dict[str, str]):
    browser, before = browser_of(sitting.secretary), everything()
    for address in targets(filled):
        browser.post(address, typed(sitting))
    changed = {name for name, rows in everything().items() if rows != before[name]}
    assert changed >= {"Item", "JournalEvent", "Participation", "Paper"}


def test_reading_as_an_auditor_changes_nothing(sitting: Cast, filled: dict[str, str]):
    browser = as_role(sitting, Role.AUDITOR)
    before = everything()
    for address in targets(filled):
        browser.get(address)
    record = f"/hop/{sitting.meeting.id}/so-dien-bien/"
    for query in ("", "?dang=csv"):
        assert browser.get(record + query).status_code == 200
    assert everything() == before


def test_outsiders_find_nothing(sitting: Cast, filled: dict[str, str]):
    browser = browser_of(sitting.outsider)
    before = everything()
    for address in targets(filled):
        assert browser.get(address).status_code in {403, 404, 405}, address
        assert browser.post(address, typed(sitting)).status_code in {403, 404, 405}, address
    strange = {name: str(uuid4()) if name.startswith("uuid") else "1" for name in filled}
    assert all(UUID(value) for name, value in strange.items() if name.startswith("uuid"))
    for address in targets(strange):
        # What is not theirs answers as what does not exist.
        assert browser.get(address).status_code in {403, 404, 405}, address
    assert everything() == before
