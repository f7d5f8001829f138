from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from media.forward.plan import Codec, PeerPlan, Track
from media.peer.answer import Credentials, Endpoint, build_answer
from media.peer.offer import BadOfferError, parse_offer
from meetings.contracts.media import CHANNEL_SLOT, MAX_OFFER_BYTES
from tests.unit.media.packets import with_channel_slot

CHROMIUM = (Path(__file__).parent / "chromium-offer.sdp").read_bytes().decode()
ENDPOINT = Endpoint("AA:BB", (("192.0.2.1", 40_000), ("2001:db8::1", 40_000)))
CREDENTIALS = Credentials("ourfrag", "ourpassword")


def answer(text: str, *, publishes: bool = True) -> tuple[str, PeerPlan]:
    numbers = iter(range(1, 1000))
    return build_answer(parse_offer(text), ENDPOINT, CREDENTIALS, publishes=publishes, make_ssrc=lambda: next(numbers))


def sections(text: str) -> list[list[str]]:
    parts: list[list[str]] = [[]]
    for line in text.split("\r\n"):
        if line.startswith("m="):
            parts.append([])
        parts[-1].append(line)
    return parts


def test_a_browsers_offer_is_understood() -> None:
    offer = parse_offer(CHROMIUM)
    assert [one.kind for one in offer.media] == ["audio", "video", "video"] + ["audio"] * 4 + ["video"] * 9
    assert offer.media[1].layers == ("q", "h", "f")
    assert offer.bundle == tuple(str(number) for number in range(16))
    assert len(offer.fingerprints) == 1


def test_the_plan_follows_the_order_of_the_lines() -> None:
    _, plan = answer(CHROMIUM)
    assert plan.uplinks == {"0": Track.AUDIO, "1": Track.CAMERA, "2": Track.SCREEN}
    assert (len(plan.audio_slots), len(plan.video_slots)) == (4, 9)
    assert set(plan.codecs.values()) == {Codec.OPUS, Codec.VP8, Codec.RTX}
    assert all([plan.extensions.mid, plan.extensions.rid, plan.extensions.repaired_rid, plan.extensions.level])
    ssrcs = [one.ssrc for one in plan.audio_slots + plan.video_slots] + [one.rtx_ssrc for one in plan.video_slots]
    assert len(set(ssrcs)) == 22


def test_the_answer_has_what_slots_need() -> None:
    text, plan = answer(CHROMIUM)
    session, *media = sections(text)
    assert "a=ice-lite" in session
    assert len(media) == 16
    assert [("a=setup:passive" in one) for one in media] == [True] + [False] * 15
    assert "a=candidate:1 1 udp 2130706431 192.0.2.1 40000 typ host" in media[0]
    microphone, camera, screen, slot, picture = media[0], media[1], media[2], media[3], media[7]
    assert any("useinbandfec=1;usedtx=1" in line for line in microphone)
    assert {"a=recvonly", "a=rid:q recv", "a=simulcast:recv q;h;f"} <= set(camera)
    assert "a=recvonly" in screen and not any("simulcast" in line for line in screen)
    assert {"a=sendonly", f"a=ssrc:{plan.audio_slots[0].ssrc} cname:s3", "a=msid:s3 t3"} <= set(slot)
    first = plan.video_slots[0]
    assert f"a=ssrc-group:FID {first.ssrc} {first.rtx_ssrc}" in picture
    assert len(text.encode()) < 16_000


def test_redundant_sound_is_taken_both_ways_where_it_is_offered() -> None:
    offered = CHROMIUM.replace("SAVPF 111\r\n", "SAVPF 111 63\r\n").replace(
        "a=rtpmap:111 opus/48000/2\r\n", "a=rtpmap:111 opus/48000/2\r\na=rtpmap:63 red/48000/2\r\na=fmtp:63 111/111\r\n"
    )
    text, plan = answer(offered)
    microphone, slot = sections(text)[1], sections(text)[4]
    for section in (microphone, slot):
        assert section[0].endswith(" 111 63"), "plain sound first"
        assert {"a=rtpmap:63 red/48000/2", "a=fmtp:63 111/111", "a=rtcp-fb:111 nack"} <= set(section)
    assert plan.codecs[63] is Codec.RED
    assert [one.red_payload_type for one in plan.audio_slots] == [63] * 4
    assert {one.red_payload_type for one in answer(CHROMIUM)[1].audio_slots} == {0}


