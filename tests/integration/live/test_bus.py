"""Redis comes and goes, workers come and go, pages read slowly: nobody reloads."""

import asyncio
import json

import pytest
from asgiref.sync import sync_to_async

from meetings.contracts.audience import EVERYONE, OnePeer
from meetings.contracts.bus import (
    MEDIA_REGISTRY_CHANNEL,
    live_channel,
    media_commands_stream,
    media_worker_key,
    pack_live,
)
from meetings.contracts.media import WorkerInfo, WorkerStarted
from meetings.core.signals import session_ended
from meetings.live.presence import LIFE_S, REFRESH_S, presence_key
from meetings.speaking.services import request_speech

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
OFFER = {"type": "media_offer", "nonce": "nonce-0001", "sdp": "v=0", "hears": True}


async def test_presence_tells_who_is_there(sitting, page):
    chair = await (await page(sitting.chair)).open()
    kiosk = await (await page(room=sitting.hall)).open()
    both = sorted([f"person:{sitting.chair.id}", f"room:{sitting.hall.id}"])
    await chair.until(lambda m: m["type"] == "presence" and m["online"] == both)
    await kiosk.close()
    await chair.until(lambda m: m["type"] == "presence" and m["online"] == both[:1], since=len(chair.messages))


async def test_pages_catch_up_after_redis_was_away(sitting, page, web):
    tablet = await (await page(sitting.delegates[2])).open()
    chair = await (await page(sitting.chair)).open()
    await asyncio.to_thread(web.kill_redis)
    # Acts go on without Redis; the pages hear of them later.
    ack = await tablet.command("request_speech", subject="khi Redis tắt")
    assert ack["type"] == "ack"
    await asyncio.to_thread(web.start_redis)
    await chair.reached(ack["number"])
    assert ack["number"] in chair.seen
    await sync_to_async(request_speech)(
        actor=sitting.actor(sitting.delegates[3]), meeting_id=sitting.meeting.id, subject="sau đó"
    )
    await chair.reached(ack["number"] + 1)


async def test_media_messages_reach_the_worker_and_come_back(sitting, page, web):
    redis = web.redis()
    tablet = await (await page(sitting.delegates[3])).open()
    observer = await (await page(sitting.observer)).open()
    tablet.send(OFFER)
    failed = await tablet.until(lambda m: m["type"] == "media_failed")
    assert (failed["code"], failed["retry"]) == ("no_worker", True)
    worker = WorkerInfo(worker_id="media-1", boot="a", pid=1, addresses=("127.0.0.1",), port=40000)
    redis.set(media_worker_key("media-1"), worker.model_dump_json())
    redis.publish(MEDIA_REGISTRY_CHANNEL, WorkerStarted(worker_id="media-1", boot="a").model_dump_json())
    assert (await tablet.until(lambda m: m["type"] == "media_restart"))["boot"] == "a"
    tablet.send(OFFER)
    observer.send({**OFFER, "nonce": "nonce-0002"})
    stream = media_commands_stream("media-1")
    joins = {}
    async with asyncio.timeout(10):
        while len(joins) < 2:
            for _id, fields in redis.xrange(stream):
                command = json.loads(fields[b"data"])
                joins[command["nonce"]] = command
            await asyncio.sleep(0.05)
    mine = joins["nonce-0001"]
    assert mine["participant"]["key"] == f"person:{sitting.delegates[3].id}"
    assert mine["may_publish"] and not joins["nonce-0002"]["may_publish"]
    assert mine["policy"]["open_microphones"] == [f"room:{sitting.hall.id}", f"person:{sitting.chair.id}"]
    peer = tablet.messages[0]["you"]["peer_id"]
    assert mine["peer_id"] == peer
    text = '{"type":"media_answer","nonce":"nonce-0001","sdp":"v=0","source":5}'
    redis.publish(live_channel(str(sitting.meeting.id)), pack_live(OnePeer(peer_id=peer), text))
    assert (await tablet.until(lambda m: m["type"] == "media_answer"))["source"] == 5
    assert not [m for m in observer.messages if m["type"] == "media_answer"]
    await tablet.close()
    async with asyncio.timeout(10):
        while not any(b'"leave"' in fields[b"data"] for _id, fields in redis.xrange(stream)):
            await asyncio.sleep(0.05)


