"""One conference: who takes part, what the meeting decided, and from both: what every slot shows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from media.counters import Counters
from media.forward.budget import Quality
from media.forward.engine import AudioListener, Engine, EngineMaker, Sending, VideoWish
from media.forward.layers import WANTED
from media.forward.plan import Outlet, PeerPlan, Track
from media.forward.python_engine import PythonEngine
from media.forward.relief import LIMITS, Limits, Step
from media.forward.rtp import RtpPacket
from media.forward.selection import (
    Picture,
    Scene,
    SourceView,
    choose_audio,
    choose_booths,
    choose_channel,
    choose_expected,
    choose_main,
    choose_named,
    choose_small,
    picture_order,
    pinned_picture,
    place,
    small_order,
)
from media.forward.sound import NO_ADVICE, START_ADVICE, SoundAdvice
from media.forward.speakers import SILENT, SpeakerRanking
from meetings.contracts.media import AUDIO_SLOTS, VIDEO_SLOTS, Participant, Policy, SetWants

HEARD = 4
"""Voices at a time: as many as there are audio slots, floor holders first."""
MUTED_S = 1.0
"""A channel without a packet for so long is silent: its listeners hear the floor as it is. In a pause Opus sends one
every 400 ms (DTX), so somebody who only holds his breath or the cough button stays on air."""
RECENT = 4
LEVELS_FOR_ALL = 32
REFILL_TURNS = 10
"""Calls of ``refresh`` (every 100 ms) until each page's layers were looked at again."""

Size = Literal["none", "small", "medium", "large"]


@dataclass(frozen=True)
class Wants:
    """How large a page shows its slots."""

    main: Size = "large"
    small: int = VIDEO_SLOTS - 1
    hears: bool = True
    main_source: int | None = None
    """Source whose camera it wants in the main place; None: as the rules say."""
    named: tuple[int, ...] | None = None
    """Sources whose cameras it shows small; None: as the rules say."""
    small_size: Literal["small", "medium"] = "small"
    channel: str | None = None
    """Language of the channel of interpretation that it listens to."""

    @classmethod
    def asked(cls, command: SetWants) -> "Wants":
        """What a page says of itself."""
        return cls(
            main=command.main,
            small=command.small,
            hears=command.hears,
            main_source=command.main_source,
            named=command.named,
            small_size=command.small_size,
            channel=command.channel,
        )

    def within(self, limits: Limits) -> "Wants":
        """What is left of it on a node under stress."""
        if limits == LIMITS[Step.NOTHING]:
            return self
        return replace(
            self,
            main="none" if limits.main is Quality.SOUND_ONLY else self.main,
            small=min(self.small, limits.small),
            small_size="small",
            main_source=self.main_source if limits.small else None,
        )


@dataclass(frozen=True)
class SlotView:
    """What one page's slots show, by source number."""

    audio: tuple[int | None, ...] = (None,) * AUDIO_SLOTS
    video: tuple[int | None, ...] = (None,) * VIDEO_SLOTS
    main_is_screen: bool = False
    channel: int | None = None
    """Who interprets for this page."""


@dataclass
class Member:
    """One connected page."""

    participant: Participant
    source: int
    publishes: bool
    wants: Wants
    interprets: bool = False
    """Its voice is for a channel of interpretation alone."""
    main: Picture | None = None
    view: SlotView = field(default_factory=SlotView)
    told: SlotView | None = None
    """What the page was last told; None: nothing yet."""
    largest: Quality = Quality.LARGE
    """Largest layer that it need send; a page begins with all."""
    largest_told: Quality | None = Quality.LARGE
    sound: SoundAdvice = START_ADVICE
    sound_told: SoundAdvice | None = START_ADVICE

    @property
    def place(self) -> str | None:
        """Key of the room in which this page's microphone and loudspeaker stand."""
        if self.participant.key.startswith("room:"):
            return self.participant.key
        return f"room:{self.participant.room_id}" if self.participant.room_id else None


@dataclass(frozen=True)
class SourceState:
    """One row of the directory of sources."""

    source: int
    participant: Participant
    sending: Sending
    level: int