def test_who_may_not_publish_is_answered_inactive() -> None:
    text, plan = answer(CHROMIUM, publishes=False)
    assert plan.uplinks == {}
    assert [("a=inactive" in one) for one in sections(text)[1:]] == [True] * 3 + [False] * 13


def test_one_more_line_of_sound_is_for_interpretation() -> None:
    _, plan = answer(with_channel_slot(CHROMIUM))
    assert len(plan.audio_slots) == CHANNEL_SLOT + 1
    text, plan = answer(with_channel_slot(with_channel_slot(CHROMIUM)))
    assert len(plan.audio_slots) == CHANNEL_SLOT + 1
    assert "a=inactive" in sections(text)[-1]


def test_more_lines_than_slots_stay_inactive() -> None:
    extra = CHROMIUM.replace("BUNDLE 0", "BUNDLE 16 0")
    last = "m=video" + CHROMIUM.rsplit("m=video", 1)[1].replace("a=mid:15", "a=mid:16")
    text, plan = answer(extra + last)
    assert len(plan.video_slots) == 9
    assert "a=inactive" in sections(text)[17]


def test_data_channels_are_refused() -> None:
    with pytest.raises(BadOfferError, match="m=application"):
        parse_offer(CHROMIUM.replace("m=audio 9 UDP/TLS/RTP/SAVPF", "m=application 9 UDP/DTLS/SCTP", 1))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("v=0", "v=1"),
        ("a=fingerprint:sha-256 ", "a=fingerprint:sha-1 "),
        ("a=fingerprint:sha-256 ", "a=fingerprint:sha-256 zz:"),
        ("a=setup:actpass", "a=setup:passive"),
        ("a=ice-ufrag:", "a=ice-ufrag: "),
        ("a=mid:0", "a=mid:1"),
        ("a=mid:3", "a=mid:\x00"),
        ("a=group:BUNDLE 0 ", "a=group:BUNDLE "),
        ("a=group:BUNDLE", "a=group:LS"),
        ("UDP/TLS/RTP/SAVPF", "RTP/AVP"),
        ("a=extmap:", "a=extmap:x"),
        ("a=rtpmap:", "a=rtpmap:y"),
        ("a=rid:q send", "a=rid:q<script> send"),
    ],
)
def test_whatever_is_wrong_is_one_error(old: str, new: str) -> None:
    assert old in CHROMIUM
    changed = CHROMIUM.replace(old, new)
    if old == "a=ice-ufrag:":
        changed = "\r\n".join(line for line in CHROMIUM.split("\r\n") if not line.startswith(old))
    with pytest.raises(BadOfferError):
        answer(changed)


def test_a_huge_offer_is_refused_unread() -> None:
    with pytest.raises(BadOfferError, match="larger"):
        parse_offer("v=0\r\n" + "a" * MAX_OFFER_BYTES)


@settings(max_examples=150)
@given(st.data())
def test_no_mutilation_breaks_the_parser(data: st.DataObject) -> None:
    lines = CHROMIUM.split("\r\n")
    for _ in range(data.draw(st.integers(1, 4))):
        index = data.draw(st.integers(0, len(lines) - 1))
        change = data.draw(st.sampled_from(["drop", "cut", "twice", "noise"]))
        if change == "drop":
            lines[index] = ""
        elif change == "cut":
            lines[index] = lines[index][: data.draw(st.integers(0, 20))]
        elif change == "twice":
            lines.insert(index, lines[index])
        else:
            lines[index] = lines[index][:8] + data.draw(st.text(max_size=12))
    try:
        answer("\r\n".join(lines))
    except BadOfferError:
        pass


@given(st.text(max_size=300))
def test_no_text_breaks_the_parser(text: str) -> None:
    with pytest.raises(BadOfferError):
        parse_offer(text)


def with_h264(text: str, profile: str = "42e01f", *, alone: bool = False) -> str:
    """The offer with H264 and its RTX in every picture section, behind VP8 or instead of it."""
    first, *rest = text.split("m=")
    changed = []
    for one in rest:
        if one.startswith("video"):
            one = one.replace(" 96 97", " 102 103" if alone else " 96 97 102 103", 1)
            one += "a=rtpmap:102 H264/90000\r\na=rtpmap:103 rtx/90000\r\na=fmtp:103 apt=102\r\n"
            one += f"a=fmtp:102 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id={profile}\r\n"
        changed.append(one)
    return "m=".join([first, *changed])


