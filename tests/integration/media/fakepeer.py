"""A page without a browser: real ICE checks, real DTLS and SRTP over a real socket, packets made by hand."""

import asyncio
import re
import secrets
import time
from pathlib import Path
from typing import Any

import aioice.stun
import pylibsrtp
from aiortc import RTCCertificate, RTCDtlsTransport
from aiortc.rtcdtlstransport import RTCDtlsFingerprint, RTCDtlsParameters

from media.forward.rtcp import RtcpItem, parse_rtcp
from media.forward.rtp import RtpPacket, build_rtp, one_byte_extension, parse_rtp
from tests.unit.media.packets import vp8_payload, with_channel_slot

OFFER = (Path(__file__).parents[2] / "unit/media/peer/chromium-offer.sdp").read_bytes().decode()
MID, LEVEL, RID = 4, 1, 10
"""Header extension ids of that offer."""


class FakePeer(asyncio.DatagramProtocol):
    """One connection. ``received`` holds what came: raw bytes, packet, and source number (CSRC)."""

    role = "controlling"

    def __init__(self, name: str) -> None:
        self.name = name
        self.ufrag = secrets.token_hex(4)
        self.received: list[tuple[bytes, RtpPacket]] = []
        self.control: list[RtcpItem] = []
        self.answer = ""
        self.source = 0
        self.replays = 0
        """Packets that came a second time: SRTP refuses them when nothing was lost."""
        self._certificate = RTCCertificate.generateCertificate()
        self._queue: asyncio.Queue[bytes] = asyncio.Queue()
        self._checked = asyncio.Event()
        self._dtls: Any = RTCDtlsTransport(self, [self._certificate])  # type: ignore[arg-type]
        self._dtls._set_role("client")
        self._transport: Any = None
        self._tasks: list[asyncio.Task[None]] = []
        self._sequences: dict[str, int] = {}
        self._ssrcs: dict[str, int] = {}

    def offer(self) -> str:
        fingerprint = next(one for one in self._certificate.getFingerprints() if one.algorithm == "sha-256")
        text = re.sub(r"a=ice-ufrag:\S+", f"a=ice-ufrag:{self.ufrag}", OFFER)
        text = re.sub(r"a=ssrc:.*\r\n", "", text)
        return with_channel_slot(re.sub(r"a=fingerprint:.*", f"a=fingerprint:sha-256 {fingerprint.value}\r", text))

    async def connect(self, answer: str, host: str = "127.0.0.1") -> None:
        """Check, shake hands, keep consent."""
        self.answer = answer
        port = int(re.search(rf"a=candidate:\d 1 udp \d+ {host} (\d+)", answer).group(1))  # type: ignore[union-attr]
        await asyncio.get_running_loop().create_datagram_endpoint(lambda: self, remote_addr=(host, port))
        self._tasks.append(asyncio.create_task(self._consent()))
        await asyncio.wait_for(self._checked.wait(), 10)
        fingerprint = re.search(r"a=fingerprint:sha-256 (\S+)", answer).group(1)  # type: ignore[union-attr]
        await asyncio.wait_for(self._dtls.start(RTCDtlsParameters([RTCDtlsFingerprint("sha-256", fingerprint)])), 10)
        assert self._dtls.state == "connected"

    async def move(self) -> None:
        """Another network: from now on packets come from, and go to, another address; nobody says goodbye."""
        left, (host, port) = self._transport, self._transport.get_extra_info("peername")[:2]
        await asyncio.get_running_loop().create_datagram_endpoint(lambda: self, remote_addr=(host, port))
        left.close()

    async def _consent(self) -> None:
        while True:
            self.send_raw(self.check())
            await asyncio.sleep(0.2)

    def check(self, password: str | None = None) -> bytes:
        """A connectivity check, by default a right one."""
        message = aioice.stun.Message(aioice.stun.Method.BINDING, aioice.stun.Class.REQUEST)
        message.attributes["USERNAME"] = f"{self._of_answer('ufrag')}:{self.ufrag}"
        message.attributes["USE-CANDIDATE"] = None
        message.add_message_integrity((password or self._of_answer("pwd")).encode())
        return bytes(message)

    def _of_answer(self, name: str) -> str:
        return re.search(rf"a=ice-{name}:(\S+)", self.answer).group(1)  # type: ignore[union-attr]

    def slot_ssrcs(self, kind: str) -> list[int]:
        """Main SSRC of each receive slot, in order."""
        parts = [part for part in self.answer.split("m=") if part.startswith(kind) and "a=sendonly" in part]
        return [int(re.search(r"a=ssrc:(\d+)", part).group(1)) for part in parts]  # type: ignore[union-attr]

    # ---- socket

    def connection_made(self, transport: Any) -> None:
        self._transport = transport

    def datagram_received(self, data: bytes, addr: Any) -> None:
        if data[0] < 4:
            self._checked.set()
        elif data[0] < 64:
            self._queue.put_nowait(data)
        elif 192 <= data[1] <= 223:
            self.control += parse_rtcp(self._dtls._rx_srtp.unprotect_rtcp(data))
        else:
            try:
                plain = self._dtls._rx_srtp.unprotect(data)
            except pylibsrtp.Error as error:
                assert "replay" in str(error)
                self.replays += 1
                return
            self.received.append((plain, parse_rtp(plain)))

    async def _recv(self) -> bytes:
        return await self._queue.get()

    async def _send(self, data: bytes) -> None:
        self.send_raw(data)

    def send_raw(self, data: bytes) -> None:
        self._transport.sendto(data)

    # ---- media

    def send(self, packet: bytes) -> None:
        self.send_raw(self._dtls._tx_srtp.protect(packet))

    def send_rtcp(self, packet: bytes) -> None:
        self.send_raw(self._dtls._tx_srtp.protect_rtcp(packet))

    def _next(self, stream: str) -> tuple[int, int]:
        self._sequences[stream] = (self._sequences.get(stream, secrets.randbelow(0x4000)) + 1) & 0xFFFF
        return self._ssrcs.setdefault(stream, secrets.randbelow(2**31) + 1), self._sequences[stream]

    def speak(self, level: int = 25, payload: bytes = b"opus") -> None:
        """One 20 ms packet of sound."""
        ssrc, sequence = self._next("audio")
        extensions = one_byte_extension(MID, b"0") + one_byte_extension(LEVEL, bytes((level,)))
        self.send(
            build_rtp(
                payload_type=111,
                marker=False,
                sequence=sequence,
                timestamp=sequence * 960,
                ssrc=ssrc,
                payload=payload,
                extensions=extensions,
            )
        )

    def show(self, rid: str = "q", *, keyframe: bool = True) -> None:
        """One frame of one layer of the camera, in one packet."""
        ssrc, sequence = self._next(rid)
        self.send(
            build_rtp(
                payload_type=96,
                marker=True,
                sequence=sequence,
                timestamp=int(time.monotonic() * 90_000) & 0xFFFFFFFF,
                ssrc=ssrc,
                payload=vp8_payload(sequence & 0x7FFF, sequence & 0xFF, keyframe=keyframe),
                extensions=one_byte_extension(MID, b"1") + one_byte_extension(RID, rid.encode()),
            )
        )

    def play(self, seconds: float) -> "asyncio.Task[None]":
        """Speak and show for a while in the background."""

        async def run() -> None:
            until = time.monotonic() + seconds
            while time.monotonic() < until:
                self.speak()
                self.show()
                await asyncio.sleep(0.02)

        task = asyncio.create_task(run())
        self._tasks.append(task)
        return task

    def sources(self, kind: str) -> set[int]:
        """Source numbers that came on slots of this kind."""
        ssrcs = set(self.slot_ssrcs(kind))
        return {int.from_bytes(raw[12:16], "big") for raw, packet in self.received if packet.ssrc in ssrcs}

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await self._dtls.stop()
        if self._transport is not None:
            self._transport.close()
