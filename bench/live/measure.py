"""The measurements. Rounds of the product and of its peer alternate, so that a busy moment hits both."""

import asyncio
import sys
import time
from collections.abc import Callable
from statistics import median
from typing import Any

from channels_redis.core import RedisChannelLayer
from django.db import transaction

from bench.live.crowd import CrowdOf, LoadProcess
from bench.live.machine import cpu_seconds, describe, private_kb
from bench.live.meeting import BenchMeeting, make_meeting, sign_in
from bench.live.peer import GROUP
from bench.live.reading import reading_costs
from bench.live.servers import PEER, Servers
from bench.live.stage import Plan
from meetings.contracts.base import PROTOCOL_VERSION
from meetings.core import journal

Figures = dict[str, Any]
HOST = "127.0.0.1"
SETTLE_S = 1.5
"""Until the presence of new pages has been told."""
BALLOT_ROUNDS = 5
RECONNECT_ROUNDS = 3
PEER_LIMIT_S = 3.0
"""Channels' Redis layer loses a message now and then; nobody waits long for it."""


def percentile(times: list[float], share: float) -> float:
    """The value below which ``share`` of the sorted times lie, in ms."""
    return times[min(len(times) - 1, int(len(times) * share))] * 1000


class Stage:
    """One database: a meeting, a daphne with the product, pages."""

    def __init__(self, plan: Plan, servers: Servers, load: LoadProcess) -> None:
        self.plan, self.servers, self.load = plan, servers, load
        say(f"{plan.database}: a meeting of {plan.sockets} people, {plan.journal} events")
        self.meeting: BenchMeeting = make_meeting(plan.sockets, plan.journal)
        self.cookies = sign_in(self.meeting.people)
        self.pid = servers.start_web("web-1")
        self.crowd = CrowdOf(
            load, "ours", **target(servers, plan.tls), path=f"/live/{self.meeting.id}/", hello=PROTOCOL_VERSION
        )

    def open_pages(self) -> Figures:
        """Open a page for each person; memory before and after."""
        first = self.cookies[:1]
        self.crowd.open(first)
        time.sleep(SETTLE_S)
        before = private_kb(self.pid)
        seconds = self.crowd.open(self.cookies[1:])
        time.sleep(SETTLE_S)
        grown = private_kb(self.pid) - before
        return {"kb_per_socket": grown / max(1, len(self.cookies) - 1), "open_s": seconds}

    def event_round(self, events: int) -> Figures:
        """Do acts one after another and wait until each has reached every page."""
        return timed_round(self.pid, events, self._event, self.plan.pause_s)

    def _event(self) -> list[float]:
        committed: list[float] = []
        with transaction.atomic():
            # Runs after the commit and before the publication that the act adds: the line's own time.
            transaction.on_commit(lambda: committed.append(time.monotonic()))
            number = self.meeting.act()
        return self.crowd.event(number, committed[0])

    def ballots(self) -> Figures:
        """Everybody votes at the same moment."""
        poll_id = self.meeting.open_poll()
        self.crowd.event(self.meeting.number(), time.monotonic())
        before = cpu_seconds(self.pid)
        command = {"name": "cast_ballot", "poll_id": poll_id, "choice": "yes"}
        answer = self.crowd.ask("command", command=command)
        used = cpu_seconds(self.pid) - before
        self.meeting.close_poll(poll_id)
        self.crowd.event(self.meeting.number(), time.monotonic())
        times = answer["times"]
        return {
            "p50": percentile(times, 0.5),
            "p99": percentile(times, 0.99),
            "cpu_ms": used * 1000,
            "refused": len(times) - answer["acknowledged"],
        }

    def reconnect(self) -> Figures:
        """The process is restarted; when it listens, every page comes at the same moment and catches up."""
        self.crowd.ask("lose")
        self.servers.stop("web-1")
        for _missed in range(5):
            self.meeting.act()
        self.pid = self.servers.start_web("web-1")
        before = cpu_seconds(self.pid)
        answer = self.crowd.ask("reopen")
        return {**answer, "cpu_s": cpu_seconds(self.pid) - before}

    def account(self) -> Figures:
        """Close the account: after a last act everybody must have every number."""
        number = self.meeting.act()
        self.crowd.event(number, time.monotonic())
        told = self.crowd.ask("account")
        missing = told["behind"] + (self.meeting.number() - told["highest"])
        whole = journal.first_broken_number(self.meeting.id) is None
        return {**told, "lost": missing, "journal_whole": whole}


def target(servers: Servers, tls: bool) -> dict[str, Any]:
    """Where pages connect: daphne's TLS port, or its plain one (as nginx does)."""
    if tls:
        return {"host": HOST, "port": servers.embedded.https_port, "ca": str(servers.files.ca)}
    return {"host": HOST, "port": servers.embedded.http_port, "ca": None}


def timed_round(pid: int, events: int, one: Callable[[], list[float]], pause_s: float) -> Figures:
    """Run ``one`` so many times; CPU of the process per event, and the times of all pages together."""
    before, p50, p99 = cpu_seconds(pid), [], []
    for _event in range(events):
        times = one()
        p50.append(percentile(times, 0.5))
        p99.append(percentile(times, 0.99))
        time.sleep(pause_s)
    return {"cpu_ms": (cpu_seconds(pid) - before) * 1000 / events, "p50": median(p50), "p99": median(p99)}


