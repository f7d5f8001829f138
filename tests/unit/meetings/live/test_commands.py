"""Every command has a service, a permission of its name, and is refused to every role that lacks it."""

from typing import get_args
from uuid import UUID, uuid4

import pytest

from meetings.accounts.models import Person
from meetings.agenda.models import Participation
from meetings.contracts import commands as c
from meetings.contracts.attendance import CountRoom, MarkBranch
from meetings.contracts.interpretation import (
    AcceptChannelHandover,
    AskChannelHandover,
    CancelChannelHandover,
    SetRoomChannel,
    TakeChannel,
)
from meetings.contracts.messages import AnswerMessage, SendMessage, SwitchMailbox
from meetings.contracts.questions import (
    AskFollowUp,
    AskQuestion,
    GiveQuestionFloor,
    MoveQuestion,
    SettleQuestion,
    WithdrawFollowUp,
    WithdrawQuestion,
)
from meetings.contracts.roles import Role
from meetings.core.actor import Actor
from meetings.core.errors import DomainError, NotFound, Refused
from meetings.core.journal import last_number
from meetings.core.permissions import Permission, Standing, allows
from meetings.live.commands import COMMAND_CLASSES, COMMAND_NAMES, SERVICES, ballot_order, carry_out
from meetings.live.identity import Identity, you_state
from meetings.voting.ballots import cast_ballots
from meetings.voting.models import Poll
from tests.cast import Cast

SAMPLES: dict[type, dict[str, object]] = {
    c.OpenItem: {"item_id": str(uuid4())},
    c.CloseItem: {"item_id": str(uuid4())},
    c.WithdrawSpeech: {"request_id": str(uuid4())},
    c.GiveFloor: {"room_id": str(uuid4())},
    c.ExtendFloor: {"seconds": 60},
    c.SettleItem: {"item_id": str(uuid4()), "outcome": "read"},
    c.InsertItem: {"title": "Mục bổ sung", "planned_minutes": 10},
    c.ArrangeItem: {"item_id": str(uuid4())},
    c.StartBreak: {"minutes": 10},
    c.MoveRequest: {"request_id": str(uuid4())},
    c.PauseFloor: {"turn_id": str(uuid4())},
    c.ResumeFloor: {"turn_id": str(uuid4())},
    c.TakeFloor: {"turn_id": str(uuid4())},
    c.MarkAttendance: {"person_id": str(uuid4()), "present": False},
    c.NoteAbsence: {"person_id": str(uuid4()), "ground": "excused"},
    MarkBranch: {"unit_id": str(uuid4())},
    CountRoom: {"room_id": str(uuid4()), "people": 12},
    c.OpenPoll: {"question": "Có đồng ý không?"},
    c.ClosePoll: {"poll_id": str(uuid4())},
    c.EndSignIn: {"person_id": str(uuid4())},
    c.HandOverChair: {"person_id": str(uuid4())},
    AskChannelHandover: {"language": "en"},
    AcceptChannelHandover: {"language": "en", "asked_by": str(uuid4())},
    CancelChannelHandover: {"language": "en"},
    TakeChannel: {"language": "en"},
    SetRoomChannel: {"room_id": str(uuid4()), "language": None},
    c.PinScreen: {"view": None},
    c.NotifyUnit: {"unit_id": str(uuid4()), "text": "Xin mời điểm danh"},
    AskQuestion: {"item_id": str(uuid4()), "to_id": str(uuid4()), "subject": "Thu ngân sách"},
    WithdrawQuestion: {"question_id": str(uuid4())},
    AskFollowUp: {"question_id": str(uuid4())},
    WithdrawFollowUp: {"follow_up_id": str(uuid4())},
    GiveQuestionFloor: {"question_id": str(uuid4()), "step": "question"},
    MoveQuestion: {"question_id": str(uuid4())},
    SettleQuestion: {"question_id": str(uuid4()), "outcome": "answered"},
    SendMessage: {"mailbox": "secretariat", "text": "Xin tài liệu"},
    AnswerMessage: {"mailbox": "secretariat", "person_id": str(uuid4()), "text": "Đã gửi"},
    SwitchMailbox: {"mailbox": "unit", "open": False},
    c.NameSpeaker: {"segment_id": str(uuid4()), "named": 0, "person_id": None},
    c.CorrectCaption: {"segment_id": str(uuid4()), "rev": 1, "text": "Đường truyền ổn định."},
    c.CountHands: {"poll_id": str(uuid4()), "room_id": str(uuid4()), "yes": 1, "no": 0, "abstain": 0},
    c.CastBallot: {"poll_id": str(uuid4()), "choice": "yes"},
}
REFUSED = {
    command: [role for role in Role if not allows(role, Permission(command.model_fields["name"].default))]
    for command in COMMAND_CLASSES
}


