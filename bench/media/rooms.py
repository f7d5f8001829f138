"""Rooms as they really send: sound and three layers. A conference of hundreds, and hundreds of rooms that only send."""

import asyncio
import ctypes
import struct
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.media.crowd import cpu_seconds
from bench.media.floor import session_address
from bench.media.ours import Ours
from bench.media.peer import Peer, dropped
from media.forward.rtp import build_rtp, one_byte_extension
from media.peer.dtls import srtp_functions
from meetings.contracts.media import Policy

SOURCE = Path(__file__).with_name("rooms.c")
FRAMES, SOUNDS = 25, 50
LAYERS = {"q": (1, 750), "h": (2, 1000), "f": (4, 1250)}
"""Packets of a frame and their bytes: 0.15, 0.4 and 1 Mbit/s."""
MID, RID, LEVEL = 4, 10, 1
"""Header extensions of the recorded offer."""
SPEAKERS, PICTURES = 3, 4
GROUPS = 20
STEP_APART_S = 0.002
"""Rooms are not in step: each group begins its frame so much after the one before."""
PER_ROOM = SOUNDS + FRAMES * sum(count for count, _ in LAYERS.values())
PER_VIEWER = SPEAKERS * SOUNDS + FRAMES * (LAYERS["f"][0] + (PICTURES - 1) * LAYERS["q"][0])


def policy(rooms: int) -> Policy:
    """The first room has the floor, the first three are heard."""
    keys = [f"room:{index}" for index in range(rooms)]
    return Policy(number=1, floor=(keys[0],), open_microphones=tuple(keys[:SPEAKERS]), captions=False)


@dataclass(frozen=True)
class Share:
    """What a worker needed in one window."""

    cores: float
    loss: float
    packets: int


class Rooms:
    """Publishing peers that send in the same rhythm, in groups."""

    def __init__(
        self, peers: Sequence[Peer], folder: Path, pictures: Mapping[str, Sequence[Sequence[bytes]]] | None = None
    ) -> None:
        """``pictures``: the layers to send, of each frame its pieces; None: three of the usual size, no pictures."""
        library = folder / "rooms.so"
        subprocess.run(["cc", "-O2", "-shared", "-fPIC", str(SOURCE), "-o", str(library)], check=True)
        self._send = ctypes.CDLL(str(library)).rooms_send
        self._protect = ctypes.c_void_p(srtp_functions()[0])
        groups = (peers[index::GROUPS] for index in range(GROUPS))
        self._groups = [_Group(group, pictures or _sizes()) for group in groups if group]
        self.sent = 0

    def run(self, seconds: float) -> None:
        """Send for so long; called beside the event loop."""
        begun = time.monotonic()
        first = [group.steps for group in self._groups]
        while (now := time.monotonic() - begun) < seconds:
            for index, group in enumerate(self._groups):
                while group.steps - first[index] <= (now - index * STEP_APART_S) * SOUNDS:
                    for packet in group.due():
                        self.sent += self._send(
                            group.sockets, self._protect, group.sessions, group.count, packet, len(packet)
                        )
            next_at = min(
                index * STEP_APART_S + (group.steps - first[index]) / SOUNDS for index, group in enumerate(self._groups)
            )
            time.sleep(max(0.0002, next_at - (time.monotonic() - begun)))


