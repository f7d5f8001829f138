"""What people do: commands made from what their page shows, and the office's acts over HTTP."""

from collections.abc import Callable
from random import Random
from typing import Any

from meetings.agenda import arranging
from meetings.agenda.models import Item
from meetings.attendance import services as attendance
from meetings.attendance.services import Invitation
from meetings.contracts.roles import Role
from meetings.core.errors import DomainError
from meetings.core.signals import session_ended
from meetings.rooms import services as rooms
from meetings.voting import preparing
from meetings.voting.models import PreparedPoll
from meetings.voting.preparing import PreparedText
from meetings.voting.services import Terms
from tests.participants.model import Json
from tests.simulation.page import Page
from tests.simulation.stage import VOTERS, Stage
from tests.simulation.world import World

CHOICES = ("yes", "yes", "no", "no", "abstain", 1, 2)
OFTEN = {
    "end_break": 4,
    "open_session": 6,
    "cast_ballot": 6,
    "hand_over_chair": 2,
    "request_speech": 3,
    "give_floor": 3,
    "ask_question": 2,
    "give_question_floor": 4,
    "open_poll": 3,
    "close_poll": 2,
    "count_hands": 3,
    "check_in": 2,
}
"""How much more often some commands are given than others."""
Make = Callable[["Situation"], Json]


class Situation:
    """What somebody sees when he acts, and the dice for what he picks."""

    def __init__(self, page: Page, stage: Stage, dice: Random) -> None:
        self.stage, self.dice, self.state = stage, dice, page.model.state or {}
        self.prepared = page.model.prepared

    def one(self, part: str, key: str = "id") -> str:
        """Pick one of the state's list; something that never was when the list is empty."""
        entries = self.state.get(part) or [{key: "00000000-0000-4000-8000-000000000000"}]
        return str(self.dice.choice(entries)[key])

    def newest_poll(self) -> str:
        """Pick the newest vote, seldom an older one."""
        polls = self.state.get("polls") or []
        return str(polls[-1]["id"]) if polls and self.dice.random() < 0.85 else self.one("polls")

    def turn(self) -> str:
        """Pick the turn that runs."""
        floor = self.state.get("floor")
        return str(floor["turn_id"]) if floor else self.one("items")

    def deputy(self) -> str:
        """Pick somebody who may conduct, seldom anybody."""
        fit = [p for p in self.state.get("people", ()) if p["present"] and p["role"] in {"presidium", "delegate"}]
        fit = fit if self.dice.random() < 0.8 else []
        return str(self.dice.choice(fit)["person_id"]) if fit else self.one("people", "person_id")

    def session(self) -> str:
        """Pick a session («buổi»)."""
        return str(self.dice.choice(self.state["meeting"]["sessions"])["id"])

    def questioning(self) -> Json:
        """Return the item that is a questioning; an empty one when there is none."""
        return next((item for item in self.state.get("items", ()) if item["kind"] == "questioning"), {})

    def follow_up(self) -> str:
        """Pick a hand raised to take a question further."""
        raised = [hand for question in self.state.get("questions", ()) for hand in question["follow_ups"]]
        return str(self.dice.choice(raised)["id"]) if raised else self.one("items")

    def room(self) -> str | None:
        """Pick a room, or none."""
        return self.dice.choice([str(self.stage.hall.id), str(self.stage.commune.id), None])


def _target(see: Situation) -> Json:
    queue = see.state.get("queue") or []
    if queue and see.dice.random() < 0.6:
        return {"request_id": see.dice.choice(queue)["id"]}
    if see.dice.random() < 0.2:
        return {"room_id": see.room()}
    return {"person_id": see.one("people", "person_id")}


def _open_poll(see: Situation) -> Json:
    """Open a vote that was prepared, as the console's button does, or one of one's own."""
    if see.prepared and see.dice.random() < 0.6:
        asked = dict(see.dice.choice(see.prepared))
        return {"prepared_id": asked.pop("id"), **asked}
    return {
        "question": "Đồng ý không?",
        "way": see.dice.choice(["devices", "devices", "hands", "hands_outside"]),
        "options": see.dice.choice([[], [], ["Phương án 1", "Phương án 2"]]),
    }


