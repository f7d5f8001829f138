"""Which service carries out which command. A command without a row here fails the build (tests)."""

from collections.abc import Callable
from typing import Any, get_args
from uuid import UUID

from meetings.agenda import arranging, breaks, settling
from meetings.agenda import services as agenda
from meetings.agenda.arranging import ItemText
from meetings.attendance import adjourning, branches, checkins, headcounts, notices, presence, seats
from meetings.attendance.checkins import CheckInOrder
from meetings.attendance.seats import SignIn
from meetings.contracts import commands as c
from meetings.contracts.attendance import CountRoom, MarkBranch
from meetings.contracts.base import Message
from meetings.contracts.interpretation import (
    AcceptChannelHandover,
    AskChannelHandover,
    CancelChannelHandover,
    SetRoomChannel,
    TakeChannel,
)
from meetings.contracts.messages import AnswerMessage, SendMessage, SwitchMailbox
from meetings.contracts.sessions import AdjournSession, OpenSession
from meetings.core.actor import Actor
from meetings.core.errors import DomainError
from meetings.core.journal import AlreadyDone, done_number
from meetings.interpreting import services as interpreting
from meetings.live.ids import read_id, read_moment
from meetings.live.question_commands import QUESTION_SERVICES
from meetings.messages import services as messages
from meetings.minutes import corrections, naming
from meetings.screens import services as screens
from meetings.screens.services import Showing
from meetings.speaking import absence, chairing, timing
from meetings.speaking import services as speaking
from meetings.speaking.services import FloorTarget
from meetings.voting import hands
from meetings.voting import services as voting
from meetings.voting.ballots import BallotOrder
from meetings.voting.services import Terms

Service = Callable[[Actor, UUID, Any], int]
"""Carries out a command and returns its journal number."""

COMMAND_CLASSES: tuple[type[Message], ...] = get_args(get_args(c.Command)[0])
COMMAND_NAMES = frozenset(str(command.model_fields["name"].default) for command in COMMAND_CLASSES)


def _open_meeting(actor: Actor, meeting_id: UUID, _command: c.OpenMeeting) -> int:
    return agenda.open_meeting(actor=actor, meeting_id=meeting_id)


def _close_meeting(actor: Actor, meeting_id: UUID, command: c.CloseMeeting) -> int:
    return agenda.close_meeting(actor=actor, meeting_id=meeting_id, sign_out=command.sign_out)


def _open_item(actor: Actor, meeting_id: UUID, command: c.OpenItem) -> int:
    return agenda.open_item(actor=actor, meeting_id=meeting_id, item_id=read_id(command.item_id))


def _close_item(actor: Actor, meeting_id: UUID, command: c.CloseItem) -> int:
    return agenda.close_item(actor=actor, meeting_id=meeting_id, item_id=read_id(command.item_id))


def _settle_item(actor: Actor, meeting_id: UUID, command: c.SettleItem) -> int:
    item_id = read_id(command.item_id)
    return settling.settle_item(actor=actor, meeting_id=meeting_id, item_id=item_id, outcome=command.outcome)


def _insert_item(actor: Actor, meeting_id: UUID, command: c.InsertItem) -> int:
    text = ItemText(command.title, command.presenter, command.planned_minutes)
    before_id = read_id(command.before_id) if command.before_id else None
    return arranging.insert_item(actor=actor, meeting_id=meeting_id, text=text, before_id=before_id)


def _arrange_item(actor: Actor, meeting_id: UUID, command: c.ArrangeItem) -> int:
    before_id = read_id(command.before_id) if command.before_id else None
    item_id = read_id(command.item_id)
    session_id = read_id(command.session_id) if command.session_id else None
    return arranging.arrange_item(
        actor=actor, meeting_id=meeting_id, item_id=item_id, before_id=before_id, session_id=session_id
    )


def _start_break(actor: Actor, meeting_id: UUID, command: c.StartBreak) -> int:
    return breaks.start_break(actor=actor, meeting_id=meeting_id, minutes=command.minutes)


def _end_break(actor: Actor, meeting_id: UUID, _command: c.EndBreak) -> int:
    return breaks.end_break(actor=actor, meeting_id=meeting_id)


