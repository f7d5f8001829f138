"""Which sound files are taken, told by their first bytes. Pure."""

from dataclasses import dataclass

HEAD = 64
"""So many bytes tell the kind."""


@dataclass(frozen=True, slots=True)
class SoundKind:
    """A kind of file: its ending, the one FFmpeg format it is read as, and what browsers call it."""

    ending: str
    demuxer: str
    content_type: str


WAV = SoundKind("wav", "wav", "audio/wav")
OGG = SoundKind("ogg", "ogg", "audio/ogg")
MP3 = SoundKind("mp3", "mp3", "audio/mpeg")
MP4 = SoundKind("m4a", "mov", "audio/mp4")
WEBM = SoundKind("webm", "matroska", "audio/webm")
KINDS = {kind.ending: kind for kind in (WAV, OGG, MP3, MP4, WEBM)}


def kind_of(head: bytes) -> SoundKind | None:
    """Return the kind of a file that begins like this; names and endings are not believed."""
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return WAV
    if head[:4] == b"OggS":
        return OGG
    if head[4:8] == b"ftyp":
        return MP4
    if head[:4] == b"\x1a\x45\xdf\xa3":
        return WEBM
    if head[:3] == b"ID3" or (len(head) > 1 and head[0] == 0xFF and head[1] & 0xE6 in {0xE2, 0xE4, 0xE6}):
        return MP3
    return None