async def test_unreadable_publications_are_dropped(sitting, page, web):
    chair = await (await page(sitting.chair)).open()
    channel = live_channel(str(sitting.meeting.id))
    for junk in (b"", b"{}", b'{"run":[]}\n', b'{"run":1}', b"\xff\xfe\n", b'{"audience":{"kind":"everyone"}}\n\xff'):
        web.redis().publish(channel, junk)
    web.redis().publish("live:control", b"junk")
    web.redis().publish(MEDIA_REGISTRY_CHANNEL, b"junk")
    ack = await chair.command("open_item", item_id=str(sitting.items[0].id))
    await chair.reached(ack["number"])


def captions(page):
    return sum(message["type"] == "caption" for message in page.messages)


async def test_a_page_that_reads_slowly_is_dropped_from_and_catches_up(sitting, page, web):
    slow = await (await page(sitting.delegates[0])).open()
    quick = await (await page(sitting.delegates[1])).open()
    slow.socket.writer.transport.pause_reading()
    channel, number = live_channel(str(sitting.meeting.id)), 400
    data = pack_live(EVERYONE, '{"type":"caption","segment":{"text":"' + "x" * 30_000 + '"}}')
    for sent in range(1, number + 1):
        web.redis().publish(channel, data)
        async with asyncio.timeout(30):
            while captions(quick) < sent - 3:
                await asyncio.sleep(0.002)
    ack = await sync_to_async(request_speech)(
        actor=sitting.actor(sitting.delegates[3]), meeting_id=sitting.meeting.id, subject=""
    )
    await quick.reached(ack)
    assert captions(quick) == number
    slow.socket.writer.transport.resume_reading()
    await slow.reached(ack)
    assert [m for m in slow.messages if m["type"] == "resync"]
    received = captions(slow)
    print(f"slow page: {received} of {number} messages of 30 kB came through")
    assert received < number


async def test_two_web_processes_are_one_server(sitting, page, web):
    await asyncio.to_thread(web.start_web, "web-2")
    try:
        there = f"https://127.0.0.1:{web.ports['web-2']}"
        chair = await (await page(sitting.chair)).open()
        tablet = await (await page(sitting.delegates[2], url=there)).open()
        await chair.until(lambda m: m["type"] == "presence" and len(m["online"]) == 2)
        ack = await tablet.command("request_speech", subject="")
        await chair.reached(ack["number"])
        await chair.command("open_poll", question="Thông qua nghị quyết?")
        poll_id = (await tablet.event("poll_opened"))["poll"]["id"]
        acks = await asyncio.gather(
            chair.command("cast_ballot", poll_id=poll_id, choice="yes"),
            tablet.command("cast_ballot", poll_id=poll_id, choice="no"),
        )
        assert len({ack["number"] for ack in acks}) == 2
        for one in (chair, tablet):
            await one.reached(max(ack["number"] for ack in acks))
            assert one.gaps == 0
        key = tablet.headers["Cookie"].partition("=")[2]
        await sync_to_async(session_ended.send)(sender=None, session_key=key, person_id=None)
        assert (await tablet.closed(5))["reason"] == "signed_out"
        # The process dies: its pages are no longer shown as there.
        again = await (await page(sitting.delegates[3], url=there)).open()
        await chair.until(lambda m: m["type"] == "presence" and again_key(sitting) in m["online"])
        # A page is there for three looks of every process at least: the other one has seen it before it is gone.
        await asyncio.sleep(REFRESH_S + 1)
        since = len(chair.messages)
        await asyncio.to_thread(web.kill_web, "web-2")
        until_it_counts_as_gone(web, sitting)
        await chair.until(
            lambda m: m["type"] == "presence" and again_key(sitting) not in m["online"], since=since, limit_s=25
        )
        await again.close()
    finally:
        if "web-2" in web.web_processes:
            web.kill_web("web-2")


def until_it_counts_as_gone(web, sitting):
    """Let the time go by for which a page is there without a sign of its process: its end moves, not the clock."""
    key, redis = presence_key(str(sitting.meeting.id)), web.redis()
    (left,) = [entry for entry in redis.zrange(key, 0, -1, withscores=True) if again_key(sitting) in entry[0].decode()]
    seconds, micros = redis.time()
    assert 0 < left[1] - seconds - micros / 1e6 <= LIFE_S, "it would count as there for longer"
    redis.zadd(key, {left[0]: left[1] - LIFE_S})


def again_key(sitting):
    return f"person:{sitting.delegates[3].id}"
