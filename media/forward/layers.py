"""Which simulcast layer fills a video slot."""

from collections.abc import Mapping

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
) -> IncomingStream | None:
    """Return the largest living layer within ``quality`` and ``room`` (bits per second), else the smallest living.

    A layer larger than ``current`` must leave a quarter of its rate free, or it would come and go.
    A track without layers has one stream named "". Nothing lives, or sound only: None.
    """
    if quality is Quality.SOUND_ONLY:
        return None
    living = [layers[name] for name in LAYERS if name in layers and layers[name].alive(now)]
    if not living:
        plain = layers.get("")
        return plain if plain is not None and plain.alive(now) else None
    fitting = [stream for stream in living if LAYERS.index(stream.layer) < quality]
    if room is not None:
        now_used = current.bitrate if current in living and current is not None else 0.0
        fitting = [one for one in fitting if one.bitrate * (UP_MARGIN if one.bitrate > now_used else 1) <= room]
    return fitting[-1] if fitting else living[0]
