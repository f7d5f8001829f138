"""Each private name of aiortc and pylibsrtp that ``media.peer.dtls`` uses, so that an upgrade cannot surprise us."""

import asyncio

import pylibsrtp
from aiortc import RTCDtlsTransport
from aiortc.rtcdtlstransport import SRTP_PROFILES, RTCDtlsFingerprint, RTCDtlsParameters

from media.peer.dtls import Certificate, SecureChannel, srtp_functions
from tests.unit.media.packets import audio


class Wire:
    """Carries the client's datagrams to the channel and back."""

    role = "controlling"

    def __init__(self) -> None:
        self.queue: asyncio.Queue[bytes] = asyncio.Queue()
        self.channel: SecureChannel | None = None

    async def _recv(self) -> bytes:
        return await self.queue.get()

    async def _send(self, data: bytes) -> None:
        assert self.channel is not None
        self.channel.feed(data)


async def connect(fingerprint: str | None = None) -> tuple[SecureChannel, RTCDtlsTransport, bool]:
    ours, theirs, wire = Certificate(), Certificate(), Wire()
    client = RTCDtlsTransport(wire, [theirs.inner])  # type: ignore[arg-type]
    client._set_role("client")
    channel = SecureChannel(ours, (("sha-256", fingerprint or theirs.fingerprint),), wire.queue.put_nowait)
    wire.channel = channel
    remote = RTCDtlsParameters([RTCDtlsFingerprint("sha-256", ours.fingerprint)])
    started, _ = await asyncio.wait_for(asyncio.gather(channel.start(), client.start(remote)), 10)
    return channel, client, started


def test_profiles_name_what_openssl_calls_them() -> None:
    assert b"SRTP_AEAD_AES_128_GCM" in {one.openssl_profile for one in SRTP_PROFILES}


async def test_the_passive_side_connects_with_aes_128_gcm_and_both_ways_work() -> None:
    channel, client, started = await connect()
    assert started and channel.ready
    assert client._ssl.get_selected_srtp_profile() == b"SRTP_AEAD_AES_128_GCM"  # type: ignore[union-attr]
    packet = audio(1)
    secret = channel.protect(packet, rtcp=False)
    assert secret is not None and client._rx_srtp.unprotect(secret) == packet
    assert channel.unprotect(client._tx_srtp.protect(packet), rtcp=False) == packet
    assert channel.unprotect(secret, rtcp=False) is None, "our own packet is not authentic to us"
    await channel.close()
    await client.stop()
    assert not channel.ready


async def test_a_wrong_fingerprint_never_connects() -> None:
    channel, client, started = await connect(":".join(["00"] * 32))
    assert not started
    assert not channel.ready and channel.over
    await channel.close()
    await client.stop()


async def test_a_packet_that_is_too_long_is_refused_not_sent() -> None:
    channel, client, _ = await connect()
    assert channel.protect(audio(1, payload=bytes(1500)), rtcp=False) is None
    await channel.close()
    await client.stop()


async def test_the_same_packet_may_be_sent_again_but_not_one_from_long_ago() -> None:
    channel, client, _ = await connect()
    assert channel.protect(audio(1), rtcp=False) == channel.protect(audio(1), rtcp=False)
    for number in range(2, 1500):
        channel.protect(audio(number), rtcp=False)
    assert channel.protect(audio(1), rtcp=False) is None
    await channel.close()
    await client.stop()


def test_libsrtps_functions_have_the_form_that_c_calls() -> None:
    ffi, lib = pylibsrtp._binding.ffi, pylibsrtp._binding.lib
    for name, address in zip(("srtp_protect", "srtp_unprotect"), srtp_functions(), strict=True):
        kind = str(ffi.typeof(ffi.addressof(lib, name)))
        assert kind == "<ctype 'srtp_err_status_t(*)(struct srtp_ctx_t_ *, void *, int *)'>"
        assert address
    assert lib.srtp_err_status_ok == 0


async def test_lent_keys_are_the_same_keys_in_sessions_of_their_own() -> None:
    channel, client, _ = await connect()
    keys = channel.media_keys()
    receive, send = keys.owner  # type: ignore[misc]
    assert (keys.receive, keys.send) != (0, 0) and receive is not channel._rx
    packet = audio(1)
    assert client._rx_srtp.unprotect(send.protect(packet)) == packet
    assert receive.unprotect(client._tx_srtp.protect(packet)) == packet
    await channel.close()
    await client.stop()
