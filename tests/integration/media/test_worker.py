"""A real worker process with real sockets and pages without a browser."""

import asyncio
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from media.forward.rtcp import KeyframeRequest, Remb, SenderReport, build_nack, build_pli
from media.forward.rtp import build_rtp, one_byte_extension
from meetings.contracts.bus import MEDIA_REGISTRY_CHANNEL, SPEECH_IN_STREAM, process_key
from meetings.contracts.health import ProcessHealth
from meetings.contracts.media import CloseConference, LeavePeer, Policy, SetPolicy, SetWants
from meetings.contracts.speech import AudioChunk
from tests.integration.media.conftest import OPEN, WORKER, Control, Join, RedisServer, WorkerProcess, eventually
from tests.integration.media.fakepeer import MID, FakePeer
from tests.unit.media.engines import NEEDS_NATIVE


async def set_policy(control: Control, number: int, *microphones: str, floor: tuple[str, ...] = ()) -> None:
    policy = Policy(number=number, floor=floor or microphones, open_microphones=microphones)
    await control.send(SetPolicy(meeting_id=control.meeting, policy=policy))


async def test_sound_and_picture_are_forwarded_with_the_number_of_their_source(join: Join, control: Control) -> None:
    a, b = await join("a"), await join("b")
    a.play(2)
    await eventually(lambda: b.sources("audio") == {1} and b.sources("video") == {1})
    sequences = [packet.sequence for _, packet in b.received if packet.ssrc == b.slot_ssrcs("audio")[0]]
    assert sequences == [(sequences[0] + index) & 0xFFFF for index in range(len(sequences))]
    slots = await control.message(lambda to, one: to == "b" and one["type"] == "media_slots" and one["video"][0])
    assert (slots["audio"][0], slots["video"][0]) == (1, 1)
    row = await control.message(lambda to, one: one["type"] == "media_sources" and one["sources"][0]["video"])
    assert row["sources"][0]["participant"] == "person:a"
    assert not a.received


async def test_a_page_learns_who_is_there_before_it_learns_what_it_sees(join: Join, control: Control) -> None:
    await join("a"), await join("b")
    await set_policy(control, 2, "person:a")  # what is told of it must not overtake
    await control.message(lambda to, one: to == "b" and one["type"] == "media_slots")
    told = [one["type"] for to, one in control.messages if to == "b"]
    assert told[:3] == ["media_answer", "media_sources", "media_slots"]


@NEEDS_NATIVE
async def test_packets_take_the_way_through_the_media_thread(
    join: Join, control: Control, worker: WorkerProcess
) -> None:
    a, b = await join("a"), await join("b")
    a.play(2)
    await eventually(lambda: b.sources("audio") == {1} and b.sources("video") == {1})
    assert "packet engine: C" in worker.log()
    assert await control.counter("rtp_received") > 0 and await control.counter("rtp_sent") > 0


@pytest.mark.skipif(not Path("/proc/net/if_inet6").exists(), reason="this machine has no IPv6")
async def test_ipv6_works_beside_ipv4(join: Join) -> None:
    a, b = await join("a", host="::1"), await join("b")
    a.play(2)
    await eventually(lambda: b.sources("audio") == {1})


async def test_the_publisher_gets_feedback_and_the_viewer_reports(join: Join) -> None:
    a, b = await join("a"), await join("b")
    a.play(3)
    await eventually(lambda: any(isinstance(one, Remb) for one in a.control))
    await eventually(lambda: any(isinstance(one, KeyframeRequest) for one in a.control))
    await eventually(lambda: any(isinstance(one, SenderReport) for one in b.control))


async def test_the_floor_moves_and_a_closed_microphone_is_silent(join: Join, control: Control) -> None:
    a, b, c = await join("a"), await join("b"), await join("c")
    a.play(4)
    b.play(4)
    await eventually(lambda: c.sources("audio") == {1})
    await set_policy(control, 2, "person:b")
    await eventually(lambda: c.sources("audio") == {1, 2})
    main = c.slot_ssrcs("video")[0]
    await eventually(lambda: any(p.ssrc == main and raw[15] == 2 for raw, p in c.received))
    c.received.clear()
    await asyncio.sleep(0.3)
    assert c.sources("audio") == {2}
    await set_policy(control, 1, "person:a")
    c.received.clear()
    await asyncio.sleep(0.3)
    assert c.sources("audio") == {2}, "an older decision counts for nothing"


async def test_a_lost_packet_comes_again(join: Join) -> None:
    a, b = await join("a"), await join("b")
    a.play(6)
    await eventually(lambda: len(b.received) > 20)
    slot = b.slot_ssrcs("audio")[0]
    packet = next(packet for _, packet in b.received if packet.ssrc == slot)
    # As browsers do, b asks until it has it: what has only just been sent is not sent again.
    await eventually(lambda: asks(b, slot, packet.sequence) and b.replays > 0)
    picture = b.slot_ssrcs("video")[0]
    await eventually(lambda: any(packet.ssrc == picture for _, packet in b.received))
    missed = next(packet for _, packet in b.received if packet.ssrc == picture)
    again = missed.sequence.to_bytes(2, "big") + missed.payload
    await eventually(lambda: asks(b, picture, missed.sequence) and any(one.payload == again for _, one in b.received))


