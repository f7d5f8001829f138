"""Writes of interpretation: channels and who speaks on them. Each is one official act."""

from collections.abc import Callable
from typing import Literal
from uuid import UUID

from django.utils.translation import gettext as _

from meetings.agenda.models import Meeting, Participation
from meetings.agenda.selectors import get_meeting_for
from meetings.agenda.services import announce_policy, editable_meeting_for
from meetings.contracts.events import ChannelsChanged
from meetings.contracts.roles import Role
from meetings.contracts.state import MeetingStatus
from meetings.core.actor import Actor
from meetings.core.errors import BadInput, BadState, DomainError, NotFound, Refused
from meetings.core.journal import Act, act
from meetings.core.permissions import Permission
from meetings.interpreting import rules
from meetings.interpreting.languages import LANGUAGES
from meetings.interpreting.models import Channel, Interpreter, RoomChannel
from meetings.interpreting.rules import Booth, Denied, HandoverDenied
from meetings.interpreting.selectors import booth_of, channels_state

MOST_CHANNELS = 8
MOST_INTERPRETERS = 4
Step = Literal["asked", "cancelled", "handed_over", "taken"]


def set_channel(*, actor: Actor, meeting_id: UUID, language: str, person_ids: list[UUID]) -> None:
    """Say who interprets into a language; a new language becomes a new channel.

    Who is on air stays on air when he is among ``person_ids``, else the channel is silent until another one takes it.
    """
    with act(meeting_id=meeting_id, actor=actor) as current:
        meeting = editable_meeting_for(actor, meeting_id)
        channel = _channel(meeting, language)
        wanted = list(dict.fromkeys(person_ids))
        _check_interpreters(meeting, channel, wanted)
        booth = rules.reassign(booth_of(channel), tuple(str(one) for one in wanted))
        channel.interpreters.exclude(person_id__in=wanted).delete()
        for person_id in wanted:
            Interpreter.objects.get_or_create(channel=channel, meeting=meeting, person_id=person_id)
        _keep(channel, booth)
        _record(meeting, current, "set", channel.language)


def _channel(meeting: Meeting, language: str) -> Channel:
    if language not in LANGUAGES:
        raise BadInput(_("Ngôn ngữ này không có trong danh sách."), code="bad_language")
    known = Channel.objects.filter(meeting=meeting)
    found = known.filter(language=language).first()
    if found:
        return found
    count = known.count()
    if count >= MOST_CHANNELS:
        raise BadInput(
            _("Một cuộc họp có nhiều nhất %(n)s kênh phiên dịch.") % {"n": MOST_CHANNELS}, code="too_many_channels"
        )
    last = known.last()
    return Channel.objects.create(meeting=meeting, language=language, position=last.position + 1 if last else 1)


def _check_interpreters(meeting: Meeting, channel: Channel, wanted: list[UUID]) -> None:
    if len(wanted) > MOST_INTERPRETERS:
        raise BadInput(
            _("Một kênh có nhiều nhất %(n)s người phiên dịch.") % {"n": MOST_INTERPRETERS}, code="too_many_interpreters"
        )
    fit = Participation.objects.filter(meeting=meeting, person_id__in=wanted, role=Role.INTERPRETER)
    if fit.count() != len(wanted):
        raise BadInput(
            _("Chỉ chọn được người có vai trò «Phiên dịch» trong thành phần cuộc họp."), code="not_an_interpreter"
        )
    elsewhere = Interpreter.objects.filter(meeting=meeting, person_id__in=wanted).exclude(channel=channel)
    taken = elsewhere.select_related("person").first()
    if taken:
        raise BadInput(
            _("%(name)s đã được phân công ở kênh khác. Mỗi người phiên dịch chỉ nhận một kênh.")
            % {"name": taken.person.full_name},
            code="has_a_channel",
        )


def remove_channel(*, actor: Actor, meeting_id: UUID, language: str) -> None:
    """Take a channel from a meeting; who listens to it hears the floor again."""
    with act(meeting_id=meeting_id, actor=actor) as current:
        meeting = editable_meeting_for(actor, meeting_id)
        gone, _rows = Channel.objects.filter(meeting=meeting, language=language).delete()
        if not gone:
            raise NotFound(_("Cuộc họp không có kênh phiên dịch này."))
        _record(meeting, current, "removed", language)


def release_strangers(current: Act, meeting: Meeting) -> None:
    """Take those from their channels who do not take part as interpreters any more; within the act on the people."""
    people = Participation.objects.filter(meeting=meeting, role=Role.INTERPRETER).values("person_id")
    strangers = Interpreter.objects.filter(meeting=meeting).exclude(person_id__in=people)
    channels = {one.channel_id: one.channel.language for one in strangers.select_related("channel")}
    if channels:
        strangers.delete()
        # A wish to hand over was between people of whom one is gone.
        Interpreter.objects.filter(channel_id__in=channels, asks=True).update(asks=False)
        for language in channels.values():
            _record(meeting, current, "set", language)


def ask_channel_handover(*, actor: Actor, meeting_id: UUID, language: str) -> int:
    """Ask the colleague to hand over, or (on air) to take over; returns the journal number."""
    return _change_booth(actor, meeting_id, language, Permission.ASK_CHANNEL_HANDOVER, "asked", rules.ask)


