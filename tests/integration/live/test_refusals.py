"""Who may not connect, and what may not be sent: refused, never a crash."""

import asyncio
import json
import struct
from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async

from meetings.agenda.models import Meeting
from meetings.contracts.state import MeetingStatus
from tests.cast import session_for
from tests.integration.pages import BINARY, Closed, Rejected, Socket

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


async def refused(page, *args, **options):
    with pytest.raises(Rejected) as answer:
        await (await page(*args, **options)).open()
    return answer.value.status


async def test_outsiders_are_refused(sitting, page, web):
    assert await refused(page) == 403
    assert await refused(page, cookies={"__Host-nghisu": "made-up"}) == 403
    assert await refused(page, cookies={"__Host-kiosk": "made-up"}, kiosk=True) == 403
    assert await refused(page, sitting.outsider) == 403
    assert await refused(page, sitting.chair, meeting_id=uuid4()) == 403
    assert await refused(page, sitting.chair, meeting_id="x") == 403
    assert await refused(page, room=sitting.far_room) == 403


async def test_a_person_of_another_meeting_is_refused(sitting, page):
    def second_meeting() -> Meeting:
        first = sitting.meeting
        return Meeting.objects.create(
            title="Cuộc họp khác",
            secrecy="none",
            unit=sitting.province,
            place="-",
            starts_at=first.starts_at,
            ends_at=first.ends_at,
            status=MeetingStatus.OPEN,
            created_by=sitting.secretary,
        )

    other = await sync_to_async(second_meeting)()
    assert await refused(page, sitting.chair, meeting_id=other.id) == 403


async def test_a_kiosk_is_no_person_and_a_person_no_kiosk(sitting, page):
    session = await sync_to_async(session_for)(sitting.chair)
    assert await refused(page, cookies={"__Host-nghisu": session}, kiosk=True) == 403
    assert await refused(page, cookies={"__Host-kiosk": session}) == 403


async def test_other_sites_are_refused(sitting, page, web):
    right = web.url
    port = right.rsplit(":", 1)[1]
    for origin in (
        None,
        "null",
        "https://evil.example",
        right.replace("https", "http"),
        "https://127.0.0.1",
        f"https://127.0.0.1:{int(port) + 1}",
        f"https://localhost:{port}",
        f"{right}.evil.example",
        f"https://127.0.0.1:{port}@evil.example",
        f"{right}/x",
    ):
        assert await refused(page, sitting.chair, origin=origin) in {400, 403}, origin
    await (await page(sitting.chair, origin=right)).open()


async def test_each_role_is_refused_what_is_not_its_own(sitting, page):
    observer = await (await page(sitting.observer)).open()
    technician = await (await page(sitting.technician)).open()
    kiosk = await (await page(room=sitting.hall)).open()
    delegate = await (await page(sitting.delegates[2])).open()
    before = delegate.number
    item = str(sitting.items[1].id)
    for one, name, fields in (
        (observer, "request_speech", {}),
        (observer, "cast_ballot", {"poll_id": str(uuid4()), "choice": "yes"}),
        (technician, "mute_all", {}),
        (kiosk, "check_in", {}),
        (kiosk, "take_floor", {"turn_id": str(uuid4())}),
        (kiosk, "cast_ballot", {"poll_id": str(uuid4()), "choice": "yes"}),
        (delegate, "open_item", {"item_id": item}),
        (delegate, "open_poll", {"question": "Có không?"}),
        (delegate, "close_meeting", {}),
        (delegate, "give_floor", {"person_id": str(sitting.delegates[2].id)}),
        (delegate, "open_item", {"item_id": "not-an-id"}),
    ):
        answer = await one.command(name, **fields)
        assert answer["type"] == "refusal", (name, answer)
        assert answer["message"]
    late = await (await page(sitting.secretary)).open()
    assert late.number == before


