"""Channels of interpretation: set up by the secretary, spoken on by those assigned, one voice at a time."""

from collections.abc import Callable
from uuid import UUID

import pytest

from meetings.accounts.models import Person
from meetings.attendance.services import Invitation, invite_people, remove_person
from meetings.contracts.events import ChannelsChanged
from meetings.contracts.media import PolicyChannel
from meetings.contracts.roles import Role
from meetings.core.errors import BadInput, BadState, DomainError, NotFound, Refused
from meetings.core.journal import PAYLOAD
from meetings.core.models import JournalEvent
from meetings.interpreting.lines import note_interpreter_lines
from meetings.interpreting.models import Interpreter
from meetings.interpreting.selectors import channels_state, interprets
from meetings.interpreting.services import (
    accept_channel_handover,
    ask_channel_handover,
    cancel_channel_handover,
    remove_channel,
    set_channel,
    set_room_channel,
    take_channel,
)
from meetings.live.feed import read_snapshot
from meetings.speaking.selectors import policy_for
from tests.browser import Browser, browser_of, text_of
from tests.cast import Cast, make_person

Booth = tuple[Cast, Person, Person]


@pytest.fixture
def booth(sitting: Cast) -> Booth:
    """The sitting with a channel «en», its two interpreters and nobody on air."""
    one = make_person("anh.nt", "Nguyễn Thu Anh", "Phiên dịch", sitting.province)
    two = make_person("bao.tq", "Trần Quốc Bảo", "Phiên dịch", sitting.province)
    invite(sitting, one, two)
    set_channel(
        actor=sitting.actor("secretary"), meeting_id=sitting.meeting.id, language="en", person_ids=[one.id, two.id]
    )
    return sitting, one, two


def invite(cast: Cast, *people: Person) -> None:
    invitations = [Invitation(person.id, Role.INTERPRETER, votes=False) for person in people]
    invite_people(actor=cast.actor("secretary"), meeting_id=cast.meeting.id, invitations=invitations)


def events(cast: Cast) -> list[ChannelsChanged]:
    rows = JournalEvent.objects.filter(meeting_id=cast.meeting.id, kind="channels_changed").order_by("number")
    payloads = [PAYLOAD.validate_json(row.payload) for row in rows]
    return [payload for payload in payloads if isinstance(payload, ChannelsChanged)]


def take(cast: Cast, person: Person) -> int:
    return take_channel(actor=cast.actor(person), meeting_id=cast.meeting.id, language="en")


def on_air(cast: Cast) -> tuple[PolicyChannel, ...]:
    return policy_for(cast.meeting).channels


def test_a_channel_is_state_event_and_policy(booth: Booth) -> None:
    cast, one, _two = booth
    (channel,) = channels_state(cast.meeting)
    assert (channel.language, channel.on_air, channel.asked_by) == ("en", None, None)
    assert [who.name for who in channel.interpreters] == ["Nguyễn Thu Anh", "Trần Quốc Bảo"]
    assert [(event.act, event.channels) for event in events(cast)] == [("set", (channel,))]
    assert read_snapshot(cast.meeting.id).state.channels == (channel,)
    assert on_air(cast) == (PolicyChannel(language="en", on_air=None),)
    take(cast, one)
    assert on_air(cast) == (PolicyChannel(language="en", on_air=f"person:{one.id}"),)
    assert f"person:{one.id}" not in policy_for(cast.meeting).open_microphones, "an interpreter is not on the floor"


def test_a_handover_is_asked_and_accepted(booth: Booth) -> None:
    cast, one, two = booth
    take(cast, one)
    ask_channel_handover(actor=cast.actor(two), meeting_id=cast.meeting.id, language="en")
    assert channels_state(cast.meeting)[0].asked_by == str(two.id)
    accept_channel_handover(actor=cast.actor(one), meeting_id=cast.meeting.id, language="en", asked_by=str(two.id))
    assert on_air(cast)[0].on_air == f"person:{two.id}"
    assert [event.act for event in events(cast)] == ["set", "taken", "asked", "handed_over"]
    ask_channel_handover(actor=cast.actor(two), meeting_id=cast.meeting.id, language="en")
    cancel_channel_handover(actor=cast.actor(one), meeting_id=cast.meeting.id, language="en")
    assert channels_state(cast.meeting)[0].asked_by is None


def test_whoever_is_on_air_keeps_it_while_he_has_a_line(booth: Booth) -> None:
    cast, one, two = booth
    take(cast, one)
    with pytest.raises(BadState, match="đang lên sóng") as refused:
        take(cast, two)
    assert refused.value.code == "on_air_there"
    note_interpreter_lines({cast.meeting.id: {f"person:{two.id}"}})
    take(cast, two)
    assert on_air(cast)[0].on_air == f"person:{two.id}"
    note_interpreter_lines({cast.meeting.id: {f"person:{one.id}", f"person:{two.id}"}})
    assert not Interpreter.objects.exclude(away_since=None).exists()


@pytest.mark.parametrize("who", ["chair", "secretary", "delegate", "guest", "technician", "observer"])
def test_nobody_else_speaks_on_a_channel(booth: Booth, who: str) -> None:
    cast, one, _two = booth
    take(cast, one)
    acts: list[Callable[..., int]] = [ask_channel_handover, cancel_channel_handover, take_channel]
    for act in acts:
        with pytest.raises(Refused):
            act(actor=cast.actor(who), meeting_id=cast.meeting.id, language="en")
    with pytest.raises(Refused):
        accept_channel_handover(actor=cast.actor(who), meeting_id=cast.meeting.id, language="en", asked_by="x")
    assert not interprets(cast.actor(who), cast.meeting.id)


