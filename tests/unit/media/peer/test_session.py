"""Only who got our answer may be sent to, and an address is moved by an authenticated, nominating check alone."""

import time

import aioice.stun
import pytest

from media.counters import Counters
from media.forward.plan import PeerPlan
from media.peer.answer import Credentials
from media.peer.dtls import Certificate
from media.peer.offer import Offer
from media.peer.session import CONNECT_S, CONSENT_S, MAX_ADDRESSES, PeerSession
from media.peer.stun import BindingRequest, parse_binding_request

KEY = "ourpassword"
HOME, AWAY = ("192.0.2.1", 1000), ("192.0.2.2", 2000)


class Owner:
    def on_connected(self, session: PeerSession) -> None:
        raise AssertionError("nobody shook hands")

    def on_rtp(self, session: PeerSession, data: bytes, now: float) -> None:
        raise AssertionError("nothing is authentic before DTLS")

    on_rtcp = on_rtp


def check(*, key: str = KEY, remote: str = "theirs", nominate: bool = False) -> BindingRequest:
    message = aioice.stun.Message(aioice.stun.Method.BINDING, aioice.stun.Class.REQUEST)
    message.attributes["USERNAME"] = f"ours:{remote}"
    if nominate:
        message.attributes["USE-CANDIDATE"] = None
    message.add_message_integrity(key.encode())
    request = parse_binding_request(bytes(message))
    assert request is not None
    return request


@pytest.fixture
async def session() -> PeerSession:
    return make_session()


def make_session() -> PeerSession:
    offer = Offer("theirs", (("sha-256", ":".join(["AA"] * 32)),), (), ())
    return PeerSession(
        "p",
        offer,
        PeerPlan(),
        Credentials("ours", KEY),
        certificate=Certificate(),
        owner=Owner(),
        transmit=lambda data, address: None,
        counters=Counters(),
    )


async def test_a_right_check_gives_the_address(session: PeerSession) -> None:
    assert session.accept_check(check(), HOME, 1.0)
    assert session.address == HOME
    await session.close()


@pytest.mark.parametrize("wrong", [{"key": "guessed"}, {"remote": "others"}])
async def test_a_wrong_check_changes_nothing(session: PeerSession, wrong: dict[str, str]) -> None:
    assert not session.accept_check(check(nominate=True, **wrong), AWAY, 1.0)
    assert session.address is None
    assert session.addresses == []
    await session.close()


async def test_only_a_nominating_check_moves_the_page(session: PeerSession) -> None:
    session.accept_check(check(), HOME, 1.0)
    session.accept_check(check(), AWAY, 2.0)
    assert session.address == HOME
    session.accept_check(check(nominate=True), AWAY, 3.0)
    assert session.address == AWAY
    await session.close()


async def test_addresses_are_bounded_and_the_one_in_use_stays(session: PeerSession) -> None:
    session.accept_check(check(), HOME, 1.0)
    shed = []
    for port in range(MAX_ADDRESSES + 3):
        session.accept_check(check(), ("192.0.2.9", port), 1.0)
        shed.append(session.shed_address())
    assert len(session.addresses) == MAX_ADDRESSES
    assert HOME in session.addresses and HOME not in shed
    await session.close()


async def test_media_before_dtls_is_dropped(session: PeerSession) -> None:
    session.accept_check(check(), HOME, 1.0)
    session.receive_media(b"\x80\x6f" + bytes(30), 1.0)
    session.send_rtp(b"\x80\x6f" + bytes(30))
    assert not session.connected
    await session.close()


async def test_without_consent_or_handshake_a_session_ends(session: PeerSession) -> None:
    now = time.monotonic()
    assert not session.expired(now + CONNECT_S - 1)
    assert session.expired(now + CONNECT_S + 1)
    session.accept_check(check(), HOME, now)
    assert session.expired(now + CONSENT_S + 1)
    await session.close()
