"""One case: a publisher, a listener, a line between, the same words said to both servers at once."""

import asyncio
import base64
import io
import subprocess
import time
import wave
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from playwright.async_api import Browser, Page

from bench.lines import counting
from bench.lines.cases import Case
from bench.lines.contestants import Contestant
from bench.lines.line import GOOD
from bench.lines.relay import Relays
from bench.transcription.clips import Clip
from transcription.engine.base import SAMPLE_RATE, Pcm

FLAGS = (
    "--no-sandbox",
    "--allow-loopback-in-peer-connection",
    "--autoplay-policy=no-user-gesture-required",
    "--disable-features=WebRtcHideLocalIpsWithMdns",
)
CONNECT_S, SETTLE_S = 10.0, 15.0
RECORD_BEFORE_S = 0.3
GAP_S = 0.3
RECOVER_S = 15.0
"""What is said of who needs longer."""
WIDTH = 960
PAGE = Path(__file__).parent / "page" / "page.js"
_ESBUILD = Path("web/node_modules/.bin/esbuild")


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds of the parts of a case."""

    before: float = 2.0
    """Speech before the words that are transcribed."""
    pause: float = 1.5
    """Silence in front of them, longer than the longest queue, so that nothing else is in the recording."""
    after: float = 2.5
    """Recorded after them: what stood in a queue comes late."""
    warm: float = 1.0
    """Speech before the line is freed, so that recovery is judged on sound that is fed."""
    recover: float = RECOVER_S
    settle: bool = True
    """Wait for the publisher's large layer."""


QUICK = Timing(before=0.3, pause=0.4, after=0.2, warm=0.0, recover=0.0, settle=False)
"""For the harness's own test; its figures mean nothing."""


@dataclass
class Outcome:
    """What one server made of one case."""

    figures: dict[str, float]
    details: dict[str, Any]
    recording: Pcm = field(repr=False)
    counted: dict[str, Any] = field(default_factory=dict, repr=False)
    """What the figures were made of: the browser's rows, when sound was put in, from when to when it counts."""


def build_page(folder: Path) -> str:
    """Bundle the page with the product's own media client; return its address."""
    script = folder / "page.js"
    subprocess.run(
        [str(_ESBUILD), str(PAGE), "--bundle", "--format=iife", f"--outfile={script}", "--log-level=error"], check=True
    )
    page = folder / "page.html"
    page.write_text('<!doctype html><meta charset="utf-8"><title>lines</title><body><script src="page.js"></script>')
    return page.as_uri()


def chosen_clips(clips: Sequence[Clip], seconds: float) -> list[Clip]:
    """Return whole clips, in their order, that fit into ``seconds``; at least one."""
    kept: list[Clip] = []
    for clip in clips:
        if not kept or sum(one.seconds + GAP_S for one in kept) + clip.seconds <= seconds:
            kept.append(clip)
    return kept


def as_wav(clips: Sequence[Clip]) -> bytes:
    """All clips with short pauses, one WAV file."""
    gap = np.zeros(int(GAP_S * SAMPLE_RATE), np.float32)
    pcm = np.concatenate([part for clip in clips for part in (clip.pcm, gap)])
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes((np.clip(pcm, -1, 1) * 32767).astype(np.int16).tobytes())
    return out.getvalue()


