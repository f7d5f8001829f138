"""Opus framing and decoding: time never drifts."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.contracts.speech import pack_packets, unpack_packets
from tests.unit.transcription.sound import PACKET_TICKS, encode, tones
from transcription.audio import OpusTimeline, rtp_distance
from transcription.engine.base import SAMPLE_RATE

packets = st.lists(st.tuples(st.integers(0, 2**32 - 1), st.binary(max_size=300)), max_size=20)


@given(packets)
def test_framing_round_trip(pairs):
    assert unpack_packets(pack_packets(pairs)) == pairs


@given(packets.filter(bool), st.integers(1, 5))
def test_cut_framing_is_refused(pairs, cut):
    with pytest.raises(ValueError, match="ends inside"):
        unpack_packets(pack_packets(pairs)[:-cut])


@pytest.mark.parametrize(
    ("later", "earlier", "distance"), [(5, 3, 2), (3, 5, -2), (2, 2**32 - 2, 4), (2**32 - 2, 2, -4)]
)
def test_rtp_timestamps_wrap(later, earlier, distance):
    assert rtp_distance(later, earlier) == distance


def test_a_second_of_opus_is_a_second_of_sound():
    timeline = OpusTimeline()
    sound = [timeline.add(at * PACKET_TICKS, packet) for at, packet in enumerate(encode(tones(1, 2)))]
    assert abs(sum(map(len, sound)) - SAMPLE_RATE) < 32


def test_lost_packets_become_silence_of_the_same_length():
    timeline = OpusTimeline()
    kept = [(at, packet) for at, packet in enumerate(encode(tones(1, 2))) if not 10 <= at < 20]
    pcm = np.concatenate([timeline.add(at * PACKET_TICKS, packet) for at, packet in kept])
    assert abs(len(pcm) - SAMPLE_RATE) < 32
    assert np.abs(pcm[3500:6200]).max() < 0.01
    assert np.abs(pcm[7000:]).max() > 0.2


def test_a_packet_that_came_twice_is_heard_once():
    timeline = OpusTimeline()
    first, second = encode(tones(1))[:2]
    timeline.add(0, first)
    timeline.add(PACKET_TICKS, second)
    assert len(timeline.add(0, first)) == 0
    assert timeline.tick == 2 * PACKET_TICKS


def test_rubbish_is_counted_and_leaves_silence():
    timeline = OpusTimeline()
    good = encode(tones(1))
    timeline.add(0, good[0])
    timeline.add(PACKET_TICKS, b"\xff\xff\xff")
    pcm = timeline.add(2 * PACKET_TICKS, good[2])
    assert timeline.spoiled == 1
    assert len(pcm) == 640
