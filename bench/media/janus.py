"""Janus' VideoRoom under the same load: as Debian ships it, and tuned to one event loop for all peers."""

import asyncio
import itertools
import json
import re
import shutil
import socket
import subprocess
from pathlib import Path
from typing import Any

from bench.media.crowd import ENDS_WITH_US
from bench.media.load import AUDIO_SSRC, VIDEO_SSRC, Pace
from bench.media.peer import FINGERPRINT, Peer

LIBRARIES = Path("/usr/lib/x86_64-linux-gnu/janus")
ROOM = 1234
_CODECS = {"video": (96, "VP8/90000"), "audio": (111, "opus/48000/2")}


def missing() -> str:
    """Why Janus cannot run here; empty when it can."""
    if shutil.which("janus") is None:
        return "janus is not installed (Debian package janus)"
    return "" if LIBRARIES.is_dir() else f"no plugins in {LIBRARIES}"


class Janus:
    """One Janus. ``tuned``: ``event_loops = 1``; stock: a thread for each peer."""

    at_a_time = 4

    def __init__(self, name: str, host: str, interface: str, folder: Path, *, tuned: bool) -> None:
        self.name = name
        self._host = host
        self._path = folder / f"{name}.sock"
        configuration = folder / name
        configuration.mkdir()
        _configure(configuration, self._path, interface, tuned=tuned)
        self._log = (folder / f"{name}.log").open("w")
        command = [*ENDS_WITH_US, "janus", "--configs-folder", str(configuration), "--disable-colors"]
        self._process = subprocess.Popen(command, stdout=self._log, stderr=self._log, cwd=folder)
        self.pid = self._process.pid
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._keeper: asyncio.Task[None] | None = None
        self._numbers = itertools.count(1)
        self._waiting: dict[str, asyncio.Future[dict[str, Any]]] = {}

    async def start(self, *, simulcast: bool = False, patience_s: float = 90) -> None:
        """Wait until it serves, and make the room; ``simulcast``: for browsers, with all that helps on bad lines."""
        for _ in range(int(patience_s * 10)):
            await asyncio.sleep(0.1)
            if self._path.exists():
                break
        # The socket is there before the transport listens, and a request that comes too early is lost.
        await asyncio.sleep(2)
        self._socket.connect(str(self._path))
        self._socket.setblocking(False)
        asyncio.get_running_loop().add_reader(self._socket.fileno(), self._read)
        self._session = (await self._ask(janus="create"))["data"]["id"]
        self._keeper = asyncio.create_task(self._keep())
        handle = await self.attach()
        body = {
            "request": "create",
            "room": ROOM,
            "publishers": 4,
            "bitrate": 0,
            "audiocodec": "opus",
            "videocodec": "vp8",
        }
        if simulcast:
            body |= {"opus_fec": True, "opus_dtx": True, "transport_wide_cc_ext": True, "audiolevel_ext": True}
        made = await self.message(handle, body)
        if made["plugindata"]["data"].get("videoroom") != "created":
            raise RuntimeError(str(made))

    def _read(self) -> None:
        try:
            message = json.loads(self._socket.recv(1 << 20))
        except BlockingIOError:
            return
        waits = self._waiting.get(message.get("transaction", ""))
        if message["janus"] != "ack" and waits is not None and not waits.done():
            waits.set_result(message)

    async def _keep(self) -> None:
        while True:
            await asyncio.sleep(20)
            self._socket.send(
                json.dumps({"janus": "keepalive", "session_id": self._session, "transaction": "k"}).encode()
            )

    async def _ask(self, **request: Any) -> dict[str, Any]:
        transaction = str(next(self._numbers))
        self._waiting[transaction] = asyncio.get_running_loop().create_future()
        self._socket.send(json.dumps({**request, "transaction": transaction}).encode())
        answer = await asyncio.wait_for(self._waiting[transaction], 60)
        del self._waiting[transaction]
        return answer

    async def attach(self) -> int:
        """Make a handle of the VideoRoom."""
        answer = await self._ask(janus="attach", session_id=self._session, plugin="janus.plugin.videoroom")
        return int(answer["data"]["id"])

    async def message(self, handle: int, body: dict[str, Any], jsep: dict[str, str] | None = None) -> dict[str, Any]:
        """Ask the VideoRoom; return its event."""
        more = {"jsep": jsep} if jsep else {}
        return await self._ask(janus="message", session_id=self._session, handle_id=handle, body=body, **more)

    async def join(self, peer: Peer, *, publishes: bool) -> None:
        """See ``Server``."""
        handle = await self.attach()
        if publishes:
            joined = await self.message(handle, {"request": "join", "room": ROOM, "ptype": "publisher"})
            self._feed = joined["plugindata"]["data"]["id"]
            media = [("0", "video", VIDEO_SSRC), ("1", "audio", AUDIO_SSRC)]
            offer = _describe(peer, "sendonly", media)
            done = await self.message(handle, {"request": "publish"}, {"type": "offer", "sdp": offer})
            remote = done["jsep"]["sdp"]
        else:
            body = {"request": "join", "room": ROOM, "ptype": "subscriber", "streams": [{"feed": self._feed}]}
            remote = (await self.message(handle, body))["jsep"]["sdp"]
            lines = re.findall(r"m=(\w+) (?:.|\r|\n)*?a=mid:(\S+)", remote)
            answer = _describe(peer, "recvonly", [(mid, kind, 0) for kind, mid in lines])
            await self.message(handle, {"request": "start"}, {"type": "answer", "sdp": answer})
        await peer.connect(
            re.findall(r"a=ice-ufrag:(\S+)", remote)[0],
            re.findall(r"a=ice-pwd:(\S+)", remote)[0],
            re.findall(r"a=fingerprint:sha-256 (\S+)", remote)[0],
            (self._host, int(re.findall(rf"a=candidate:\S+ 1 udp \d+ {re.escape(self._host)} (\d+)", remote, re.I)[0])),
        )

    def pace(self) -> Pace:
        """See ``Server``."""
        return Pace(mids=(b"1", b"0"), ids=(1, 2))

    async def stop(self) -> None:
        """See ``Server``."""
        if self._keeper is not None:
            self._keeper.cancel()
        asyncio.get_running_loop().remove_reader(self._socket.fileno())
        self._socket.close()
        self._process.kill()
        self._process.wait()
        self._log.close()


