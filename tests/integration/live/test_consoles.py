"""Two consoles at the same moment, a deputy in the chair, one person on two devices, the limit of every command."""

import asyncio
import json
from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async

from meetings.agenda.models import Participation
from meetings.attendance.models import SittingSeat
from meetings.contracts.roles import Role
from meetings.live.commands import COMMAND_NAMES
from meetings.live.socket import BURST
from meetings.speaking.models import ConductRule
from tests.integration.pages import Rejected

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


async def test_of_two_consoles_at_the_same_moment_one_acts(sitting, page):
    tablet = await (await page(sitting.chair)).open()
    desk = await (await page(sitting.chair)).open()
    seen = tablet.number
    answers = await asyncio.gather(
        tablet.command("give_floor", seen=seen, person_id=str(sitting.delegates[0].id)),
        desk.command("give_floor", seen=seen, person_id=str(sitting.delegates[1].id)),
    )
    assert sorted(answer["type"] for answer in answers) == ["ack", "refusal"]
    refusal = next(answer for answer in answers if answer["type"] == "refusal")
    assert refusal["code"] == "changed_meanwhile"
    assert refusal["message"]
    given = next(answer for answer in answers if answer["type"] == "ack")["number"]
    await asyncio.gather(tablet.reached(given), desk.reached(given))
    late = await (await page(sitting.secretary)).open()
    assert late.number == given


async def test_chair_and_deputy_at_the_same_moment_never_both_conduct(sitting, page):
    chair = await (await page(sitting.chair)).open()
    deputy = await (await page(sitting.delegates[0])).open()
    answer = await chair.command("hand_over_chair", person_id=str(sitting.delegates[0].id))
    assert answer["type"] == "ack"

    def told(wanted: bool):
        return lambda m: m["type"] == "welcome" and ("mute_all" in m["you"]["commands"]) is wanted

    await deputy.until(told(True))
    await chair.until(told(False), since=1)
    taken, muted, other = await asyncio.gather(
        chair.command("take_back_chair"), deputy.command("mute_all"), chair.command("mute_all")
    )
    assert taken["type"] == "ack"
    assert other["type"] == "ack"  # a page's own messages are handled in order: the conduct was back by then
    assert muted["type"] == "ack" or muted["code"] == "not_allowed"
    assert (await deputy.command("mute_all"))["code"] == "not_allowed"


async def test_a_deputy_takes_the_chair_and_gives_it_back(sitting, page):
    chair = await (await page(sitting.chair)).open()
    deputy = await (await page(sitting.delegates[0])).open()
    item = str(sitting.items[0].id)
    assert (await deputy.command("open_item", item_id=item))["code"] == "not_allowed"
    assert (await chair.command("hand_over_chair", person_id=str(sitting.delegates[0].id)))["type"] == "ack"
    assert (await chair.command("open_item", item_id=item))["code"] == "not_allowed"
    assert (await deputy.command("open_item", item_id=item))["type"] == "ack"
    before = len(chair.messages)
    assert (await deputy.command("take_back_chair"))["type"] == "ack"
    changed = await chair.event("chair_changed", since=before)
    assert (changed["act"], changed["meeting"]["acting_chair"]) == ("taken_back", None)
    assert (await deputy.command("close_item", item_id=item))["code"] == "not_allowed"
    assert (await chair.command("close_item", item_id=item))["type"] == "ack"


def make_presidium(sitting, *people):
    return Participation.objects.filter(meeting=sitting.meeting, person__in=people).update(role=Role.PRESIDIUM)


async def test_the_presidium_takes_over_from_a_chair_without_a_line(sitting, page):
    first, second = sitting.delegates[:2]
    assert await sync_to_async(make_presidium)(sitting, first, second) == 2
    chair = await (await page(sitting.chair)).open()
    deputy = await (await page(first)).open()
    other = await (await page(second)).open()
    async with asyncio.timeout(20):
        # Before his page came the chair may have been noted as away; that is taken back within a second or two.
        while (await deputy.command("take_over_chair"))["code"] != "conductor_there":
            await asyncio.sleep(0.2)
    await sync_to_async(ConductRule.objects.update)(away_s=1)
    seen = deputy.number
    await chair.close()
    refusals = set()
    async with asyncio.timeout(20):
        while (answer := await deputy.command("take_over_chair", seen=seen))["type"] == "refusal":
            refusals.add(answer["code"])
            await asyncio.sleep(0.3)
    assert refusals <= {"conductor_there", "conductor_just_left"}
    late = await other.command("take_over_chair", seen=seen)
    assert late["code"] == "changed_meanwhile", late
    given = await other.event("chair_changed")
    assert (given["act"], given["meeting"]["acting_chair"]) == ("taken_over", str(first.id))
    assert (await deputy.command("mute_all"))["type"] == "ack"
    # The chair's line is back: he watches, and takes the conduct back when he likes.
    await chair.open()
    assert (await chair.command("mute_all"))["code"] == "not_allowed"
    assert (await other.command("take_over_chair"))["code"] == "conductor_there"
    assert (await chair.command("take_back_chair"))["type"] == "ack"
    assert (await other.command("take_over_chair"))["code"] == "conductor_there"
    assert (await chair.command("mute_all"))["type"] == "ack"


