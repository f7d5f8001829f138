"""One script of bytes through both packet engines: what leaves must be the same."""

from collections.abc import Sequence

from media.forward.budget import Quality
from media.forward.engine import VideoWish
from media.forward.errors import MalformedPacketError
from media.forward.plan import Track
from tests.unit.media.engines import NATIVE_KIT, PYTHON_KIT, Kit, native_missing
from tests.unit.media.forward.test_twins import Hall, opening

MAX_STEPS = 40


def script(packets: Sequence[bytes]) -> bytes:
    """The packets as one script: kind and peer, length, packet; kinds are RTP, RTCP and a look around."""
    return b"".join(bytes((kind,)) + len(one).to_bytes(2, "big") + one for one in packets for kind in (0, 1, 2))


def both_engines(data: bytes) -> None:
    """Play a script on both; without the engine in C on the one in Python alone."""
    told = _play(PYTHON_KIT, data)
    if not native_missing():
        assert _play(NATIVE_KIT, data) == told


def _play(kit: Kit, data: bytes) -> dict[str, object]:
    hall, now, at = Hall(kit), 100.0, 0
    for act in opening():
        act.do(hall, now)
    look = [VideoWish(1, Track.CAMERA, Quality.LARGE), VideoWish(2, Track.CAMERA, Quality.SMALL)]
    for _ in range(MAX_STEPS):
        if at + 3 > len(data):
            break
        kind, size = data[at], int.from_bytes(data[at + 1 : at + 3], "big") % 2048
        packet, at, now = data[at + 3 : at + 3 + size], at + 3 + size, now + 0.004
        peer = "abc"[kind >> 4 & 3] if kind >> 4 & 3 < 3 else "a"
        try:
            if kind & 3 == 0:
                hall.engine.receive_rtp(peer, packet, now)
            elif kind & 3 == 1:
                hall.engine.receive_rtcp(peer, packet, now)
            elif kind & 3 == 2:
                hall.engine.show(peer, [1, 2], look, now)
                hall.engine.ask(now)
            else:
                hall.engine.report(now, 1000.0 + now)
        except MalformedPacketError:
            hall.errors.append("malformed")
    return hall.told()
