"""Who may send VP9 or AV1, and who must stop when somebody comes who cannot show it."""

from media.forward.plan import Codec, PeerPlan, SlotPlan
from media.signalling.codecs import can_all_show, who_must_change


def page(sends: Codec, *shows: Codec, looks: bool = True) -> PeerPlan:
    more: dict[Codec, tuple[int, int]] = {
        codec: (40 + 2 * index, 0) for index, codec in enumerate(shows) if codec is not Codec.VP8
    }
    slot = SlotPlan(1, 96 if Codec.VP8 in shows else 0, more=more)
    return PeerPlan(codecs={100: sends, 111: Codec.OPUS}, video_slots=(slot,) if looks else ())


MODERN = page(Codec.AV1, Codec.VP8, Codec.AV1)
OLD = page(Codec.VP8, Codec.VP8)


def test_a_codec_is_sent_while_all_who_look_on_take_it() -> None:
    ear = page(Codec.VP8, looks=False)
    assert can_all_show(Codec.AV1, [MODERN, ear]) and can_all_show(Codec.AV1, [])
    assert not can_all_show(Codec.AV1, [MODERN, OLD])
    assert not can_all_show(Codec.VP9, [MODERN])


def test_who_sends_what_a_newcomer_cannot_show_offers_again() -> None:
    assert who_must_change(OLD, {"a": MODERN, "b": OLD}) == ["a"]
    assert who_must_change(MODERN, {"a": MODERN, "b": OLD}) == []
    assert who_must_change(page(Codec.VP8, looks=False), {"a": MODERN}) == []


def test_who_has_nothing_else_to_send_is_not_asked_for_ever() -> None:
    assert who_must_change(OLD, {"a": page(Codec.AV1, Codec.AV1)}) == []