def accept_channel_handover(*, actor: Actor, meeting_id: UUID, language: str, asked_by: str) -> int:
    """Say yes to the colleague's wish: his voice, or mine, goes out from now on; returns the journal number."""

    def answer(booth: Booth, who: str) -> Booth:
        return rules.accept(booth, who, asked_by)

    return _change_booth(actor, meeting_id, language, Permission.ACCEPT_CHANNEL_HANDOVER, "handed_over", answer)


def cancel_channel_handover(*, actor: Actor, meeting_id: UUID, language: str) -> int:
    """Take one's wish back, or say no to the colleague's; returns the journal number."""
    return _change_booth(actor, meeting_id, language, Permission.CANCEL_CHANNEL_HANDOVER, "cancelled", rules.cancel)


def take_channel(*, actor: Actor, meeting_id: UUID, language: str) -> int:
    """Go on air where nobody is, or where whoever is has lost his line; returns the journal number."""
    return _change_booth(actor, meeting_id, language, Permission.TAKE_CHANNEL, "taken", rules.take)


def set_room_channel(*, actor: Actor, meeting_id: UUID, room_id: UUID, language: str | None) -> int:
    """Choose what a room's loudspeakers play (None: the floor alone); returns the journal number."""
    get_meeting_for(actor, meeting_id, Permission.SET_ROOM_CHANNEL)
    with act(meeting_id=meeting_id, actor=actor) as current:
        meeting = get_meeting_for(actor, meeting_id, Permission.SET_ROOM_CHANNEL)
        _check_running(meeting)
        if not Participation.objects.filter(meeting=meeting, room_id=room_id).exists():
            raise NotFound(_("Điểm cầu này không có trong cuộc họp."))
        RoomChannel.objects.filter(meeting=meeting, room_id=room_id).delete()
        if language is not None:
            channel = _known_channel(meeting, language)
            RoomChannel.objects.create(meeting=meeting, channel=channel, room_id=room_id)
        return current.record(ChannelsChanged(act="room", language=language or "", channels=channels_state(meeting)))


def _check_running(meeting: Meeting) -> None:
    if meeting.status not in {MeetingStatus.CONVENED, MeetingStatus.OPEN}:
        raise BadState(_("Cuộc họp chưa triệu tập hoặc đã bế mạc nên kênh phiên dịch không mở."), code="not_in_session")


def _known_channel(meeting: Meeting, language: str) -> Channel:
    channel = Channel.objects.filter(meeting=meeting, language=language).first()
    if channel is None:
        raise NotFound(_("Cuộc họp không có kênh phiên dịch này."))
    return channel


def _change_booth(
    actor: Actor,
    meeting_id: UUID,
    language: str,
    permission: Permission,
    step: Step,
    rule: Callable[[Booth, str], Booth],
) -> int:
    get_meeting_for(actor, meeting_id, permission)
    with act(meeting_id=meeting_id, actor=actor) as current:
        meeting = get_meeting_for(actor, meeting_id, permission)
        _check_running(meeting)
        channel = _known_channel(meeting, language)
        try:
            booth = rule(booth_of(channel), str(actor.id))
        except HandoverDenied as denied:
            raise refusal_of(denied.why) from denied
        _keep(channel, booth)
        return _record(meeting, current, step, language)


def _keep(channel: Channel, booth: Booth) -> None:
    """Write who is on air and who asks; first nobody, since a channel has only one of each."""
    people = Interpreter.objects.filter(channel=channel)
    people.update(on_air=False, asks=False)
    if booth.on_air:
        people.filter(person_id=booth.on_air).update(on_air=True)
    if booth.asked_by:
        people.filter(person_id=booth.asked_by).update(asks=True)


def _record(meeting: Meeting, current: Act, how: Step | Literal["set", "removed"], language: str) -> int:
    announce_policy(meeting.id)
    return current.record(ChannelsChanged(act=how, language=language, channels=channels_state(meeting)))


def refusal_of(why: Denied) -> DomainError:
    """Return what the interpreter is told."""
    words = {
        Denied.NOBODY_ON_AIR: _("Chưa ai lên sóng kênh này. Hãy bấm «Lên sóng»."),
        Denied.ALONE: _("Kênh này chỉ có một người phiên dịch nên chưa bàn giao được. Thư ký có thể phân công thêm."),
        Denied.ALREADY_ASKED: _("Đang có một lời bàn giao chờ trả lời. Hãy trả lời hoặc rút lại lời đó trước."),
        Denied.NOTHING_ASKED: _("Lời bàn giao này đã được trả lời hoặc đã rút lại. Người đang lên sóng giữ nguyên."),
        Denied.OWN_REQUEST: _("Hãy chờ đồng nghiệp trả lời. Người đang lên sóng giữ nguyên."),
        Denied.NOT_YOURS: _("Chỉ người đang lên sóng mới giao kênh này. Người đang lên sóng giữ nguyên."),
        Denied.FOLLOWER_AWAY: _("Đồng nghiệp nhận kênh đang mất kết nối. Đồng chí vẫn đang lên sóng."),
        Denied.ON_AIR_ALREADY: _("Đồng chí đang lên sóng kênh này."),
        Denied.ON_AIR_THERE: _("Đồng nghiệp đang lên sóng và đang kết nối. Hãy bấm «Xin nhận kênh» và chờ đồng ý."),
    }
    if why is Denied.NOT_ASSIGNED:
        return Refused(_("Đồng chí không được phân công kênh phiên dịch này."))
    return BadState(words[why], code=why.value)