MAKERS: dict[str, Make] = {
    "open_meeting": lambda see: {},
    "close_meeting": lambda see: {"sign_out": see.dice.random() < 0.3},
    "open_item": lambda see: {"item_id": see.one("items")},
    "close_item": lambda see: {"item_id": see.one("items")},
    "settle_item": lambda see: {
        "item_id": see.one("items"),
        "outcome": see.dice.choice(["postponed", "withdrawn", "read"]),
    },
    "insert_item": lambda see: {
        "title": "Mục bổ sung",
        "planned_minutes": see.dice.choice([0, 10]),
        "before_id": see.one("items") if see.dice.random() < 0.7 else None,
    },
    "arrange_item": lambda see: {
        "item_id": see.one("items"),
        "before_id": see.one("items") if see.dice.random() < 0.7 else None,
        "session_id": see.session() if see.dice.random() < 0.3 else None,
    },
    "start_break": lambda see: {"minutes": see.dice.choice([1, 15])},
    "end_break": lambda see: {},
    "adjourn_session": lambda see: {
        "resumes_at": see.dice.choice([None, "2040-01-01T08:00:00+07:00"]),
        "finish_item": see.dice.random() < 0.3,
    },
    "open_session": lambda see: {},
    "check_in": lambda see: {"room_id": see.room()},
    "request_speech": lambda see: {"subject": "Ý kiến", "kind": see.dice.choice(["speech", "speech", "order"])},
    "withdraw_speech": lambda see: {"request_id": see.one("queue")},
    "move_request": lambda see: {
        "request_id": see.one("queue"),
        "before_id": see.one("queue") if see.dice.random() < 0.7 else None,
    },
    "set_speech_limit": lambda see: {
        "item_id": see.one("items") if see.dice.random() < 0.6 else None,
        "person_id": see.one("people", "person_id") if see.dice.random() < 0.4 else None,
        **({"remove": True} if see.dice.random() < 0.3 else {"limit_s": see.dice.choice([None, 60, 300])}),
    },
    "ask_question": lambda see: {
        "item_id": see.questioning().get("id") or see.one("items"),
        "to_id": see.dice.choice(see.questioning().get("answerers") or [see.one("people", "person_id")]),
        "subject": "Tiến độ công trình",
    },
    "withdraw_question": lambda see: {"question_id": see.one("questions")},
    "ask_follow_up": lambda see: {"question_id": see.one("questions")},
    "withdraw_follow_up": lambda see: {"follow_up_id": see.follow_up()},
    "give_question_floor": lambda see: {
        "question_id": see.one("questions"),
        "step": see.dice.choice(["question", "answer", "follow_up"]),
        "person_id": see.one("people", "person_id") if see.dice.random() < 0.2 else None,
    },
    "move_question": lambda see: {
        "question_id": see.one("questions"),
        "before_id": see.one("questions") if see.dice.random() < 0.7 else None,
    },
    "settle_question": lambda see: {
        "question_id": see.one("questions"),
        **see.dice.choice([{"outcome": "answered"}, {"outcome": "in_writing", "reason": "Cần thêm số liệu"}]),
    },
    "give_floor": lambda see: {
        **_target(see),
        "limit_s": see.dice.choice([None, 60, 300]),
        "by_rule": see.dice.random() < 0.5,
    },
    "extend_floor": lambda see: {"seconds": 60},
    "pause_floor": lambda see: {"turn_id": see.turn()},
    "resume_floor": lambda see: {"turn_id": see.turn()},
    "take_floor": lambda see: {"turn_id": see.turn()},
    "mute_all": lambda see: {},
    "open_poll": _open_poll,
    "count_hands": lambda see: {
        "poll_id": see.newest_poll(),
        "room_id": see.room() or see.one("rooms"),
        **see.dice.choice(
            [
                {"yes": see.dice.randrange(3), "no": see.dice.randrange(2)},
                {"yes": 0, "no": 0, "options": [see.dice.randrange(2), see.dice.randrange(3)]},
            ]
        ),
        "abstain": 0,
    },
    "close_poll": lambda see: {"poll_id": see.newest_poll()},
    "cast_ballot": lambda see: {"poll_id": see.newest_poll(), "choice": see.dice.choice(CHOICES)},
    "hand_over_chair": lambda see: {"person_id": see.deputy()},
    "take_back_chair": lambda see: {},
    "take_over_chair": lambda see: {},
    "leave_meeting": lambda see: {},
    "mark_attendance": lambda see: {
        "person_id": see.one("people", "person_id"),
        "present": see.dice.random() < 0.7,
        "room_id": see.room(),
    },
    "note_absence": lambda see: {
        "person_id": see.one("people", "person_id"),
        "ground": see.dice.choice([None, "sick", "no such case"]),
    },
    "mark_branch": lambda see: {
        "unit_id": see.dice.choice([one["unit_id"] for one in see.state.get("people", ()) if one["unit_id"]] or ["x"]),
        "room_id": see.room(),
    },
    "count_room": lambda see: {"room_id": see.room() or see.one("rooms"), "people": see.dice.randrange(30)},
    "correct_caption": lambda see: {
        "segment_id": str(see.stage.segment_id),
        "rev": see.dice.randrange(4),
        "text": "Lời đã sửa",
    },
    "name_speaker": lambda see: {
        "segment_id": str(see.stage.segment_id),
        "named": see.dice.randrange(3),
        "person_id": see.dice.choice([None, see.one("people", "person_id")]),
        "stretch": see.dice.random() < 0.5,
    },
    "ask_channel_handover": lambda see: {"language": "en"},
    "accept_channel_handover": lambda see: {"language": "en", "asked_by": see.one("people", "person_id")},
    "cancel_channel_handover": lambda see: {"language": "en"},
    "take_channel": lambda see: {"language": "en"},
    "set_room_channel": lambda see: {"room_id": see.room() or "x", "language": None},
    "pin_screen": lambda see: {
        "room_id": see.room(),
        "view": see.dice.choice(["agenda", "item", "vote", "paper", "check_in", "seating", None]),
        "paper_id": see.dice.choice([None, see.one("papers")]),
    },
    "end_sign_in": lambda see: {"person_id": see.one("people", "person_id")},
    "send_message": lambda see: {
        "mailbox": see.dice.choice(["secretariat", "chair", "unit"]),
        "text": see.dice.choice(["Xin tài liệu", " "]),
    },
    "answer_message": lambda see: {
        "mailbox": see.dice.choice(["secretariat", "chair"]),
        "person_id": see.one("people", "person_id"),
        "text": "Đã gửi",
    },
    "switch_mailbox": lambda see: {
        "mailbox": see.dice.choice(["secretariat", "chair", "unit"]),
        "open": see.dice.random() < 0.6,
    },
    "notify_unit": lambda see: {"unit_id": see.one("people", "unit_id"), "text": "Mời đồng chí ở lại"},
}