async def test_one_person_on_two_devices_is_one(sitting, page):
    person = sitting.delegates[4]
    watcher = await (await page(sitting.secretary)).open()
    tablet = await (await page(person)).open()
    desk = await (await page(person)).open()
    key = f"person:{person.id}"
    presence = await watcher.until(lambda m: m["type"] == "presence" and key in m["online"])
    assert presence["online"].count(key) == 1
    before = len(watcher.messages)
    await tablet.command("check_in", room_id=None)
    assert (await watcher.event("person_checked_in", since=before))["quorum"]["present"] == 6
    before = len(watcher.messages)
    again = await desk.command("check_in", room_id=None)
    assert again["type"] == "ack"
    await tablet.close()
    await asyncio.sleep(2)
    gone = [m for m in watcher.messages[before:] if m["type"] == "presence" and key not in m["online"]]
    counted = [m for m in watcher.messages[before:] if m["type"] == "event"]
    assert (gone, counted) == ([], [])
    await desk.close()
    await watcher.until(lambda m: m["type"] == "presence" and key not in m["online"], since=before)


async def test_every_command_is_limited_on_its_socket(sitting, page):
    for name in sorted(COMMAND_NAMES):
        one = await (await page(sitting.chair)).open()
        ids = [uuid4().hex for _ in range(BURST + 20)]
        for id_ in ids:
            # Without its fields most commands follow no contract; those count too.
            one.send({"type": "ping", "sent": 1.0} if id_ != ids[-1] else command(name, id_))
        answer = await one.until(lambda m, id_=ids[-1]: m["type"] == "refusal" and m["id"] == id_)
        assert answer["code"] == "too_many", name
        await one.close()


SAMPLES = {
    "open_item": {"item_id": "x"},
    "close_item": {"item_id": "x"},
    "withdraw_speech": {"request_id": "x"},
    "give_floor": {"room_id": "x"},
    "extend_floor": {"seconds": 60},
    "pause_floor": {"turn_id": "x"},
    "resume_floor": {"turn_id": "x"},
    "take_floor": {"turn_id": "x"},
    "move_request": {"request_id": "x"},
    "set_speech_limit": {"limit_s": 300},
    "withdraw_question": {"question_id": "x"},
    "ask_question": {"item_id": "x", "to_id": "x", "subject": "Giải ngân"},
    "ask_follow_up": {"question_id": "x"},
    "withdraw_follow_up": {"follow_up_id": "x"},
    "give_question_floor": {"question_id": "x", "step": "answer"},
    "move_question": {"question_id": "x"},
    "settle_question": {"question_id": "x", "outcome": "answered"},
    "settle_item": {"item_id": "x", "outcome": "withdrawn"},
    "insert_item": {"title": "Mục bổ sung", "planned_minutes": 10},
    "arrange_item": {"item_id": "x"},
    "start_break": {"minutes": 10},
    "open_poll": {"question": "Có đồng ý không?"},
    "close_poll": {"poll_id": "x"},
    "cast_ballot": {"poll_id": "x", "choice": "yes"},
    "count_hands": {"poll_id": "x", "room_id": "x", "yes": 1, "no": 0, "abstain": 0},
    "send_message": {"mailbox": "chair", "text": "Xin ý kiến"},
    "answer_message": {"mailbox": "chair", "person_id": "x", "text": "Đồng ý"},
    "switch_mailbox": {"mailbox": "unit", "open": False},
    "hand_over_chair": {"person_id": "x"},
    "end_sign_in": {"person_id": "x"},
    "name_speaker": {"segment_id": "x", "named": 0, "person_id": None},
    "correct_caption": {"segment_id": "x", "rev": 1, "text": "Đường truyền ổn định."},
    "mark_attendance": {"person_id": "x", "present": False},
    "note_absence": {"person_id": "x"},
    "mark_branch": {"unit_id": "x"},
    "count_room": {"room_id": "x", "people": 12},
    "ask_channel_handover": {"language": "en"},
    "accept_channel_handover": {"language": "en", "asked_by": "x"},
    "cancel_channel_handover": {"language": "en"},
    "take_channel": {"language": "en"},
    "set_room_channel": {"room_id": "x", "language": None},
    "pin_screen": {"view": "agenda"},
    "notify_unit": {"unit_id": "x", "text": "Xin mời điểm danh"},
}


def command(name: str, id_: str) -> dict[str, object]:
    return json.loads(json.dumps({"type": "command", "id": id_, "command": {"name": name, **SAMPLES.get(name, {})}}))


async def test_the_chair_ends_a_sign_in_on_all_devices_at_once(sitting, page):
    chair = await (await page(sitting.chair)).open()
    person = sitting.delegates[0]
    tablet = await (await page(person)).open()
    desk = await (await page(person)).open()
    answer = await chair.command("end_sign_in", person_id=str(person.id))
    assert answer["type"] == "ack", answer
    for one in (tablet, desk):
        assert (await one.closed())["reason"] == "signed_out"
    with pytest.raises(Rejected):
        await tablet.open()
    assert (await chair.command("end_sign_in", person_id=str(person.id)))["code"] == "no_seat"


async def test_a_check_in_takes_the_seat_of_its_device(sitting, page):
    person = sitting.delegates[4]
    one = await (await page(person)).open()
    assert await sync_to_async(SittingSeat.objects.filter(person=person).count)() == 0
    await one.command("check_in", room_id=str(sitting.hall.id))
    seat = await sync_to_async(SittingSeat.objects.get)(person=person)
    assert (seat.room_id, seat.ended_at) == (sitting.hall.id, None)