class _Group:
    """Rooms in step; a step is 20 ms: sound in each, a frame of each layer in every other one."""

    def __init__(self, peers: Sequence[Peer], pictures: Mapping[str, Sequence[Sequence[bytes]]]) -> None:
        self._pictures = pictures
        self.count = len(peers)
        self.sockets = (ctypes.c_int * self.count)(*(peer.fileno() for peer in peers))
        sessions = [session_address(peer.sending_session()) for peer in peers]
        self.sessions = (ctypes.c_void_p * self.count)(*sessions)
        self.steps = 0
        self._sequences = dict.fromkeys(LAYERS, 0)

    def due(self) -> list[bytes]:
        packets = [_sound(self.steps)]
        if self.steps % 2 == 0:
            packets += [packet for layer in self._pictures for packet in self._frame(layer, self.steps // 2)]
        self.steps += 1
        return packets

    def _frame(self, layer: str, frame: int) -> list[bytes]:
        frames = self._pictures[layer]
        parts = frames[frame % len(frames)]
        return [self._picture(layer, frame, part, part == len(parts) - 1, data) for part, data in enumerate(parts)]

    def _picture(self, layer: str, frame: int, part: int, last: bool, data: bytes) -> bytes:
        head = bytes((0x90 if part == 0 else 0x80, 0xC0))
        head += struct.pack("!HB", 0x8000 | frame & 0x7FFF, frame & 0xFF)
        self._sequences[layer] += 1
        return build_rtp(
            payload_type=96,
            marker=last,
            sequence=self._sequences[layer] & 0xFFFF,
            timestamp=frame * 90_000 // FRAMES & 0xFFFFFFFF,
            ssrc=0x1000 + ord(layer),
            payload=head + data,
            extensions=one_byte_extension(MID, b"1") + one_byte_extension(RID, layer.encode()),
        )


def _sizes() -> dict[str, list[list[bytes]]]:
    """Layers of the usual size; the first byte of a frame says whether it is a keyframe, the rest means nothing."""
    layers = {}
    for layer, (count, size) in LAYERS.items():
        frames = [
            [bytes((0 if frame == part == 0 else 1,)) + bytes(size - 30) for part in range(count)]
            for frame in range(FRAMES)
        ]
        layers[layer] = frames
    return layers


def _sound(step: int) -> bytes:
    return build_rtp(
        payload_type=111,
        marker=False,
        sequence=step & 0xFFFF,
        timestamp=step * 960 & 0xFFFFFFFF,
        ssrc=0x2222,
        payload=b"\xfc" + bytes(85),
        extensions=one_byte_extension(MID, b"0") + one_byte_extension(LEVEL, b"\x19"),
    )


async def _join(server: Ours, peers: Sequence[Peer], keys: Sequence[str], *, publishes: bool) -> float:
    """Connect all; return the seconds it took."""
    begun, gate = time.monotonic(), asyncio.Semaphore(server.at_a_time)

    async def one(peer: Peer, key: str) -> None:
        async with gate:
            await server.join(peer, publishes=publishes, key=key)

    await asyncio.gather(*(one(peer, key) for peer, key in zip(peers, keys, strict=True)))
    return time.monotonic() - begun


async def conference(host: str, folder: Path, viewers: int, seconds: float) -> dict[str, Any]:
    """One large and three small pictures and three voices to each of ``viewers``."""
    rooms = [Peer(host) for _ in range(PICTURES)]
    crowd = [Peer(host) for _ in range(viewers)]
    server = Ours("c", host, folder, policy=policy(PICTURES), small=PICTURES - 1)
    try:
        await server.start()
        await _join(server, rooms, [f"room:{index}" for index in range(PICTURES)], publishes=True)
        took = await _join(server, crowd, [f"person:{index}" for index in range(viewers)], publishes=False)
        sender = Rooms(rooms, folder)
        await asyncio.to_thread(sender.run, 4.0)
        ports = [peer.address[1] for peer in crowd]
        before = dropped()
        share = await _window(server, sender, seconds)
        after = dropped()
        got = sum(after[port] - before[port] for port in ports)
        wanted = share.packets / PICTURES / PER_ROOM * PER_VIEWER * viewers
        return {
            f"join_{viewers}_s": round(took, 1),
            f"conference_{viewers}_cpu_cores": round(share.cores, 3),
            f"conference_{viewers}_us_per_packet": round(share.cores * seconds / max(1, got) * 1e6, 3),
            f"conference_{viewers}_loss": round(max(0.0, 1 - got / wanted), 5),
        }
    finally:
        await _leave(server, [*rooms, *crowd])


async def only_senders(host: str, folder: Path, count: int, seconds: float) -> dict[str, Any]:
    """What it costs to take three layers and sound of ``count`` rooms that nobody looks at."""
    rooms = [Peer(host) for _ in range(count)]
    server = Ours("c", host, folder, policy=policy(count), small=0, main="none", hears=False)
    try:
        await server.start()
        await _join(server, rooms, [f"room:{index}" for index in range(count)], publishes=True)
        sender = Rooms(rooms, folder)
        await asyncio.to_thread(sender.run, 3.0)
        share = await _window(server, sender, seconds)
        return {
            f"input_{count}_rooms_cpu_cores": round(share.cores, 3),
            f"input_{count}_rooms_packets_per_second": round(share.packets / seconds),
            f"input_{count}_rooms_loss": round(share.loss, 5),
        }
    finally:
        await _leave(server, rooms)


async def _window(server: Ours, sender: Rooms, seconds: float) -> Share:
    before, received = sender.sent, await server.received()
    cpu, begun = cpu_seconds(server.pid), time.monotonic()
    await asyncio.to_thread(sender.run, seconds)
    cores = (cpu_seconds(server.pid) - cpu) / (time.monotonic() - begun)
    sent = sender.sent - before
    got = await server.received() - received
    return Share(cores, max(0.0, 1 - got / max(1, sent)), sent)


async def _leave(server: Ours, peers: Sequence[Peer]) -> None:
    for peer in peers:
        await peer.close()
    await server.stop()
