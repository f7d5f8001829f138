"""Writes of time: limits, more time, a clock that stands. Each is one official act."""

from uuid import UUID

from django.utils.translation import gettext as _

from meetings.agenda.models import Meeting, Participation
from meetings.agenda.selectors import get_item_for
from meetings.agenda.sitting import act_in_session
from meetings.contracts.events import FloorChanged, SpeechLimitsChanged
from meetings.core.actor import Actor
from meetings.core.errors import BadInput, BadState, NotFound
from meetings.core.permissions import Permission
from meetings.speaking.models import SpeechLimit, Turn
from meetings.speaking.selectors import clock_of, current_turn, limits_state, turn_state


def extend_floor(*, actor: Actor, meeting_id: UUID, seconds: int) -> int:
    """Add time to the running turn."""
    with act_in_session(actor, meeting_id, Permission.EXTEND_FLOOR) as (act, meeting):
        turn = current_turn(meeting)
        if turn is None:
            raise BadState(_("Hiện không có ai đang phát biểu."), code="no_turn")
        if turn.limit_s is None:
            raise BadState(_("Lượt phát biểu này không giới hạn thời gian nên không cần thêm giờ."), code="no_limit")
        turn.limit_s += seconds
        turn.save(update_fields=["limit_s"])
        return act.record(FloorChanged(floor=turn_state(turn), act="extended"))


def pause_floor(*, actor: Actor, meeting_id: UUID, turn_id: str) -> int:
    """Stop the clock of the running turn, for instance while a line is mended; who is heard does not change."""
    with act_in_session(actor, meeting_id, Permission.PAUSE_FLOOR) as (act, meeting):
        turn = _running(meeting, turn_id)
        if turn.paused_at:
            raise BadState(_("Đồng hồ của lượt phát biểu này đang dừng."), code="paused")
        turn.paused_at = act.at
        turn.save(update_fields=["paused_at"])
        return act.record(FloorChanged(floor=turn_state(turn), act="paused"))


def resume_floor(*, actor: Actor, meeting_id: UUID, turn_id: str) -> int:
    """Let the clock of the running turn go on."""
    with act_in_session(actor, meeting_id, Permission.RESUME_FLOOR) as (act, meeting):
        turn = _running(meeting, turn_id)
        if turn.paused_at is None:
            raise BadState(_("Đồng hồ của lượt phát biểu này đang chạy."), code="not_paused")
        turn.paused_s, turn.paused_at = clock_of(turn).paused_until(act.at), None
        turn.save(update_fields=["paused_at", "paused_s"])
        return act.record(FloorChanged(floor=turn_state(turn), act="resumed"))


def set_speech_limit(
    *,
    actor: Actor,
    meeting_id: UUID,
    item_id: UUID | None,
    person_id: UUID | None,
    limit_s: int | None,
    remove: bool = False,
) -> int:
    """Say how long one may speak, in one item or all, as one person or anybody; ``remove`` takes the saying back.

    The running turn keeps the time with which it was given.
    """
    if remove and limit_s is not None:
        raise BadInput(_("Hãy đặt thời gian hoặc bỏ thời gian đã đặt, không cả hai."), code="bad_limit")
    with act_in_session(actor, meeting_id, Permission.SET_SPEECH_LIMIT) as (act, meeting):
        item = get_item_for(meeting, item_id) if item_id else None
        place = Participation.objects.filter(meeting=meeting, person_id=person_id).first() if person_id else None
        if person_id and place is None:
            raise NotFound(_("Đại biểu này không có trong thành phần cuộc họp."))
        same = SpeechLimit.objects.filter(meeting=meeting, item=item, person=place.person if place else None)
        if not remove and [limit_s] == list(same.values_list("limit_s", flat=True)):
            raise BadState(_("Thời gian phát biểu đang đúng như vậy."), code="same_limit")
        if not same.delete()[0] and remove:
            raise BadState(_("Chưa đặt thời gian riêng nên không có gì để bỏ."), code="no_limit_set")
        if not remove:
            SpeechLimit.objects.create(
                meeting=meeting, item=item, person_id=person_id, limit_s=limit_s, number=act.next_number
            )
        return act.record(SpeechLimitsChanged(limits=limits_state(meeting)))


def _running(meeting: Meeting, turn_id: str) -> Turn:
    turn = current_turn(meeting)
    if turn is None or str(turn.id) != turn_id:
        raise BadState(_("Lượt phát biểu này đã kết thúc."), code="turn_over")
    return turn
