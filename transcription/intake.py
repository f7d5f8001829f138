"""From stream entries to tracks: every entry goes to the one worker that owns its source."""

import logging
from collections import defaultdict
from collections.abc import Callable, Sequence

from transcription.bus import RawEntry, SpeechBus, read_entries
from transcription.entries import Entry, SourceKey
from transcription.stream.overload import Admission
from transcription.track import Track
from transcription.vad import Detector, Detectors

log = logging.getLogger(__name__)
RULES_LIFE_S = 2.0


class Intake:
    """The tracks of this worker, and the way entries take to them."""

    def __init__(self, bus: SpeechBus, make_detector: Callable[[], Detector], admission: Admission) -> None:
        self.tracks: dict[SourceKey, Track] = {}
        self._bus = bus
        self._detectors = Detectors(make_detector)
        self._admission = admission
        self._deaf: dict[str, tuple[float, bool]] = {}
        """Meeting to when its rules were read, and whether they forbid to listen."""

    async def take(self, raw: Sequence[RawEntry], now: float) -> None:
        """Put entries on their tracks, or hand them to the worker that owns their source."""
        entries, unreadable = read_entries(raw, now)
        if unreadable:
            await self._bus.acknowledge(unreadable)
        foreign: dict[str, list[Entry]] = defaultdict(list)
        deaf = [entry.id for entry in entries if await self._is_deaf(entry.key.meeting_id, now)]
        if deaf:
            log.error("sound of a meeting to which no machine may listen came and was thrown away")
            await self._bus.acknowledge(deaf)
        refused = set(deaf)
        for entry in entries:
            if entry.id in refused:
                continue
            if (track := await self._track(entry.key, foreign, entry)) is None:
                continue
            await self._hear(entry.key.meeting_id, now)
            await self._accept(track, entry)
        for owner, theirs in foreign.items():
            await self._bus.hand_over(owner, theirs)

    async def _accept(self, track: Track, entry: Entry) -> None:
        if entry.head.talkspurt != track.looked_up:
            cursor = await self._bus.cursor(entry.key, entry.head.talkspurt)
            if cursor is not None:
                track.remember(cursor)
            track.looked_up = entry.head.talkspurt
        track.accept(entry)

    async def fill(self, track: Track, before: Entry, now: float) -> None:
        """Fetch what is missing in front of an entry: a worker may have died before it handed it over."""
        entries, _unreadable = read_entries(await self._bus.before(track.key, before.id), now)
        missing = [entry for entry in entries if entry.key == track.key and not track.knows(entry)]
        await self._bus.claim(missing)
        for entry in missing:
            if self.tracks.get(track.key) is track:
                await self._accept(track, entry)

    async def recover(self, now: float) -> None:
        """Take in again whatever Redis says this worker holds; known entries are no news."""
        after = b"0"
        while raw := await self._bus.read_own_pending(after):
            await self.take(raw, now)
            after = raw[-1].id

    async def drop_idle(self, now: float, after_s: float) -> None:
        """Release sources that have been silent for a while, so that any worker may take them next time."""
        idle = [key for key, track in self.tracks.items() if track.idle and now - track.last_arrival > after_s]
        for key in idle:
            self._detectors.give_back(self.tracks.pop(key).detector)
        await self._bus.release(idle)

    async def overtaken(self) -> list[SourceKey]:
        """Sources in which another worker got further than this one, by their cursors in Redis."""
        found = []
        for key, track in list(self.tracks.items()):
            mine = track.reached
            theirs = await self._bus.cursor(key, mine[0]) if mine is not None else None
            if mine is not None and theirs is not None and theirs.done > mine[1]:
                found.append(key)
        return found

    def forget(self, keys: Sequence[SourceKey]) -> None:
        """Drop tracks that another worker has taken; their entries are its own now."""
        for key in keys:
            if (track := self.tracks.pop(key, None)) is not None:
                self._detectors.give_back(track.detector)
                log.warning("source %s is decoded by another worker now", key)

    async def _is_deaf(self, meeting: str, now: float) -> bool:
        """Tell whether no machine may listen to a meeting; asked again every few seconds, not for every entry."""
        asked, deaf = self._deaf.get(meeting, (-RULES_LIFE_S, False))
        if now - asked < RULES_LIFE_S:
            return deaf
        rules = await self._bus.text_rules(meeting)
        self._deaf = {known: told for known, told in self._deaf.items() if now - told[0] < RULES_LIFE_S}
        self._deaf[meeting] = (now, rules is not None and not rules.listen)
        return self._deaf[meeting][1]

    async def _hear(self, meeting: str, now: float) -> None:
        asked = not self._admission.knows(meeting)
        captioned = asked and await self._bus.is_captioned(meeting)
        if not self._admission.hear(meeting, now, captioned=captioned) and asked:
            log.warning("overloaded: the captions of meeting %s wait", meeting)

    async def _track(self, key: SourceKey, foreign: dict[str, list[Entry]], entry: Entry) -> Track | None:
        track = self.tracks.get(key)
        if track is not None:
            return track
        owner = await self._bus.own(key)
        if owner != self._bus.name:
            foreign[owner].append(entry)
            return None
        return self.tracks.setdefault(key, Track(key, self._detectors.take))