def asks(peer: FakePeer, ssrc: int, sequence: int) -> bool:
    """Ask for one packet; always true."""
    peer.send_rtcp(build_nack(1, ssrc, [sequence]))
    return True


async def test_who_may_not_publish_is_not_forwarded(join: Join, control: Control) -> None:
    a, b = await join("a", publishes=False), await join("b")
    a.play(1)
    await control.counter("rtp_unknown_payload_type")
    assert not b.received


async def test_a_tablet_that_shall_not_hear_gets_no_sound(join: Join, control: Control) -> None:
    a, b = await join("a"), await join("b", hears=False)
    a.play(3)
    await eventually(lambda: b.sources("video") == {1})
    assert b.sources("audio") == set()
    await control.send(SetWants(meeting_id=control.meeting, peer_id="b", hears=True))
    await eventually(lambda: b.sources("audio") == {1})


async def test_a_page_that_is_told_to_leave_is_out_at_once(join: Join, control: Control) -> None:
    a, b = await join("a"), await join("b")
    a.play(3)
    await eventually(lambda: b.sources("audio") == {1})
    await control.send(LeavePeer(meeting_id=control.meeting, peer_id="a"))
    await asyncio.sleep(0.2)
    b.received.clear()
    await asyncio.sleep(0.3)
    assert not b.received
    await control.send(CloseConference(meeting_id=control.meeting))
    await control.counter("srtp_unknown_address")


async def test_a_new_offer_of_the_same_page_replaces_the_old_connection(join: Join) -> None:
    b = await join("b")
    old = await join("a")
    old.play(1)
    await eventually(lambda: b.sources("audio") != set())
    new = await join("a")
    assert new.source == old.source
    b.received.clear()
    new.play(2)
    await eventually(lambda: b.sources("audio") == {new.source})


async def test_the_old_connection_sounds_until_the_new_one_stands(join: Join, control: Control) -> None:
    a = await join("a")
    old = await join("b")
    a.play(5)
    await eventually(lambda: old.sources("audio") == {1})
    coming = FakePeer("b")
    answer = await control.join("b", coming.offer(), OPEN)
    await asyncio.sleep(0.3)
    old.received.clear()
    await eventually(lambda: old.sources("audio") == {1})
    await coming.connect(answer["sdp"])
    await eventually(lambda: coming.sources("audio") == {1})
    await asyncio.sleep(0.1)
    old.received.clear()
    await asyncio.sleep(0.3)
    assert not old.received
    refused = await control.join("b", "v=0", OPEN)
    assert refused["type"] == "media_failed"
    coming.received.clear()
    await eventually(lambda: coming.sources("audio") == {1})
    await coming.close()


async def test_rubbish_is_dropped_counted_and_harms_nobody(join: Join, control: Control, worker: WorkerProcess) -> None:
    a, b = await join("a"), await join("b")
    a.send_raw(b"\0\1\0\x08!\x12\xa4Bgarbage.....12345678")
    a.send_raw(a.check(password="wrong"))
    a.send_raw(b"\x80\x6f" + bytes(40))
    a.send_raw(b"\x16\xfe\xfd" + bytes(30))
    a.send_raw(b"\xff\xff")
    a.send(
        build_rtp(
            payload_type=96,
            marker=True,
            sequence=1,
            timestamp=0,
            ssrc=99,
            payload=b"\x80",
            extensions=one_byte_extension(MID, b"1"),
        )
    )
    a.send(b"\x80\x60\0\1" + bytes(4) + b"\0\0\0\x64" + b"x")
    a.send_rtcp(b"\x81\xcd\0\1\0\0\0\0")
    b.send_rtcp(build_pli(1, 424242))
    for name in (
        "stun_malformed",
        "stun_refused",
        "srtp_not_authentic",
        "udp_unknown_kind",
        "rtp_malformed",
        "rtcp_malformed",
        "rtp_unknown_ssrc",
    ):
        await control.counter(name)
    await control.redis.xadd(f"media:commands:{WORKER}", {"data": "{nonsense"})
    await control.redis.xadd(f"media:commands:{WORKER}", {"other": "x"})
    await control.counter("command_malformed", 2)
    refused = await control.join("x", "v=0\r\nm=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n", OPEN)
    assert (refused["type"], refused["retry"], refused["nonce"]) == ("media_failed", False, "nonce-x")
    a.play(1)
    await eventually(lambda: b.sources("audio") == {1})
    assert worker.process.poll() is None


