"""A slot's stream must look like one stream, whatever flows into it."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from media.forward.plan import Track
from media.forward.rtp import RtpPacket, parse_rtp
from media.forward.slot import RING, SILENCE
from media.forward.stream import IncomingStream
from media.forward.vp8 import parse_vp8
from tests.unit.media.engines import EACH_ENGINE, Kit, audio_slot, camera, video_slot, voice
from tests.unit.media.packets import IDS, OPUS, RTX, VP8, contributor, vp8_payload

pytestmark = EACH_ENGINE


def frame(number: int, *, keyframe: bool = False, start: int = 0) -> RtpPacket:
    """Frame ``number`` of a stream whose counters begin at ``start``; 20 frames a second."""
    payload = vp8_payload((start + number) & 0x7FFF, (start + number) & 0xFF, keyframe=keyframe)
    sequence, timestamp = (start + number) & 0xFFFF, (start + number) * 4500 & 0xFFFFFFFF
    return RtpPacket(VP8, True, sequence, timestamp, 0, payload, descriptor=parse_vp8(payload))


def sound(number: int, *, start: int = 0, level: int = 30) -> RtpPacket:
    return RtpPacket(
        OPUS, False, (start + number) & 0xFFFF, (start + number) * 960 & 0xFFFFFFFF, 0, b"opus", level=level
    )


def counters(packets: list[RtpPacket]) -> list[tuple[int, int, int]]:
    found = []
    for one in packets:
        descriptor = parse_vp8(one.payload)
        found.append((one.sequence, descriptor.picture, descriptor.tl0))
    return found


def test_the_first_packet_is_bit_exact(kit: Kit) -> None:
    slot, out = video_slot(kit)
    seven = camera(kit, 7)
    slot.switch(seven, 0.0)
    seven.forward(frame(0, keyframe=True), 2.0)
    # seq 1001, ts 50001, ssrc 1, csrc 7, abs-send-time 2 s = 0x080000 under id 5, picture 201, tl0 1.
    expected = "91e003e90000c3510000000100000007bede00015208000090c080c90100626f6479"
    assert out.raw[0].hex() == expected


@given(st.integers(0, 0xFFFF), st.integers(0, 0xFFFF), st.integers(2, 12), st.integers(0, 6))
def test_a_switch_leaves_no_seam(kit: Kit, start_a: int, start_b: int, frames: int, wait: int) -> None:
    slot, out = video_slot(kit)
    a, b = camera(kit, 1), camera(kit, 2)
    slot.switch(a, 0.0)
    for number in range(frames):
        a.forward(frame(number, keyframe=number == 0, start=start_a), number / 20)
    slot.switch(b, frames / 20)
    for number in range(wait):
        now = (frames + number) / 20
        a.forward(frame(frames + number, start=start_a), now)
        b.forward(frame(number, start=start_b), now)
    for number in range(wait, wait + 3):
        now = (frames + number) / 20
        a.forward(frame(frames + number, start=start_a), now)
        b.forward(frame(number, keyframe=number == wait, start=start_b), now)
    packets = out.rtp(1)
    # The first packet of the last a-frame before b's keyframe still flowed: a shows frames + wait + 1 frames at most.
    total = len(packets)
    assert counters(packets) == [((1001 + i) & 0xFFFF, (201 + i) & 0x7FFF, (1 + i) & 0xFF) for i in range(total)]
    stamps = [one.timestamp for one in packets]
    assert all(1 <= later - earlier <= 9000 for earlier, later in itertools.pairwise(stamps))
    sources = [contributor(raw) for raw in out.raw]
    assert sources == sorted(sources), "never back to the old source"
    assert sources[-3:] == [2, 2, 2]


def test_the_old_picture_stays_until_the_new_keyframe(kit: Kit) -> None:
    slot, out = video_slot(kit)
    a, b = camera(kit, 1), camera(kit, 2)
    slot.switch(a, 0.0)
    a.forward(frame(0, keyframe=True), 0.0)
    slot.switch(b, 0.1)
    assert b.keyframes.wanted
    b.forward(frame(0), 0.1)
    a.forward(frame(1), 0.15)
    assert [contributor(raw) for raw in out.raw] == [1, 1]
    b.forward(frame(1, keyframe=True), 0.2)
    a.forward(frame(2), 0.25)
    assert [contributor(raw) for raw in out.raw] == [1, 1, 2]
    assert not a.watched


def test_packets_from_before_the_keyframe_do_not_collide(kit: Kit) -> None:
    slot, out = video_slot(kit)
    a, b = camera(kit, 1), camera(kit, 2)
    slot.switch(a, 0.0)
    a.forward(frame(0, keyframe=True), 0.0)
    slot.switch(b, 0.1)
    b.forward(frame(5, keyframe=True), 0.1)
    b.forward(frame(4), 0.11)
    assert [one.sequence for one in out.rtp()] == [1001, 1002]


def test_reordered_packets_keep_their_places(kit: Kit) -> None:
    slot, out = video_slot(kit)
    a = camera(kit, 1)
    slot.switch(a, 0.0)
    for number in (0, 2, 1, 3):
        a.forward(frame(number, keyframe=number == 0), number / 20)
    assert [one.sequence for one in out.rtp()] == [1001, 1003, 1002, 1004]


def test_a_long_run_survives_every_wrap(kit: Kit) -> None:
    slot, out = video_slot(kit)
    a = camera(kit, 1)
    slot.switch(a, 0.0)
    for number in range(70_000):
        a.forward(frame(number, keyframe=number == 0, start=65_000), number / 20)
        if len(out.raw) > 1:
            out.raw.pop(0)
    assert out.rtp()[-1].sequence == (1001 + 69_999) & 0xFFFF


def test_switching_back_before_the_keyframe_changes_nothing(kit: Kit) -> None:
    slot, out = video_slot(kit)
    a, b = camera(kit, 1), camera(kit, 2)
    slot.switch(a, 0.0)
    a.forward(frame(0, keyframe=True), 0.0)
    slot.switch(b, 0.1)
    slot.switch(a, 0.15)
    b.forward(frame(0, keyframe=True), 0.2)
    a.forward(frame(1), 0.2)
    assert [contributor(raw) for raw in out.raw] == [1, 1]
    assert not b.watched


def test_an_emptied_video_slot_is_silent_and_forgets(kit: Kit) -> None:
    slot, out = video_slot(kit)
    a = camera(kit, 1)
    slot.switch(a, 0.0)
    a.forward(frame(0, keyframe=True), 0.0)
    slot.switch(None, 0.1)
    a.forward(frame(1), 0.15)
    slot.resend([1001], 1.0)
    assert len(out.raw) == 1
    assert slot.sender_report(1.0, 1.0) is None


def test_a_lost_video_packet_comes_again_on_the_rtx_stream(kit: Kit) -> None:
    slot, out = video_slot(kit)
    a = camera(kit, 1)
    slot.switch(a, 0.0)
    for number in range(3):
        a.forward(frame(number, keyframe=number == 0), number / 20)
    original = out.rtp(1)[1]
    slot.resend([1002], 1.0)
    (again,) = out.rtp(2)
    assert (again.payload_type, again.sequence, again.timestamp) == (RTX, 7001, original.timestamp)
    assert again.payload == (1002).to_bytes(2, "big") + original.payload
    slot.resend([1002], 1.001)
    assert len(out.rtp(2)) == 1, "not twice within a round trip"
    slot.resend([1002], 1.1)
    assert [one.sequence for one in out.rtp(2)] == [7001, 7002]


def test_resends_after_a_switch_are_of_the_right_source(kit: Kit) -> None:
    slot, out = video_slot(kit)
    a, b = camera(kit, 1), camera(kit, 2)
    slot.switch(a, 0.0)
    a.forward(frame(0, keyframe=True, start=500), 0.0)
    slot.switch(b, 0.1)
    b.forward(frame(0, keyframe=True, start=9000), 0.1)
    slot.resend([1001, 1002], 1.0)
    first, second = out.rtp(2)
    assert first.payload[2:] == out.rtp(1)[0].payload
    assert second.payload[2:] == out.rtp(1)[1].payload


def test_what_left_the_ring_is_not_resent(kit: Kit) -> None:
    slot, out = video_slot(kit)
    a = camera(kit, 1)
    slot.switch(a, 0.0)
    for number in range(RING + 1):
        a.forward(frame(number, keyframe=number == 0), number / 20)
    assert list(slot.resend([1001, 1002], 100.0)) == [1002], "what is known of them"
    assert [one.payload[:2] for one in out.rtp(2)] == [(1002).to_bytes(2, "big")]


def test_a_resent_audio_packet_is_the_very_same(kit: Kit) -> None:
    """AES-GCM must never protect two different texts under one packet number."""
    slot, out = audio_slot(kit)
    a = voice(kit, 1)
    slot.switch(a, 0.0)
    a.forward(sound(0), 0.0)
    a.forward(sound(1), 0.02)
    slot.resend([1001, 1002], 5.0)
    assert out.raw[2:] == out.raw[:2]


@given(st.integers(0, 0xFFFF), st.integers(1, 200))
def test_voices_follow_each_other_on_the_20_ms_grid(kit: Kit, start: int, pause: int) -> None:
    slot, out = audio_slot(kit)
    a, b = voice(kit, 1), voice(kit, 2)
    slot.switch(a, 0.0)
    for number in range(3):
        a.forward(sound(number), number / 50)
    slot.switch(b, 0.06, cut=True)
    for number in range(3):
        b.forward(sound(number, start=start), (3 + pause + number) / 50)
    packets = out.rtp()
    assert [one.sequence for one in packets] == list(range(1001, 1001 + len(packets)))
    stamps = [(one.timestamp - 50_000) / 960 for one in packets]
    # 3 voice frames, 3 frames of silence, then the new voice where the clock is by then.
    assert stamps[:6] == [1, 2, 3, 4, 5, 6]
    assert stamps[6] == max(7, 4 + pause)
    assert [one.marker for one in packets] == [True, False, False, False, False, False, True, False, False]


def test_a_closed_voice_ends_in_silence_at_once(kit: Kit) -> None:
    slot, out = audio_slot(kit)
    a = voice(kit, 1)
    slot.switch(a, 0.0)
    a.forward(sound(0), 0.0)
    slot.switch(None, 0.02)
    a.forward(sound(1), 0.02)
    assert [one.payload for one in out.rtp()] == [b"opus", SILENCE, SILENCE, SILENCE]


def test_the_level_goes_through(kit: Kit) -> None:
    slot, out = audio_slot(kit)
    a = voice(kit, 1)
    slot.switch(a, 0.0)
    a.forward(sound(0, level=23), 0.0)
    assert out.rtp()[0].extension(IDS.level) == b"\x17"


def test_sender_report_says_where_the_clock_is(kit: Kit) -> None:
    slot, out = video_slot(kit)
    a = camera(kit, 1)
    slot.switch(a, 0.0)
    a.forward(frame(0, keyframe=True), 0.0)
    report = slot.sender_report(0.5, 1000.0)
    assert report is not None
    assert int.from_bytes(report[16:20], "big") == 50_001 + 45_000
    assert int.from_bytes(report[20:24], "big") == 1
    assert int.from_bytes(report[24:28], "big") == len(parse_rtp(out.raw[0]).payload)


def test_a_stream_that_ends_leaves_the_slot(kit: Kit) -> None:
    slot, _ = video_slot(kit)
    a, b = camera(kit, 1), camera(kit, 2)
    slot.switch(a, 0.0)
    a.forward(frame(0, keyframe=True), 0.0)
    slot.switch(b, 0.1)
    slot.release(b, 0.2)
    assert (slot.current, slot.pending) == (a, None)
    slot.release(a, 0.2)
    assert slot.current is None


def three_layers(kit: Kit, source: int) -> tuple[IncomingStream, ...]:
    return tuple(kit.stream(100 * source + index, source, Track.CAMERA, layer) for index, layer in enumerate("qhf"))


def test_the_smallest_layer_comes_first_and_larger_ones_follow_as_they_come(kit: Kit) -> None:
    slot, out = video_slot(kit)
    a, (q, h, f) = camera(kit, 1), three_layers(kit, 2)
    slot.switch(a, 0.0)
    a.forward(frame(0, keyframe=True), 0.0)
    slot.switch(f, 0.1, before=(q, h))
    assert (slot.current, slot.pending) == (a, f)
    assert all(one.keyframes.wanted for one in (q, h, f))
    a.forward(frame(1), 0.11)
    q.forward(frame(0, keyframe=True, start=70), 0.12)
    assert (slot.current, slot.pending) == (q, f), "no longer the old picture"
    a.forward(frame(2), 0.13)
    h.forward(frame(0, keyframe=True, start=900), 0.13)
    q.forward(frame(1, start=70), 0.14)
    f.forward(frame(0, start=40), 0.15)
    h.forward(frame(1, start=900), 0.16)
    f.forward(frame(1, keyframe=True, start=40), 0.17)
    h.forward(frame(2, start=900), 0.18)
    assert (slot.current, slot.pending) == (f, None)
    assert counters(out.rtp(1)) == [((1001 + i), 201 + i, 1 + i) for i in range(6)], "no seam: a a q h h f"
    assert [contributor(raw) for raw in out.raw] == [1, 1, 2, 2, 2, 2]


def test_a_large_layer_that_comes_first_is_not_followed_by_small_ones(kit: Kit) -> None:
    slot, out = video_slot(kit)
    q, h, f = three_layers(kit, 2)
    slot.switch(f, 0.0, before=(q, h))
    f.forward(frame(0, keyframe=True), 0.1)
    for one in (q, h):
        one.forward(frame(0, keyframe=True), 0.1)
    assert (slot.current, slot.pending, len(out.raw)) == (f, None, 1)
    assert not q.watched and not h.watched


def test_who_is_on_the_way_goes_on_with_the_rest_of_it(kit: Kit) -> None:
    slot, _ = video_slot(kit)
    q, h, f = three_layers(kit, 2)
    slot.switch(f, 0.0, before=(q, h))
    q.forward(frame(0, keyframe=True), 0.1)
    h.keyframes.arrived()
    slot.switch(f, 0.2, before=(q, h))
    assert (slot.current, slot.pending) == (q, f)
    assert h.watched and not h.keyframes.wanted, "it waits already: nothing is asked anew"
    slot.switch(f, 0.2)
    assert not h.watched, "it is not on the way any more"
    slot.switch(q, 0.2)
    assert (slot.current, slot.pending) == (q, None) and not f.watched
    slot.switch(None, 0.3)
    assert not any(one.watched for one in (q, h, f))


def test_a_layer_on_the_way_that_ends_does_not_end_the_way(kit: Kit) -> None:
    slot, _ = video_slot(kit)
    q, h, f = three_layers(kit, 2)
    slot.switch(f, 0.0, before=(q, h))
    slot.release(q, 0.1)
    q.forward(frame(0, keyframe=True), 0.1)
    h.forward(frame(0, keyframe=True), 0.1)
    assert (slot.current, slot.pending) == (h, f)


@given(st.lists(st.tuples(st.integers(0, 3), st.booleans()), max_size=30), st.integers(0, 30))
def test_a_way_has_no_seam_in_whatever_order_its_layers_come(
    kit: Kit, packets: list[tuple[int, bool]], begin: int
) -> None:
    slot, out = video_slot(kit)
    a, layers = camera(kit, 1), three_layers(kit, 2)
    slot.switch(a, 0.0)
    streams, numbers = (a, *layers), [0, 300, 600, 900]
    for number, (index, is_keyframe) in enumerate(packets):
        if number == begin:
            slot.switch(layers[2], number / 20, before=layers[:2])
        numbers[index] += 1
        streams[index].forward(frame(numbers[index], keyframe=is_keyframe), number / 20)
    sent = out.rtp(1)
    assert counters(sent) == [(1001 + i, 201 + i, 1 + i) for i in range(len(sent))]
    sources = [contributor(raw) for raw in out.raw]
    assert sources == sorted(sources), "never back to the old source"