def _adjourn_session(actor: Actor, meeting_id: UUID, command: AdjournSession) -> int:
    resumes_at = read_moment(command.resumes_at) if command.resumes_at else None
    return adjourning.adjourn_session(
        actor=actor, meeting_id=meeting_id, resumes_at=resumes_at, finish=command.finish_item
    )


def _open_session(actor: Actor, meeting_id: UUID, _command: OpenSession) -> int:
    return adjourning.open_session(actor=actor, meeting_id=meeting_id)


def _check_in(actor: Actor, meeting_id: UUID, command: c.CheckIn) -> int:
    order = check_in_order(actor, command, None)
    return checkins.check_in(actor=actor, meeting_id=meeting_id, room_id=order.room_id)


def _leave_meeting(actor: Actor, meeting_id: UUID, _command: c.LeaveMeeting) -> int:
    return presence.leave_meeting(actor=actor, meeting_id=meeting_id)


def _mark_attendance(actor: Actor, meeting_id: UUID, command: c.MarkAttendance) -> int:
    return presence.mark_attendance(
        actor=actor,
        meeting_id=meeting_id,
        person_id=read_id(command.person_id),
        present=command.present,
        room_id=read_id(command.room_id) if command.room_id else None,
    )


def _note_absence(actor: Actor, meeting_id: UUID, command: c.NoteAbsence) -> int:
    person_id = read_id(command.person_id)
    return presence.note_absence(actor=actor, meeting_id=meeting_id, person_id=person_id, ground=command.ground)


def _mark_branch(actor: Actor, meeting_id: UUID, command: MarkBranch) -> int:
    room_id = read_id(command.room_id) if command.room_id else None
    return branches.mark_branch(actor=actor, meeting_id=meeting_id, unit_id=read_id(command.unit_id), room_id=room_id)


def _count_room(actor: Actor, meeting_id: UUID, command: CountRoom) -> int:
    room_id = read_id(command.room_id)
    return headcounts.count_room(actor=actor, meeting_id=meeting_id, room_id=room_id, people=command.people)


def _request_speech(actor: Actor, meeting_id: UUID, command: c.RequestSpeech) -> int:
    return speaking.request_speech(actor=actor, meeting_id=meeting_id, subject=command.subject, kind=command.kind)


def _withdraw_speech(actor: Actor, meeting_id: UUID, command: c.WithdrawSpeech) -> int:
    return speaking.withdraw_speech(actor=actor, meeting_id=meeting_id, request_id=command.request_id)


def _move_request(actor: Actor, meeting_id: UUID, command: c.MoveRequest) -> int:
    return speaking.move_request(
        actor=actor, meeting_id=meeting_id, request_id=command.request_id, before_id=command.before_id
    )


def _set_speech_limit(actor: Actor, meeting_id: UUID, command: c.SetSpeechLimit) -> int:
    return timing.set_speech_limit(
        actor=actor,
        meeting_id=meeting_id,
        item_id=read_id(command.item_id) if command.item_id else None,
        person_id=read_id(command.person_id) if command.person_id else None,
        limit_s=command.limit_s,
        remove=command.remove,
    )


def _give_floor(actor: Actor, meeting_id: UUID, command: c.GiveFloor) -> int:
    target = FloorTarget(command.request_id, command.person_id, command.room_id)
    return speaking.give_floor(
        actor=actor, meeting_id=meeting_id, target=target, limit_s=command.limit_s, by_rule=command.by_rule
    )


def _extend_floor(actor: Actor, meeting_id: UUID, command: c.ExtendFloor) -> int:
    return timing.extend_floor(actor=actor, meeting_id=meeting_id, seconds=command.seconds)


def _pause_floor(actor: Actor, meeting_id: UUID, command: c.PauseFloor) -> int:
    return timing.pause_floor(actor=actor, meeting_id=meeting_id, turn_id=command.turn_id)


def _resume_floor(actor: Actor, meeting_id: UUID, command: c.ResumeFloor) -> int:
    return timing.resume_floor(actor=actor, meeting_id=meeting_id, turn_id=command.turn_id)


def _take_floor(actor: Actor, meeting_id: UUID, command: c.TakeFloor) -> int:
    return speaking.take_floor(actor=actor, meeting_id=meeting_id, turn_id=command.turn_id)


