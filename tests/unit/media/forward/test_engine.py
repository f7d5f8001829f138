"""The engine as a whole: packets of one peer in, packets of the others out."""

import pytest

from media.counters import Counters
from media.forward.budget import Quality
from media.forward.control import MAX_TOLD_LOSS, EngineControl
from media.forward.downlink import Downlink
from media.forward.engine import VideoWish
from media.forward.errors import MalformedPacketError
from media.forward.plan import Track
from media.forward.rtcp import KeyframeRequest, Nack, Remb, ReportBlock, build_nack, build_pli, build_receiver_report
from media.forward.rtp import RtpPacket, build_rtp, one_byte_extension
from media.forward.upline import MOST, START
from media.forward.uplink import MAX_STREAMS
from tests.unit.media.engines import EACH_ENGINE, Kit
from tests.unit.media.packets import IDS, RTX, VP8, Recorder, audio, plan, video


class Ears:
    def __init__(self) -> None:
        self.heard: list[tuple[int, int | None]] = []

    def on_audio(self, source: int, packet: RtpPacket, now: float) -> None:
        self.heard.append((source, packet.level))


class Hall:
    """An engine with a publisher ``a`` (source 1) and a viewer ``b`` (source 2)."""

    def __init__(self, kit: Kit) -> None:
        self.counters = Counters()
        self.ears = Ears()
        self.engine = kit.engine(self.counters, self.ears)
        self.a, self.b = Recorder(), Recorder()
        self.engine.add_peer("a", 1, plan(), self.a)
        self.engine.add_peer("b", 2, plan(base=2000), self.b)

    def look(self, quality: Quality = Quality.LARGE, now: float = 0.0) -> None:
        self.engine.show("b", [1], [VideoWish(1, Track.CAMERA, quality)], now)


pytestmark = EACH_ENGINE


@pytest.fixture
def hall(kit: Kit) -> Hall:
    return Hall(kit)


def test_only_what_is_shown_is_forwarded(hall: Hall) -> None:
    hall.engine.receive_rtp("a", audio(1), 0.0)
    hall.engine.receive_rtp("a", video(1, keyframe=True), 0.0)
    assert hall.b.raw == []
    hall.look()
    hall.engine.receive_rtp("a", audio(2), 0.02)
    hall.engine.receive_rtp("a", video(2, keyframe=True), 0.02)
    assert [one.ssrc for one in hall.b.rtp()] == [2000, 2100]
    assert hall.a.raw == []
    hall.engine.show("b", [None], [None], 0.03)
    hall.b.clear()
    hall.engine.receive_rtp("a", audio(3), 0.04)
    hall.engine.receive_rtp("a", video(3), 0.04)
    assert hall.b.raw == []


def test_every_voice_reaches_the_listener_with_its_level(hall: Hall) -> None:
    hall.engine.receive_rtp("a", audio(1, level=17), 0.0)
    assert hall.ears.heard == [(1, 17)]


def test_layers_are_told_apart_by_rid_and_switched_on_a_keyframe(hall: Hall) -> None:
    for index, rid in enumerate("qhf"):
        hall.engine.receive_rtp("a", video(1, ssrc=100 + index, rid=rid, keyframe=True), 0.0)
    hall.look(Quality.SMALL)
    assert [item for item in hall.a.rtcp() if isinstance(item, KeyframeRequest)] == [KeyframeRequest(100)]
    hall.engine.receive_rtp("a", video(2, ssrc=100, keyframe=True), 0.1)
    hall.look(Quality.LARGE, 0.2)
    hall.engine.receive_rtp("a", video(3, ssrc=100), 0.2)
    hall.engine.receive_rtp("a", video(3, ssrc=102), 0.2)
    hall.engine.receive_rtp("a", video(4, ssrc=102, keyframe=True), 0.3)
    hall.engine.receive_rtp("a", video(4, ssrc=100), 0.3)
    assert [one.sequence for one in hall.b.rtp(2100)] == [1001, 1002, 1003]


