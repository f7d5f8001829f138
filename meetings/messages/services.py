"""Writes of messages: send, answer, switch a mailbox off. They stay with the meeting and in its journal."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from meetings.accounts.models import Person
from meetings.agenda.models import Meeting
from meetings.agenda.selectors import Place, get_meeting_for, get_place_for
from meetings.contracts.messages import LONGEST, LetterSent, Mailbox, MailboxSwitched
from meetings.contracts.state import MeetingStatus
from meetings.core import clock, journal
from meetings.core.actor import Actor
from meetings.core.errors import BadInput, BadState, NotFound, Refused
from meetings.core.permissions import Permission
from meetings.messages.models import ClosedMailbox, Letter
from meetings.messages.selectors import KEEPERS, audience_of, closed_mailboxes, letter_state

LIVING = (MeetingStatus.CONVENED, MeetingStatus.OPEN)
MOST_A_MINUTE = 6
"""Messages that one participant may send within a minute; answers are not counted."""


def send_message(*, actor: Actor, meeting_id: UUID, mailbox: Mailbox, text: str) -> int:
    """Write to the secretariat, the chair or one's own unit; returns the journal number."""
    words = _checked(text)
    with _writing(actor, meeting_id, Permission.SEND_MESSAGE) as (act, place):
        if mailbox in closed_mailboxes(meeting_id):
            raise BadState(_("Chủ trì đã tắt kênh này nên tin chưa được gửi."), code="mailbox_closed")
        if KEEPERS.get(mailbox) == place.role:
            raise BadInput(_("Đồng chí đang phụ trách hộp thư này; hãy chọn người để trả lời."), code="own_mailbox")
        unit = place.participation.person.unit if place.participation.person else None
        if mailbox == Mailbox.UNIT and unit is None:
            raise BadState(_("Đồng chí chưa được xếp vào đơn vị nào nên chưa nhắn đoàn mình được."), code="no_unit")
        _refuse_flood(actor, meeting_id)
        letter = Letter(mailbox=mailbox, unit=unit) if mailbox == Mailbox.UNIT else Letter(mailbox=mailbox)
        if mailbox != Mailbox.UNIT:
            letter.person_id = actor.id
        return _send(act, place.meeting, actor, letter, words)


def answer_message(*, actor: Actor, meeting_id: UUID, mailbox: Mailbox, person_id: UUID, text: str) -> int:
    """Write to a participant as the secretariat or the chair, also while the mailbox is switched off."""
    words = _checked(text)
    with _writing(actor, meeting_id, Permission.ANSWER_MESSAGE) as (act, place):
        if KEEPERS.get(mailbox) != place.role:
            raise Refused(_("Chỉ người phụ trách hộp thư này trả lời được."))
        if not place.meeting.participations.filter(person_id=person_id).exists():
            raise NotFound(_("Người này không có trong thành phần cuộc họp. Tin chưa được gửi."))
        return _send(act, place.meeting, actor, Letter(mailbox=mailbox, person_id=person_id), words)


def switch_mailbox(*, actor: Actor, meeting_id: UUID, mailbox: Mailbox, open_: bool) -> int:
    """Switch a mailbox off or on again; what was written stays."""
    with _writing(actor, meeting_id, Permission.SWITCH_MAILBOX) as (act, place):
        closed = ClosedMailbox.objects.filter(meeting=place.meeting, mailbox=mailbox)
        if closed.exists() != open_:
            words = _("Kênh này đang bật rồi.") if open_ else _("Kênh này đang tắt rồi.")
            raise BadState(words, code="already_so")
        if open_:
            closed.delete()
        else:
            ClosedMailbox.objects.create(meeting=place.meeting, mailbox=mailbox)
        return act.record(MailboxSwitched(mailbox=mailbox, open=open_, closed=closed_mailboxes(meeting_id)))


@contextmanager
def _writing(actor: Actor, meeting_id: UUID, permission: Permission) -> Iterator[tuple[journal.Act, Place]]:
    """Open an act in a meeting that was convened and is not closed; the right is asked before the lock too."""
    get_meeting_for(actor, meeting_id, permission)
    with journal.act(meeting_id=meeting_id, actor=actor) as act:
        place = get_place_for(actor, meeting_id, permission)
        if place.meeting.status not in LIVING:
            raise BadState(_("Chỉ nhắn tin từ lúc triệu tập đến khi bế mạc. Tin chưa được gửi."), code="not_in_session")
        yield act, place


def _checked(text: str) -> str:
    words = text.strip()
    if not words:
        raise BadInput(_("Hãy nhập lời nhắn."), code="text_missing")
    if len(words) > LONGEST:
        raise BadInput(
            _("Tin dài nhất %(most)s chữ; tin này có %(count)s. Hãy rút ngắn rồi gửi lại.")
            % {"most": LONGEST, "count": len(words)},
            code="text_long",
        )
    return words


def _refuse_flood(actor: Actor, meeting_id: UUID) -> None:
    lately = clock.now() - timedelta(minutes=1)
    sent = Letter.objects.filter(meeting_id=meeting_id, writer_id=actor.id, sent_at__gt=lately).count()
    if sent >= MOST_A_MINUTE:
        raise BadState(
            _("Đồng chí đã gửi %(most)s tin trong một phút. Tin này chưa gửi; hãy chờ một lát rồi gửi lại.")
            % {"most": MOST_A_MINUTE},
            code="too_many",
        )


def _send(act: journal.Act, meeting: Meeting, actor: Actor, letter: Letter, words: str) -> int:
    letter.meeting, letter.writer = meeting, Person.objects.get(id=actor.id)
    letter.text, letter.sent_at, letter.number = words, clock.now(), act.next_number
    letter.save()
    return act.record(LetterSent(letter=letter_state(letter)), audience_of(letter))
