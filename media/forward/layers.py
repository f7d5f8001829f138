"""Which simulcast layer fills a video slot."""

from collections.abc import Collection, Mapping

from media.forward.budget import Quality
from media.forward.plan import LAYERS
from media.forward.stream import IncomingStream

UP_MARGIN = 1.25
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