def test_keyframe_requests_of_many_viewers_are_merged(hall: Hall) -> None:
    hall.engine.receive_rtp("a", video(1, keyframe=True), 0.0)
    hall.look()
    hall.engine.receive_rtp("a", video(2, keyframe=True), 0.01)
    hall.a.clear()
    for step in range(30):
        hall.engine.receive_rtcp("b", build_pli(9, 2100), 1.0 + step / 100)
    assert hall.a.rtcp() == [KeyframeRequest(100)] * 2, "the first one, and one more because no keyframe came"
    hall.engine.ask(1.6)
    assert hall.a.rtcp() == [KeyframeRequest(100)] * 3
    hall.engine.receive_rtp("a", video(3, keyframe=True), 1.7)
    hall.engine.ask(3.0)
    assert len(hall.a.control) == 3


def test_a_silent_slot_asks_for_nothing(hall: Hall) -> None:
    hall.engine.receive_rtcp("b", build_pli(9, 2100), 1.0)
    assert hall.a.control == []


def test_publisher_loss_is_asked_for_and_repaired_by_rtx(hall: Hall) -> None:
    hall.engine.receive_rtp("a", video(1, keyframe=True, rid="q"), 0.0)
    hall.look()
    hall.engine.receive_rtp("a", video(2, keyframe=True), 0.0)
    hall.engine.receive_rtp("a", video(4), 0.05)
    hall.a.clear()
    hall.engine.ask(0.08)
    assert hall.a.rtcp() == [Nack(100, (3,))]
    names = one_byte_extension(IDS.mid, b"1") + one_byte_extension(IDS.repaired_rid, b"q")
    payload = (3).to_bytes(2, "big") + video(3)[-10:]
    hall.engine.receive_rtp(
        "a",
        build_rtp(payload_type=RTX, marker=True, sequence=1, timestamp=0, ssrc=555, payload=payload, extensions=names),
        0.1,
    )
    assert [one.sequence for one in hall.b.rtp(2100)] == [1001, 1003, 1002]
    hall.a.clear()
    hall.engine.ask(0.5)
    assert hall.a.control == []


def test_a_browsers_probe_of_its_line_is_no_duplicate(hall: Hall) -> None:
    hall.engine.receive_rtp("a", video(1, keyframe=True, rid="q"), 0.0)
    hall.engine.receive_rtp("a", video(2), 0.0)
    names = one_byte_extension(IDS.mid, b"1") + one_byte_extension(IDS.repaired_rid, b"q")
    for number in (1, 2, 3):
        payload = (1).to_bytes(2, "big") + video(1)[-10:]
        resent = build_rtp(
            payload_type=RTX, marker=True, sequence=number, timestamp=0, ssrc=555, payload=payload, extensions=names
        )
        hall.engine.receive_rtp("a", resent, 0.1)
    hall.engine.receive_rtp("a", video(2), 0.1)
    hall.engine.report(0.2, 1.0)
    assert (hall.counters["rtx_spare"], hall.counters["rtp_duplicate"]) == (3, 1)


def test_a_viewers_nack_is_answered_from_the_ring(hall: Hall) -> None:
    hall.engine.receive_rtp("a", video(1, keyframe=True), 0.0)
    hall.look()
    hall.engine.receive_rtp("a", video(2, keyframe=True), 0.0)
    hall.engine.receive_rtcp("b", build_nack(9, 2100, [1001]), 0.5)
    assert [one.ssrc for one in hall.b.rtp()] == [2100, 2200]
    hall.engine.receive_rtcp("b", build_nack(9, 4444, [1001]), 0.5)
    assert len(hall.b.raw) == 2


def test_publishers_are_told_the_worst_subscribers_loss_on_audio_only(hall: Hall) -> None:
    hall.engine.receive_rtp("a", audio(1), 0.0)
    hall.engine.receive_rtp("a", video(1, keyframe=True), 0.0)
    for second in range(20):
        block = ReportBlock(2000, 128, 0, 100 * second, 0, 0, 0)
        hall.engine.receive_rtcp("b", build_receiver_report(9, [block]), float(second))
    hall.a.clear()
    hall.engine.report(0.5, 1000.0)
    told = {item.ssrc: item.fraction for item in hall.a.rtcp() if isinstance(item, ReportBlock)}
    assert told == {10: int(256 * MAX_TOLD_LOSS), 100: 0}


def test_what_a_publisher_may_send_grows_from_little_to_all_within_two_seconds(hall: Hall) -> None:
    told = []
    for number in range(100):
        hall.engine.receive_rtp("a", audio(number), number / 50)
        hall.engine.receive_rtp("a", video(number, keyframe=not number), number / 50)
        if number % 5 == 0:
            hall.engine.sounds(number / 50)
        told += [item for item in hall.a.rtcp() if isinstance(item, Remb)]
        hall.a.clear()
    assert START < told[0].bitrate < 2 * START
    assert told[-1].bitrate >= MOST * 0.999
    assert told[-1].ssrcs == (100,)


