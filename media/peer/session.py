"""One page's connection: ICE-lite state, DTLS, SRTP. Gives plain packets up, takes plain packets down."""

import asyncio
import logging
import time
from collections.abc import Callable
from typing import Protocol

from media.counters import Counters
from media.forward.plan import PeerPlan
from media.peer.answer import Credentials, Ssrcs
from media.peer.dtls import Certificate, SecureChannel
from media.peer.offer import Offer
from media.peer.port import Address
from media.peer.stun import BindingRequest

CONSENT_S = 30.0
CONNECT_S = 20.0
MAX_ADDRESSES = 8
MAX_GUESSES = 20
"""Wrong checks a second from unknown addresses that are looked at; the rest of that second they are refused unread."""
HOLD_S = 10.0
"""So long after its last check nobody else can take over a page's address."""
_log = logging.getLogger(__name__)


class SessionOwner(Protocol):
    """Who hears of a session's life and packets."""

    def on_connected(self, session: "PeerSession") -> None:
        """DTLS is up and the fingerprint matched."""

    def on_rtp(self, session: "PeerSession", data: bytes, now: float) -> None:
        """One authentic RTP packet."""

    def on_rtcp(self, session: "PeerSession", data: bytes, now: float) -> None:
        """One authentic RTCP packet."""


class Link(Protocol):
    """The peer as a packet engine with its own socket thread knows it."""

    def attach(self, receive: int, send: int, keys: object) -> None:
        """Take over RTP with these libsrtp sessions."""

    def aim(self, address: Address) -> None:
        """Send there from now on."""

    def route(self, address: Address) -> None:
        """Take media from there as this peer's."""

    def unroute(self, address: Address) -> None:
        """Do so no longer."""


