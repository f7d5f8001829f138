"""Which simulcast layer fills a video slot."""

from collections.abc import Mapping

from media.forward.budget import Quality
from media.forward.plan import LAYERS
from media.forward.stream import IncomingStream

WANTED = {"none": Quality.SOUND_ONLY, "small": Quality.SMALL, "medium": Quality.MEDIUM, "large": Quality.LARGE}


def choose_layer(
    layers: Mapping[str, IncomingStream], quality: Quality, now: float, *, room: int | None = None
) -> IncomingStream | None:
    """Return the largest living layer within ``quality`` and ``room`` (bits per second), else the smallest living.

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
        fitting = [stream for stream in fitting if stream.bitrate <= room]
    return fitting[-1] if fitting else living[0]