def actor_of(cast: Cast, role: Role) -> Actor:
    people = {
        Role.CHAIR: cast.chair,
        Role.SECRETARY: cast.secretary,
        Role.DELEGATE: cast.delegates[0],
        Role.GUEST: cast.guest,
        Role.OBSERVER: cast.observer,
        Role.TECHNICIAN: cast.technician,
    }
    if role == Role.ROOM:
        return cast.kiosk(cast.hall)
    return cast.actor(people[role] if role in people else somebody_as(cast, role))


def somebody_as(cast: Cast, role: Role) -> Person:
    """Return somebody with a role that the cast has not: checked in, entitled to vote as far as the table goes."""
    person, _new = Person.objects.get_or_create(username=f"as-{role}", defaults={"full_name": f"Người {role}"})
    votes = allows(role, Permission.CAST_BALLOT)
    Participation.objects.get_or_create(
        meeting=cast.meeting, person=person, defaults={"role": role, "votes": votes, "present": True}
    )
    return person


def act(actor: Actor, meeting_id: UUID, command: object) -> object:
    if isinstance(command, c.CastBallot):
        (outcome,) = cast_ballots(meeting_id=meeting_id, orders=[ballot_order(actor, command)])
        if isinstance(outcome, DomainError):
            raise outcome
        return outcome
    return carry_out(actor, meeting_id, command)


def test_every_command_has_a_service_and_a_permission_of_its_name():
    assert set(COMMAND_CLASSES) == set(SERVICES) | {c.CastBallot}
    assert COMMAND_CLASSES == get_args(get_args(c.Command)[0])
    for name in COMMAND_NAMES:
        assert Permission(name)


def test_every_command_is_refused_to_some_role_or_is_for_all_people():
    assert all(REFUSED[command] for command in COMMAND_CLASSES)


@pytest.mark.parametrize("command", COMMAND_CLASSES, ids=lambda value: value.__name__)
def test_roles_without_the_permission_are_refused(sitting: Cast, command: type):
    sample = SAMPLES.get(command, {})
    if command is c.CastBallot:
        chair = sitting.actor(sitting.chair)
        carry_out(chair, sitting.meeting.id, c.OpenPoll(question="Có đồng ý không?"))
        sample = {"poll_id": str(Poll.objects.get().id), "choice": "yes"}
    before = last_number(sitting.meeting.id)
    for role in REFUSED[command]:
        # A kiosk is nobody in a vote by name: it is not even looked for among the members.
        with pytest.raises(NotFound if (command, role) == (c.CastBallot, Role.ROOM) else Refused):
            act(actor_of(sitting, role), sitting.meeting.id, command.model_validate(sample))
    assert last_number(sitting.meeting.id) == before


@pytest.mark.parametrize("command", COMMAND_CLASSES, ids=lambda value: value.__name__)
def test_outsiders_learn_nothing(sitting: Cast, command: type):
    message = command.model_validate(SAMPLES.get(command, {}))
    with pytest.raises(NotFound):
        act(sitting.actor(sitting.outsider), sitting.meeting.id, message)
    with pytest.raises(NotFound):
        act(sitting.kiosk(sitting.far_room), sitting.meeting.id, message)


def test_a_page_is_told_exactly_the_commands_of_its_role(sitting: Cast):
    for role in Role:
        actor = actor_of(sitting, role)
        identity = Identity("peer", sitting.meeting.id, actor, Standing(role), "Tên", "", "key", None)
        you = you_state(identity)
        assert set(you.commands) == {name for name in COMMAND_NAMES if allows(role, Permission(name))}
        assert you.may_publish == allows(role, Permission.PUBLISH_MEDIA)


def test_a_repeated_command_returns_the_same_number(sitting: Cast):
    actor = sitting.actor(sitting.guest, "command-1")
    first = carry_out(actor, sitting.meeting.id, c.RequestSpeech(subject="một"))
    assert carry_out(actor, sitting.meeting.id, c.RequestSpeech(subject="một")) == first
    assert last_number(sitting.meeting.id) == first


def test_unreadable_ids_are_not_found(sitting: Cast):
    chair = sitting.actor(sitting.chair)
    for command in (c.OpenItem(item_id="x"), c.CheckIn(room_id="x"), c.ClosePoll(poll_id="x"), c.GiveFloor(room_id="")):
        with pytest.raises(NotFound):
            carry_out(chair, sitting.meeting.id, command)
    with pytest.raises(NotFound):
        ballot_order(chair, c.CastBallot(poll_id="x", choice="yes"))