def some_command(world: World, name: str, seed: int, wanted: str = "") -> Json:
    """Return a command that somebody might give now: mostly one that his role may, now and then any."""
    dice, page = Random(seed), world.pages[name]
    allowed = list(page.you["commands"]) if page.you and dice.random() < 0.9 else list(MAKERS)
    names = [command for command in allowed or MAKERS for _each in range(OFTEN.get(command, 1))]
    chosen = wanted or dice.choice(names)
    if chosen in {"close_meeting", "end_sign_in"} and not wanted and dice.random() < 0.7:
        chosen = "check_in"
    return {"name": chosen, **MAKERS[chosen](Situation(page, world.stage, dice))}


def give(world: World, name: str, command: Json, *, on_seen: bool = False, copies: int = 1) -> str:
    """Let a page give a command (it waits on the page while there is no line); returns its id."""
    id_ = f"lenh-{len(world.given):05d}"
    text = world.pages[name].command(id_, command, on_seen=on_seen)
    world.given[id_] = world.pages[name].pending[id_]
    for _copy in range(copies):
        world.say(name, text)
    return id_


# The office, over HTTP ----------------------------------------------------------------------------------------------


def _edit_agenda(stage: Stage, dice: Random) -> Any:
    items = list(Item.objects.filter(meeting=stage.meeting))
    staff, meeting_id = stage.actor("secretary"), stage.meeting_id
    match dice.randrange(5):
        case 0:
            return arranging.add_item(actor=staff, meeting_id=meeting_id, text=arranging.ItemText("Mục thêm", "", 5))
        case 1:
            steps = dice.choice([-1, 1])
            return arranging.move_item(actor=staff, meeting_id=meeting_id, item_id=dice.choice(items).id, steps=steps)
        case 2:
            by = dice.choice([-1, 1])
            return arranging.indent_item(actor=staff, meeting_id=meeting_id, item_id=dice.choice(items).id, by=by)
        case 3 if len(items) > 1:
            return arranging.remove_item(actor=staff, meeting_id=meeting_id, item_id=dice.choice(items).id)
    text = arranging.ItemText("Mục sửa", "Văn phòng", 7)
    return arranging.edit_item(actor=staff, meeting_id=meeting_id, item_id=dice.choice(items).id, text=text)


