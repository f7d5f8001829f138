"""Who was not let in costs next to nothing: counted in work done, not in seconds."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Iterator

import aioice.stun
import pytest
from aiortc import RTCDtlsTransport
from aiortc.rtcdtlstransport import RTCDtlsFingerprint, RTCDtlsParameters

from media.counters import Counters
from media.forward.plan import PeerPlan
from media.peer.answer import Credentials
from media.peer.dtls import Certificate
from media.peer.offer import Offer
from media.peer.port import Address
from media.peer.session import HOLD_S, MAX_GUESSES, PeerSession
from media.peer.stun import BindingRequest
from media.peer.transport import Transport

HOME, AWAY = ("192.0.2.1", 1000), ("192.0.2.2", 2000)
CLIENT_HELLO = b"\x16\xfe\xfd" + bytes(60)
OURS = Certificate()
"""One for all: a worker has only one."""


def check(user: str = "ours:theirs", key: str = "ourpassword") -> bytes:
    message = aioice.stun.Message(aioice.stun.Method.BINDING, aioice.stun.Class.REQUEST)
    message.attributes["USERNAME"] = user
    message.attributes["USE-CANDIDATE"] = None
    message.add_message_integrity(key.encode())
    return bytes(message)


class Node:
    """One worker's port; what it sends is kept, and what it works is counted."""

    role = "controlling"

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.counters, self.sent, self.verified, self.connected = Counters(), [], 0, 0
        self.transport = Transport(0, self.counters)
        self.inbox: asyncio.Queue[bytes] = asyncio.Queue()
        monkeypatch.setattr(self.transport.port, "send", self.send)
        inner = BindingRequest.is_from

        def is_from(request: BindingRequest, password: str) -> bool:
            self.verified += 1
            return inner(request, password)

        monkeypatch.setattr(BindingRequest, "is_from", is_from)

    sent: list[tuple[bytes, Address]]

    def send(self, data: bytes, address: Address) -> None:
        self.sent.append((data, address))
        if 20 <= data[0] <= 63:
            self.inbox.put_nowait(data)

    def admit(self, name: str = "p", ours: str = "ours", fingerprint: str = "AA:" * 31 + "AA") -> PeerSession:
        session = PeerSession(
            name,
            Offer("theirs", (("sha-256", fingerprint),), (), (), "7"),
            PeerPlan(),
            Credentials(ours, "ourpassword"),
            certificate=OURS,
            owner=self,
            transmit=self.send,
            counters=self.counters,
        )
        self.transport.add(session)
        return session

    def on_connected(self, session: PeerSession) -> None:
        self.connected += 1

    def on_rtp(self, session: PeerSession, data: bytes, now: float) -> None:
        raise AssertionError("nobody sent media")

    on_rtcp = on_rtp

    # ---- what a client's DTLS needs: it speaks from HOME

    async def _recv(self) -> bytes:
        return await self.inbox.get()

    async def _send(self, data: bytes) -> None:
        self.transport.receive(data, HOME)

    async def shake_hands(self, client: Certificate) -> RTCDtlsTransport:
        dtls = RTCDtlsTransport(self, [client.inner])  # type: ignore[arg-type]
        dtls._set_role("client")
        try:
            await asyncio.wait_for(dtls.start(RTCDtlsParameters([RTCDtlsFingerprint("sha-256", OURS.fingerprint)])), 5)
        except (ConnectionError, TimeoutError):
            pass
        return dtls


@pytest.fixture
async def node(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Node]:
    one = Node(monkeypatch)
    yield one
    one.transport.port.close()


def strangers() -> Iterator[Address]:
    for number in range(1000):
        yield f"198.51.100.{number % 250}", 1024 + number


async def test_strangers_make_the_node_do_nothing(node: Node) -> None:
    session = node.admit()
    tasks = len(asyncio.all_tasks())
    for address in strangers():
        for data in (check(secrets.token_hex(6) + ":x"), CLIENT_HELLO, b"\x80\x60" + bytes(60), b"\0\1" + bytes(40)):
            node.transport.receive(data, address)
    assert (node.sent, node.verified) == ([], 0)
    assert len(asyncio.all_tasks()) == tasks
    assert session.addresses == [] and node.transport._by_address == {}
    counts = node.counters.snapshot()
    assert counts == {
        "stun_refused": 1000,
        "dtls_unknown_address": 1000,
        "srtp_unknown_address": 1000,
        "stun_malformed": 1000,
    }
    await session.close()


