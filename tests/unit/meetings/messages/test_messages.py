"""Messages: to the secretariat, the chair, one's unit; answered; switched off; limited; kept with the meeting."""

import pytest

from meetings.agenda.services import close_meeting
from meetings.attendance.services import Invitation, invite_people
from meetings.contracts.audience import Viewer
from meetings.contracts.messages import LONGEST, Mailbox
from meetings.contracts.roles import Role
from meetings.core import journal
from meetings.core.errors import BadInput, BadState, NotFound, Refused
from meetings.core.journal import AlreadyDone
from meetings.core.models import JournalEvent
from meetings.messages.models import Letter
from meetings.messages.selectors import letters_for, letters_of
from meetings.messages.services import MOST_A_MINUTE, answer_message, send_message, switch_mailbox
from tests.cast import make_person


def write(cast, name="delegate", mailbox=Mailbox.SECRETARIAT, text="Xin gửi lại tài liệu", command=None):
    return send_message(actor=cast.actor(name, command), meeting_id=cast.meeting.id, mailbox=mailbox, text=text)


def answer(cast, who, mailbox=Mailbox.SECRETARIAT, to="delegate", text="Đã gửi"):
    person = cast.named(to)
    return answer_message(
        actor=cast.actor(who), meeting_id=cast.meeting.id, mailbox=mailbox, person_id=person.id, text=text
    )


def read_by(cast, person, role, unit=None) -> list[str]:
    viewer = Viewer(peer_id="", role=role, person_id=str(person.id), unit_id=str(unit.id) if unit else None)
    return [letter.text for letter in letters_for(letters_of(cast.meeting.id), viewer)]


def test_question_and_answer_reach_both_sides_and_nobody_else(sitting):
    write(sitting)
    answer(sitting, "secretary")
    talk = ["Xin gửi lại tài liệu", "Đã gửi"]
    assert read_by(sitting, sitting.named("delegate"), Role.DELEGATE) == talk
    assert read_by(sitting, sitting.secretary, Role.SECRETARY) == talk
    for person, role in ((sitting.chair, Role.CHAIR), (sitting.delegates[0], Role.DELEGATE)):
        assert read_by(sitting, person, role) == []
    last = journal.event_message(JournalEvent.objects.filter(kind="letter_sent").latest("number")).payload.letter
    assert (last.writer, last.with_name) == ("Trần Thị Mai", "Phạm Thị Lan")


def test_ones_own_unit_alone(sitting):
    unit = sitting.communes["Tân Hòa"]
    write(sitting, mailbox=Mailbox.UNIT, text="Đoàn mình họp lại")
    friend = make_person("ban.dx", "Bạn Đoàn Xã", "", unit)
    assert read_by(sitting, friend, Role.GUEST, unit) == ["Đoàn mình họp lại"]
    assert read_by(sitting, sitting.secretary, Role.SECRETARY, sitting.province) == []


def test_each_keeper_answers_his_own_mailbox(sitting):
    with pytest.raises(Refused):
        answer(sitting, "secretary", Mailbox.CHAIR)
    with pytest.raises(Refused):
        answer(sitting, "chair", Mailbox.SECRETARIAT)
    with pytest.raises(Refused):
        answer(sitting, "delegate")
    with pytest.raises(NotFound):
        answer(sitting, "secretary", to="outsider")
    with pytest.raises(BadInput, match="phụ trách"):
        write(sitting, "secretary")


def test_a_mailbox_is_switched_off_and_on_and_both_stand_in_the_journal(sitting):
    chair, meeting_id = sitting.actor("chair"), sitting.meeting.id
    switch_mailbox(actor=chair, meeting_id=meeting_id, mailbox=Mailbox.CHAIR, open_=False)
    with pytest.raises(BadState, match="đã tắt"):
        write(sitting, mailbox=Mailbox.CHAIR)
    write(sitting)
    answer(sitting, "chair", Mailbox.CHAIR)
    with pytest.raises(BadState, match="đang tắt rồi"):
        switch_mailbox(actor=chair, meeting_id=meeting_id, mailbox=Mailbox.CHAIR, open_=False)
    switch_mailbox(actor=chair, meeting_id=meeting_id, mailbox=Mailbox.CHAIR, open_=True)
    write(sitting, mailbox=Mailbox.CHAIR)
    assert JournalEvent.objects.filter(kind="mailbox_switched").count() == 2
    with pytest.raises(Refused):
        switch_mailbox(actor=sitting.actor("secretary"), meeting_id=meeting_id, mailbox=Mailbox.UNIT, open_=False)


def test_too_much_too_long_too_late(sitting):
    for _message in range(MOST_A_MINUTE):
        write(sitting)
    with pytest.raises(BadState, match="trong một phút"):
        write(sitting)
    write(sitting, "remote delegate")
    with pytest.raises(BadInput, match="rút ngắn"):
        write(sitting, "remote delegate", text="x" * (LONGEST + 1))
    with pytest.raises(BadInput, match="nhập lời"):
        write(sitting, "remote delegate", text="  ")
    close_meeting(actor=sitting.actor("chair"), meeting_id=sitting.meeting.id)
    with pytest.raises(BadState, match="bế mạc"):
        write(sitting, "remote delegate")


def test_the_same_command_counts_once(sitting):
    write(sitting, command="lenh-1")
    with pytest.raises(AlreadyDone):
        write(sitting, command="lenh-1")
    assert Letter.objects.count() == 1


def test_who_may_not_write(sitting):
    auditor = make_person("kt", "Người Kiểm Tra", "", sitting.province)
    invitation = Invitation(auditor.id, Role.AUDITOR, False)
    invite_people(actor=sitting.actor("secretary"), meeting_id=sitting.meeting.id, invitations=[invitation])
    for who in (auditor, sitting.outsider):
        with pytest.raises((Refused, NotFound)):
            send_message(
                actor=sitting.actor(who), meeting_id=sitting.meeting.id, mailbox=Mailbox.CHAIR, text="Xin phép"
            )
    nobodys = make_person("le", "Người Lẻ", "", None)
    invite_people(
        actor=sitting.actor("secretary"),
        meeting_id=sitting.meeting.id,
        invitations=[Invitation(nobodys.id, Role.GUEST, False)],
    )
    with pytest.raises(BadState, match="đơn vị"):
        send_message(actor=sitting.actor(nobodys), meeting_id=sitting.meeting.id, mailbox=Mailbox.UNIT, text="Chào")
