import json
from typing import Any

import pytest

from media.counters import Counters
from media.forward.budget import Quality
from media.forward.conference import Conference, Wants
from media.signalling.bus import MAX_WAITING, Bus
from media.signalling.load import LoadMeter
from media.signalling.messages import Messenger
from meetings.contracts.audience import peers_of
from meetings.contracts.bus import live_channel, unpack_live
from meetings.contracts.media import JoinPeer, Participant, Policy
from tests.unit.media.packets import Recorder, audio, plan


class Box(Bus):
    """Keeps what would be published."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, bytes]] = []

    def publish(self, channel: str, data: bytes) -> None:
        self.sent.append((channel, data))

    def take(self) -> list[tuple[str, Any]]:
        found: list[tuple[str, Any]] = []
        for channel, data in self.sent:
            assert channel == live_channel("m")
            head, body = unpack_live(data)
            found.append((head.audience.kind, json.loads(body)))
        self.sent.clear()
        return found


@pytest.fixture
def box() -> Box:
    return Box()


def hall(*levels: int, now: float = 0.0) -> Conference:
    conference = Conference("m", Counters())
    for number, level in enumerate(levels):
        person = Participant(key=f"person:{number}", name=f"Đại biểu {number}", detail="Sở Y tế")
        conference.join(f"p{number}", person, plan(), Recorder(), publishes=True, wants=Wants(), now=now)
        speak(conference, number, level, now)
    return conference


def speak(conference: Conference, number: int, level: int, now: float) -> None:
    for step in range(60):
        conference.engine.receive_rtp(f"p{number}", audio(int(now * 1000) + step, level=level), now)


def test_the_directory_is_told_when_it_changes_only(box: Box) -> None:
    messenger, conference = Messenger(box), hall(30)
    messenger.directory(conference, 0.1)
    messenger.directory(conference, 0.6)
    ((audience, message),) = box.take()
    assert (audience, message["type"]) == ("everyone", "media_sources")
    assert message["sources"][0]["detail"] == "Sở Y tế"
    conference.leave("p0", 0.7)
    messenger.directory(conference, 0.7)
    assert box.take()[0][1]["sources"] == []


def test_loudness_alone_is_told_at_most_once_a_second(box: Box) -> None:
    messenger, conference = Messenger(box), hall(100)
    messenger.directory(conference, 0.0)
    speak(conference, 0, 10, 0.1)
    messenger.directory(conference, 0.5)
    assert len(box.take()) == 1
    messenger.directory(conference, 1.1)
    assert len(box.take()) == 1


def test_each_page_gets_its_own_slots(box: Box) -> None:
    messenger, conference = Messenger(box), hall(30, 30)
    conference.apply(Policy(number=1, open_microphones=("person:0",)), 0.1)
    messenger.slots(conference)
    slots = {json.loads(unpack_live(data)[1])["audio"][0] for _, data in box.sent}
    assert {unpack_live(data)[0].audience.peer_id for _, data in box.sent} == {"p0", "p1"}  # type: ignore[union-attr]
    assert slots == {None, 1}
    box.take()
    messenger.slots(conference)
    assert box.take() == []


def test_those_who_came_together_are_told_together_who_is_there(box: Box) -> None:
    conference = hall(30, 30, 30)
    Messenger(box).welcome(conference, ["p0", "p2", "left again"], 0.1)
    assert [peers_of(unpack_live(data)[0].audience) for _, data in box.sent] == [{"p0", "p2"}]
    ((_, message),) = box.take()
    assert [row["source"] for row in message["sources"]] == [1, 2, 3]


def test_pages_that_are_told_the_same_share_a_message(box: Box) -> None:
    messenger, conference = Messenger(box), hall(30, 30, 30, 30)
    conference.apply(Policy(number=1, open_microphones=("person:0",)), 0.1)
    messenger.slots(conference)
    told = [(peers_of(unpack_live(data)[0].audience), json.loads(unpack_live(data)[1])) for _, data in box.sent]
    assert [(sorted(peers or ()), message["audio"][0]) for peers, message in told] == [
        (["p0"], None),
        (["p1", "p2", "p3"], 1),
    ]


def test_a_page_is_told_to_send_its_larger_layers_before_anybody_is_told_of_slots(box: Box) -> None:
    messenger, conference = Messenger(box), hall(30, 30)
    conference.apply(Policy(number=1, open_microphones=("person:0",)), 0.1)
    conference.members["p1"].largest = Quality.MEDIUM
    messenger.slots(conference)
    assert [message["type"] for _, message in box.take()] == ["media_layers", "media_slots", "media_slots"]


def test_a_refused_offer_says_what_to_do(box: Box) -> None:
    join = JoinPeer(
        meeting_id="m",
        peer_id="p",
        nonce="n",
        sdp="",
        participant=Participant(key="person:1", name="A"),
        may_publish=True,
        hears=True,
        policy=Policy(number=1),
    )
    messenger = Messenger(box)
    messenger.refuse(join)
    messenger.no_connection(join)
    (_, refused), (_, lost) = box.take()
    assert (refused["code"], refused["retry"], refused["nonce"]) == ("media_offer_refused", False, "n")
    assert (lost["code"], lost["retry"]) == ("media_no_connection", True)


async def test_messages_wait_in_bounded_numbers() -> None:
    counters = Counters()
    bus = Bus("unix:///nowhere/redis.sock", "media-1", counters)
    for number in range(MAX_WAITING + 5):
        bus.publish("x", str(number).encode())
    assert counters["bus_message_dropped"] == 5


def test_stress_follows_the_processor_and_drops_are_noticed() -> None:
    meter = LoadMeter()
    stress = [meter.measure(float(second), second * 0.6) for second in range(20)]
    assert stress[0] == 0
    assert stress[-1] > 0.95
    threaded = LoadMeter(threaded=True)
    assert 0.4 < [threaded.measure(float(second), second * 0.6) for second in range(20)][-1] < 0.6
    assert meter.dropping(100)
    assert not meter.dropping(120)


def test_late_turns_are_stress_though_the_processor_time_is_small() -> None:
    meter = LoadMeter()
    for second in range(20):
        for _ in range(50):
            meter.turn(0.2)
        meter.measure(float(second), second * 0.05)
    assert meter.stress == 1.0
    for second in range(20, 40):
        meter.turn(0.001)
        meter.measure(float(second), second * 0.05)
    assert meter.stress < 0.1
