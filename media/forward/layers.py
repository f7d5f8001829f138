"""Which simulcast layer fills a video slot."""

from collections.abc import Collection, Mapping

from media.forward.budget import Quality
from media.forward.plan import LAYERS
from media.forward.stream import IncomingStream

UP_MARGIN = 1.25
MAX_BEFORE = len(LAYERS) - 1
"""Layers that may be shown on the way to a larger one."""
WANTED = {"none": Quality.SOUND_ONLY, "small": Quality.SMALL, "medium": Quality.MEDIUM, "large": Quality.LARGE}


def choose_layer(
    layers: Mapping[str, IncomingStream],
    quality: Quality,
    now: float,
    *,
    room: int | None = None,
    current: IncomingStream | None = None,
    missing: Collection[str] = (),
    hoped: bool = False,
) -> IncomingStream | None:
    """Return the largest living layer within ``quality``; what is larger than ``room`` (bits per second) is no choice.

    All living layers are larger than ``quality`` allows: the smallest of them.

    A layer larger than ``current`` must leave a quarter of its rate free, or it would come and go.
    A track without layers has one stream named "". Nothing lives, or sound only: None. ``missing``: layers that the
    publisher does not send because nobody needed them (``demand.py``); ``hoped``: choose as if they lived.
    """
    if quality is Quality.SOUND_ONLY:
        return None
    living = [layers[name] for name in LAYERS if name in layers and (name in missing or layers[name].alive(now))]
    if not hoped:
        living = [stream for stream in living if stream.layer not in missing]
    if not living:
        living = [stream for stream in layers.values() if stream.alive(now)]
    fitting = [one for one in living if not one.layer or LAYERS.index(one.layer) < quality] or living[:1]
    if room is not None:
        now_used = current.bitrate if current in living and current is not None else 0.0
        fitting = [one for one in fitting if one.bitrate * (UP_MARGIN if one.bitrate > now_used else 1) <= room]
    return fitting[-1] if fitting else None


def way_to(
    goal: IncomingStream | None,
    layers: Mapping[str, IncomingStream],
    current: IncomingStream | None,
    now: float,
    *,
    missing: Collection[str] = (),
) -> tuple[IncomingStream, ...]:
    """Return what is shown until the keyframe of ``goal`` comes: smaller layers of the same picture, smallest first.

    A publisher makes keyframes of all layers at once, and the smallest is through first: whoever shows another picture
    begins with it. Who shows this one in a larger layer has no use for smaller ones. ``missing``: see ``choose_layer``.
    """
    if goal is None or goal.layer not in LAYERS:
        return ()
    smaller = LAYERS[: LAYERS.index(goal.layer)]
    if current is not None and current is layers.get(current.layer) and current.layer not in smaller:
        return ()
    there = [layers[name] for name in smaller if name in layers and (name in missing or layers[name].alive(now))]
    if current in there and current.layer not in missing and current.alive(now):
        return tuple(there[there.index(current) + 1 :])
    return tuple(one for one in there if one is not current)


def still_to_come(way: tuple[IncomingStream, ...], current: IncomingStream | None) -> tuple[IncomingStream, ...]:
    """Return the rest of a way on which ``current`` is what flows already."""
    return way[way.index(current) + 1 :] if current in way else way
