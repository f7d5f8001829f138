"""The meeting of one simulation: who takes part, under which rules, made by the real services."""

import random
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from uuid import UUID, uuid4

from django.contrib.sessions.models import Session

from meetings.accounts.models import Person, Unit
from meetings.agenda import arranging
from meetings.agenda import services as agenda
from meetings.agenda.models import Meeting
from meetings.agenda.questioning import set_questioning
from meetings.attendance import services as attendance
from meetings.attendance.checkins import check_in
from meetings.attendance.models import AlternateRule
from meetings.attendance.services import Invitation
from meetings.contracts.roles import Role
from meetings.contracts.speech import Segment, SegmentState
from meetings.contracts.state import MeetingStatus, RoomKind
from meetings.core import clock
from meetings.core.actor import Actor, person_actor, room_actor
from meetings.minutes.services import record_segment
from meetings.rooms import services as rooms
from meetings.rooms.models import Room
from meetings.voting.models import MajorityRule
from tests.cast import make_person, session_for

OFFICES = {
    "chair": Role.CHAIR,
    "deputy": Role.PRESIDIUM,
    "secretary": Role.SECRETARY,
    "delegate-1": Role.DELEGATE,
    "delegate-2": Role.DELEGATE,
    "delegate-3": Role.DELEGATE,
    "delegate-4": Role.DELEGATE,
    "alternate": Role.ALTERNATE,
    "counting": Role.COUNTING_TEAM,
    "guest": Role.GUEST,
    "technician": Role.TECHNICIAN,
    "auditor": Role.AUDITOR,
}
ALWAYS = ("chair", "secretary", "delegate-1", "delegate-2")
VOTERS = {Role.CHAIR, Role.PRESIDIUM, Role.DELEGATE, Role.COUNTING_TEAM}


@dataclass(frozen=True)
class Options:
    """Everything that one seed decides about a simulation; printed with every failure."""

    seed: int
    people: tuple[str, ...]
    kiosk: bool
    second_device: bool
    """The first delegate sits with two devices."""
    ballots_final: bool
    base: str
    alternates_vote: bool
    open_at_start: bool
    delays: tuple[float, ...]
    """Seconds that the server takes for one piece of work, in turn: late answers cross with newer events."""

    @staticmethod
    def of(seed: int) -> "Options":
        """Derive them from a seed: 5 to 12 actors."""
        dice = random.Random(seed)
        others = [name for name in OFFICES if name not in ALWAYS]
        some = dice.sample(others, dice.randint(1, 7))
        return Options(
            seed=seed,
            people=tuple(name for name in OFFICES if name in ALWAYS or name in some),
            kiosk=dice.random() < 0.7,
            second_device=dice.random() < 0.5,
            ballots_final=dice.random() < 0.3,
            base=dice.choice(["members", "present", "cast"]),
            alternates_vote=dice.random() < 0.5,
            open_at_start=dice.random() < 0.85,
            delays=tuple(dice.choice([0.0, 0.0, 0.001, 0.03]) for _turn in range(7)),
        )


@dataclass
class Stage:
    """People, rooms and the meeting; people and rooms are there once, each simulation has a meeting of its own."""

    options: Options
    people: dict[str, Person] = field(default_factory=dict)
    hall: Room = field(init=False)
    commune: Room = field(init=False)
    meeting: Meeting = field(init=False)
    segment_id: UUID = field(init=False)
    """One line of the transcript."""
    cookies: dict[str, str] = field(default_factory=dict)
    """Cookie value by page name."""

    @cached_property
    def meeting_id(self) -> UUID:
        """Return the meeting's id."""
        return self.meeting.id

    def actor(self, name: str) -> Actor:
        """Return who acts on a page of this name."""
        return room_actor(self.hall.id) if name == "kiosk" else person_actor(self.people[name.partition("/")[0]].id)

    @property
    def pages(self) -> list[str]:
        """Names of the pages: one for each person, one more for a second device, one for the room."""
        names = [*self.options.people, "delegate-1/2"] if self.options.second_device else [*self.options.people]
        return [*names, "kiosk"] if self.options.kiosk else names

    def sign_in(self, name: str) -> None:
        """Give a page a fresh cookie."""
        if name != "kiosk":
            self.cookies[name] = session_for(self.people[name.partition("/")[0]])
            return
        device, token = rooms.start_pairing(address=None)
        technician = person_actor(self.people["technician"].id)
        rooms.pair_kiosk(actor=technician, code=device.code, room_id=self.hall.id)
        self.cookies[name] = token