def _mute_all(actor: Actor, meeting_id: UUID, _command: c.MuteAll) -> int:
    return speaking.mute_all(actor=actor, meeting_id=meeting_id)


def _open_poll(actor: Actor, meeting_id: UUID, command: c.OpenPoll) -> int:
    return voting.open_poll(
        actor=actor,
        meeting_id=meeting_id,
        item_id=command.item_id,
        question=command.question,
        motion=command.motion,
        terms=Terms(command.way, command.paper_id, command.seconds, command.closes_itself, command.options),
        prepared_id=command.prepared_id,
    )


def _close_poll(actor: Actor, meeting_id: UUID, command: c.ClosePoll) -> int:
    return voting.close_poll(actor=actor, meeting_id=meeting_id, poll_id=command.poll_id)


def _count_hands(actor: Actor, meeting_id: UUID, command: c.CountHands) -> int:
    return hands.count_hands(
        actor=actor,
        meeting_id=meeting_id,
        poll_id=read_id(command.poll_id),
        room_id=read_id(command.room_id),
        raised=hands.Raised(command.yes, command.no, command.abstain, command.options),
    )


def _end_sign_in(actor: Actor, meeting_id: UUID, command: c.EndSignIn) -> int:
    return seats.end_sign_in(actor=actor, meeting_id=meeting_id, person_id=read_id(command.person_id))


def _hand_over_chair(actor: Actor, meeting_id: UUID, command: c.HandOverChair) -> int:
    return chairing.hand_over_chair(actor=actor, meeting_id=meeting_id, person_id=read_id(command.person_id))


def _take_back_chair(actor: Actor, meeting_id: UUID, _command: c.TakeBackChair) -> int:
    return chairing.take_back_chair(actor=actor, meeting_id=meeting_id)


def _notify_unit(actor: Actor, meeting_id: UUID, command: c.NotifyUnit) -> int:
    unit_id = read_id(command.unit_id)
    return notices.notify_unit(actor=actor, meeting_id=meeting_id, unit_id=unit_id, text=command.text)


def _send_message(actor: Actor, meeting_id: UUID, command: SendMessage) -> int:
    return messages.send_message(actor=actor, meeting_id=meeting_id, mailbox=command.mailbox, text=command.text)


def _answer_message(actor: Actor, meeting_id: UUID, command: AnswerMessage) -> int:
    person_id = read_id(command.person_id)
    return messages.answer_message(
        actor=actor, meeting_id=meeting_id, mailbox=command.mailbox, person_id=person_id, text=command.text
    )


def _switch_mailbox(actor: Actor, meeting_id: UUID, command: SwitchMailbox) -> int:
    return messages.switch_mailbox(actor=actor, meeting_id=meeting_id, mailbox=command.mailbox, open_=command.open)


def _correct_caption(actor: Actor, meeting_id: UUID, command: c.CorrectCaption) -> int:
    segment_id = read_id(command.segment_id)
    return corrections.correct_caption(
        actor=actor, meeting_id=meeting_id, segment_id=segment_id, rev=command.rev, text=command.text
    )


def _name_speaker(actor: Actor, meeting_id: UUID, command: c.NameSpeaker) -> int:
    return naming.name_speaker(
        actor=actor,
        meeting_id=meeting_id,
        segment_id=read_id(command.segment_id),
        named=command.named,
        person_id=read_id(command.person_id) if command.person_id else None,
        stretch=command.stretch,
    )


def _take_over_chair(actor: Actor, meeting_id: UUID, _command: c.TakeOverChair) -> int:
    return absence.take_over_chair(actor=actor, meeting_id=meeting_id)


def _ask_channel_handover(actor: Actor, meeting_id: UUID, command: AskChannelHandover) -> int:
    return interpreting.ask_channel_handover(actor=actor, meeting_id=meeting_id, language=command.language)


def _accept_channel_handover(actor: Actor, meeting_id: UUID, command: AcceptChannelHandover) -> int:
    return interpreting.accept_channel_handover(
        actor=actor, meeting_id=meeting_id, language=command.language, asked_by=command.asked_by
    )


def _cancel_channel_handover(actor: Actor, meeting_id: UUID, command: CancelChannelHandover) -> int:
    return interpreting.cancel_channel_handover(actor=actor, meeting_id=meeting_id, language=command.language)