def _prepare_vote(stage: Stage, dice: Random) -> Any:
    who: dict[str, Any] = {"actor": stage.actor("secretary"), "meeting_id": stage.meeting_id}
    item = dice.choice([None, *Item.objects.filter(meeting=stage.meeting)])
    options = dice.choice([(), ("Phương án 1", "Phương án 2", "Phương án 3")])
    text = PreparedText("Chọn phương án", item.id if item else None, terms=Terms(options=options))
    waiting = list(PreparedPoll.objects.filter(meeting=stage.meeting))
    if waiting and dice.random() < 0.5:
        chosen = dice.choice(waiting).id
        if dice.random() < 0.5:
            return preparing.discard_prepared(**who, prepared_id=chosen)
        return preparing.change_prepared(**who, prepared_id=chosen, text=text)
    return preparing.prepare_poll(**who, text=text)


def _change_role(stage: Stage, dice: Random) -> Any:
    name = dice.choice([name for name in stage.options.people if name not in {"chair", "secretary"}])
    role = dice.choice([Role.DELEGATE, Role.GUEST, Role.SECRETARY, Role.AUDITOR, Role.COUNTING_TEAM, Role.PRESIDIUM])
    invitation = Invitation(stage.people[name].id, role, role in VOTERS and dice.random() < 0.8)
    return attendance.invite_people(
        actor=stage.actor("secretary"), meeting_id=stage.meeting_id, invitations=[invitation]
    )


def _remove_person(stage: Stage, dice: Random) -> Any:
    person = stage.people[dice.choice(stage.options.people)]
    return attendance.remove_person(actor=stage.actor("secretary"), meeting_id=stage.meeting_id, person_id=person.id)


def _sign_out(stage: Stage, dice: Random) -> Any:
    name = dice.choice([name for name in stage.pages if name != "kiosk"])
    from django.contrib.sessions.models import Session

    Session.objects.filter(session_key=stage.cookies[name]).delete()
    return session_ended.send(sender=None, session_key=stage.cookies[name], person_id=stage.actor(name).id)


def _revoke_kiosk(stage: Stage, _dice: Random) -> Any:
    stage.meeting.refresh_from_db()
    if stage.meeting.status != "closed":
        return rooms.revoke_kiosk(actor=stage.actor("technician"), room_id=stage.hall.id)
    return None


OFFICE: dict[str, Callable[[Stage, Random], Any]] = {
    "agenda": _edit_agenda,
    "vote": _prepare_vote,
    "role": _change_role,
    "removal": _remove_person,
    "sign-out": _sign_out,
    "kiosk": _revoke_kiosk,
}


def office(world: World, what: str, seed: int, crash: str = "") -> None:
    """Do one of the office's acts in another process; a refusal is an outcome like any other."""

    def act() -> None:
        try:
            OFFICE[what](world.stage, Random(seed))
            world.happened[f"office: {what}"] += 1
        except DomainError as refused:
            world.happened[f"office: {what}: {refused.code}"] += 1

    world.elsewhere(act, crash)
