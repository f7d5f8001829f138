"""A corrected line on every page, against the machine's later revisions, and refused to everybody else."""

import uuid

import pytest
from asgiref.sync import sync_to_async

from meetings.contracts.audience import EVERYONE
from meetings.contracts.speech import CaptionMessage, Segment, SegmentState
from meetings.core import bus
from meetings.minutes.services import record_segment

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
RIGHT = "Đường truyền còn ngắt quãng."


def said(sitting, rev: int = 3, text: str = "đường chuyền còn ngắt quãng") -> Segment:
    return Segment(
        segment_id=str(uuid.uuid5(sitting.meeting.id, "a")),
        rev=rev,
        meeting_id=str(sitting.meeting.id),
        state=SegmentState.FINAL,
        start_ms=1_790_000_000_000,
        end_ms=1_790_000_002_000,
        participant=f"room:{sitting.tan_hoa.id}",
        speaker="Điểm cầu Tân Hòa",
        text=text,
        stable_chars=len(text),
    )


async def test_a_correction_reaches_every_page_and_outlasts_the_machine(sitting, page):
    await sync_to_async(record_segment)(said(sitting))
    desk = await (await page(sitting.secretary)).open()
    pages = [await (await page(sitting.delegates[2])).open(), await (await page(room=sitting.tan_hoa)).open()]
    order = {"segment_id": said(sitting).segment_id, "rev": 3, "text": RIGHT}
    ack = await desk.command("correct_caption", **order)
    assert ack["type"] == "ack", ack
    for one in pages:
        corrected = await one.event("caption_corrected")
        assert (corrected["segment"]["text"], corrected["segment"]["state"]) == (RIGHT, "edited")
    assert await desk.command("correct_caption", command_id=ack["id"], **order) == ack
    later = said(sitting, 9, "máy nghe lại")
    assert not await sync_to_async(record_segment)(later)
    bus.publish(later.meeting_id, EVERYONE, CaptionMessage(segment=later).model_dump_json())
    late = await (await page(sitting.delegates[3])).open()
    snapshot = await late.until(lambda m: m["type"] == "snapshot")
    assert [(line["text"], line["state"]) for line in snapshot["captions"]] == [(RIGHT, "edited")]
    second = await desk.command("correct_caption", **order | {"text": "Lời khác."})
    assert second["code"] == "changed_meanwhile"


async def test_nobody_else_corrects_a_line(sitting, page):
    await sync_to_async(record_segment)(said(sitting))
    people = [sitting.chair, sitting.delegates[2], sitting.guest, sitting.observer, sitting.technician]
    pages = [*[await page(person) for person in people], await page(room=sitting.tan_hoa)]
    number = (await (await page(sitting.secretary)).open()).number
    for one in pages:
        live = await one.open()
        answer = await live.command("correct_caption", segment_id=said(sitting).segment_id, rev=3, text=RIGHT)
        assert (answer["type"], answer["code"]) == ("refusal", "not_allowed")
    late = await (await page(sitting.secretary)).open()
    assert late.number == number
    snapshot = await late.until(lambda m: m["type"] == "snapshot")
    assert snapshot["captions"][0]["state"] == "final"