BAD_TEXTS = [
    b"",
    b"{",
    b"null",
    b"[]",
    b'"hello"',
    b"{}",
    b'{"type":"no such"}',
    b'{"type":"hello"}',
    b'{"type":"hello","protocol":1,"after":"x"}',
    b'{"type":"hello","protocol":1,"after":null,"more":1}',
    b'{"type":"catch_up","after":99999999999999999999999999}',
    b'{"type":"catch_up","after":-5}',
    b'{"type":"ping","sent":1e999}',
    b'{"type":"ping","sent":NaN}',
    b'{"type":"command","id":"short","command":{"name":"mute_all"}}',
    b'{"type":"media_offer","nonce":"12345678","sdp":"' + b"x" * 70_000 + b'"}',
    b'{"type":"media_wants","main":"huge"}',
    b'{"a":' * 5_000,
    b"[" * 50_000,
    '{"type":"hello","protocol":"\u0000"}'.encode(),
    b'{"type":"hello","protocol":1,"after":null,"after":"\\ud800"}',
]


async def test_malformed_messages_harm_nobody(sitting, page, web):
    chair = await (await page(sitting.chair)).open()
    # The server is shared with the tests before: pages that they left may still ask for a meeting that is gone.
    before = len(web.log())
    for text in BAD_TEXTS:
        chair.socket.send_frame(text)
    chair.socket.send_frame(b"\x00\x01\x02", BINARY)
    bad = {"type": "command", "id": "12345678-bad", "command": {"name": "give_floor", "limit_s": 1}}
    chair.socket.send_frame(json.dumps(bad).encode())
    answer = await chair.until(lambda m: m["type"] == "refusal" and m["id"] == "12345678-bad")
    assert answer["code"] == "bad_message"
    chair.send({"type": "ping", "sent": 7.0})
    assert (await chair.until(lambda m: m["type"] == "pong" and m["sent"] == 7.0))["server_time"]
    assert "Traceback" not in web.log()[before:]


async def test_broken_frames_close_their_own_socket_only(sitting, page, web):
    bystander = await (await page(sitting.secretary)).open()
    for kind, payload, options in (
        (1, b"\xff\xfe", {}),  # text that is not UTF-8
        (1, b"not masked", {"masked": False}),
        (3, b"reserved", {}),
        (9, b"x" * 126, {}),  # control frame too long
        (1, b"x" * 200_000, {}),
    ):
        victim = await (await page(sitting.delegates[0])).open()
        victim.socket.send_frame(payload, kind, **options)
        await victim.closed()
    bystander.send({"type": "ping", "sent": 1.0})
    await bystander.until(lambda m: m["type"] == "pong")


async def test_a_half_open_frame_does_not_block_others(sitting, page, web):
    one = await (await page(sitting.delegates[0])).open()
    one.socket.writer.write(bytes([0x81, 0xFF]) + struct.pack("!Q", 60_000) + b"\x00" * 100)
    other = await (await page(sitting.delegates[1])).open()
    other.send({"type": "ping", "sent": 1.0})
    await other.until(lambda m: m["type"] == "pong")


async def test_a_flood_is_refused_and_then_closed(sitting, page):
    one = await (await page(sitting.delegates[0])).open()
    for _ in range(60):
        one.send({"type": "ping", "sent": 1.0})
    assert (await one.command("withdraw_speech", request_id="x"))["code"] == "too_many"
    assert len([m for m in one.messages if m["type"] == "pong"]) < 60
    for _ in range(400):
        one.send({"type": "ping", "sent": 1.0})
    await one.closed()
    assert one.messages[-1]["code"] == 4003


@pytest.mark.parametrize(
    "hello",
    [
        b'{"type":"hello","protocol":0,"after":null}',
        b'{"type":"hello","protocol":1,"after":null,"contract":"0123456789abcdef"}',
        b'{"type":"hello","protocol":1,"after":null,"of_another_version":true}',
        b'{"type":"hello"}',
    ],
)
async def test_an_old_page_is_told_to_reload(sitting, page, hello):
    one = await page(sitting.chair)
    socket = await Socket.open(one.host, one.port, one.path, one.tls, one.headers)
    socket.send_frame(hello)
    bye = json.loads(await asyncio.wait_for(socket.receive(), 5))
    assert (bye["type"], bye["reason"]) == ("bye", "reload")
    assert "Hãy tải lại trang" in bye["message"]
    with pytest.raises(Closed):
        await socket.receive()
