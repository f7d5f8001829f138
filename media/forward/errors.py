"""The one error of the packet border."""


class MalformedPacketError(ValueError):
    """Bytes that are not what they claim to be; the packet is dropped and counted, never answered."""