def _take_channel(actor: Actor, meeting_id: UUID, command: TakeChannel) -> int:
    return interpreting.take_channel(actor=actor, meeting_id=meeting_id, language=command.language)


def _set_room_channel(actor: Actor, meeting_id: UUID, command: SetRoomChannel) -> int:
    room_id = read_id(command.room_id)
    return interpreting.set_room_channel(actor=actor, meeting_id=meeting_id, room_id=room_id, language=command.language)


def _pin_screen(actor: Actor, meeting_id: UUID, command: c.PinScreen) -> int:
    paper_id = read_id(command.paper_id) if command.paper_id else None
    showing = Showing(command.view, paper_id, command.page) if command.view else None
    room_id = read_id(command.room_id) if command.room_id else None
    return screens.pin_screen(actor=actor, meeting_id=meeting_id, room_id=room_id, showing=showing)


SERVICES: dict[type[Message], Service] = {
    c.OpenMeeting: _open_meeting,
    c.CloseMeeting: _close_meeting,
    c.OpenItem: _open_item,
    c.CloseItem: _close_item,
    c.SettleItem: _settle_item,
    c.InsertItem: _insert_item,
    c.ArrangeItem: _arrange_item,
    c.StartBreak: _start_break,
    c.EndBreak: _end_break,
    AdjournSession: _adjourn_session,
    OpenSession: _open_session,
    c.CheckIn: _check_in,
    c.LeaveMeeting: _leave_meeting,
    c.MarkAttendance: _mark_attendance,
    c.NoteAbsence: _note_absence,
    MarkBranch: _mark_branch,
    CountRoom: _count_room,
    c.RequestSpeech: _request_speech,
    c.WithdrawSpeech: _withdraw_speech,
    c.MoveRequest: _move_request,
    c.SetSpeechLimit: _set_speech_limit,
    c.GiveFloor: _give_floor,
    c.ExtendFloor: _extend_floor,
    c.PauseFloor: _pause_floor,
    c.ResumeFloor: _resume_floor,
    c.TakeFloor: _take_floor,
    c.MuteAll: _mute_all,
    **QUESTION_SERVICES,
    c.OpenPoll: _open_poll,
    c.ClosePoll: _close_poll,
    c.CountHands: _count_hands,
    c.EndSignIn: _end_sign_in,
    c.NotifyUnit: _notify_unit,
    SendMessage: _send_message,
    AnswerMessage: _answer_message,
    SwitchMailbox: _switch_mailbox,
    c.CorrectCaption: _correct_caption,
    c.NameSpeaker: _name_speaker,
    c.HandOverChair: _hand_over_chair,
    c.TakeBackChair: _take_back_chair,
    c.TakeOverChair: _take_over_chair,
    AskChannelHandover: _ask_channel_handover,
    AcceptChannelHandover: _accept_channel_handover,
    CancelChannelHandover: _cancel_channel_handover,
    TakeChannel: _take_channel,
    SetRoomChannel: _set_room_channel,
    c.PinScreen: _pin_screen,
}
"""All commands but ``CastBallot``. Pages' ballots and check-ins go through the batching writers (``service.py``)."""


def carry_out(actor: Actor, meeting_id: UUID, command: c.Command) -> int:
    """Carry out a command once and return its journal number; raises the ``DomainError`` that refuses it."""
    try:
        return SERVICES[type(command)](actor, meeting_id, command)
    except AlreadyDone as done:
        return done.number
    except DomainError:
        # Whoever gave the conduct back may not do so again: what he did still stands when he asks again.
        number = done_number(meeting_id, actor)
        if number is None:
            raise
        return number


def ballot_order(actor: Actor, command: c.CastBallot) -> BallotOrder:
    """Return what the batching writer takes; raises ``NotFound`` for an unreadable id."""
    return BallotOrder(actor, read_id(command.poll_id), command.choice)


def check_in_order(actor: Actor, command: c.CheckIn, sign_in: SignIn | None) -> CheckInOrder:
    """Return what the batching writer takes; raises ``NotFound`` for an unreadable id."""
    return CheckInOrder(actor, read_id(command.room_id) if command.room_id else None, sign_in)
