"""What stands on the agenda and in which order: each change is one official act with the whole agenda in its event.

The secretary arranges it on the page of preparation, while it is prepared and while the sitting runs; the chair and
the secretary insert and move items from the console.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from meetings.agenda.closing import item_checks
from meetings.agenda.models import Item, Meeting, Session
from meetings.agenda.outline import settled as settled_levels
from meetings.agenda.patterns import Pattern
from meetings.agenda.placing import Spot, indented, put_before, settled, spots, stepped, to_session, without_session
from meetings.agenda.selectors import get_item_for, get_meeting_for, items_state
from meetings.agenda.sitting import refuse_changed_meanwhile
from meetings.contracts.events import AgendaChanged
from meetings.contracts.state import ItemStatus, MeetingStatus
from meetings.core.actor import Actor
from meetings.core.errors import BadInput, BadState, NotFound
from meetings.core.journal import act
from meetings.core.permissions import Permission

MOST_ITEMS = 200
"""More than any agenda has; each change sends the agenda whole."""


@dataclass(frozen=True, slots=True)
class ItemText:
    """What is typed about an agenda item. ``planned_minutes`` 0: a heading over other items."""

    title: str
    presenter: str
    planned_minutes: int

    def checked(self) -> "ItemText":
        """Return itself, or raise ``BadInput`` with a sentence."""
        if not self.title.strip():
            raise BadInput(_("Hãy nhập tên mục."), code="title_missing")
        if not 0 <= self.planned_minutes <= 600:
            raise BadInput(_("Thời lượng phải từ 0 đến 600 phút."), code="bad_minutes")
        return self


@dataclass(slots=True)
class Agenda:
    """An agenda within an act."""

    meeting: Meeting
    items: list[Item]
    sessions: list[Session]
    number: int = 0
    """The journal number, once the act is recorded."""

    def place_of(self, item_id: UUID) -> int:
        """Return the place of an item, from 0; raises ``NotFound``."""
        return self.items.index(get_item_for(self.meeting, item_id))

    def rank_of(self, session_id: UUID | None) -> int:
        """Return the rank of a session (None: the last one), from 0; raises ``NotFound``."""
        if session_id is None:
            return len(self.sessions) - 1
        for rank, session in enumerate(self.sessions):
            if session.id == session_id:
                return rank
        raise NotFound(_("Buổi họp này không còn trong kế hoạch. Hãy tải lại trang."))

    @property
    def spots(self) -> tuple[Spot, ...]:
        """The agenda as it stands."""
        ranks = {session.id: rank for rank, session in enumerate(self.sessions)}
        return spots([item.level for item in self.items], [ranks[item.session_id] for item in self.items])

    def arrange(self, order: Sequence[Spot]) -> None:
        """Write a new order."""
        arranged = []
        for position, spot in enumerate(order, start=1):
            item = self.items[spot.index]
            item.position, item.level, item.session = position, spot.level, self.sessions[spot.session]
            arranged.append(item)
        self.items = arranged
        Item.objects.bulk_update(arranged, ["position", "level", "session", "kind"])

    def strike_out(self, session: Session) -> None:
        """Take a session from the plan; its items go to the session before it, or to the next."""
        rank = self.rank_of(session.id)
        order = without_session(self.spots, rank)
        self.sessions.pop(rank)
        self.arrange(order)
        session.delete()


def add_item(*, actor: Actor, meeting_id: UUID, text: ItemText, session_id: UUID | None = None) -> Item:
    """Append an item to the agenda of a session; ``None``: the last one."""
    with changing_agenda(actor, meeting_id, Permission.PREPARE_MEETING) as agenda:
        item = _new_item(agenda, text)
        agenda.arrange(put_before(agenda.spots, len(agenda.items) - 1, None, agenda.rank_of(session_id)))
    return item


def fill_agenda(*, actor: Actor, meeting_id: UUID, pattern: Pattern) -> None:
    """Put the items of a pattern on an agenda that is still empty; afterwards they are items like any other."""
    with changing_agenda(actor, meeting_id, Permission.PREPARE_MEETING) as agenda:
        if agenda.items:
            raise BadState(
                _("Chương trình đã có mục nên không lấy theo mẫu được nữa. Các mục vẫn nguyên."), code="full"
            )
        for wanted in pattern.items:
            item = _new_item(agenda, ItemText(wanted.title, wanted.presenter, wanted.minutes))
            item.kind = wanted.kind
        levels = settled_levels([wanted.level for wanted in pattern.items])
        agenda.arrange([Spot(place, level, 0) for place, level in enumerate(levels)])


def insert_item(*, actor: Actor, meeting_id: UUID, text: ItemText, before_id: UUID | None) -> int:
    """Put a new item before another one, on that one's level; ``None``: last. Returns the journal number."""
    with changing_agenda(actor, meeting_id, Permission.INSERT_ITEM) as agenda:
        before = agenda.place_of(before_id) if before_id else None
        _new_item(agenda, text)
        agenda.arrange(put_before(agenda.spots, len(agenda.items) - 1, before, len(agenda.sessions) - 1))
    return agenda.number


