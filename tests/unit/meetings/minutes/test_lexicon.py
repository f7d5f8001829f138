"""The lexicon of a body: who keeps it, how it is filled, and what a correction brings to it."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from meetings.accounts.models import BodyMembership, Person
from meetings.agenda.models import Meeting, Participation
from meetings.contracts.roles import Role
from meetings.contracts.speech import TextRules
from meetings.core import clock
from meetings.core.errors import BadInput, BadState, NotFound, Refused
from meetings.minutes import lexicon
from meetings.minutes.corrections import correct_caption
from meetings.minutes.lexicon import EntryText
from meetings.minutes.lexicon_csv import CsvError, Kind, Row, read_csv, write_csv
from meetings.minutes.models import LexiconEntry, LexiconProposal, Proposed, Segment
from meetings.minutes.writing import text_rules
from tests.browser import browser_of, text_of
from tests.cast import Cast, make_person


def correct(cast: Cast, before: str, after: str) -> Segment:
    """Let the secretary correct a line that the machine wrote."""
    said = {"rev": 1, "state": "final", "start_ms": 1, "end_ms": 2, "participant": "room:x", "speaker": "Phòng"}
    line = Segment.objects.create(id=uuid4(), meeting=cast.meeting, text=before, **said)
    correct_caption(actor=cast.actor("secretary"), meeting_id=cast.meeting.id, segment_id=line.id, rev=1, text=after)
    return line


def add(cast: Cast, text: str, *heard: str) -> LexiconEntry:
    typed = EntryText(text, heard)
    return lexicon.add_entry(actor=cast.actor("secretary"), unit_id=cast.province.id, typed=typed)


def test_a_correction_is_used_only_after_somebody_took_it(cast: Cast, in_session: Meeting) -> None:
    correct(cast, "mời ông Lý Văn Phút nói", "Mời ông Lý Văn Phúc nói")
    (row,) = lexicon.proposals_of(cast.province)
    assert (row.text, row.heard, row.meeting) == ("Lý Văn Phúc", "lý văn phút", in_session)
    assert "Lý Văn Phúc" not in {term.text for term in text_rules(in_session).terms}
    lexicon.decide(actor=cast.actor("secretary"), unit_id=cast.province.id, proposal_id=row.id, take=True)
    (term,) = [term for term in text_rules(in_session).terms if term.text == "Lý Văn Phúc"]
    assert term.heard == ("lý văn phút",)
    with pytest.raises(BadState):
        lexicon.decide(actor=cast.actor("secretary"), unit_id=cast.province.id, proposal_id=row.id, take=False)
    # What the lexicon knows is not proposed again.
    correct(cast, "mời ông Lý Văn Phút nói", "Mời ông Lý Văn Phúc nói")
    assert not lexicon.proposals_of(cast.province)


def test_what_was_rejected_does_not_come_back(cast: Cast, in_session: Meeting) -> None:
    correct(cast, "mời ông Lý Văn Phút nói", "Mời ông Lý Văn Phúc nói")
    correct(cast, "và ông Lý Văn Phút nữa", "và ông Lý Văn Phúc nữa")
    (row,) = lexicon.proposals_of(cast.province)
    assert row.times == 2
    lexicon.decide(actor=cast.actor("secretary"), unit_id=cast.province.id, proposal_id=row.id, take=False)
    correct(cast, "hay ông Lý Văn Phút nữa", "hay ông Lý Văn Phúc nữa")
    assert not lexicon.proposals_of(cast.province) and not LexiconEntry.objects.exists()
    assert LexiconProposal.objects.get().state == Proposed.REJECTED


def test_workers_are_told_at_once(
    cast: Cast, in_session: Meeting, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    told: dict[str, str] = {}

    class Redis:
        @staticmethod
        def from_url(_url: str, **_more: object) -> "Redis":
            return Redis()

        def set(self, name: str, value: str, ex: int) -> None:
            told[name] = value

    monkeypatch.setattr("meetings.minutes.lexicon.redis.Redis", Redis)
    with django_capture_on_commit_callbacks(execute=True):
        add(cast, "Bàu Cạn", "bầu cạn")
    (rules,) = [TextRules.model_validate_json(value) for value in told.values()]
    assert rules.terms[0].text == "Bàu Cạn"
    told.clear()
    commune = cast.communes["Tân Hòa"]
    BodyMembership.objects.create(
        unit=commune, person=cast.secretary, role=Role.SECRETARY, valid_from=clock.now().date()
    )
    with django_capture_on_commit_callbacks(execute=True):
        lexicon.add_entry(actor=cast.actor("secretary"), unit_id=commune.id, typed=EntryText("Ấp Ba"))
    assert not told  # the province's sitting does not follow a commune's words


@pytest.mark.parametrize("who", ["chair", "technician", "delegate", "guest", "outsider"])
def test_others_neither_read_nor_change_it(cast: Cast, who: str) -> None:
    entry, actor, unit = add(cast, "UBND"), cast.actor(who), cast.province.id
    row = LexiconProposal.objects.create(unit=cast.province, text="Bàu Cạn", made_at=clock.now())
    typed = EntryText("Khác")
    for refused in (
        lambda: lexicon.add_entry(actor=actor, unit_id=unit, typed=typed),
        lambda: lexicon.change_entry(actor=actor, unit_id=unit, entry_id=entry.id, typed=typed),
        lambda: lexicon.remove_entry(actor=actor, unit_id=unit, entry_id=entry.id),
        lambda: lexicon.import_entries(actor=actor, unit_id=unit, rows=[Row("A", (), Kind.TERM)]),
        lambda: lexicon.set_tones(actor=actor, unit_id=unit, tones="new"),
        lambda: lexicon.decide(actor=actor, unit_id=unit, proposal_id=row.id, take=True),
    ):
        with pytest.raises(Refused):
            refused()
    browser = browser_of(cast.named(who))
    for address in ("/tu-vung/", f"/tu-vung/{unit}/", f"/tu-vung/{unit}/tu-vung.csv"):
        assert browser.get(address).status_code == 403
    assert browser.get(f"/bien-ban/{cast.meeting.id}/tu-vung/").status_code in {403, 404}
    assert [entry.text for entry in LexiconEntry.objects.all()] == ["UBND"]


def test_who_keeps_a_lexicon(cast: Cast) -> None:
    tan_hoa, today = cast.communes["Tân Hòa"], clock.now().date()

    def keeps(person: Person) -> list[str]:
        return [unit.name for unit in lexicon.bodies_for(person)]

    member = make_person("thu.ky", "Thư Ký Xã", "", tan_hoa)
    assert keeps(member) == []
    place = BodyMembership.objects.create(unit=tan_hoa, person=member, role=Role.DELEGATE, valid_from=today)
    assert keeps(member) == []
    BodyMembership.objects.filter(id=place.id).update(role=Role.SECRETARY)
    assert keeps(member) == ["Xã Tân Hòa"]
    BodyMembership.objects.filter(id=place.id).update(valid_from="2020-01-01", valid_to="2021-01-01")
    assert keeps(member) == []
    assert keeps(make_person("vp", "Văn Phòng", "", tan_hoa, may_create_meetings=True)) == ["Xã Tân Hòa"]
    assert keeps(cast.secretary) == ["Tỉnh An Bình"]
    helper = make_person("giup", "Giúp Việc", "", tan_hoa)
    Participation.objects.create(meeting=cast.meeting, person=helper, role=Role.SECRETARY)
    assert keeps(helper) == ["Tỉnh An Bình"]
    Person.objects.filter(id=helper.id).update(is_active=False)
    helper.refresh_from_db()
    assert keeps(helper) == []


def test_one_spoken_form_has_one_written_form(cast: Cast) -> None:
    entry = add(cast, "UBND", " ủy ban  nhân dân", "UBND")
    assert entry.heard == ["ủy ban nhân dân"]
    with pytest.raises(BadState, match="UBND"):
        add(cast, "Ủy ban", "Ủy ban nhân dân")
    with pytest.raises(BadInput):
        add(cast, " … ")
    assert add(cast, "UBND", "u bê nờ dê").heard == ["ủy ban nhân dân", "u bê nờ dê"]
    other = add(cast, "HĐND")
    actor, unit = cast.actor("secretary"), cast.province.id
    with pytest.raises(BadState):
        lexicon.change_entry(actor=actor, unit_id=unit, entry_id=other.id, typed=EntryText("UBND"))
    with pytest.raises(NotFound):
        lexicon.remove_entry(actor=actor, unit_id=unit, entry_id=uuid4())


def test_csv_is_read_as_spreadsheets_write_it() -> None:
    rows = [Row("UBND", ("ủy ban nhân dân", "u bê"), Kind.SHORT), Row("=A", (), Kind.TERM)]
    assert read_csv(write_csv(rows).encode()) == rows
    assert read_csv("Bàu Cạn;bầu cạn;địa danh".encode()) == [Row("Bàu Cạn", ("bầu cạn",), Kind.PLACE)]
    assert read_csv(b"A\tb|c") == [Row("A", ("b", "c"), Kind.TERM)]
    for data, code, line in [
        ("Bàu".encode("utf-16"), "encoding", 0),
        (b"", "empty", 0),
        (b"A,b\n,c", "no_text", 2),
        (b"A" * 161, "too_long", 1),
        (b"A\n" * 2001, "too_many", 0),
    ]:
        with pytest.raises(CsvError) as refused:
            read_csv(data)
        assert (refused.value.code, refused.value.line) == (code, line)


def test_the_page(cast: Cast, in_session: Meeting) -> None:
    correct(cast, "mời ông Lý Văn Phút nói", "Mời ông Lý Văn Phúc nói")
    browser, address = browser_of(cast.secretary), f"/tu-vung/{cast.province.id}/"
    assert browser.get("/tu-vung/").headers["Location"] == address
    assert browser.get(f"/bien-ban/{in_session.id}/tu-vung/").headers["Location"] == address
    assert "lý văn phút" in text_of(browser.get(address))
    row = LexiconProposal.objects.get()
    browser.post(
        f"{address}de-xuat/{row.id}/", {"viet": "Lý Văn Phúc", "noi": "lý văn phút\nlí văn phút", "loai": "name"}
    )
    entry = LexiconEntry.objects.get()
    assert (entry.heard, entry.kind) == (["lý văn phút", "lí văn phút"], "name")
    assert browser.post(address, {"viet": "Phúc", "noi": "lý văn phút"}).status_code == 422
    file = SimpleUploadedFile("tu-vung.csv", "Viết,Nói,Loại\nUBND,ủy ban nhân dân,Viết tắt\n".encode())
    assert browser.post(f"{address}nhap/", {"tep": file}).status_code == 302
    broken = SimpleUploadedFile("tu-vung.csv", b"A,b\n,c")
    assert "Dòng 2" in text_of(browser.post(f"{address}nhap/", {"tep": broken}))
    assert "UBND" in text_of(browser.get(f"{address}?q=uy+ban")) and "Phúc" not in text_of(
        browser.get(f"{address}?q=uy+ban")
    )
    browser.post(f"{address}muc/{entry.id}/", {"bo": "1"})
    assert read_csv(browser.get(f"{address}tu-vung.csv").content) == [Row("UBND", ("ủy ban nhân dân",), Kind.SHORT)]
    browser.post(f"{address}cach-viet/", {"dau": "new"})
    assert text_rules(in_session).tones == "new"