def test_pictures_are_sent_as_vp8_and_received_as_both() -> None:
    text, plan = answer(with_h264(CHROMIUM))
    _, *media = sections(text)
    assert media[1][0].split()[-2:] == ["96", "97"] and media[7][0].split()[-4:] == ["96", "97", "102", "103"]
    assert "a=fmtp:102 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f" in media[7]
    assert "a=rtcp-fb:102 nack pli" in media[7]
    assert Codec.H264 not in plan.codecs.values()
    slot = plan.video_slots[0]
    assert (slot.types(Codec.VP8), slot.types(Codec.H264)) == ((96, 97), (102, 103))


def test_without_vp8_pictures_are_h264_with_all_layers() -> None:
    text, plan = answer(with_h264(CHROMIUM, alone=True))
    _, *media = sections(text)
    assert "a=simulcast:recv q;h;f" in media[1]
    assert plan.codecs[102] is Codec.H264 and plan.codecs[103] is Codec.RTX
    assert not plan.video_slots[0].takes(Codec.VP8) and plan.video_slots[0].takes(Codec.H264)


@pytest.mark.parametrize("profile", ["640032", "42001f", "42e0", "", "42e01f;packetization-mode=0"])
def test_a_profile_that_not_everybody_decodes_is_not_taken(profile: str) -> None:
    assert not answer(with_h264(CHROMIUM, profile))[1].video_slots[0].takes(Codec.H264)


DEPENDENCY = "https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension"
MODERN = {"vp9": (98, "VP9", "profile-id=0"), "av1": (45, "AV1", "level-idx=8;profile=0;tier=0")}


def with_modern(text: str, name: str, *, first: bool = True, form: str | None = None) -> str:
    """The offer with VP9 or AV1 and its RTX in every picture section, before VP8 or behind it."""
    number, spelled, usual = MODERN[name]
    head, *rest = text.split("m=")
    changed = []
    for one in rest:
        if one.startswith("video"):
            types = f" {number} {number + 1}"
            one = one.replace(" 96 97", f"{types} 96 97" if first else f" 96 97{types}", 1)
            one += f"a=rtpmap:{number} {spelled}/90000\r\na=fmtp:{number} {form or usual}\r\n"
            one += f"a=rtpmap:{number + 1} rtx/90000\r\na=fmtp:{number + 1} apt={number}\r\n"
            one += f"a=extmap:13 {DEPENDENCY}\r\n"
        changed.append(one)
    return "m=".join([head, *changed])


@pytest.mark.parametrize("name", MODERN)
def test_a_page_sends_what_it_names_first_while_all_can_show_it(name: str) -> None:
    number, _, form = MODERN[name]
    offer = parse_offer(with_modern(CHROMIUM, name))
    text, plan = build_answer(offer, ENDPOINT, Credentials(), publishes=True)
    _, *media = sections(text)
    assert media[1][0].split()[3:] == [str(number), str(number + 1)] and "a=simulcast:recv q;h;f" in media[1]
    assert f"a=fmtp:{number} {form}" in "".join(media[1])
    assert plan.codecs[number] is Codec(name) and plan.codecs[number + 1] is Codec.RTX
    assert Codec.VP8 not in plan.codecs.values()
    slot = plan.video_slots[0]
    assert (slot.types(Codec(name)), slot.types(Codec.VP8)) == ((number, number + 1), (96, 97))
    assert plan.extensions.dependency == (13 if name == "av1" else 0), "VP9 tells all in its payload"
    _, narrow = build_answer(offer, ENDPOINT, Credentials(), publishes=True, may_send=lambda codec: False)
    assert Codec.VP8 in narrow.codecs.values() and narrow.video_slots[0].takes(Codec(name))


@pytest.mark.parametrize("name", MODERN)
def test_vp8_is_sent_unless_the_page_wants_another_codec_first(name: str) -> None:
    _, plan = answer(with_modern(CHROMIUM, name, first=False))
    assert plan.codecs[96] is Codec.VP8 and MODERN[name][0] not in plan.codecs
    assert plan.video_slots[0].takes(Codec(name))


@pytest.mark.parametrize(("name", "form"), [("vp9", "profile-id=2"), ("av1", "profile=1;tier=0"), ("av1", "tier=1")])
def test_a_profile_of_a_modern_codec_that_not_everybody_decodes_is_not_taken(name: str, form: str) -> None:
    assert not answer(with_modern(CHROMIUM, name, form=form))[1].video_slots[0].takes(Codec(name))