class Stage:
    """Browsers, relays and servers; ``play`` runs one case."""

    def __init__(
        self,
        host: str,
        address: str,
        browsers: tuple[Browser, Browser],
        relays: Relays,
        servers: Sequence[Contestant],
        timing: Timing,
    ) -> None:
        """``browsers``: the publisher's and the listener's."""
        self._host, self._address = host, address
        self._publishing, self._listening = browsers
        self._relays, self._servers, self._timing = relays, servers, timing
        self._publisher: Page | None = None
        self._uplinks: dict[str, dict[str, int]] = {}
        self._speech = ""
        self._was_up = False

    def prepare(self, wav: bytes) -> None:
        """Say what is spoken."""
        self._speech = base64.b64encode(wav).decode()

    async def play(self, case: Case, seed: int) -> dict[str, Outcome]:
        """Run one case for all servers at once; outcomes by server name."""
        publisher = await self._publish(case, seed)
        await publisher.evaluate("speak(0, true)")
        page = await self._open(self._listening)
        links = {server.name: await self._relay() for server in self._servers}
        try:
            for link in links.values():
                await self._spoil(link, case if case.way == "down" else Case("", GOOD), seed)
            joined = await self._listen(page, links)
            return await self._judge(case, publisher, page, links, joined)
        finally:
            for server in self._servers:
                await server.leave(page)
                await self._relays.ask(do="close", relay=links[server.name]["near"])
            await page.close()

    async def _relay(self) -> dict[str, int]:
        relay: dict[str, int] = await self._relays.ask(do="open", host=self._host)
        return relay

    async def _spoil(self, link: dict[str, int], case: Case, seed: int) -> None:
        for way in ("down", "up"):
            await self._relays.ask(do="set", relay=link["near"], way=way, conditions=asdict(case.on(way)), seed=seed)

    async def _free(self, links: dict[str, dict[str, int]]) -> None:
        for link in links.values():
            await self._spoil(link, Case("", GOOD), 1)

    async def _open(self, browser: Browser) -> Page:
        page = await browser.new_page()
        await page.goto(self._address)
        return page

    async def _publish(self, case: Case, seed: int) -> Page:
        """Return the publisher; one that sends through the bad line joins anew, as does who comes after it."""
        fresh = self._publisher is None or case.way == "up" or self._was_up
        self._was_up = case.way == "up"
        if self._publisher is not None and not fresh:
            return self._publisher
        if self._publisher is not None:
            for server in self._servers:
                await server.leave(self._publisher)
            await self._publisher.close()
        page = self._publisher = await self._open(self._publishing)
        await page.evaluate("(wav) => loadSpeech(wav)", self._speech)
        await page.evaluate("speak(0, true)")
        self._uplinks = {server.name: await self._relay() for server in self._servers}
        for server in self._servers:
            link = self._uplinks[server.name]
            if case.way == "up":
                await self._spoil(link, case, seed)
            await server.publish(page, link)
        await self._settle(page, all_layers=case.way == "down" and self._timing.settle)
        return page

    async def _settle(self, page: Page, *, all_layers: bool) -> None:
        """Wait until the publisher is connected and, on a good line, sends its large layer."""
        until = time.monotonic() + SETTLE_S
        for server in self._servers:
            while not await self._sends(page, server.name, all_layers=all_layers):
                if time.monotonic() > until:
                    raise RuntimeError(f"{server.name}: the publisher did not come to send")
                await asyncio.sleep(0.2)

    async def _sends(self, page: Page, name: str, *, all_layers: bool) -> bool:
        if not await page.evaluate("(name) => connected(name)", name):
            return False
        rows = await page.evaluate("(name) => senders(name)", name)
        return not all_layers or any(row["width"] >= WIDTH and row["bytes"] > 0 for row in rows)

    async def _listen(self, page: Page, links: dict[str, dict[str, int]]) -> dict[str, float | None]:
        """Connect the listener to all servers; seconds that each needed, None for one that did not come through."""
        names = [server.name for server in self._servers]
        begun = time.monotonic()
        for name in names:
            await page.evaluate("(name) => watch(name)", name)
        await asyncio.gather(*(server.listen(page, links[server.name]) for server in self._servers))
        joined: dict[str, float | None] = dict.fromkeys(names)
        while time.monotonic() - begun < CONNECT_S and not all(joined.values()):
            for name in names:
                if not joined[name] and await page.evaluate("(name) => connected(name)", name):
                    joined[name] = time.monotonic() - begun
            await asyncio.sleep(0.05)
        return joined

    async def _judge(
        self,
        case: Case,
        publisher: Page,
        page: Page,
        links: dict[str, dict[str, int]],
        joined: dict[str, float | None],
    ) -> dict[str, Outcome]:
        ready = time.time()
        await asyncio.sleep(self._timing.before)
        said = await publisher.evaluate("(wait) => speak(wait, false)", self._timing.pause)
        await asyncio.sleep(self._timing.pause - RECORD_BEFORE_S)
        names = [name for name, took in joined.items() if took]
        for name in names:
            await page.evaluate("(name) => record(name)", name)
        await asyncio.sleep(max(0.0, said[1] + self._timing.after - time.time()))
        recordings = {name: await page.evaluate("(name) => recorded(name)", name) for name in names}
        layers = {name: await publisher.evaluate("(name) => senders(name)", name) for name in joined}
        accounts = {name: await self._accounts(name, links[name]) for name in joined}
        await publisher.evaluate("speak(0, true)")
        await asyncio.sleep(self._timing.warm)
        await self._free(links if case.way == "down" else self._uplinks)
        recovered = await self._recover(page, names)
        outcomes = {}
        for name, took in joined.items():
            rows = await page.evaluate("(name) => unwatch(name)", name)
            line, fed = accounts[name]
            audio_at = fed if case.way == "up" else line["audio_at"]
            begins = ready if case.way == "up" or not audio_at else audio_at[0]
            details = _details(rows, line, begins, said[1]) | {"layers_sent": layers[name], "join_s": took}
            figures = _figures(rows, audio_at, begins, said[1], connected=bool(took))
            details["recovered"] = recovered.get(name) is not None
            figures["seconds_to_recover"] = recovered.get(name) or RECOVER_S
            if recovered.get(name) == 0:
                figures["seconds_to_recover"] = 0.0
            pcm = np.frombuffer(base64.b64decode(recordings.get(name, "")), np.int16).astype(np.float32)
            counted = {"rows": rows, "audio_at": audio_at, "begins": begins, "ends": said[1]}
            outcomes[name] = Outcome(figures, details, pcm / np.float32(32768), counted)
        return outcomes

    async def _accounts(self, name: str, link: dict[str, int]) -> tuple[dict[str, Any], list[float]]:
        """What went down to the listener, and when the publisher sent sound."""
        down = (await self._relays.ask(do="report", relay=link["near"]))["down"]
        up = await self._relays.ask(do="report", relay=self._uplinks[name]["near"])
        await self._relays.ask(do="clear", relay=self._uplinks[name]["near"])
        return down, up["up"]["audio_at"]

    async def _recover(self, page: Page, names: Sequence[str]) -> dict[str, float | None]:
        """Wait until sound and picture are whole again; None for who needs longer than ``RECOVER_S``."""
        freed = time.time()
        found: dict[str, float | None] = dict.fromkeys(names)
        while time.time() - freed < self._timing.recover + counting.STEADY_S and None in found.values():
            await asyncio.sleep(0.25)
            for name in names:
                if found[name] is None:
                    rows = await page.evaluate(
                        "([name, at]) => rows(name).filter((row) => row.at >= at)", [name, freed]
                    )
                    found[name] = counting.recovered_after(rows, freed, WIDTH)
        return found


