"""Redundant audio (RFC 2198), both ways."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.counters import Counters
from media.forward.errors import MalformedPacketError
from media.forward.plan import PeerPlan, SlotPlan
from media.forward.red import MAX_PAYLOAD, Block, split_red, wrap_red
from media.forward.rtcp import ReportBlock, build_nack
from media.forward.rtp import RtpPacket, build_rtp, one_byte_extension
from media.forward.sound import HOLD_S, LEAN_KBPS, START_ADVICE, START_BUFFER_MS, SoundAdvice
from tests.unit.media.engines import AUDIO, EACH_ENGINE, NATIVE_KIT, NEEDS_NATIVE, PYTHON_KIT, Kit, audio_slot, voice
from tests.unit.media.packets import IDS, OPUS, RED, Recorder, audio, contributor, plan

sounds = st.tuples(st.integers(1, 16_383), st.binary(min_size=1, max_size=1023))


@given(st.integers(0, 127), st.lists(sounds, max_size=4), st.binary(max_size=200))
def test_what_is_wrapped_comes_out_again(kind: int, copies: list[tuple[int, bytes]], own: bytes) -> None:
    blocks = [Block(kind, offset, body) for offset, body in copies]
    assert split_red(wrap_red(kind, copies, own)) == [*blocks, Block(kind, 0, own)]


def test_the_wire_form_is_that_of_the_rfc() -> None:
    assert wrap_red(111, [(960, b"ab")], b"xyz").hex() == "ef0f0002" + "6f" + "6162" + "78797a"


@given(st.binary(max_size=40))
def test_no_bytes_break_it(data: bytes) -> None:
    try:
        split_red(data)
    except MalformedPacketError:
        pass


def sound(number: int, body: bytes | None = None) -> RtpPacket:
    return RtpPacket(OPUS, False, number & 0xFFFF, number * 960 & 0xFFFFFFFF, 0, body or b"s%d" % number, level=30)


@EACH_ENGINE
def test_a_slot_sends_the_sounds_before_along(kit: Kit) -> None:
    slot, out = audio_slot(kit)
    one = voice(kit, 1)
    slot.switch(one, 0.0)
    one.forward(sound(0), 0.0)
    slot.repeat((1, 2))
    for number in (1, 2, 3):
        one.forward(sound(number), number / 50)
    slot.repeat(())
    one.forward(sound(4), 0.08)
    plain, first, _, third, last = out.rtp()
    assert [one.payload_type for one in out.rtp()] == [OPUS, RED, RED, RED, OPUS]
    assert [one.sequence for one in out.rtp()] == [1001, 1002, 1003, 1004, 1005]
    assert (plain.payload, last.payload) == (b"s0", b"s4")
    assert split_red(first.payload) == [Block(OPUS, 960, b"s0"), Block(OPUS, 0, b"s1")]
    assert split_red(third.payload) == [Block(OPUS, 1920, b"s1"), Block(OPUS, 960, b"s2"), Block(OPUS, 0, b"s3")]


@EACH_ENGINE
def test_what_never_came_is_left_out_and_what_is_too_large_too(kit: Kit) -> None:
    slot, out = audio_slot(kit)
    one = voice(kit, 1)
    slot.switch(one, 0.0)
    slot.repeat((1, 2, 3))
    one.forward(sound(0), 0.0)
    one.forward(sound(2), 0.04)
    assert split_red(out.rtp()[1].payload) == [Block(OPUS, 1920, b"s0"), Block(OPUS, 0, b"s2")]
    for number in (3, 4, 5):
        one.forward(sound(number, bytes((number,)) * 500), number / 50)
    assert [len(block.payload) for block in split_red(out.rtp()[-1].payload)] == [500, 500]
    assert len(out.rtp()[-1].payload) <= MAX_PAYLOAD


@EACH_ENGINE
def test_a_page_that_did_not_negotiate_it_gets_plain_sound(kit: Kit) -> None:
    out = Recorder()
    slot = kit.slot(SlotPlan(1, OPUS), out, video=False)
    one = voice(kit, 1)
    slot.switch(one, 0.0)
    slot.repeat((1,))
    for number in range(3):
        one.forward(sound(number), number / 50)
    assert [packet.payload_type for packet in out.rtp()] == [OPUS] * 3


@EACH_ENGINE
def test_a_resent_redundant_packet_is_the_very_same_or_is_not_sent(kit: Kit) -> None:
    """AES-GCM must never protect two different texts under one packet number."""
    slot, out = audio_slot(kit)
    one = voice(kit, 1)
    slot.switch(one, 0.0)
    one.forward(sound(0), 0.0)
    slot.repeat((2, 1))
    one.forward(sound(2), 0.04)
    one.forward(sound(1), 0.05)
    slot.repeat((1,))
    slot.resend([1003, 1002], 5.0)
    assert out.raw[3:] == [out.raw[1], out.raw[2]]
    for number in range(3, 257):
        one.forward(sound(number), number / 50)
    out.clear()
    slot.resend([1003], 50.0)
    assert out.raw == [], "a sound that it carried is forgotten"


acts = st.lists(
    st.one_of(
        st.tuples(st.just("sound"), st.integers(-3, 5), st.sampled_from([0, 1, 80, 600, 1030])),
        st.tuples(st.just("repeat"), st.sets(st.integers(-1, 9), max_size=4), st.none()),
        st.tuples(st.just("resend"), st.integers(995, 1060), st.none()),
        st.tuples(st.just("switch"), st.sampled_from([1, 2, None]), st.none()),
    ),
    max_size=60,
)


@NEEDS_NATIVE
@given(acts)
def test_both_engines_repeat_the_same(script: list[tuple[str, Any, Any]]) -> None:
    told = []
    for kit in (PYTHON_KIT, NATIVE_KIT):
        out = Recorder()
        slot: Any = kit.slot(AUDIO, out, video=False)
        voices = {1: voice(kit, 1), 2: voice(kit, 2)}
        slot.switch(voices[1], 0.0)
        slot.repeat((1, 2))
        number, now = 65_530, 0.0
        for kind, what, size in script:
            now += 0.02
            if kind == "sound":
                number += what
                for one in voices.values():
                    one.forward(sound(number, bytes((number & 255,)) * size), now)
            elif kind == "repeat":
                slot.repeat(what)
            elif kind == "resend":
                slot.resend(range(what, what + 5), now)
            else:
                slot.switch(voices[what] if what else None, now, cut=True)
        told.append((out.raw, slot.packets, slot.octets, slot.resent))
    assert told[0] == told[1]


class Ears:
    def __init__(self) -> None:
        self.heard: list[tuple[int, int, bytes]] = []

    def on_audio(self, source: int, packet: RtpPacket, now: float) -> None:
        self.heard.append((packet.sequence, packet.timestamp, packet.payload))


def redundant(number: int, copies: list[tuple[int, bytes]], kind: int = OPUS) -> bytes:
    return build_rtp(
        payload_type=RED,
        marker=False,
        sequence=number,
        timestamp=number * 960,
        ssrc=10,
        payload=wrap_red(kind, copies, b"s%d" % number),
        extensions=one_byte_extension(IDS.mid, b"0") + one_byte_extension(IDS.level, b"\x1e"),
    )


@EACH_ENGINE
def test_a_publishers_copies_fill_holes_and_nothing_is_forwarded_twice(kit: Kit) -> None:
    ears, out, counters = Ears(), Recorder(), Counters()
    engine = kit.engine(counters, ears)
    engine.add_peer("a", 1, plan(), Recorder())
    engine.add_peer("b", 2, plan(base=2000), out)
    engine.receive_rtp("a", redundant(1, []), 0.0)
    engine.show("b", [1], [], 0.0)
    engine.receive_rtp("a", redundant(2, [(960, b"s1")]), 0.02)
    engine.receive_rtp("a", redundant(4, [(960, b"s3")]), 0.06)
    engine.receive_rtp("a", redundant(3, [(960, b"s2")]), 0.07)
    assert [one[0] for one in ears.heard] == [1, 2, 3, 4]
    assert [one[2] for one in ears.heard] == [b"s1", b"s2", b"s3", b"s4"]
    packets = out.rtp()
    assert [(one.payload_type, one.payload) for one in packets] == [(OPUS, b"s2"), (OPUS, b"s3"), (OPUS, b"s4")]
    assert [one.sequence for one in packets] == [1001, 1002, 1003]
    assert [contributor(one) for one in out.raw] == [1, 1, 1]
    engine.report(0.1, 1.0)
    assert (counters["red_used"], counters["rtp_duplicate"]) == (1, 1)


@EACH_ENGINE
def test_redundant_sound_of_another_codec_or_damaged_is_refused(kit: Kit) -> None:
    ears, counters = Ears(), Counters()
    engine = kit.engine(counters, ears)
    engine.add_peer("a", 1, plan(), Recorder())
    engine.receive_rtp("a", redundant(1, [], kind=0), 0.0)
    engine.report(0.1, 1.0)
    assert counters["rtp_unknown_payload_type"] == 1
    data = redundant(2, [(960, b"s1")])
    with pytest.raises(MalformedPacketError):
        engine.receive_rtp("a", data[:-20] + b"\xef\x0f\x03\xff" + data[-10:], 0.1)
    assert ears.heard == []


@EACH_ENGINE
def test_the_publisher_is_told_what_the_line_lost_though_copies_repaired_it(kit: Kit) -> None:
    out = Recorder()
    engine = kit.engine(Counters(), Ears())
    engine.add_peer("a", 1, plan(), out)
    for second in range(4):
        for number in range(1 + second * 50, 51 + second * 50):
            if number % 5:
                engine.receive_rtp("a", redundant(number, [(960, b"again")]), number / 50)
        engine.report(second + 1.0, 1.0)
    (*_, last) = [item for item in out.rtcp() if isinstance(item, ReportBlock)]
    assert last.lost == 0
    assert 0.1 < last.fraction / 256 < 0.25


@EACH_ENGINE
def test_a_lossy_line_gets_copies_and_a_publisher_whose_line_loses_is_asked_to_send_twice(kit: Kit) -> None:
    """From what the page says (NACKs) to what leaves; both engines."""
    engine, out = kit.engine(Counters(), Ears()), Recorder()
    engine.add_peer("a", 1, plan(), Recorder())
    engine.add_peer("b", 2, plan(base=2000), out)
    engine.receive_rtp("a", audio(0), 0.0)
    engine.show("b", [1], [], 0.0)
    for number in range(1, 151):
        now = number / 50
        if number % 10:
            engine.receive_rtp("a", audio(number), now)
        if number % 10 == 5:
            engine.receive_rtcp("b", build_nack(9, 2000, [999 + number, 1000 + number - number % 10]), now)
        if number % 50 == 0:
            engine.report(now, 1000.0 + now)
        told = engine.sounds(now)
    assert told == {"a": SoundAdvice(START_BUFFER_MS, twice=True), "b": SoundAdvice(140)}
    assert {one.payload_type for one in out.rtp()[-10:]} == {RED}
    assert out.rtp()[0].payload_type == OPUS
    assert len(split_red(out.rtp()[-1].payload)) == 3


@EACH_ENGINE
def test_bursts_make_the_page_hold_back(kit: Kit) -> None:
    engine = kit.engine(Counters(), Ears())
    engine.add_peer("a", 1, plan(), Recorder())
    engine.add_peer("b", 2, plan(base=2000), Recorder())
    engine.receive_rtp("a", audio(0), 0.0)
    engine.show("b", [1], [], 0.0)
    for number in range(1, 9):
        engine.receive_rtp("a", audio(number), number / 50)
    assert engine.sounds(0.1)["b"] == START_ADVICE
    engine.receive_rtcp("b", build_nack(9, 2000, [1003, 1004, 1005, 1006, 1007]), 0.2)
    assert engine.sounds(0.3)["b"].buffer_ms == 180


@EACH_ENGINE
def test_what_never_came_to_us_is_no_loss_of_the_listeners_line(kit: Kit) -> None:
    engine, out = kit.engine(Counters(), Ears()), Recorder()
    engine.add_peer("a", 1, plan(), Recorder())
    engine.add_peer("b", 2, plan(base=2000), out)
    engine.receive_rtp("a", audio(0), 0.0)
    engine.show("b", [1], [], 0.0)
    for number in range(1, 100):
        if number % 5:
            engine.receive_rtp("a", audio(number), number / 50)
        else:
            engine.receive_rtcp("b", build_nack(9, 2000, [1000 + number]), number / 50)
        engine.sounds(number / 50)
    assert {one.payload_type for one in out.rtp()} == {OPUS}


def measured(base: int) -> PeerPlan:
    """A page that reports on every packet of its pictures."""
    return replace(plan(base=base), extensions=replace(IDS, transport_cc=6))


@EACH_ENGINE
def test_who_hears_over_a_very_thin_line_makes_the_speaker_lean(kit: Kit) -> None:
    engine = kit.engine(Counters(), Ears())
    engine.add_peer("a", 1, plan(), Recorder())
    engine.add_peer("b", 2, measured(2000), Recorder())
    engine.receive_rtp("a", audio(0), 0.0)
    engine.show("b", [1], [], 0.0)
    engine.receive_rtp("a", audio(1), 0.02)
    assert engine.sounds(0.1)["a"].kbps == 0
    thin = engine._peers["b"].downlink.line
    assert thin is not None
    thin._look.ceiling = 70_000.0
    assert engine.sounds(0.2)["a"].kbps == LEAN_KBPS
    assert engine.sounds(0.2)["b"].kbps == 0, "it says nothing"
    thin._look.ceiling = 500_000.0
    assert engine.sounds(0.3)["a"].kbps == LEAN_KBPS
    assert "a" not in engine.sounds(0.3 + HOLD_S), "nothing is asked of it any more"


@EACH_ENGINE
def test_a_crowded_line_gets_few_sounds_again(kit: Kit) -> None:
    engine, out = kit.engine(Counters(), Ears()), Recorder()
    engine.add_peer("a", 1, plan(), Recorder())
    engine.add_peer("b", 2, measured(2000), out)
    engine.receive_rtp("a", audio(0), 0.0)
    engine.show("b", [1], [], 0.0)
    for number in range(1, 50):
        engine.receive_rtp("a", audio(number), number / 50)
    line = engine._peers["b"].downlink.line
    assert line is not None
    line._look.ceiling = 150_000.0
    highest = out.rtp(2000)[-1].sequence
    out.clear()
    engine.receive_rtcp("b", build_nack(9, 2000, [highest - back for back in range(20, 0, -1)]), 1.0)
    assert [one.sequence for one in out.rtp(2000)] == [highest - 3, highest - 2, highest - 1]