class Peer:
    """The same pages on Channels' own fan-out."""

    def __init__(self, plan: Plan, servers: Servers, load: LoadProcess) -> None:
        self.plan = plan
        self.pid = servers.start_web("peer", PEER, "bench.live.peer_settings")
        self.crowd = CrowdOf(load, "peer", **target(servers, plan.tls), path="/live/peer/", hello=0)
        self.crowd.open(["none=1"] * plan.sockets)
        self.layer = RedisChannelLayer(hosts=[servers.embedded.redis_url])
        self.loop = asyncio.new_event_loop()
        self.number = 0

    def event_round(self, content: dict[str, Any]) -> Figures:
        """Send the same content as often as the product's side."""
        return timed_round(self.pid, self.plan.events, lambda: self._event(content), self.plan.pause_s)

    def _event(self, content: dict[str, Any]) -> list[float]:
        self.number += 1
        message = {"type": "live.event", "content": {**content, "number": self.number}}
        sent = time.monotonic()
        self.loop.run_until_complete(self.layer.group_send(GROUP, message))
        return self.crowd.event(self.number, sent, PEER_LIMIT_S)

    def close(self) -> None:
        """Close the layer's connections and the pages."""
        self.crowd.ask("leave")
        self.loop.run_until_complete(self.layer.close_pools())
        self.loop.close()


def measure(plan: Plan, servers: Servers, peer_servers: Servers) -> Figures:
    """Measure what the plan asks for."""
    load = LoadProcess()
    try:
        stage = Stage(plan, servers, load)
        figures: Figures = {"machine": describe(), **stage.open_pages()}
        if "fan_out" in plan.parts:
            figures |= fan_out(stage, Peer(plan, peer_servers, load))
        for part in (commands, reconnects, many, reading):
            if part.__name__ in plan.parts:
                found = part(stage)
                say(", ".join(f"{name} {value:.1f}" for name, value in found.items() if isinstance(value, float)))
                figures |= found
        figures["account"] = stage.account()
        return figures
    finally:
        load.stop()


def fan_out(stage: Stage, peer: Peer) -> Figures:
    """Rounds of the product and of the peer in turn."""
    plan = stage.plan
    say(f"{plan.rounds} rounds of {plan.events} events to {plan.sockets} pages, and the same through Channels")
    example = sample_event(stage.meeting)
    ours, channels = [], []
    try:
        for _round in range(plan.rounds):
            ours.append(stage.event_round(plan.events))
            channels.append(peer.event_round(example))
    finally:
        peer.close()
    cpu, channels_cpu = middle(ours, "cpu_ms"), middle(channels, "cpu_ms")
    return {
        "event_p50_ms": middle(ours, "p50"),
        "event_p99_ms": middle(ours, "p99"),
        "cpu_ms_per_event": cpu,
        "channels_cpu_ms_per_event": channels_cpu,
        "channels_event_p50_ms": middle(channels, "p50"),
        "channels_event_p99_ms": middle(channels, "p99"),
        "channels_lost": peer.crowd.missing,
        "cpu_ratio": cpu / channels_cpu if channels_cpu else 0.0,
        "rounds": {"ours": ours, "channels": channels},
    }


def sample_event(meeting: BenchMeeting) -> dict[str, Any]:
    """An event of the journal as pages receive it, for the peer to send."""
    from meetings.core.models import JournalEvent

    event = JournalEvent.objects.filter(meeting_id=meeting.id, kind="speech_requested").order_by("-number")[0]
    return journal.event_message(event).model_dump(mode="json")


def commands(stage: Stage) -> Figures:
    """Everybody sends a command at once, several times."""
    say(f"{stage.plan.sockets} ballots at once, {BALLOT_ROUNDS} times ({stage.plan.database})")
    rounds = [stage.ballots() for _round in range(BALLOT_ROUNDS)]
    return {
        "commands_p50": middle(rounds, "p50"),
        "commands_p99": middle(rounds, "p99"),
        "commands_cpu_ms": middle(rounds, "cpu_ms"),
        "commands_refused": sum(one["refused"] for one in rounds),
        "commands_rounds": rounds,
    }


def reconnects(stage: Stage) -> Figures:
    """A restart with every page coming back at once, several times."""
    say(f"{stage.plan.sockets} pages come back at once after a restart, {RECONNECT_ROUNDS} times")
    rounds = [stage.reconnect() for _round in range(RECONNECT_ROUNDS)]
    return {"reconnect_s": middle(rounds, "seconds"), "reconnect_rounds": rounds}


def many(stage: Stage) -> Figures:
    """Several pages for each person, up to the large number."""
    missing = stage.plan.many_sockets - stage.plan.sockets
    say(f"{stage.plan.many_sockets} pages")
    stage.crowd.open([stage.cookies[n % len(stage.cookies)] for n in range(max(0, missing))])
    time.sleep(SETTLE_S)
    found = stage.event_round(stage.plan.many_events)
    return {
        "event_p99_ms_many": found["p99"],
        "event_p50_ms_many": found["p50"],
        "cpu_ms_per_event_many": found["cpu_ms"],
    }


def reading(stage: Stage) -> Figures:
    """What the answers of a page that comes or returns cost."""
    return reading_costs(stage.meeting, stage.plan.missed)


def middle(rounds: list[Figures], name: str) -> float:
    """The median of one figure over the rounds."""
    return float(median(one[name] for one in rounds))


def say(text: str) -> None:
    """Tell what is going on; the figures alone go to stdout."""
    sys.stderr.write(f"bench-live: {text}\n")