def _figures(
    rows: Sequence[counting.Row], audio_at: Sequence[float], begins: float, ends: float, *, connected: bool
) -> dict[str, float]:
    if not connected:
        return {"audio_heard_percent": 0.0, "freeze_seconds_per_minute": 60.0}
    still = counting.still_seconds(rows, begins, ends)
    return {
        "audio_heard_percent": counting.heard_percent(rows, audio_at, begins, ends),
        "freeze_seconds_per_minute": round(still / (ends - begins) * 60, 2),
    }


def _details(rows: Sequence[counting.Row], line: dict[str, Any], begins: float, ends: float) -> dict[str, Any]:
    """What helps to understand a figure; nothing here is a figure."""
    kinds = line["kinds"]
    inside = [row for row in rows if begins <= row["at"] <= ends and row["audio"]]
    seconds = max(0.1, ends - begins)
    found: dict[str, Any] = {"seconds": round(seconds, 1), "packets_down": kinds}
    found["kbit_s_down"] = {kind: round(one["bytes"] * 8 / seconds / 1000, 1) for kind, one in kinds.items()}
    quarters = range(int(begins * 4), int(ends * 4) + 1)
    found["kbit_s_by_quarter_second"] = {
        kind: [round(amounts.get(str(at), 0) * 8 * 4 / 1000) for at in quarters]
        for kind, amounts in line["bytes_at"].items()
    }
    if inside:
        found["concealed_by_second"] = counting.concealed_by_second(inside)
        first, last = inside[0]["audio"], inside[-1]["audio"]
        found["audio"] = last
        emitted = last["emitted"] - first["emitted"]
        found["buffer_ms"] = round((last["delay"] - first["delay"]) / max(1, emitted) * 1000)
        found["first_sound_s"] = round(inside[0]["at"] - begins, 2)
    pictures = [row for row in rows if begins <= row["at"] <= ends and row["video"]]
    if pictures:
        found["video"] = pictures[-1]["video"]
        found["frames_per_second"] = round(pictures[-1]["video"]["frames"] / seconds, 1)
        widths = [row["video"]["width"] for row in pictures]
        found["widths"] = {str(width): widths.count(width) for width in sorted(set(widths))}
    return found
