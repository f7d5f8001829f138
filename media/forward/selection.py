"""Pure rules: which source fills which slot of one viewer."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from media.forward.plan import Track

Picture = tuple[int, Track]
"""A source and which of its pictures."""
EXPECTED = 2
"""Cameras at a time that are kept ready for those who will probably get the floor."""


@dataclass(frozen=True, slots=True)
class SourceView:
    """What the rules know of one source."""

    source: int
    key: str
    """Participant key, ``person:<id>`` or ``room:<id>``."""
    place: str | None
    """Key of the room in which the microphone stands; None: somewhere else."""
    audio: bool = False
    camera: bool = False
    screen: bool = False


@dataclass(frozen=True, slots=True)
class Scene:
    """What is the same for every viewer at one time."""

    sources: Mapping[int, SourceView]
    floor: tuple[str, ...]
    heard: tuple[int, ...]
    active: int | None
    recent: tuple[int, ...]
    """Those who spoke last, newest first."""
    booths: Mapping[str, SourceView] = field(default_factory=dict)
    """Language of a channel of interpretation to who speaks on it; those are not among ``sources``."""


def picture_order(scene: Scene) -> tuple[Picture, ...]:
    """Return every picture there is, best for the main place first.

    Screens, then cameras of those who have the floor; then of who speaks; then the rooms; then all others.
    """
    order: list[Picture] = []
    holders = [view for key in scene.floor for view in _by_number(scene) if view.key == key]
    order += [(view.source, Track.SCREEN) for view in holders if view.screen]
    order += [(view.source, Track.CAMERA) for view in holders if view.camera]
    active = scene.sources.get(scene.active) if scene.active is not None else None
    if active is not None:
        order += _pictures(active)
    rooms = [view for view in _by_number(scene) if view.key.startswith("room:")]
    others = [view for view in _by_number(scene) if not view.key.startswith("room:")]
    order += [(view.source, Track.CAMERA) for view in rooms + others if view.camera]
    order += [(view.source, Track.SCREEN) for view in rooms + others if view.screen]
    return tuple(dict.fromkeys(order))


def _by_number(scene: Scene) -> list[SourceView]:
    return [scene.sources[number] for number in sorted(scene.sources)]


def _pictures(view: SourceView) -> list[Picture]:
    screen = [(view.source, Track.SCREEN)] if view.screen else []
    return screen + ([(view.source, Track.CAMERA)] if view.camera else [])


def choose_main(scene: Scene, order: Sequence[Picture], viewer_key: str, previous: Picture | None) -> Picture | None:
    """Return the main picture of one viewer, never its own.

    While nobody has the floor and nobody speaks whom this viewer could see, the previous picture stays.
    """
    best = next((one for one in order if scene.sources[one[0]].key != viewer_key), None)
    if best is None:
        return None
    urgent = scene.sources[best[0]].key in scene.floor or best[0] == scene.active
    if urgent or previous is None or previous not in order or scene.sources[previous[0]].key == viewer_key:
        return best
    return previous


def small_order(scene: Scene, order: Sequence[Picture]) -> tuple[int, ...]:
    """Return sources with a camera, most interesting first: floor, last speakers, rooms, others."""
    cameras = [source for source, track in order if track is Track.CAMERA]
    holders = [source for source in cameras if scene.sources[source].key in scene.floor]
    recent = [source for source in scene.recent if source in cameras]
    return tuple(dict.fromkeys(holders + recent + cameras))


def choose_small(
    scene: Scene, order: Sequence[int], viewer_key: str, main: Picture | None, count: int
) -> tuple[int, ...]:
    """Return up to ``count`` cameras for the small pictures: not the viewer's own, not the main one again."""
    others = (source for source in order if scene.sources[source].key != viewer_key and (source, Track.CAMERA) != main)
    return tuple(islice(others, count))


def choose_named(
    scene: Scene, named: Sequence[int], viewer_key: str, main: Picture | None, count: int
) -> tuple[int, ...]:
    """Return the cameras that a page asked for by number, in its order: not its own, not the main one again."""
    there = (source for source in dict.fromkeys(named) if source in scene.sources and scene.sources[source].camera)
    return choose_small(scene, tuple(there), viewer_key, main, count)


def pinned_picture(scene: Scene, source: int | None, viewer_key: str) -> Picture | None:
    """Return the camera that a page wants in its main place; None: it asked for none, or that camera is not there."""
    view = scene.sources.get(source) if source is not None else None
    return (view.source, Track.CAMERA) if view is not None and view.camera and view.key != viewer_key else None


def choose_expected(scene: Scene, expected: Sequence[str]) -> tuple[int, ...]:
    """Return the cameras of the first ``EXPECTED`` of these participants, of each the one that would be shown."""
    if not expected:
        return ()
    cameras: dict[str, int] = {}
    for view in _by_number(scene):
        if view.camera:
            cameras.setdefault(view.key, view.source)
    return tuple(cameras[key] for key in expected[:EXPECTED] if key in cameras)


def choose_audio(scene: Scene, viewer_key: str, viewer_place: str | None) -> tuple[int, ...]:
    """Return who is heard by one viewer: not itself, and nobody who sits in the same room (it would howl)."""
    return tuple(
        source
        for source in scene.heard
        if scene.sources[source].key != viewer_key
        and (viewer_place is None or scene.sources[source].place != viewer_place)
    )


def choose_booths(on_air: Mapping[str, str | None], interpreters: Iterable[SourceView]) -> dict[str, SourceView]:
    """Return who speaks on which channel: of whoever is on air (participant key by language) the page with sound."""
    voices: dict[str, SourceView] = {}
    for view in interpreters:
        if view.audio:
            voices.setdefault(view.key, view)
    return {language: voices[key] for language, key in on_air.items() if key in voices}


def choose_channel(scene: Scene, language: str | None, viewer_key: str, viewer_place: str | None) -> int | None:
    """Return whose voice one viewer hears on the channel that it chose: never its own.

    A room's loudspeakers do not play an interpreter who sits in that room (it would howl); headphones there do.
    """
    view = scene.booths.get(language) if language else None
    if view is None or view.key == viewer_key:
        return None
    loudspeakers = viewer_key.startswith("room:")
    return None if loudspeakers and view.place == viewer_place else view.source


def place(previous: Sequence[int | None], wanted: Collection[int], slots: int) -> tuple[int | None, ...]:
    """Put the wanted sources into slots so that nobody who stays has to move."""
    placed: list[int | None] = [one if one in wanted else None for one in list(previous)[:slots]]
    placed += [None] * (slots - len(placed))
    waiting = [source for source in wanted if source not in placed]
    for index, one in enumerate(placed):
        if one is None and waiting:
            placed[index] = waiting.pop(0)
    return tuple(placed)
