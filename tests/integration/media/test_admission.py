"""Who is let in, and who stays in, at a real worker: other networks, ICE restarts, replays, hellos of others."""

import asyncio

from media.forward.rtp import build_rtp, one_byte_extension
from tests.integration.media.conftest import OPEN, Control, Join, eventually
from tests.integration.media.fakepeer import MID, FakePeer


async def test_a_page_that_changes_its_network_goes_on_without_a_new_offer(join: Join, control: Control) -> None:
    a, b = await join("a"), await join("b")
    a.play(3)
    await eventually(lambda: b.sources("audio") == {1})
    before = len(control.messages)
    for page in (b, a):
        await page.move()
        b.received.clear()
        await eventually(lambda: b.sources("audio") == b.sources("video") == {1})
    assert not [one for _, one in control.messages[before:] if one["type"] in ("media_answer", "media_failed")]


async def test_an_ice_restart_keeps_keys_slots_and_sound(join: Join, control: Control) -> None:
    a, b = await join("a"), await join("b")
    a.play(3)
    await eventually(lambda: b.sources("audio") == {1})
    slots, former = b.slot_ssrcs("audio") + b.slot_ssrcs("video"), b.answer
    b.ufrag = "restarted"
    answer = await control.join("b", b.offer(), OPEN)
    b.answer = answer["sdp"]
    assert b.slot_ssrcs("audio") + b.slot_ssrcs("video") == slots
    assert b._of_answer("pwd") not in former
    await b.move()
    b.received.clear()
    await eventually(lambda: b.sources("audio") == b.sources("video") == {1})
    await control.counter("ice_restarted")


async def test_a_replayed_packet_is_refused(join: Join, control: Control) -> None:
    a, b = await join("a"), await join("b")
    a.play(1)
    await eventually(lambda: b.sources("audio") == {1})
    before = await control.counter("srtp_not_authentic", 0)
    packet = a._dtls._tx_srtp.protect(video_of_nobody())
    for _ in range(3):
        a.send_raw(packet)
    assert await control.counter("srtp_not_authentic", before + 2) == before + 2
    assert await control.counter("rtp_unknown_ssrc") >= 1, "the first one was authentic"
    assert b.replays == 0


async def test_hellos_of_others_do_not_disturb_a_handshake(control: Control) -> None:
    """The ClientHello race (CVE-2023-49786): somebody else's comes first, and asks for no encryption."""
    info, page = await control.worker(), FakePeer("racer")
    before = await control.counter("dtls_unknown_address", 0)
    answer = await control.join("racer", page.offer(), OPEN)
    hello = bytes.fromhex("16fefd00000000000000000038010000 2c00000000000000 2cfefd") + bytes(32)
    hello += bytes.fromhex("0000 0004 c006 0002 0100")
    transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
        asyncio.DatagramProtocol, remote_addr=("127.0.0.1", info.port)
    )

    async def spray() -> None:
        while True:
            transport.sendto(hello)
            await asyncio.sleep(0.001)

    for _ in range(5):
        transport.sendto(hello)
    spraying = asyncio.create_task(spray())
    await page.connect(answer["sdp"])
    spraying.cancel()
    transport.close()
    await control.counter("dtls_unknown_address", before + 5)
    await page.close()


def video_of_nobody() -> bytes:
    """A packet of a line that does not exist."""
    extensions = one_byte_extension(MID, b"nobody")
    return build_rtp(
        payload_type=96, marker=True, sequence=1, timestamp=0, ssrc=77, payload=b"x", extensions=extensions
    )
