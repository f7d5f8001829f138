"""Packets of real browsers, as a file: what pages offered, and what came from them after decryption, with its times.

``tests/integration/media/record.py`` writes it, ``tests/unit/media/forward/test_recorded.py`` plays it. Format: gzip; a
head as JSON on one line, then records of ``_RECORD`` and the bytes of the packet.
"""

import gzip
import json
import re
import struct
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from media.forward.plan import PeerPlan
from media.peer.answer import Credentials, Endpoint, build_answer
from media.peer.offer import parse_offer

CHROMIUM = Path(__file__).parent / "forward" / "recorded" / "chromium.gz"
LARGE, KEPT = 300, 64
"""Of packets from so many bytes on (pictures), so many are kept and the rest is zeros: extensions, payload descriptor
and the head of the frame are among them, more is never looked at, and zeros pack well."""
_RECORD = struct.Struct("!BBIH")
"""Index of the page, 1 for RTCP, microseconds since the first page connected, bytes that follow."""
_PADDED = 0x20
_SECRETS = re.compile(r"a=(?:ice-pwd|candidate):.*\r\n")


@dataclass(frozen=True)
class RecordedPage:
    """One page as it joined."""

    offer: str
    """Its SDP, without password and addresses."""
    ssrcs: tuple[int, ...]
    """Of its slots, in the order of the answer's lines."""
    at: float
    """Seconds from the first page's connection to its own."""

    def plan(self) -> PeerPlan:
        """The plan that it got then: its packets name these SSRCs."""
        numbers = iter(self.ssrcs)
        offer = parse_offer(self.offer)
        return build_answer(offer, Endpoint("", ()), Credentials(), publishes=True, make_ssrc=lambda: next(numbers))[1]


@dataclass(frozen=True)
class RecordedPacket:
    """One plain packet of a page."""

    page: int
    rtcp: bool
    at: float
    """Seconds since the first page connected."""
    data: bytes


@dataclass(frozen=True)
class Recording:
    """Pages, and their packets in the order of arrival."""

    pages: tuple[RecordedPage, ...]
    packets: tuple[RecordedPacket, ...]

    def write(self, path: Path) -> None:
        """Write the file; the same recording gives the same bytes."""
        rows = [json.dumps([asdict(one) for one in self.pages]).encode() + b"\n"]
        for one in self.packets:
            data = one.data if one.rtcp else _shorten(one.data)
            rows.append(_RECORD.pack(one.page, one.rtcp, round(one.at * 1e6), len(data)) + data)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(gzip.compress(b"".join(rows), 9, mtime=0))


def recorded_page(offer: str, ssrcs: Sequence[int], at: float) -> RecordedPage:
    """A page without what is nobody's business."""
    return RecordedPage(_SECRETS.sub("", offer), tuple(ssrcs), at)


def _shorten(data: bytes) -> bytes:
    """Padding stays whole: its last byte counts."""
    return data if len(data) < LARGE or data[0] & _PADDED else data[:KEPT] + bytes(len(data) - KEPT)


def read_recording(path: Path) -> Recording:
    """Read what ``Recording.write`` wrote."""
    head, _, body = gzip.decompress(path.read_bytes()).partition(b"\n")
    pages = tuple(RecordedPage(one["offer"], tuple(one["ssrcs"]), one["at"]) for one in json.loads(head))
    packets, at = [], 0
    while at < len(body):
        page, rtcp, micros, size = _RECORD.unpack_from(body, at)
        at += _RECORD.size
        packets.append(RecordedPacket(page, bool(rtcp), micros / 1e6, body[at : at + size]))
        at += size
    return Recording(pages, tuple(packets))
