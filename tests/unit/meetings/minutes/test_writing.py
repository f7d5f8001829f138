"""Which names and rules a meeting's captions are written with."""

import json
from io import StringIO
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from meetings.agenda.models import Meeting
from meetings.agenda.services import close_meeting
from meetings.contracts.bus import speech_rules_key
from meetings.contracts.speech import Term, TextRules, Tones
from meetings.contracts.state import ItemStatus
from meetings.minutes.models import LexiconEntry, Segment, Writing
from meetings.minutes.writing import inside_sentence, publish_rules, set_entries, text_rules
from tests.cast import Cast


class Redis:
    def __init__(self) -> None:
        self.keys: dict[str, tuple[str, int]] = {}

    def set(self, name: str, value: str, ex: int) -> None:
        self.keys[name] = (value, ex)


def test_people_units_and_rooms_of_the_meeting_are_known(cast: Cast, in_session: Meeting) -> None:
    names = {term.text for term in text_rules(in_session).terms}
    assert names >= {"Lê Minh Đức", "Trần Thị Mai", "điểm cầu Tân Hòa", "hội trường tỉnh", "xã Phú Mỹ", "tỉnh An Bình"}
    assert "Lý Văn Phúc" not in names  # not of this meeting
    assert len(names) == len(text_rules(in_session).terms)


def test_a_bodys_own_entries_come_first_and_the_nearer_body_wins(cast: Cast, in_session: Meeting) -> None:
    commune = cast.communes["Tân Hòa"]
    set_entries(cast.province, [Term(text="UBND", heard=("uỷ ban nhân dân",)), Term(text="Lê  Minh Đức")])
    set_entries(commune, [Term(text="UBND", heard=("ủy ban xã",))])
    Writing.objects.create(unit=cast.province, tones=Tones.NEW)
    rules = text_rules(in_session)
    assert rules.terms[0].text in {"UBND", "Lê Minh Đức"} and rules.tones == Tones.NEW
    assert {term.heard for term in rules.terms if term.text == "UBND"} == {("uỷ ban nhân dân",)}
    in_session.unit = commune
    rules = text_rules(in_session)
    assert {term.heard for term in rules.terms if term.text == "UBND"} == {("ủy ban xã",)}
    assert rules.tones == Tones.NEW
    Writing.objects.create(unit=commune, tones=Tones.OLD)
    assert text_rules(in_session).tones == Tones.OLD


def test_rules_are_published_for_open_meetings_with_captions_only(cast: Cast, in_session: Meeting) -> None:
    redis = Redis()
    publish_rules(redis)
    ((key, (value, life)),) = redis.keys.items()
    assert (key, life) == (speech_rules_key(str(in_session.id)), 60)
    assert TextRules.model_validate_json(value) == text_rules(in_session)
    Meeting.objects.update(captions=False)
    redis.keys.clear()
    publish_rules(redis)
    Meeting.objects.update(captions=True)
    close_meeting(actor=cast.actor("chair"), meeting_id=in_session.id)
    publish_rules(redis)
    assert not redis.keys


def test_hints_are_of_the_item_that_is_open(cast: Cast, in_session: Meeting) -> None:
    in_session.items.update(status=ItemStatus.WAITING)
    assert text_rules(in_session).hints == ()
    item = in_session.items.first()
    assert item is not None
    item.status, item.title, item.presenter = ItemStatus.OPEN, "Báo cáo của xã Phú Mỹ", "Lê Minh Đức"
    item.save()
    said = {"rev": 1, "state": "final", "end_ms": 2, "participant": "room:x", "text": "a", "item": item}
    for start, (speaker, speaker_id) in enumerate([("Trần Thị Mai", "p"), ("điểm cầu Tân Hòa", "")]):
        extra = {"start_ms": start, "speaker": speaker, "speaker_id": speaker_id}
        Segment.objects.create(id=uuid4(), meeting=in_session, **said, **extra)
    assert text_rules(in_session).hints == ("Lê Minh Đức", "xã Phú Mỹ", "Trần Thị Mai")


@pytest.mark.parametrize(
    ("name", "written"),
    [("Xã Tân Hòa", "xã Tân Hòa"), ("Sở Tài chính", "Sở Tài chính"), ("Phòng họp  số 1", "phòng họp số 1")],
)
def test_names_inside_a_sentence(name: str, written: str) -> None:
    assert inside_sentence(name) == written


def test_the_command_loads_lists_and_removes(cast: Cast, tmp_path: Path) -> None:
    file, out = tmp_path / "tu-vung.json", StringIO()
    file.write_text('[{"text": "UBND", "heard": ["ủy ban nhân dân"]}, {"text": "Bàu Cạn"}]')
    call_command("lexicon", cast.province.name, load=file, tones="new", stdout=out)
    assert json.loads(out.getvalue())[1] == {"text": "UBND", "heard": ["ủy ban nhân dân"]}
    assert Writing.objects.get().tones == Tones.NEW
    call_command("lexicon", cast.province.name, remove=["Bàu Cạn"], stdout=StringIO())
    assert [entry.text for entry in LexiconEntry.objects.all()] == ["UBND"]
    file.write_text('[{"text": "A", "said": []}]')
    with pytest.raises(CommandError):
        call_command("lexicon", cast.province.name, load=file, stdout=StringIO())
    with pytest.raises(CommandError):
        call_command("lexicon", "Không có", stdout=StringIO())