def _configure(folder: Path, path: Path, interface: str, *, tuned: bool) -> None:
    loops = "event_loops = 1" if tuned else ""
    others = ("audiobridge", "duktape", "echotest", "lua", "nosip", "recordplay", "sip", "streaming", "textroom")
    off = ",".join(f"libjanus_{name}.so" for name in (*others, "videocall", "voicemail"))
    transports = ",".join(f"libjanus_{name}.so" for name in ("http", "websockets", "mqtt", "nanomsg", "rabbitmq"))
    (folder / "janus.jcfg").write_text(
        f"""general: {{ configs_folder = "{folder}"
 plugins_folder = "{LIBRARIES}/plugins"
 transports_folder = "{LIBRARIES}/transports"
 events_folder = "{LIBRARIES}/events"
 loggers_folder = "{LIBRARIES}/loggers"
 debug_level = 3
 {loops}
}}
media: {{ ipv6 = false
 rtp_port_range = "20000-59999" }}
nat: {{ ice_lite = true
 ice_enforce_list = "{interface}" }}
plugins: {{ disable = "{off}" }}
transports: {{ disable = "{transports}" }}
"""
    )
    (folder / "janus.transport.pfunix.jcfg").write_text(
        f"""general: {{ enabled = true
 json = "compact"
 path = "{path}"
 type = "SOCK_SEQPACKET" }}
admin: {{ admin_enabled = false }}
"""
    )
    (folder / "janus.plugin.videoroom.jcfg").write_text("general: { }\n")


def _describe(peer: Peer, direction: str, media: list[tuple[str, str, int]]) -> str:
    """SDP of one side; always the DTLS client, so that the server picks the cipher that we offer."""
    host, port = peer.address
    lines = ["v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "t=0 0", "a=group:BUNDLE " + " ".join(one[0] for one in media)]
    lines.append("a=msid-semantic: WMS *")
    for mid, kind, ssrc in media:
        payload_type, codec = _CODECS[kind]
        lines += [
            f"m={kind} 9 UDP/TLS/RTP/SAVPF {payload_type}",
            "c=IN IP4 127.0.0.1",
            f"a=mid:{mid}",
            f"a={direction}",
        ]
        lines += ["a=rtcp-mux", f"a=rtpmap:{payload_type} {codec}", "a=extmap:1 urn:ietf:params:rtp-hdrext:sdes:mid"]
        if kind == "video":
            lines += [f"a=rtcp-fb:{payload_type} nack", f"a=rtcp-fb:{payload_type} nack pli"]
        else:
            lines += ["a=extmap:2 urn:ietf:params:rtp-hdrext:ssrc-audio-level"]
        if ssrc:
            lines += [f"a=ssrc:{ssrc} cname:bench", f"a=msid:bench {kind}"]
        lines += [f"a=ice-ufrag:{peer.ufrag}", f"a=ice-pwd:{peer.password}", "a=setup:active"]
        lines += [f"a=fingerprint:sha-256 {FINGERPRINT}", f"a=candidate:1 1 udp 2130706431 {host} {port} typ host"]
        lines += ["a=end-of-candidates"]
    return "\r\n".join(lines) + "\r\n"
