"""The worker: commands make sessions and conferences; their changes become messages to the pages."""

import asyncio
import logging
import os
import time
from collections.abc import Callable
from datetime import UTC, datetime

from media.counters import Counters
from media.forward.conference import Conference, Wants
from media.forward.engine import EngineMaker
from media.forward.errors import MalformedPacketError
from media.forward.plan import PeerPlan
from media.forward.relief import Relief
from media.forwarding import Forwarding
from media.peer.answer import Credentials, Endpoint, Ssrcs, build_answer
from media.peer.dtls import Certificate
from media.peer.offer import BadOfferError, Offer, parse_offer
from media.peer.session import PeerSession
from media.peer.transport import Transport
from media.signalling.codecs import can_all_show, who_must_change
from media.signalling.load import LoadMeter
from media.signalling.messages import Messenger
from media.signalling.trouble import trouble
from media.taps.speech import Speaker, SpeechTap
from meetings.contracts.health import ProcessHealth
from meetings.contracts.media import (
    CloseConference,
    JoinPeer,
    LeavePeer,
    MediaCommand,
    SetPolicy,
    SetWants,
    WorkerInfo,
)
from meetings.contracts.speech import AudioChunk

ASK_S = 0.02
REFRESH_EVERY, DIRECTORY_EVERY, REPORT_EVERY = 5, 25, 50
"""In units of ``ASK_S``: 100 ms, 500 ms, 1 s."""
EMPTY_S = 600.0
_log = logging.getLogger(__name__)


class Room:
    """A conference with its tap."""

    def __init__(
        self,
        meeting_id: str,
        counters: Counters,
        emit: Callable[[AudioChunk, bytes], None],
        make_engine: EngineMaker,
    ) -> None:
        self.tap = SpeechTap(meeting_id, self._describe, emit, time.time)
        self.conference = Conference(meeting_id, counters, self.tap, make_engine=make_engine)
        self.used_at = time.monotonic()

    def _describe(self, source: int) -> Speaker | None:
        policy = self.conference.policy
        participant = self.conference.participant_of(source) if policy.captions else None
        if participant is None:
            return None
        key = participant.key
        person = key.removeprefix("person:") if key.startswith("person:") else policy.speakers.get(key)
        return Speaker(key, policy.speaker_names.get(key, participant.name), person, policy.item_id)


