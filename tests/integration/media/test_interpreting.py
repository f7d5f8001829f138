"""Interpretation between real pages and a real worker: an own slot, handover without a hole, nobody else there."""

import asyncio
from collections.abc import Sequence

from meetings.contracts.media import CHANNEL_SLOT, Policy, PolicyChannel, SetPolicy, SetWants
from tests.integration.media.conftest import Control, Join, eventually
from tests.integration.media.fakepeer import FakePeer

MOST_LOST = 10
"""Sounds of 20 ms."""
SAID = 4
"""Bytes of what is said; the silence between two voices is shorter."""


def policy(number: int, on_air: str | None) -> Policy:
    channel = PolicyChannel(language="en", on_air=f"person:{on_air}" if on_air else None)
    return Policy(number=number, floor=("person:a",), open_microphones=("person:a",), channels=(channel,))


async def talk(peers: Sequence[FakePeer]) -> None:
    """Let all speak at the same moments; each sound says which moment it is of."""
    moment = 0
    while True:
        moment += 1
        for peer in peers:
            peer.speak(payload=moment.to_bytes(SAID, "big"))
        await asyncio.sleep(0.02)


def on_channel(peer: FakePeer) -> list[tuple[int, int]]:
    """Source and moment of each sound in the slot of the channel."""
    ssrc = peer.slot_ssrcs("audio")[CHANNEL_SLOT]
    found = [(raw, packet) for raw, packet in peer.received if packet.ssrc == ssrc and len(packet.payload) == SAID]
    return [(int.from_bytes(raw[12:16], "big"), int.from_bytes(packet.payload, "big")) for raw, packet in found]


async def test_the_channel_is_heard_by_those_who_chose_it_and_goes_over_without_a_hole(
    join: Join, control: Control
) -> None:
    begun = policy(1, "one")
    floor, stranger = await join("a", begun), await join("stranger", begun)
    one, two = await join("one", begun, interprets=True), await join("two", begun, interprets=True)
    english, other = await join("en", begun), await join("vi", begun)
    await control.send(SetWants(meeting_id=control.meeting, peer_id="en", channel="en"))
    talking = asyncio.create_task(talk((floor, one, two, stranger)))
    try:
        await eventually(lambda: len(on_channel(english)) > 10)
        slots = await control.message(lambda to, sent: to == "en" and sent["type"] == "media_slots" and sent["channel"])
        assert slots["channel"] == one.source
        await control.send(SetPolicy(meeting_id=control.meeting, policy=policy(2, "two")))
        await eventually(lambda: on_channel(english)[-1][0] == two.source)
        heard = on_channel(english)
        before = [moment for source, moment in heard if source == one.source]
        after = [moment for source, moment in heard if source == two.source]
        assert len(before) + len(after) == len(heard) and before[-1] < after[0], "one voice at a time"
        assert after[0] - before[-1] - 1 <= MOST_LOST
        await control.send(SetPolicy(meeting_id=control.meeting, policy=policy(3, "stranger")))
        await control.message(
            lambda to, sent: to == "en" and sent["type"] == "media_slots" and sent["channel"] is None,
            after=control.messages.index(("en", slots)) + 1,
        )
        silent_from = len(on_channel(english))
        await asyncio.sleep(0.3)
        assert len(on_channel(english)) == silent_from, "who was not assigned does not get through"
        assert other.sources("audio") == {floor.source}
        assert english.sources("audio") == {floor.source, one.source, two.source}
    finally:
        talking.cancel()