def _upload(hall: Hall, seconds: range, lost: int) -> list[float]:
    """100 pictures a second, ``lost`` of 20 on the way; return the rate asked for after each second."""
    asked = []
    for second in seconds:
        for number in range(100):
            if number % 20 >= lost:
                hall.engine.receive_rtp("a", video(1 + second * 100 + number, keyframe=True), second + number / 100)
            if number % 10 == 0:
                hall.engine.sounds(second + number / 100)
        hall.a.clear()
        hall.engine.report(second + 1.0, 1000.0)
        asked += [item.bitrate for item in hall.a.rtcp() if isinstance(item, Remb)]
    return asked


def test_a_publisher_whose_line_is_full_is_asked_for_less_than_came_through(hall: Hall) -> None:
    assert _upload(hall, range(3), 0)[-1] >= MOST * 0.999
    asked = _upload(hall, range(3, 9), 18)
    assert asked[-1] < 0.02 * MOST, "at once, not by halves"
    calm = _upload(hall, range(9, 14), 0)
    assert calm[-1] <= asked[-1] * 1.01, "and nothing is tried for a while"


def test_a_radio_that_loses_some_is_not_a_full_line(hall: Hall) -> None:
    _upload(hall, range(3), 0)
    assert _upload(hall, range(3, 9), 3)[-1] > 0.5 * MOST


def test_each_live_slot_gets_a_sender_report(hall: Hall) -> None:
    hall.engine.receive_rtp("a", audio(1), 0.0)
    hall.look()
    hall.engine.receive_rtp("a", audio(2), 0.1)
    hall.engine.report(0.5, 1000.0)
    assert [one[1] for one in hall.b.control] == [200]


def test_a_peer_that_leaves_frees_the_slots(hall: Hall) -> None:
    hall.engine.receive_rtp("a", video(1, keyframe=True), 0.0)
    hall.look()
    hall.engine.receive_rtp("a", video(2, keyframe=True), 0.0)
    hall.engine.remove_peer("a", 0.1)
    hall.engine.receive_rtp("a", video(3), 0.1)
    assert len(hall.b.raw) == 1
    assert set(hall.engine.sending(0.1)) == {2}


def test_two_heavy_losses_lower_the_quality(hall: Hall) -> None:
    for index, rid in enumerate("qhf"):
        hall.engine.receive_rtp("a", video(1, ssrc=100 + index, rid=rid, keyframe=True), 0.0)
    hall.look()
    hall.engine.receive_rtp("a", video(2, ssrc=102, keyframe=True), 0.0)
    for index, at in enumerate((0.1, 1.2, 2.3)):
        block = ReportBlock(2100, 77, 0, 100 * index, 0, 0, 0)
        hall.engine.receive_rtcp("b", build_receiver_report(9, [block]), at)
    hall.look(now=0.3)
    hall.engine.receive_rtp("a", video(3, ssrc=101, keyframe=True), 0.4)
    hall.engine.receive_rtp("a", video(3, ssrc=102), 0.4)
    assert len(hall.b.rtp(2100)) == 2, "the middle layer took over"


@pytest.mark.parametrize(
    ("packet", "counter"),
    [
        (
            build_rtp(payload_type=50, marker=False, sequence=1, timestamp=0, ssrc=1, payload=b"x"),
            "rtp_unknown_payload_type",
        ),
        (build_rtp(payload_type=VP8, marker=False, sequence=1, timestamp=0, ssrc=1, payload=b"x"), "rtp_unknown_ssrc"),
        (audio(1, mid="1"), "rtp_wrong_track"),
        (audio(1, mid="9"), "rtp_unknown_ssrc"),
        (video(1, mid="0"), "rtp_wrong_track"),
    ],
)
def test_packets_that_do_not_belong_are_dropped_and_counted(hall: Hall, packet: bytes, counter: str) -> None:
    hall.look()
    hall.engine.receive_rtp("a", packet, 0.0)
    assert hall.counters[counter] == 1
    assert hall.b.raw == []