def make_stage(options: Options) -> Stage:
    """Make a convened (or opened) meeting; what earlier simulations left behind is ended."""
    Session.objects.all().delete()
    Meeting.objects.exclude(status=MeetingStatus.CLOSED).update(status=MeetingStatus.CLOSED)
    stage = Stage(options)
    _find_people(stage)
    _make_meeting(stage)
    for name in stage.pages:
        stage.sign_in(name)
    if options.open_at_start:
        _open(stage)
    return stage


def _find_people(stage: Stage) -> None:
    unit, _made = Unit.objects.get_or_create(name="Tỉnh Mô Phỏng", level="tỉnh")
    commune, _made = Unit.objects.get_or_create(name="Xã Mô Phỏng", level="xã")
    rights = {"secretary": {"may_create_meetings": True}, "technician": {"may_pair_rooms": True}}
    for order, name in enumerate(OFFICES):
        known = Person.objects.filter(username=f"mp-{name}").first()
        stage.people[name] = known or make_person(
            f"mp-{name}",
            f"Đồng chí {name}",
            "",
            commune if order % 3 == 2 else unit,
            protocol_order=order,
            **rights.get(name, {}),
        )
    made = {"unit": unit, "kind": RoomKind.HALL, "seats": 50}
    stage.hall, _made = Room.objects.get_or_create(name="Hội trường mô phỏng", defaults=made)
    stage.commune, _made = Room.objects.get_or_create(name="Điểm cầu mô phỏng", defaults=made)
    words = {"words": "Mô phỏng", "source": "", "valid_from": "2000-01-01"}
    share = {"numerator": 1, "denominator": 2, "strict": True}
    rule = {"base": stage.options.base, "ballots_final": stage.options.ballots_final}
    MajorityRule.objects.update_or_create(unit=unit, defaults={**words, **share, **rule})
    alternates = {"votes": stage.options.alternates_vote, "source": "", "valid_from": "2000-01-01"}
    AlternateRule.objects.update_or_create(unit=unit, defaults=alternates)


def _make_meeting(stage: Stage) -> None:
    staff, now = stage.actor("secretary"), clock.now()
    unit = stage.people["chair"].unit
    assert unit
    text = agenda.MeetingText("Hội nghị mô phỏng", "Hội trường", now, now + timedelta(hours=3), secrecy="none")
    stage.meeting = agenda.create_meeting(actor=staff, unit=unit, text=text)
    for title in ("Báo cáo", "Thảo luận", "Biểu quyết"):
        arranging.add_item(actor=staff, meeting_id=stage.meeting.id, text=arranging.ItemText(title, "", 10))
    invitations = [
        Invitation(stage.people[name].id, OFFICES[name], votes_of(stage.options, OFFICES[name]))
        for name in stage.options.people
        if name != "secretary"
    ]
    attendance.invite_people(actor=staff, meeting_id=stage.meeting.id, invitations=invitations)
    set_questioning(
        actor=staff,
        meeting_id=stage.meeting.id,
        item_id=stage.meeting.items.all()[1].id,
        answerers=[stage.people["delegate-1"].id],
    )
    halls = [stage.hall.id, stage.commune.id]
    rooms.invite_rooms(actor=staff, meeting_id=stage.meeting.id, room_ids=halls, main_room_id=stage.hall.id)
    agenda.convene_meeting(actor=staff, meeting_id=stage.meeting.id)
    stage.segment_id = uuid4()
    record_segment(
        Segment(
            segment_id=str(stage.segment_id),
            rev=1,
            meeting_id=str(stage.meeting.id),
            state=SegmentState.FINAL,
            start_ms=0,
            end_ms=900,
            participant="",
            speaker="",
            text="Lời máy nghe",
            stable_chars=0,
            engine="",
            model="",
        )
    )


def votes_of(options: Options, role: Role) -> bool:
    """Tell whether somebody of this role is invited with a vote."""
    return role in VOTERS or (role == Role.ALTERNATE and options.alternates_vote)


def _open(stage: Stage) -> None:
    for place, name in enumerate(stage.options.people):
        if OFFICES[name] in VOTERS and name != "delegate-2":
            seat = (stage.hall.id, None, stage.commune.id)[place % 3]
            check_in(actor=stage.actor(name), meeting_id=stage.meeting.id, room_id=seat)
    agenda.open_meeting(actor=stage.actor("chair"), meeting_id=stage.meeting.id)