def arrange_item(
    *, actor: Actor, meeting_id: UUID, item_id: UUID, before_id: UUID | None, session_id: UUID | None = None
) -> int:
    """Put an item and all below it before another one (``None``: last), or into another session, in its order.

    Only what was not opened yet moves, and not into a session that has ended.
    """
    with changing_agenda(actor, meeting_id, Permission.ARRANGE_ITEM) as agenda:
        place = agenda.place_of(item_id)
        if agenda.items[place].status != ItemStatus.WAITING:
            raise BadState(_("Mục này đã được mở nên giữ chỗ của nó trong chương trình."), code="item_opened")
        if session_id is None:
            before = agenda.place_of(before_id) if before_id else None
            order = put_before(agenda.spots, place, before, len(agenda.sessions) - 1)
        else:
            order = to_session(agenda.spots, place, agenda.rank_of(session_id))
        moved = next(spot for spot in order if spot.index == place)
        target = agenda.sessions[moved.session]
        if target.closed_at and target.id != agenda.items[place].session_id:
            raise BadState(_("Buổi này đã kết thúc nên không nhận thêm mục. Chương trình giữ nguyên."), code="ended")
        agenda.arrange(order)
    return agenda.number


def edit_item(*, actor: Actor, meeting_id: UUID, item_id: UUID, text: ItemText) -> Item:
    """Change the words or the planned time of an item."""
    text.checked()
    with changing_agenda(actor, meeting_id, Permission.PREPARE_MEETING) as agenda:
        item = agenda.items[agenda.place_of(item_id)]
        item.title, item.presenter = text.title.strip(), text.presenter.strip()
        item.planned_minutes = text.planned_minutes
        item.save()
    return item


def remove_item(*, actor: Actor, meeting_id: UUID, item_id: UUID) -> None:
    """Take an item that was not yet opened from the agenda; its papers stay with the meeting, items below it too."""
    with changing_agenda(actor, meeting_id, Permission.PREPARE_MEETING) as agenda:
        item = agenda.items.pop(agenda.place_of(item_id))
        if item.status != ItemStatus.WAITING:
            raise BadState(_("Mục này đã được mở nên phải giữ lại trong chương trình."), code="item_opened")
        for check in item_checks:
            check(item)
        item.delete()
        agenda.arrange(settled(agenda.spots))


def move_item(*, actor: Actor, meeting_id: UUID, item_id: UUID, steps: int) -> None:
    """Move an item and all below it up (negative) or down, from the edge of a session into the next."""
    with changing_agenda(actor, meeting_id, Permission.PREPARE_MEETING) as agenda:
        agenda.arrange(stepped(agenda.spots, agenda.place_of(item_id), steps, len(agenda.sessions)))


def indent_item(*, actor: Actor, meeting_id: UUID, item_id: UUID, by: int) -> None:
    """Put an item and all below it one level in (1) or out (-1), as far as the tree allows."""
    with changing_agenda(actor, meeting_id, Permission.PREPARE_MEETING) as agenda:
        agenda.arrange(indented(agenda.spots, agenda.place_of(item_id), by))


def _new_item(agenda: Agenda, text: ItemText) -> Item:
    text.checked()
    if len(agenda.items) >= MOST_ITEMS:
        raise BadInput(_("Chương trình đã có %(most)s mục, không thêm được nữa.") % {"most": MOST_ITEMS}, code="full")
    item = Item.objects.create(
        meeting=agenda.meeting,
        session=agenda.sessions[-1],
        position=len(agenda.items) + 1,
        title=text.title.strip(),
        presenter=text.presenter.strip(),
        planned_minutes=text.planned_minutes,
    )
    agenda.items.append(item)
    return item


def agenda_of(meeting: Meeting) -> Agenda:
    """Return the agenda of a meeting, to be changed within an act."""
    return Agenda(meeting, list(meeting.items.all()), list(meeting.sessions.all()))


@contextmanager
def changing_agenda(actor: Actor, meeting_id: UUID, permission: Permission) -> Iterator[Agenda]:
    """Open an act that changes the agenda of a meeting that is not over; its event carries the agenda whole."""
    get_meeting_for(actor, meeting_id, permission)
    with act(meeting_id=meeting_id, actor=actor) as current:
        meeting = get_meeting_for(actor, meeting_id, permission)
        if meeting.status == MeetingStatus.CLOSED:
            raise BadState(_("Cuộc họp đã bế mạc nên không sửa được nữa."), code="meeting_closed")
        refuse_changed_meanwhile(actor, meeting_id, permission)
        agenda = agenda_of(meeting)
        yield agenda
        agenda.number = current.record(AgendaChanged(items=items_state(meeting)))