class Worker:
    """All conferences of one process. Single-threaded; owns the UDP port."""

    def __init__(
        self,
        name: str,
        boot: str,
        transport: Transport,
        endpoint: Endpoint,
        certificate: Certificate,
        messenger: Messenger,
        counters: Counters,
        forwarding: Forwarding,
    ) -> None:
        self.rooms: dict[str, Room] = {}
        self.sessions: dict[str, PeerSession] = {}
        """Newest connection of each page."""
        self._standing: dict[str, PeerSession] = {}
        """The connection of each page that takes part in its conference."""
        self._name = name
        self._boot = boot
        self._transport = transport
        self._endpoint = endpoint
        self._certificate = certificate
        self._messenger = messenger
        self._counters = counters
        self._forwarding = forwarding
        self._joins: dict[str, JoinPeer] = {}
        self._wants: dict[str, Wants] = {}
        self._came: dict[str, list[str]] = {}
        """Pages that nobody has told yet who is there: those of a tenth of a second are told together."""
        self._closing: set[asyncio.Task[None]] = set()
        self._load = LoadMeter(threaded=forwarding.core is not None)
        self._relief = Relief()
        self._started_at = datetime.now(UTC).isoformat()

    # ------------------------------------------------------------------ commands

    def handle(self, command: MediaCommand) -> None:
        """Carry out one command."""
        now = time.monotonic()
        match command:
            case JoinPeer():
                self._join(command, now)
            case LeavePeer():
                self._drop(command.peer_id, now)
            case SetPolicy():
                self._room(command.meeting_id).conference.apply(command.policy, now)
                self._apply_captions(command.meeting_id)
            case SetWants():
                wants = Wants.asked(command)
                if command.peer_id in self._joins:
                    self._wants[command.peer_id] = wants
                self._room(command.meeting_id).conference.set_wants(command.peer_id, wants, now)
            case CloseConference():
                self._close_conference(command.meeting_id, now)
        self._tell(command.meeting_id)

    def _room(self, meeting_id: str) -> Room:
        room = self.rooms.get(meeting_id)
        if room is None:
            emit = self._messenger.bus.add_speech
            room = Room(meeting_id, self._counters, emit, self._forwarding.make_engine)
            self.rooms[meeting_id] = room
        room.used_at = time.monotonic()
        return room

    def _apply_captions(self, meeting_id: str) -> None:
        room = self.rooms[meeting_id]
        if not room.conference.policy.captions:
            room.tap.close()

    def _join(self, command: JoinPeer, now: float) -> None:
        conference = self._room(command.meeting_id).conference
        conference.apply(command.policy, now)
        credentials, ssrcs = Credentials(), Ssrcs()
        try:
            offer = parse_offer(command.sdp)
            if self._restart(command, offer, credentials):
                return
            answer, plan = self._answer(command, offer, credentials, ssrcs)
        except BadOfferError as error:
            self._counters.note(_log, "offer_refused", error)
            self._messenger.refuse(command)
            return
        session = PeerSession(
            command.peer_id,
            offer,
            plan,
            credentials,
            certificate=self._certificate,
            owner=self,
            transmit=self._transport.port.send,
            counters=self._counters,
        )
        session.ssrcs = ssrcs
        # A page that offers again keeps its old connection until the new one stands.
        waiting = self.sessions.get(command.peer_id)
        if waiting is not None and waiting is not self._standing.get(command.peer_id):
            self._retire(waiting)
        self.sessions[command.peer_id] = session
        self._joins[command.peer_id] = command
        self._wants[command.peer_id] = Wants(hears=command.hears)
        self._transport.add(session)
        self._messenger.answer(command, answer, conference.source_for(command.peer_id))

    def _answer(self, command: JoinPeer, offer: Offer, credentials: Credentials, ssrcs: Ssrcs) -> tuple[str, PeerPlan]:
        """Raises ``BadOfferError``."""
        here = (one for one, join in self._joins.items() if join.meeting_id == command.meeting_id)
        others = {one: self.sessions[one].plan for one in here if one != command.peer_id}
        answer, plan = build_answer(
            offer,
            self._endpoint,
            credentials,
            publishes=command.may_publish,
            make_ssrc=ssrcs.begin(),
            may_send=lambda codec: can_all_show(codec, others.values()),
        )
        for peer_id in who_must_change(plan, others):
            self._counters.add("codec_given_up")
            self._messenger.ask_again(self._joins[peer_id], self._boot)
        return answer, plan

    def _restart(self, command: JoinPeer, offer: Offer, credentials: Credentials) -> bool:
        """Answer an ICE restart: the connection goes on with its keys and slots; False when the offer is a new one."""
        standing = self._standing.get(command.peer_id)
        if standing is None or standing is not self.sessions.get(command.peer_id) or not standing.continues(offer):
            return False
        answer, plan = self._answer(command, offer, credentials, standing.ssrcs)
        if plan != standing.plan:
            return False
        standing.restart(offer, credentials)
        self._transport.add(standing)
        self._joins[command.peer_id] = command
        self._counters.add("ice_restarted")
        conference = self._room(command.meeting_id).conference
        self._messenger.answer(command, answer, conference.source_for(command.peer_id))
        return True

    def _drop(self, peer_id: str, now: float) -> None:
        session = self.sessions.pop(peer_id, None)
        join = self._joins.pop(peer_id, None)
        self._wants.pop(peer_id, None)
        if session is None or join is None:
            return
        self._retire(session)
        self._end_standing(peer_id, join.meeting_id, now)

    def _end_standing(self, peer_id: str, meeting_id: str, now: float) -> None:
        """Take a page out of its conference."""
        standing = self._standing.pop(peer_id, None)
        if standing is not None:
            self._retire(standing)
        room = self.rooms.get(meeting_id)
        if room is not None:
            room.conference.leave(peer_id, now)

    def _retire(self, session: PeerSession) -> None:
        """Close one connection."""
        self._transport.remove(session)
        task = asyncio.get_running_loop().create_task(session.close())
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)

    def _close_conference(self, meeting_id: str, now: float) -> None:
        for peer_id, join in list(self._joins.items()):
            if join.meeting_id == meeting_id:
                self._drop(peer_id, now)
        self._came.pop(meeting_id, None)
        room = self.rooms.pop(meeting_id, None)
        if room is not None:
            room.tap.close()

    # ------------------------------------------------------------------ sessions

    def on_connected(self, session: PeerSession) -> None:
        """See ``SessionOwner``."""
        join = self._joins.get(session.peer_id)
        if join is None or self.sessions.get(session.peer_id) is not session:
            return
        now = time.monotonic()
        conference = self._room(join.meeting_id).conference
        self._end_standing(session.peer_id, join.meeting_id, now)
        self._standing[session.peer_id] = session
        conference.join(
            session.peer_id,
            join.participant,
            session.plan,
            session,
            publishes=join.may_publish,
            wants=self._wants[session.peer_id],
            now=now,
            interprets=join.interprets,
        )
        conference.greet(session.peer_id, now)
        self._counters.add("peer_connected")
        self._came.setdefault(join.meeting_id, []).append(session.peer_id)

    def on_rtp(self, session: PeerSession, data: bytes, now: float) -> None:
        """See ``SessionOwner``."""
        join = self._joins.get(session.peer_id)
        if join is None or self._standing.get(session.peer_id) is not session:
            return
        try:
            self.rooms[join.meeting_id].conference.engine.receive_rtp(session.peer_id, data, now)
        except MalformedPacketError as error:
            self._counters.note(_log, "rtp_malformed", error)

    def on_rtcp(self, session: PeerSession, data: bytes, now: float) -> None:
        """See ``SessionOwner``."""
        join = self._joins.get(session.peer_id)
        if join is None or self._standing.get(session.peer_id) is not session:
            return
        try:
            self.rooms[join.meeting_id].conference.engine.receive_rtcp(session.peer_id, data, now)
        except MalformedPacketError as error:
            self._counters.note(_log, "rtcp_malformed", error)

    # ------------------------------------------------------------------ time

    async def run(self) -> None:
        """Do what time demands, for ever."""
        ticks, begun = 0, time.monotonic()
        while True:
            await asyncio.sleep(ASK_S)
            ticks += 1
            self._forwarding.tick()
            now = time.monotonic()
            self._load.turn(now - begun - ASK_S)
            begun = now
            for meeting_id, room in list(self.rooms.items()):
                room.conference.engine.ask(now)
                if ticks % REFRESH_EVERY == 0:
                    room.conference.refresh(now)
                    room.tap.tick(now)
                    self._messenger.welcome(room.conference, self._came.pop(meeting_id, ()), now)
                    self._tell(meeting_id)
                if ticks % DIRECTORY_EVERY == 0:
                    self._messenger.directory(room.conference, now)
                if ticks % REPORT_EVERY == 0:
                    room.conference.engine.report(now, time.time())
                    self._messenger.uplinks(room.conference, now)
            if ticks % REPORT_EVERY == 0:
                self._forwarding.count()
                self._sweep(now)
                self._relieve(now)

    def _relieve(self, now: float) -> None:
        """Give up pictures while the node is under stress, so that sound never suffers."""
        if self._relief.update(self._load.stress, now):
            _log.warning("stress %.2f: gives up %s", self._load.stress, self._relief.step.name.lower())
        for room in self.rooms.values():
            room.conference.relieve(self._relief.step)

    def _tell(self, meeting_id: str) -> None:
        """Whoever just came learns who is there before he learns what he sees: at the next refresh."""
        room = self.rooms.get(meeting_id)
        if room is not None and meeting_id not in self._came:
            self._messenger.slots(room.conference)

    def _sweep(self, now: float) -> None:
        for peer_id, session in list(self.sessions.items()):
            standing = self._standing.get(peer_id)
            if standing is not None and standing is not session and standing.expired(now):
                self._end_standing(peer_id, self._joins[peer_id].meeting_id, now)
                standing = None
            if session.expired(now):
                self._expire(peer_id, session, standing, now)
        busy = {join.meeting_id for join in self._joins.values()}
        for meeting_id, room in list(self.rooms.items()):
            if meeting_id in busy:
                room.used_at = now
            elif now - room.used_at > EMPTY_S:
                self._close_conference(meeting_id, now)

    def _expire(self, peer_id: str, session: PeerSession, standing: PeerSession | None, now: float) -> None:
        self._counters.add("peer_expired")
        if not session.was_connected:
            self._messenger.no_connection(self._joins[peer_id])
        if standing is not None and standing is not session:
            self._retire(session)
            self.sessions[peer_id] = standing
        else:
            self._drop(peer_id, now)

    # ------------------------------------------------------------------ what others see

    def describe(self) -> tuple[WorkerInfo, ProcessHealth]:
        """Registry entry and health report."""
        stress = self._load.measure(time.monotonic(), time.process_time())
        addresses = tuple(address for address, _ in self._endpoint.candidates)
        info = WorkerInfo(
            worker_id=self._name,
            boot=self._boot,
            pid=os.getpid(),
            addresses=addresses,
            port=self._transport.port.number,
            stress=stress,
            peers=len(self.sessions),
        )
        dropping = self._load.dropping(self._counters["udp_send_full"] + self._counters["udp_send_error"])
        health = ProcessHealth(
            name=self._name,
            kind="media",
            pid=os.getpid(),
            started_at=self._started_at,
            detail=trouble(stress, self._relief.step, dropping=dropping),
            stress=stress,
            level=self._relief.step.name.lower() if self._relief.step else "",
        )
        return info, health

    def retell(self) -> None:
        """Redis was away: tell all pages the whole state again."""
        self._messenger.forget()
        for room in self.rooms.values():
            for member in room.conference.members.values():
                member.told = None
                member.largest_told = None
                member.sound_told = None

    async def close(self) -> None:
        """Say goodbye to every page."""
        now = time.monotonic()
        for room in self.rooms.values():
            room.tap.close()
        for peer_id in list(self.sessions):
            self._drop(peer_id, now)
        if self._closing:
            await asyncio.wait(self._closing, timeout=0.5)
        self._transport.port.close()