def test_a_flood_of_streams_is_bounded(hall: Hall) -> None:
    for ssrc in range(100, 100 + 2 * MAX_STREAMS):
        rid = "qhf"[ssrc % 3]
        hall.engine.receive_rtp("a", video(1, ssrc=ssrc, rid=rid), 0.0)
        hall.engine.receive_rtp(
            "a",
            build_rtp(
                payload_type=RTX,
                marker=False,
                sequence=1,
                timestamp=0,
                ssrc=ssrc + 5000,
                payload=b"\0\1abc",
                extensions=one_byte_extension(IDS.mid, b"1"),
            ),
            0.0,
        )
    assert hall.counters["rtp_too_many_streams"] > 0


def test_damaged_packets_raise_the_one_error(hall: Hall) -> None:
    for data in (b"", b"\x80", audio(1)[:13]):
        with pytest.raises(MalformedPacketError):
            hall.engine.receive_rtp("a", data, 0.0)
    empty = build_rtp(
        payload_type=VP8,
        marker=False,
        sequence=9,
        timestamp=0,
        ssrc=100,
        payload=b"\x80",
        extensions=one_byte_extension(IDS.mid, b"1"),
    )
    with pytest.raises(MalformedPacketError):
        hall.engine.receive_rtp("a", empty, 0.0)


def test_unknown_peers_mean_nothing(hall: Hall) -> None:
    hall.engine.receive_rtp("nobody", audio(1), 0.0)
    hall.engine.receive_rtcp("nobody", build_pli(1, 1), 0.0)
    hall.engine.show("nobody", [], [], 0.0)
    hall.engine.remove_peer("nobody", 0.0)


def test_rate_and_jitter_of_a_source_are_measured(hall: Hall) -> None:
    for step in range(100):
        hall.engine.receive_rtp("a", audio(step + 1), 0.02 * step + (0.03 if step % 2 else 0.0))
        if step % 50 == 0:
            hall.engine.report(0.02 * step + 0.001, 0.0)
    hall.engine.report(2.0, 0.0)
    sending = hall.engine.sending(2.0)[1]
    assert sending.kbps > 5
    assert 10 <= sending.jitter_ms <= 40


def test_of_pages_that_only_look_on_nothing_is_asked_while_they_say_nothing(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[Downlink] = []
    protect = Downlink.protect

    def counted(downlink: Downlink, now: float) -> int:
        looks.append(downlink)
        return protect(downlink, now)

    monkeypatch.setattr(Downlink, "protect", counted)
    hall.engine.receive_rtp("a", audio(1), 0.0)
    hall.look()
    for tick in range(130):
        hall.engine.sounds(tick / 10)
    assert looks, "each page begins with a buffer"
    looks.clear()
    assert hall.engine.sounds(13.1) == {} and looks == []
    hall.engine.receive_rtcp("b", build_receiver_report(9, [ReportBlock(2000, 0, 0, 100, 0, 0, 0)]), 13.2)
    hall.engine.sounds(13.2)
    hall.engine.sounds(13.3)
    assert len(looks) == 1, "once after its word, then it rests again"
    hall.engine.receive_rtcp("b", build_receiver_report(9, [ReportBlock(2000, 60, 30, 200, 0, 0, 0)]), 13.4)
    looks.clear()
    hall.engine.sounds(13.4)
    hall.engine.sounds(13.5)
    assert len(looks) == 2, "as long as something was lost"


def test_what_is_hoped_for_is_summed_up_again_only_when_a_slot_hopes_for_something_else(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    sums: list[int] = []
    largest_hoped = EngineControl._largest_hoped

    def counted(engine: EngineControl) -> dict[int, Quality]:
        sums.append(1)
        return largest_hoped(engine)

    monkeypatch.setattr(EngineControl, "_largest_hoped", counted)
    for index, rid in enumerate("qhf"):
        hall.engine.receive_rtp("a", video(1, ssrc=100 + index, rid=rid, keyframe=True), 0.0)
    hall.look()
    for tick in range(5):
        hall.engine.refill("b", tick / 10)
        assert hall.engine.demand(tick / 10) == {1: Quality.LARGE}
    assert len(sums) == 1
    hall.look(Quality.SMALL, 0.6)
    hall.engine.demand(0.6)
    hall.engine.remove_peer("b", 0.7)
    hall.engine.demand(0.7)
    assert len(sums) == 3