class PeerSession:
    """State of one connection. Also the engine's ``Outlet`` for this peer."""

    def __init__(
        self,
        peer_id: str,
        offer: Offer,
        plan: PeerPlan,
        credentials: Credentials,
        *,
        certificate: Certificate,
        owner: SessionOwner,
        transmit: Callable[[bytes, Address], None],
        counters: Counters,
    ) -> None:
        self.peer_id = peer_id
        self.plan = plan
        self.ssrcs = Ssrcs()
        """Where those of ``plan`` came from; set by who made it."""
        self.credentials = credentials
        self.address: Address | None = None
        """Where packets go: moves only on an authenticated, nominating check."""
        self.addresses: list[Address] = []
        """All addresses from which an authenticated check came."""
        self._offer = offer
        self._ways = [(credentials, offer.ufrag)]
        """ICE credentials, ours and theirs, newest last: those before an ICE restart serve until the next."""
        self._guesses = (0.0, 0)
        self._owner = owner
        self._transmit = transmit
        self._counters = counters
        self._made_at = self._consent_at = time.monotonic()
        self._task: asyncio.Task[None] | None = None
        self._closed = False
        self._link: Link | None = None
        self._lent = False
        self._was_connected = False
        self._channel = SecureChannel(certificate, offer.fingerprints, self._send_raw)

    @property
    def connected(self) -> bool:
        """True while packets may flow."""
        return self._channel.ready

    @property
    def was_connected(self) -> bool:
        """True when DTLS once was up."""
        return self._was_connected

    @property
    def ufrags(self) -> tuple[str, ...]:
        """Our user fragments that are good for checks."""
        return tuple(ours.ufrag for ours, _ in self._ways)

    def continues(self, offer: Offer) -> bool:
        """True when this offer is an ICE restart of this very connection: same RTCPeerConnection, same certificate."""
        same = (offer.origin, offer.fingerprints) == (self._offer.origin, self._offer.fingerprints)
        return same and bool(offer.origin) and offer.ufrag != self._offer.ufrag and self.connected

    def restart(self, offer: Offer, credentials: Credentials) -> None:
        """ICE restart (RFC 8445 §9): new credentials; DTLS, keys and slots stay (RFC 8842 §4)."""
        self._offer = offer
        self.credentials = credentials
        self._ways = [*self._ways[-1:], (credentials, offer.ufrag)]

    def password_of(self, ufrag: str) -> str:
        """Our password that belongs to our user fragment."""
        return next(ours.password for ours, _ in self._ways if ours.ufrag == ufrag)

    def holds(self, address: Address, now: float) -> bool:
        """True when this address is the page's own: it is sent to, and it lately proved that it is there."""
        return address == self.address and self.connected and now - self._consent_at < HOLD_S

    def accept_check(self, check: BindingRequest, address: Address, now: float) -> bool:
        """Register a connectivity check; False when it is not from the page that got our answer."""
        if not self._is_authentic(check, address, now):
            return False
        self._consent_at = now
        if address not in self.addresses:
            self.addresses.append(address)
            if self._link is not None:
                self._link.route(address)
        if self.address is None or (check.nominates and address != self.address):
            self.address = address
            if self._link is not None:
                self._link.aim(address)
        if self._task is None and not self._closed:
            self._task = asyncio.get_running_loop().create_task(self._shake_hands())
        return True

    def _is_authentic(self, check: BindingRequest, address: Address, now: float) -> bool:
        theirs = next((one for ours, one in self._ways if ours.ufrag == check.local_ufrag), None)
        if theirs is None or check.remote_ufrag != theirs:
            return False
        since, count = self._guesses if now - self._guesses[0] < 1.0 else (now, 0)
        known = address in self.addresses
        if count >= MAX_GUESSES and not known:
            return False
        if check.is_from(self.password_of(check.local_ufrag)):
            return True
        if not known:
            self._guesses = (since, count + 1)
        return False

    def shed_address(self) -> Address | None:
        """Forget the oldest address that is not in use when there are too many; returns it."""
        if len(self.addresses) <= MAX_ADDRESSES:
            return None
        oldest = next(one for one in self.addresses if one != self.address)
        self.addresses.remove(oldest)
        if self._link is not None:
            self._link.unroute(oldest)
        return oldest

    async def _shake_hands(self) -> None:
        if await self._channel.start() and not self._closed:
            self._was_connected = True
            self._owner.on_connected(self)
        elif not self._closed:
            self._counters.note(_log, "dtls_failed", self.peer_id)

    def receive_dtls(self, data: bytes) -> None:
        """A DTLS datagram from one of our checked addresses."""
        if not self._channel.feed(data):
            self._counters.add("dtls_queue_full")

    def receive_media(self, data: bytes, now: float) -> None:
        """An SRTP or SRTCP datagram from one of our checked addresses."""
        if not self._channel.ready:
            self._counters.add("srtp_before_dtls")
            return
        # RFC 5761 §4: RTCP packet types 192..223 lie where no RTP payload type may be.
        rtcp = len(data) > 1 and 192 <= data[1] <= 223
        plain = self._channel.unprotect(data, rtcp=rtcp)
        if plain is None:
            self._counters.note(_log, "srtp_not_authentic", self.peer_id)
        elif rtcp:
            self._owner.on_rtcp(self, plain, now)
        else:
            self._owner.on_rtp(self, plain, now)

    def attach(self, link: Link) -> None:
        """Lend RTP's keys to a packet engine with its own thread; RTCP stays here."""
        if not self._channel.ready:
            return
        self._lent = True
        keys = self._channel.media_keys()
        link.attach(keys.receive, keys.send, keys.owner)
        for address in self.addresses:
            link.route(address)
        if self.address is not None:
            link.aim(self.address)
        self._link = link

    def detach(self) -> None:
        """The engine let go."""
        self._link = None

    def send_rtp(self, packet: bytes) -> None:
        """See ``Outlet``. Nothing leaves once the keys were lent: a packet number must never be used twice."""
        if self._lent:
            self._counters.add("rtp_after_leave")
            return
        self._send_protected(packet, rtcp=False)

    def send_rtcp(self, packet: bytes) -> None:
        """See ``Outlet``."""
        self._send_protected(packet, rtcp=True)

    def _send_protected(self, packet: bytes, *, rtcp: bool) -> None:
        address, channel = self.address, self._channel
        if address is None or not channel.sends:
            return
        secret = channel.protect(packet, rtcp=rtcp)
        if secret is None:
            self._counters.add("srtp_protect_refused")
            return
        self._transmit(secret, address)

    def _send_raw(self, data: bytes) -> None:
        if self.address is not None:
            self._transmit(data, self.address)

    def expired(self, now: float) -> bool:
        """True when the page is gone: no consent for 30 s, a goodbye, or never connected."""
        if self._channel.over or now - self._consent_at > CONSENT_S:
            return True
        return not self._channel.ready and now - self._made_at > CONNECT_S

    async def close(self) -> None:
        """Say goodbye to the page."""
        self._closed = True
        await self._channel.close()
        if self._task is not None:
            self._task.cancel()
        # A cancelled task keeps its error, and that the frames in which it was raised: this session.
        self._task = None