async def test_guesses_at_a_password_are_few_and_the_page_is_not_kept_out(node: Node) -> None:
    session = node.admit()
    node.transport.receive(check(), HOME)
    for address in strangers():
        node.transport.receive(check(key="guess"), address)
    assert node.verified <= 1 + 2 * MAX_GUESSES, "a second may have ended on the way"
    assert len(node.sent) == 1 and session.addresses == [HOME]
    node.transport.receive(check(), HOME)
    assert len(node.sent) == 2, "who is here is answered all the same"
    await session.close()


async def test_dtls_begins_at_the_checked_address_only_and_a_flood_of_it_is_bounded(node: Node) -> None:
    theirs = Certificate()
    session = node.admit(fingerprint=theirs.fingerprint)
    node.transport.receive(check(), HOME)
    for address in strangers():
        node.transport.receive(CLIENT_HELLO, address)
    dtls = await node.shake_hands(theirs)
    assert node.connected == 1 and session.connected
    for _ in range(1000):
        node.transport.receive(CLIENT_HELLO, HOME)
    assert session._channel._datagrams.queue.qsize() <= 64
    assert node.counters["dtls_queue_full"] >= 900
    await dtls.stop()
    await session.close()


async def test_a_wrong_fingerprint_lets_nothing_through(node: Node) -> None:
    session = node.admit()
    node.transport.receive(check(), HOME)
    dtls = await node.shake_hands(Certificate())
    for _ in range(50):
        await asyncio.sleep(0)
    node.transport.receive(b"\x80\x60" + bytes(60), HOME)
    session.send_rtp(b"\x80\x60" + bytes(30))
    assert node.connected == 0 and not session.connected and not session.was_connected
    assert node.counters["srtp_before_dtls"] == 1
    assert all(data[0] < 64 for data, _ in node.sent)
    await dtls.stop()
    await session.close()


async def test_an_address_in_use_cannot_be_taken_by_another_pages_check(node: Node) -> None:
    theirs = Certificate()
    victim, thief = node.admit(fingerprint=theirs.fingerprint), node.admit("q", "thief")
    node.transport.receive(check(), HOME)
    dtls = await node.shake_hands(theirs)
    node.transport.receive(check("thief:theirs"), HOME)
    assert node.transport._by_address[HOME] is victim and thief.addresses == []
    assert node.counters["address_taken"] == 1
    victim._consent_at -= HOLD_S
    node.transport.receive(check("thief:theirs"), HOME)
    assert node.transport._by_address[HOME] is thief, "an address that was left may be used again"
    await dtls.stop()
    for one in (victim, thief):
        await one.close()


async def test_after_an_ice_restart_the_new_password_counts_and_the_last_one_until_the_next(node: Node) -> None:
    theirs = Certificate()
    session = node.admit(fingerprint=theirs.fingerprint)
    node.transport.receive(check(), HOME)
    dtls = await node.shake_hands(theirs)

    def offer(ufrag: str, origin: str = "7") -> Offer:
        return Offer(ufrag, (("sha-256", theirs.fingerprint),), (), (), origin)

    assert not session.continues(offer("theirs")) and not session.continues(offer("new", "8"))
    for number in (2, 3):
        assert session.continues(offer(f"theirs{number}"))
        session.restart(offer(f"theirs{number}"), Credentials(f"ours{number}", "ourpassword"))
        node.transport.add(session)
    answered = len(node.sent)
    for user, good in (("ours:theirs", 0), ("ours2:theirs2", 1), ("ours3:theirs3", 2), ("ours3:theirs2", 2)):
        node.transport.receive(check(user), AWAY)
        assert len(node.sent) - answered == good, user
    assert session.address == AWAY and session.connected
    await dtls.stop()
    await session.close()
    node.transport.remove(session)
    assert not node.transport._by_ufrag and not node.transport._by_address