def test_an_interpreter_without_the_assignment_is_refused(booth: Booth) -> None:
    cast, one, _two = booth
    three = make_person("chi.lk", "Lê Kim Chi", "Phiên dịch", cast.province)
    invite(cast, three)
    with pytest.raises(Refused, match="không được phân công"):
        take(cast, three)
    with pytest.raises(NotFound):
        take_channel(actor=cast.actor(one), meeting_id=cast.meeting.id, language="fr")
    assert interprets(cast.actor(one), cast.meeting.id) and not interprets(cast.actor(three), cast.meeting.id)


def test_who_is_no_interpreter_any_more_is_off_the_air(booth: Booth) -> None:
    cast, one, two = booth
    take(cast, one)
    ask_channel_handover(actor=cast.actor(two), meeting_id=cast.meeting.id, language="en")
    invite_people(
        actor=cast.actor("secretary"),
        meeting_id=cast.meeting.id,
        invitations=[Invitation(one.id, Role.GUEST, votes=False)],
    )
    (channel,) = channels_state(cast.meeting)
    assert [who.person_id for who in channel.interpreters] == [str(two.id)]
    assert (channel.on_air, channel.asked_by, on_air(cast)[0].on_air) == (None, None, None)
    assert events(cast)[-1].channels == (channel,)
    remove_person(actor=cast.actor("secretary"), meeting_id=cast.meeting.id, person_id=two.id)
    assert events(cast)[-1].channels == channels_state(cast.meeting)
    assert channels_state(cast.meeting)[0].interpreters == ()


@pytest.mark.parametrize("who", ["chair", "delegate", "technician"])
def test_only_the_secretary_sets_channels_up(booth: Booth, who: str) -> None:
    cast, _one, _two = booth
    with pytest.raises(Refused):
        set_channel(actor=cast.actor(who), meeting_id=cast.meeting.id, language="fr", person_ids=[])
    with pytest.raises(Refused):
        remove_channel(actor=cast.actor(who), meeting_id=cast.meeting.id, language="en")


def test_what_cannot_be_set_up_is_said(booth: Booth) -> None:
    cast, one, _two = booth

    def refusal(language: str, *people: UUID) -> str:
        with pytest.raises(DomainError) as found:
            set_channel(
                actor=cast.actor("secretary"), meeting_id=cast.meeting.id, language=language, person_ids=list(people)
            )
        assert isinstance(found.value, BadInput)
        return found.value.code

    assert refusal("xx") == "bad_language"
    assert refusal("fr", one.id) == "has_a_channel"
    assert refusal("fr", cast.guest.id) == "not_an_interpreter"
    assert len(channels_state(cast.meeting)) == 1


def test_the_technician_chooses_what_a_room_plays(booth: Booth) -> None:
    cast, _one, _two = booth

    def choose(who: str, room_id: UUID, language: str | None) -> None:
        set_room_channel(actor=cast.actor(who), meeting_id=cast.meeting.id, room_id=room_id, language=language)

    choose("technician", cast.tan_hoa.id, "en")
    assert channels_state(cast.meeting)[0].rooms == (str(cast.tan_hoa.id),)
    assert (events(cast)[-1].act, events(cast)[-1].channels) == ("room", channels_state(cast.meeting))
    choose("technician", cast.tan_hoa.id, None)
    assert channels_state(cast.meeting)[0].rooms == ()
    for who in ("chair", "secretary", "delegate"):
        with pytest.raises(Refused):
            choose(who, cast.tan_hoa.id, "en")
    with pytest.raises(NotFound):
        choose("technician", cast.far_room.id, "en")
    with pytest.raises(NotFound):
        choose("technician", cast.tan_hoa.id, "fr")


@pytest.fixture
def secretary(booth: Booth) -> Browser:
    return browser_of(booth[0].secretary)


def test_the_editor_sets_channels_up(booth: Booth, secretary: Browser) -> None:
    cast, one, two = booth
    address = f"/chuan-bi/{cast.meeting.id}/phien-dich/"
    assert "Nguyễn Thu Anh" in text_of(secretary.get(address))
    assert "Tiếng Pháp (French)" in text_of(secretary.post(address, {"language": "fr"}, fragment=True))
    answer = secretary.post(address, {"language": "en", "person": [str(two.id)]}, fragment=True)
    assert "Đã lưu" in text_of(answer)
    secretary.post(address, {"language": "fr", "person": [str(one.id)]}, fragment=True)
    assert [[who.name for who in channel.interpreters] for channel in channels_state(cast.meeting)] == [
        ["Trần Quốc Bảo"],
        ["Nguyễn Thu Anh"],
    ]
    answer = secretary.post(address, {"language": "fr", "person": [str(two.id)]}, fragment=True)
    assert answer.status_code == 422 and "đã được phân công ở kênh khác" in text_of(answer)
    secretary.post(f"{address}en/bo/", fragment=True)
    assert [channel.language for channel in channels_state(cast.meeting)] == ["fr"]
    assert secretary.post(f"{address}en/bo/", fragment=True).status_code == 422


def test_the_console_is_for_interpreters(booth: Booth) -> None:
    cast, one, _two = booth
    address = f"/hop/{cast.meeting.id}/phien-dich/"
    assert browser_of(one).get(address).status_code == 200
    assert browser_of(cast.chair).get(address).status_code == 403
    assert f'href="{address}"' in browser_of(one).get("/").content.decode()