async def test_dtls_from_an_unchecked_address_is_ignored(join: Join, control: Control) -> None:
    await join("a")
    loop = asyncio.get_running_loop()
    info = await control.worker()
    transport, _ = await loop.create_datagram_endpoint(asyncio.DatagramProtocol, remote_addr=("127.0.0.1", info.port))
    transport.sendto(b"\x16\xfe\xfd" + bytes(30))
    await control.counter("dtls_unknown_address")
    transport.close()


@pytest.mark.own_worker
async def test_after_kill_9_everybody_is_told_and_can_rejoin(
    join: Join, control: Control, worker: WorkerProcess
) -> None:
    a, b = await join("a"), await join("b")
    a.play(1)
    await eventually(lambda: b.sources("audio") == {1})
    pubsub = control.redis.pubsub()
    await pubsub.subscribe(MEDIA_REGISTRY_CHANNEL)
    begun = time.monotonic()
    worker.kill_and_restart()
    started = None
    while started is None or started["type"] != "message":
        started = await pubsub.get_message(timeout=5)
    await pubsub.aclose()  # type: ignore[no-untyped-call]
    assert json.loads(started["data"])["worker_id"] == WORKER
    told = time.monotonic()
    a, b = await join("a"), await join("b")
    a.play(2)
    await eventually(lambda: b.sources("audio") != set())
    now = time.monotonic()
    print(f"kill -9 to sound again: {now - begun:.2f} s, {now - told:.2f} s of it after the worker was back")
    assert now - told < 3
    assert now - begun < 20, "how fast a process starts is the machine's affair; a quiet one needs two seconds"


@pytest.mark.own_worker
async def test_forwarding_goes_on_while_redis_is_away(
    join: Join, control: Control, redis_server: RedisServer, worker: WorkerProcess
) -> None:
    a, b = await join("a"), await join("b")
    a.play(12)
    await eventually(lambda: b.sources("audio") == {1})
    redis_server.stop()
    await asyncio.sleep(2)
    b.received.clear()
    heard = b.slot_ssrcs("audio")[0]
    await eventually(lambda: len([1 for _, packet in b.received if packet.ssrc == heard]) > 40)
    redis_server.start()
    again = Control(redis_server.url, control.meeting)
    await again.open()
    await again.worker()
    await again.message(lambda to, one: to == "b" and one["type"] == "media_slots")
    await again.message(lambda to, one: one["type"] == "media_sources")
    assert worker.process.poll() is None
    await again.close()


@pytest.mark.own_worker
async def test_speech_of_the_floor_goes_to_the_transcription(join: Join, control: Control) -> None:
    policy = Policy(
        number=1,
        floor=("room:xa",),
        open_microphones=("room:xa",),
        speakers={"room:xa": "lan"},
        speaker_names={"room:xa": "Bà Lan"},
        item_id="item-2",
    )
    a = await join("a", policy, key="room:xa")
    b = await join("b", policy)
    await asyncio.gather(a.play(1.2), b.play(1.2))
    await asyncio.sleep(1.2)
    entries: Any = await control.redis.xrange(SPEECH_IN_STREAM)
    heads = [AudioChunk.model_validate_json(fields[b"head"]) for _, fields in entries]
    assert {(head.participant, head.label, head.speaker_id, head.item_id) for head in heads} == {
        ("room:xa", "Bà Lan", "lan", "item-2")
    }
    assert heads[-1].last
    assert 4 <= len(heads) <= 7
    assert abs(heads[0].start_ms / 1000 - time.time()) < 5


@pytest.mark.own_worker
async def test_no_tap_without_captions(join: Join, control: Control) -> None:
    a = await join("a", OPEN.model_copy(update={"captions": False}))
    await a.play(1)
    assert await control.redis.xlen(SPEECH_IN_STREAM) == 0


@pytest.mark.own_worker
async def test_health_is_reported_and_sigterm_leaves_within_two_seconds(
    join: Join, control: Control, worker: WorkerProcess
) -> None:
    await join("a")
    health = ProcessHealth.model_validate_json(await control.redis.get(process_key(WORKER)) or b"")
    assert (health.kind, health.pid, health.detail) == ("media", worker.process.pid, "")
    assert (await control.worker()).pid == worker.process.pid
    assert worker.terminate() < 2
    assert worker.process.returncode == 0
    assert await control.redis.get(process_key(WORKER)) is None


async def test_a_taken_port_is_said_in_one_sentence(
    control: Control, worker: WorkerProcess, redis_server: RedisServer
) -> None:
    info = await control.worker()
    environment = os.environ | {"REDIS_URL": redis_server.url, "NGHISU_MEDIA_PORT": str(info.port)}
    done = await asyncio.to_thread(
        subprocess.run, [sys.executable, "-m", "media"], env=environment, capture_output=True, text=True, timeout=20
    )
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1] == f"media: UDP port {info.port} is taken by another process"
