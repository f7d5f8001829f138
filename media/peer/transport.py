"""Demultiplexing of the one UDP port: checks by user fragment, all else by the address a check came from."""

import logging
import time

from media.counters import Counters
from media.peer.port import Address, UdpPort
from media.peer.session import PeerSession
from media.peer.stun import MalformedStunError, build_binding_success, parse_binding_request

_log = logging.getLogger(__name__)


class Transport:
    """All sessions of one worker behind its port."""

    def __init__(self, port: int, counters: Counters) -> None:
        self._counters = counters
        self._by_ufrag: dict[str, PeerSession] = {}
        self._by_address: dict[Address, PeerSession] = {}
        self.port = UdpPort(port, self.receive, counters)

    def add(self, session: PeerSession) -> None:
        """Let a session receive; again after an ICE restart."""
        for ufrag in [known for known, one in self._by_ufrag.items() if one is session]:
            del self._by_ufrag[ufrag]
        self._by_ufrag.update(dict.fromkeys(session.ufrags, session))

    def remove(self, session: PeerSession) -> None:
        """Take a session out; packets from its addresses mean nothing any more."""
        for ufrag in session.ufrags:
            self._by_ufrag.pop(ufrag, None)
        for address in session.addresses:
            if self._by_address.get(address) is session:
                del self._by_address[address]

    def receive(self, data: bytes, address: Address) -> None:
        """One datagram from the socket (RFC 7983 §7 tells what it is by its first byte)."""
        first = data[0]
        now = time.monotonic()
        if 128 <= first <= 191:
            session = self._by_address.get(address)
            if session is not None:
                session.receive_media(data, now)
            else:
                self._counters.add("srtp_unknown_address")
        elif first <= 3:
            self._receive_stun(data, address, now)
        elif 20 <= first <= 63:
            session = self._by_address.get(address)
            if session is not None:
                session.receive_dtls(data)
            else:
                self._counters.add("dtls_unknown_address")
        else:
            self._counters.add("udp_unknown_kind")

    def _receive_stun(self, data: bytes, address: Address, now: float) -> None:
        try:
            check = parse_binding_request(data)
        except MalformedStunError as error:
            self._counters.note(_log, "stun_malformed", error)
            return
        if check is None:
            return
        session = self._by_ufrag.get(check.local_ufrag)
        holder = self._by_address.get(address)
        if holder is not None and holder is not session and self._is_taken(holder, session, address, now):
            self._counters.note(_log, "address_taken", address[0])
            return
        if session is None or not session.accept_check(check, address, now):
            self._counters.add("stun_refused")
            return
        self._by_address[address] = session
        shed = session.shed_address()
        if shed is not None and self._by_address.get(shed) is session:
            del self._by_address[shed]
        answer = build_binding_success(check.transaction, address[:2], session.password_of(check.local_ufrag))
        self.port.send(answer, address)

    def _is_taken(self, holder: PeerSession, session: PeerSession | None, address: Address, now: float) -> bool:
        """Nobody may mute another page by a check of his own with that page's source address."""
        same_page = session is not None and session.peer_id == holder.peer_id
        return not same_page and holder.holds(address, now)