class Conference:
    """Control logic of one meeting's media. Pure: all time comes in, all packets go out through the engine."""

    def __init__(
        self,
        meeting_id: str,
        counters: Counters,
        heard: AudioListener | None = None,
        *,
        make_engine: EngineMaker = PythonEngine,
    ) -> None:
        self.meeting_id = meeting_id
        self.policy = Policy(number=-1)
        self.engine: Engine = make_engine(counters, self)
        self.members: dict[str, Member] = {}
        self._by_source: dict[int, Member] = {}
        self.speakers = SpeakerRanking()
        self.active: int | None = None
        self._heard_listener = heard
        self._heard: frozenset[int] = frozenset()
        self._numbers: dict[str, int] = {}
        self._recent: tuple[int, ...] = ()
        self._scene: Scene | None = None
        self._turn = 0
        self._dirty = True
        self._changed: dict[str, None] = {}
        """Pages that came or want something else since the last ``refresh``, in this order."""
        self._relief = Step.NOTHING
        self._advised: set[str] = set()
        """Pages of whose sound something was said at the last ``refresh``."""

    def source_for(self, peer: str) -> int:
        """Number of a page as a source: given at its first join, the same at each later one."""
        return self._numbers.setdefault(peer, len(self._numbers) + 1)

    def participant_of(self, source: int) -> Participant | None:
        """Who stands behind a source number."""
        member = self._by_source.get(source)
        return member.participant if member is not None else None

    def join(
        self,
        peer: str,
        participant: Participant,
        plan: PeerPlan,
        outlet: Outlet,
        *,
        publishes: bool,
        wants: Wants,
        now: float,
        interprets: bool = False,
    ) -> Member:
        """A page is connected; an older connection of the same page is replaced."""
        self.leave(peer, now)
        publishes = publishes and bool(plan.uplinks)
        member = Member(participant, self.source_for(peer), publishes, wants, interprets)
        self.members[peer] = self._by_source[member.source] = member
        self._advised.add(peer)
        self.engine.add_peer(peer, member.source, plan, outlet)
        self._changed[peer] = None
        return member

    def greet(self, peer: str, now: float) -> None:
        """Fill the slots of a page that just joined with what was seen last: all others need not be planned for it."""
        if self._scene is None:
            self.refresh(now)
        elif peer in self.members:
            self._changed.pop(peer, None)
            self._plan_some([peer], self._scene, now)

    def leave(self, peer: str, now: float) -> None:
        """A page went away."""
        member = self.members.pop(peer, None)
        if member is None:
            return
        del self._by_source[member.source]
        self.engine.remove_peer(peer, now)
        self.speakers.forget(member.source)
        self._changed.pop(peer, None)
        self._dirty = self._dirty or member.publishes

    def apply(self, policy: Policy, now: float) -> bool:
        """Take over the meeting's decisions at once; False: it is older than what is known."""
        if policy.number < self.policy.number:
            return False
        before, self.policy = self.policy, policy
        same = {"number": policy.number, "expected": policy.expected}
        if before.model_copy(update=same) == policy:
            return True  # Every page that joins brings it. Who is expected is seen to at the next ``refresh``.
        self._dirty = True
        self.refresh(now)
        return True

    def set_wants(self, peer: str, wants: Wants, now: float) -> None:
        """A page changed what it shows."""
        member = self.members.get(peer)
        if member is not None and member.wants != wants:
            member.wants = wants
            self._changed[peer] = None

    def relieve(self, step: Step) -> None:
        """Give up so much of the pictures from the next ``refresh`` on, because the node is under stress."""
        if step is not self._relief:
            self._relief = step
            self._dirty = True

    def on_audio(self, source: int, packet: RtpPacket, now: float) -> None:
        """Every audio packet comes by here: measure it, and pass on what is heard."""
        self.speakers.hear(source, packet.level, now)
        if source in self._heard and self._heard_listener is not None:
            self._heard_listener.on_audio(source, packet, now)

    def refresh(self, now: float) -> None:
        """Look at who speaks and what flows; plan the slots anew where something changed."""
        scene = self._look(now)
        if scene == self._scene and not self._dirty:
            self._refill_some(now)
            if self._changed:
                self._plan_some(self._changed, scene, now)
        else:
            self._scene = scene
            self._dirty = False
            self._plan_some(self.members, scene, now)
        self._changed.clear()
        self.engine.warm(choose_expected(scene, () if self._relief else self.policy.expected))
        for source, largest in self.engine.demand(now).items():
            self._by_source[source].largest = largest
        self._take_advice(self.engine.sounds(now))

    def _plan_some(self, peers: Iterable[str], scene: Scene, now: float) -> None:
        order = picture_order(scene)
        small = small_order(scene, order)
        with self.engine.at_once(now):
            for peer in peers:
                self._plan(peer, self.members[peer], scene, order, small, now)

    def _take_advice(self, advice: Mapping[str, SoundAdvice]) -> None:
        """Of most pages nothing is said, and nothing was said before."""
        for peer in self._advised.union(advice):
            member, best = self.members.get(peer), advice.get(peer, NO_ADVICE)
            if member is not None and member.sound != best:
                member.sound = best
        self._advised = set(advice)

    def _refill_some(self, now: float) -> None:
        """A tenth of the pages at a time: with hundreds of them, all at once would be heard as a stutter."""
        self._turn = (self._turn + 1) % REFILL_TURNS
        for index, peer in enumerate(self.members):
            if index % REFILL_TURNS == self._turn:
                self.engine.refill(peer, now)

    def _look(self, now: float) -> Scene:
        sources: dict[int, SourceView] = {}
        interpreters: list[SourceView] = []
        for source, now_sent in self.engine.sending(now).items():
            member = self._by_source[source]
            if member.publishes:
                view = SourceView(
                    member.source,
                    member.participant.key,
                    member.place,
                    now_sent.audio,
                    now_sent.camera,
                    now_sent.screen,
                )
                if member.interprets:
                    speaks = view.audio and self.speakers.sends(member.source, now, MUTED_S)
                    interpreters.append(replace(view, audio=speaks))
                else:
                    sources[member.source] = view
        may_speak = self._open(sources)
        floor = [number for key in self.policy.floor for number in may_speak if sources[number].key == key]
        heard = self.speakers.choose(may_speak, floor, HEARD, now)
        self._heard = frozenset(heard)
        self._notice_active(self.speakers.active(may_speak, now))
        on_air = {channel.language: channel.on_air for channel in self.policy.channels}
        booths = choose_booths(on_air, interpreters)
        return Scene(sources, self.policy.floor, heard, self.active, self._recent, booths)

    def _open(self, sources: Mapping[int, SourceView]) -> list[int]:
        """Sources whose microphone the meeting opened and that send sound."""
        allowed = set(self.policy.open_microphones)
        return [number for number, view in sources.items() if view.audio and view.key in allowed]

    def _notice_active(self, active: int | None) -> None:
        self.active = active
        if active is not None and self._recent[:1] != (active,):
            self._recent = (active, *(one for one in self._recent if one != active))[:RECENT]

    def _plan(
        self, peer: str, member: Member, scene: Scene, order: tuple[Picture, ...], small: tuple[int, ...], now: float
    ) -> None:
        limits, key = LIMITS[self._relief], member.participant.key
        wants = member.wants.within(limits)
        main = pinned_picture(scene, wants.main_source, key) or choose_main(scene, order, key, member.main)
        main = main if wants.main != "none" else None
        member.main = main
        heard = choose_audio(scene, key, member.place) if wants.hears else ()
        little = self._small(wants, scene, small, key, main)
        audio = place(member.view.audio, heard, AUDIO_SLOTS)
        others = place(member.view.video[1:], little, VIDEO_SLOTS - 1)
        channel = choose_channel(scene, wants.channel, key, member.place)
        shows_screen = main is not None and main[1] is Track.SCREEN
        view = SlotView(audio, (main[0] if main else None, *others), shows_screen, channel)
        if view != member.view:
            member.view = view
        wishes = [VideoWish(main[0], main[1], min(WANTED[wants.main], limits.main)) if main else None]
        wishes += [
            VideoWish(one, Track.CAMERA, WANTED[wants.small_size]) if one is not None else None for one in others
        ]
        self.engine.show(peer, (*audio, channel), wishes, now)

    @staticmethod
    def _small(wants: Wants, scene: Scene, small: tuple[int, ...], key: str, main: Picture | None) -> tuple[int, ...]:
        count = min(max(wants.small, 0), VIDEO_SLOTS - 1)
        if wants.named is not None:
            return choose_named(scene, wants.named, key, main, count)
        return choose_small(scene, small, key, main, count)

    def to_tell(self) -> list[tuple[str, SlotView]]:
        """Pages whose slots changed since they were last told; they count as told now."""
        # Nearly always it is the very object: hundreds of pages are looked at ten times a second.
        changed = [(peer, one) for peer, one in self.members.items() if one.view is not one.told]
        changed = [(peer, one) for peer, one in changed if one.view != one.told]
        for _, member in changed:
            member.told = member.view
        return [(peer, member.view) for peer, member in changed]

    def layers_to_tell(self) -> list[tuple[str, Quality]]:
        """Pages that shall send other layers than they were last told; they count as told now."""
        changed = [(peer, one) for peer, one in self.members.items() if one.largest is not one.largest_told]
        for _, member in changed:
            member.largest_told = member.largest
        return [(peer, member.largest) for peer, member in changed]

    def sounds_to_tell(self) -> list[tuple[str, SoundAdvice]]:
        """Pages that shall treat sound differently than they were last told; they count as told now."""
        changed = [(peer, one) for peer, one in self.members.items() if one.sound is not one.sound_told]
        changed = [(peer, one) for peer, one in changed if one.sound != one.sound_told]
        for _, member in changed:
            member.sound_told = member.sound
        return [(peer, member.sound) for peer, member in changed]

    def directory(self, now: float) -> list[SourceState]:
        """All sources of pages that may publish, by number.

        In a large meeting loudness is told only of those who are heard; in a small one of all, so that a technician
        sees that a closed microphone works.
        """
        sending = self.engine.sending(now)
        all_levels = len(self.members) <= LEVELS_FOR_ALL
        rows = [
            SourceState(
                one.source,
                one.participant,
                replace(sending[one.source], camera=False, screen=False) if one.interprets else sending[one.source],
                self.speakers.level(one.source, now) if all_levels or one.source in self._heard else SILENT,
            )
            for one in self.members.values()
            if one.publishes
        ]
        return sorted(rows, key=lambda row: row.source)
