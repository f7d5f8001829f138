"""A paper of 200 pages and 30 MB is opened: page 1 in Chromium, then by five hundred tablets at once."""

import math
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

from bench.documents.firstpage import AFTERWARDS_MS, DELAY_MS, MBIT, Reader
from bench.documents.front import Front
from bench.documents.papers import long_paper
from bench.documents.setting import add_paper, convert
from bench.documents.stage import Order
from bench.documents.tablets import Hall, open_everywhere
from bench.live.machine import cpu_seconds
from bench.live.meeting import make_meeting, sign_in
from bench.live.servers import Servers
from deploy.embedded.settings import Embedded
from meetings.documents import paths
from meetings.documents.models import Opening, Paper

PAGES = 200
OPENINGS, WHOLE = 8, 2
TABLETS = 500
OVER_S = 30.0


def measure_opening(_order: Order, embedded: Embedded) -> dict[str, Any]:
    """Open it in Chromium and on 500 tablets at daphne alone (``make run``), then on 500 at nginx with two daphne."""
    servers = Servers(embedded)
    try:
        servers.start_redis()
        meeting = make_meeting(TABLETS, 1)
        paper = convert(add_paper("Báo cáo dài", meeting_id=meeting.id), long_paper(PAGES))
        cookies = sign_in(meeting.people)
        web = servers.start_web("web-1")
        figures, pieces = _in_chromium(servers, paper, cookies[0])
        file = paths.pdf_of(paper.id)
        size_mb = file.stat().st_size / 1_000_000
        hall = Hall(embedded.https_port, servers.files.ca, f"/tai-lieu/{paper.id}/", pieces, file, OVER_S)
        alone, alone_s = _tablets(hall, cookies, [web])
        servers.stop("web-1")
        behind, behind_s = _behind_nginx(servers, hall, cookies)
    finally:
        servers.stop()
    notes = {
        "paper_mb": round(size_mb, 1),
        "line": f"{MBIT} Mbit/s, {DELAY_MS} ms",
        "pieces of the paper": [f"{first}-{last}" for first, last in pieces],
        "wall_s behind nginx, daphne alone": [round(behind_s, 1), round(alone_s, 1)],
        "cpu_s of each process behind nginx": behind,
        **figures.pop("notes"),
    }
    both = {"nginx": round(sum(behind.values()), 2), "daphne": round(sum(alone.values()), 2)}
    return {
        **figures,
        "tablets_500_server_cpu_s": both["nginx"],
        **{f"tablets_500_server_cpu_s_{name}": spent for name, spent in both.items()},
        "notes": notes,
    }


def _in_chromium(servers: Servers, paper: Paper, cookie: str) -> tuple[dict[str, Any], list[tuple[int, int]]]:
    reader = Reader(servers, f"/tai-lieu/{paper.id}/", cookie)
    try:
        # The server's own first time does not count.
        _took, pieces = reader.open(ranges=True, afterwards_ms=AFTERWARDS_MS)
        times = sorted(reader.open(ranges=True)[0] for _ in range(OPENINGS))
        whole = [reader.open(ranges=False)[0] for _ in range(WHOLE)]
    finally:
        reader.close()
    figures = {
        "first_page_ms_p95": round(times[math.ceil(0.95 * len(times)) - 1]),
        "first_page_whole_file_ms": round(median(whole)),
        "notes": {"first_page_ms_p50": round(median(times)), "openings": OPENINGS},
    }
    return figures, pieces


def _behind_nginx(servers: Servers, hall: Hall, cookies: list[str]) -> tuple[dict[str, float], float]:
    home = servers.embedded.home
    front = Front(home / "front", home / "papers", servers.files, servers.embedded.environment())
    try:
        front.start()
        return _tablets(replace(hall, port=front.port), cookies, front.pids())
    finally:
        front.stop()


def _tablets(hall: Hall, cookies: list[str], pids: list[int]) -> tuple[dict[str, float], float]:
    """Return CPU seconds of each process by its name, and the time that all tablets took."""
    Opening.objects.all().delete()
    before = {pid: cpu_seconds(pid) for pid in pids}
    took = open_everywhere(hall, cookies)
    spent = {pid: cpu_seconds(pid) - before[pid] for pid in pids}
    if (noted := Opening.objects.count()) != len(cookies):
        raise RuntimeError(f"{noted} of {len(cookies)} openings were noted")
    return {f"{Path(f'/proc/{pid}/comm').read_text().strip()} {pid}": round(cpu, 2) for pid, cpu in spent.items()}, took
