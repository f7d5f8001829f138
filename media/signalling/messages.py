"""What the worker tells the pages."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Literal, TypeVar

from media.forward.budget import Quality
from media.forward.conference import Conference, SlotView, SourceState
from media.forward.sound import SoundAdvice
from media.signalling.bus import Bus
from meetings.contracts.audience import EVERYONE, OnePeer, SomePeers
from meetings.contracts.base import Sent
from meetings.contracts.bus import live_channel, media_uplinks_key, pack_live
from meetings.contracts.lines import Uplink, Uplinks
from meetings.contracts.media import (
    JoinPeer,
    MediaAnswer,
    MediaFailed,
    MediaLayers,
    MediaRestart,
    MediaSlots,
    MediaSound,
    MediaSources,
    SourceInfo,
)

T = TypeVar("T", bound=Hashable)
_SIZES: dict[Quality, Literal["small", "medium", "large"]] = {
    Quality.SMALL: "small",
    Quality.MEDIUM: "medium",
    Quality.LARGE: "large",
}
UPLINKS_LIFE_S = 4
_LEVEL_STEP = 16
_LOSS_STEP = 0.05
_SMALL_MEETING = 32
_LEVEL_PAUSE_S, _LEVEL_PAUSE_LARGE_S = 1.0, 5.0


class Messenger:
    """Makes messages of changes and publishes them on the meeting's live channel."""

    def __init__(self, bus: Bus) -> None:
        self.bus = bus
        self._told: dict[str, tuple[MediaSources, float]] = {}

    def _to_peer(self, meeting_id: str, peer_id: str, message: Sent) -> None:
        self._to_pages(meeting_id, (peer_id,), message)

    def answer(self, join: JoinPeer, sdp: str, source: int) -> None:
        """The answer to an offer."""
        self._to_peer(join.meeting_id, join.peer_id, MediaAnswer(nonce=join.nonce, sdp=sdp, source=source))

    def refuse(self, join: JoinPeer) -> None:
        """The offer could not be understood: another one of the same page would not be better."""
        message = MediaFailed(
            nonce=join.nonce,
            code="media_offer_refused",
            message="Trình duyệt này gửi lời mời kết nối mà máy chủ không dùng được. "
            "Văn bản và biểu quyết vẫn hoạt động; hãy mở lại trang bằng Chrome hoặc Edge bản mới.",
            retry=False,
        )
        self._to_peer(join.meeting_id, join.peer_id, message)

    def ask_again(self, join: JoinPeer, boot: str) -> None:
        """What this page sends cannot be shown by all any more: it shall offer again, to be answered another codec."""
        self._to_peer(join.meeting_id, join.peer_id, MediaRestart(boot=boot))

    def no_connection(self, join: JoinPeer) -> None:
        """The answer was sent, but no packets came through."""
        message = MediaFailed(
            nonce=join.nonce,
            code="media_no_connection",
            message="Chưa nối được đường hình và tiếng. Văn bản và biểu quyết vẫn hoạt động; "
            "hệ thống đang thử lại. Nếu vẫn không được, hãy báo kỹ thuật kiểm tra cổng UDP của máy chủ.",
            retry=True,
        )
        self._to_peer(join.meeting_id, join.peer_id, message)

    def slots(self, conference: Conference) -> None:
        """Tell pages whose layers are wanted again or no more (a picture waits for that), and whose slots changed."""
        meeting_id = conference.meeting_id
        self._to_peers(meeting_id, conference.layers_to_tell(), lambda largest: MediaLayers(largest=_SIZES[largest]))
        self._to_peers(meeting_id, conference.to_tell(), _slots)
        self._to_peers(meeting_id, conference.sounds_to_tell(), _sound)

    def _to_peers(self, meeting_id: str, told: Iterable[tuple[str, T]], make: Callable[[T], Sent]) -> None:
        """One message for all pages that are told the same: hundreds look on in the same way."""
        pages: dict[T, list[str]] = {}
        for peer_id, what in told:
            pages.setdefault(what, []).append(peer_id)
        for what, peers in pages.items():
            self._to_pages(meeting_id, peers, make(what))

    def _to_pages(self, meeting_id: str, peers: Sequence[str], message: Sent) -> None:
        audience = OnePeer(peer_id=peers[0]) if len(peers) == 1 else SomePeers(peer_ids=frozenset(peers))
        self.bus.publish(live_channel(meeting_id), pack_live(audience, message.model_dump_json()))

    def welcome(self, conference: Conference, peer_ids: Iterable[str], now: float) -> None:
        """Tell pages that just connected who is there.

        Together: the directory is as long as the conference is large, and after a restart everybody comes.
        """
        here = [one for one in peer_ids if one in conference.members]
        if here:
            self._to_pages(conference.meeting_id, here, _sources(conference, now))

    def directory(self, conference: Conference, now: float) -> None:
        """Tell everybody who is there, when it changed; loudness alone is told rarely."""
        message = _sources(conference, now)
        told, at = self._told.get(conference.meeting_id, (None, float("-inf")))
        if message == told:
            return
        pause = _LEVEL_PAUSE_S if len(message.sources) <= _SMALL_MEETING else _LEVEL_PAUSE_LARGE_S
        if told is not None and now - at < pause and _without_levels(message) == _without_levels(told):
            return
        self._told[conference.meeting_id] = (message, now)
        self.bus.publish(live_channel(conference.meeting_id), pack_live(EVERYONE, message.model_dump_json()))

    def uplinks(self, conference: Conference, now: float) -> None:
        """Write down how the rooms' packets arrive, for the board of the technicians and the report."""
        rows = {
            state.participant.key.removeprefix("room:"): Uplink(
                loss=state.sending.loss, jitter_ms=state.sending.jitter_ms, kbps=state.sending.kbps
            )
            for state in conference.directory(now)
            if state.participant.key.startswith("room:")
        }
        self.bus.keep(media_uplinks_key(conference.meeting_id), Uplinks(rooms=rows).model_dump_json(), UPLINKS_LIFE_S)

    def forget(self) -> None:
        """Tell everything again at the next occasion."""
        self._told.clear()


def _slots(view: SlotView) -> MediaSlots:
    return MediaSlots(audio=view.audio, video=view.video, main_is_screen=view.main_is_screen, channel=view.channel)


def _sound(advice: SoundAdvice) -> MediaSound:
    return MediaSound(buffer_ms=advice.buffer_ms, twice=advice.twice, kbps=advice.kbps)


def _without_levels(message: MediaSources) -> MediaSources:
    rows = tuple(row.model_copy(update={"level": 127, "loss": 0.0}) for row in message.sources)
    return message.model_copy(update={"sources": rows})


def _sources(conference: Conference, now: float) -> MediaSources:
    rows = tuple(_row(state) for state in conference.directory(now))
    return MediaSources(sources=rows, active_speaker=conference.active)


def _row(state: SourceState) -> SourceInfo:
    """Level and loss in coarse steps: a directory that changes with every breath would be sent for ever."""
    return SourceInfo(
        source=state.source,
        participant=state.participant.key,
        name=state.participant.name,
        detail=state.participant.detail,
        audio=state.sending.audio,
        video=state.sending.camera,
        screen=state.sending.screen,
        level=min(127, round(state.level / _LEVEL_STEP) * _LEVEL_STEP),
        loss=round(round(state.sending.loss / _LOSS_STEP) * _LOSS_STEP, 2),
    )
