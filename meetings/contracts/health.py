"""What each process says of itself in Redis (``process_key``), read by ``GET /healthz``."""

from meetings.contracts.base import Message


class ProcessHealth(Message):
    """Heartbeat of one process, written every second with a life of four seconds."""

    name: str
    """``web-1``, ``media-1``, ``transcription-1``, ``jobs-1``; ``media-1-spare`` waits to go on as ``media-1``."""
    kind: str
    """``web``, ``media``, ``transcription``, ``jobs``, ``spare``."""
    pid: int
    started_at: str
    """ISO 8601 with offset."""
    detail: str = ""
    """One short sentence in Vietnamese when something is wrong, else empty."""
    lag_s: float | None = None
    """Transcription: age of the oldest work that waits, seconds; None for processes without captions."""
    level: str = ""
    """What is given up now because of the load. Transcription: ``full`` … ``refuse`` (docs/algorithms/captions.md);
    media: ``large_layers`` … ``pictures`` (docs/algorithms/sound.md), empty for nothing."""
    stress: float | None = None
    """Media: 0..1, share of the capacity in use; None for other processes."""
