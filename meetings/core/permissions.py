"""One table says which role may do what in a meeting. ``docs/permissions.md`` is made from it."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from meetings.contracts.roles import Role


class Permission(StrEnum):
    """What can be done in a meeting; the acts of live pages have the names of their commands."""

    SEE_MEETING = "see_meeting"
    SEE_DRAFT = "see_draft"
    READ_PAPERS = "read_papers"
    PREPARE_MEETING = "prepare_meeting"
    SEE_MINUTES = "see_minutes"
    KEEP_DOSSIER = "keep_dossier"
    SEE_JOURNAL = "see_journal"
    SEE_ROOMS = "see_rooms"
    SEE_LINES = "see_lines"
    SEE_TURNOUT = "see_turnout"
    PUBLISH_MEDIA = "publish_media"
    PRESENT_PAPERS = "present_papers"
    OPEN_MEETING = "open_meeting"
    CLOSE_MEETING = "close_meeting"
    OPEN_ITEM = "open_item"
    CLOSE_ITEM = "close_item"
    SETTLE_ITEM = "settle_item"
    INSERT_ITEM = "insert_item"
    ARRANGE_ITEM = "arrange_item"
    START_BREAK = "start_break"
    END_BREAK = "end_break"
    ADJOURN_SESSION = "adjourn_session"
    OPEN_SESSION = "open_session"
    ISSUE_INVITATIONS = "issue_invitations"
    ANSWER_INVITATION = "answer_invitation"
    SEE_ANSWERS = "see_answers"
    DECIDE_ANSWER = "decide_answer"
    CHECK_IN = "check_in"
    LEAVE_MEETING = "leave_meeting"
    MARK_ATTENDANCE = "mark_attendance"
    NOTE_ABSENCE = "note_absence"
    MARK_BRANCH = "mark_branch"
    COUNT_ROOM = "count_room"
    REQUEST_SPEECH = "request_speech"
    WITHDRAW_SPEECH = "withdraw_speech"
    MOVE_REQUEST = "move_request"
    SET_SPEECH_LIMIT = "set_speech_limit"
    GIVE_FLOOR = "give_floor"
    EXTEND_FLOOR = "extend_floor"
    PAUSE_FLOOR = "pause_floor"
    RESUME_FLOOR = "resume_floor"
    TAKE_FLOOR = "take_floor"
    MUTE_ALL = "mute_all"
    ASK_QUESTION = "ask_question"
    WITHDRAW_QUESTION = "withdraw_question"
    ASK_FOLLOW_UP = "ask_follow_up"
    WITHDRAW_FOLLOW_UP = "withdraw_follow_up"
    GIVE_QUESTION_FLOOR = "give_question_floor"
    SETTLE_QUESTION = "settle_question"
    MOVE_QUESTION = "move_question"
    OPEN_POLL = "open_poll"
    CLOSE_POLL = "close_poll"
    CAST_BALLOT = "cast_ballot"
    COUNT_HANDS = "count_hands"
    END_SIGN_IN = "end_sign_in"
    NOTIFY_UNIT = "notify_unit"
    SEND_MESSAGE = "send_message"
    ANSWER_MESSAGE = "answer_message"
    SWITCH_MAILBOX = "switch_mailbox"
    CORRECT_CAPTION = "correct_caption"
    NAME_SPEAKER = "name_speaker"
    HAND_OVER_CHAIR = "hand_over_chair"
    TAKE_BACK_CHAIR = "take_back_chair"
    TAKE_OVER_CHAIR = "take_over_chair"
    INTERPRET = "interpret"
    ASK_CHANNEL_HANDOVER = "ask_channel_handover"
    ACCEPT_CHANNEL_HANDOVER = "accept_channel_handover"
    CANCEL_CHANNEL_HANDOVER = "cancel_channel_handover"
    TAKE_CHANNEL = "take_channel"
    SET_ROOM_CHANNEL = "set_room_channel"
    PIN_SCREEN = "pin_screen"
    ARRANGE_SEATS = "arrange_seats"


_ALL = frozenset(Role)
_PEOPLE = _ALL - {Role.ROOM}
_VOTERS = frozenset({Role.CHAIR, Role.PRESIDIUM, Role.SECRETARY, Role.DELEGATE, Role.ALTERNATE, Role.COUNTING_TEAM})
_SPEAKERS = _VOTERS | {Role.GUEST}
_INVITED = frozenset(
    {
        Role.PRESIDIUM,
        Role.DELEGATE,
        Role.ALTERNATE,
        Role.GUEST,
        Role.COUNTING_TEAM,
        Role.OBSERVER,
        Role.INTERPRETER,
    }
)
"""Who is asked whether he comes; those who run the meeting are taken to be there."""
_CHAIR = frozenset({Role.CHAIR})
_STAFF = frozenset({Role.CHAIR, Role.SECRETARY})
_INTERPRETERS = frozenset({Role.INTERPRETER})

TABLE: dict[Permission, frozenset[Role]] = {
    Permission.SEE_MEETING: _ALL,
    Permission.SEE_DRAFT: _STAFF | {Role.PRESIDIUM, Role.TECHNICIAN},
    Permission.READ_PAPERS: _ALL - {Role.TECHNICIAN},
    Permission.PREPARE_MEETING: frozenset({Role.SECRETARY}),
    Permission.SEE_MINUTES: _STAFF,
    Permission.KEEP_DOSSIER: frozenset({Role.SECRETARY}),
    Permission.SEE_JOURNAL: _STAFF | {Role.AUDITOR},
    Permission.SEE_ROOMS: _STAFF | {Role.TECHNICIAN, Role.AUDITOR},
    Permission.SEE_LINES: frozenset({Role.SECRETARY, Role.TECHNICIAN}),
    Permission.SEE_TURNOUT: _STAFF | {Role.COUNTING_TEAM, Role.ROOM},
    Permission.PUBLISH_MEDIA: _SPEAKERS | {Role.ROOM},
    Permission.PRESENT_PAPERS: _SPEAKERS,
    Permission.OPEN_MEETING: _CHAIR,
    Permission.CLOSE_MEETING: _CHAIR,
    Permission.OPEN_ITEM: _CHAIR,
    Permission.CLOSE_ITEM: _CHAIR,
    Permission.SETTLE_ITEM: _CHAIR,
    Permission.INSERT_ITEM: _STAFF,
    Permission.ARRANGE_ITEM: _STAFF,
    Permission.START_BREAK: _CHAIR,
    Permission.END_BREAK: _CHAIR,
    Permission.ADJOURN_SESSION: _CHAIR,
    Permission.OPEN_SESSION: _CHAIR,
    Permission.ISSUE_INVITATIONS: frozenset({Role.SECRETARY}),
    Permission.ANSWER_INVITATION: _INVITED,
    Permission.SEE_ANSWERS: _STAFF,
    Permission.DECIDE_ANSWER: _STAFF,
    Permission.CHECK_IN: _PEOPLE - {Role.AUDITOR},
    Permission.LEAVE_MEETING: _PEOPLE - {Role.AUDITOR},
    Permission.MARK_ATTENDANCE: frozenset({Role.SECRETARY}),
    Permission.NOTE_ABSENCE: frozenset({Role.SECRETARY}),
    Permission.MARK_BRANCH: frozenset({Role.SECRETARY}),
    Permission.COUNT_ROOM: frozenset({Role.SECRETARY}),
    Permission.REQUEST_SPEECH: _SPEAKERS,
    Permission.WITHDRAW_SPEECH: _SPEAKERS,
    Permission.MOVE_REQUEST: _CHAIR,
    Permission.SET_SPEECH_LIMIT: _CHAIR,
    Permission.GIVE_FLOOR: _CHAIR,
    Permission.EXTEND_FLOOR: _CHAIR,
    Permission.PAUSE_FLOOR: _CHAIR,
    Permission.RESUME_FLOOR: _CHAIR,
    Permission.TAKE_FLOOR: _SPEAKERS,
    Permission.MUTE_ALL: _CHAIR,
    Permission.ASK_QUESTION: _VOTERS,
    Permission.WITHDRAW_QUESTION: _VOTERS,
    Permission.ASK_FOLLOW_UP: _VOTERS,
    Permission.WITHDRAW_FOLLOW_UP: _VOTERS,
    Permission.GIVE_QUESTION_FLOOR: _CHAIR,
    Permission.SETTLE_QUESTION: _CHAIR,
    Permission.MOVE_QUESTION: _CHAIR,
    Permission.OPEN_POLL: _CHAIR,
    Permission.CLOSE_POLL: _CHAIR,
    Permission.CAST_BALLOT: _VOTERS,
    Permission.COUNT_HANDS: frozenset({Role.SECRETARY}),
    Permission.END_SIGN_IN: _STAFF,
    Permission.NOTIFY_UNIT: _STAFF,
    Permission.SEND_MESSAGE: _PEOPLE - {Role.AUDITOR},
    Permission.ANSWER_MESSAGE: _STAFF,
    Permission.SWITCH_MAILBOX: _CHAIR,
    Permission.CORRECT_CAPTION: frozenset({Role.SECRETARY}),
    Permission.NAME_SPEAKER: frozenset({Role.SECRETARY}),
    Permission.HAND_OVER_CHAIR: _CHAIR,
    Permission.TAKE_BACK_CHAIR: _CHAIR,
    Permission.TAKE_OVER_CHAIR: frozenset({Role.PRESIDIUM}),
    Permission.INTERPRET: _INTERPRETERS,
    Permission.ASK_CHANNEL_HANDOVER: _INTERPRETERS,
    Permission.ACCEPT_CHANNEL_HANDOVER: _INTERPRETERS,
    Permission.CANCEL_CHANNEL_HANDOVER: _INTERPRETERS,
    Permission.TAKE_CHANNEL: _INTERPRETERS,
    Permission.SET_ROOM_CHANNEL: frozenset({Role.TECHNICIAN}),
    Permission.PIN_SCREEN: frozenset({Role.TECHNICIAN}),
    Permission.ARRANGE_SEATS: frozenset({Role.SECRETARY}),
}
"""Casting a ballot and asking a question also need the right to vote in this meeting; taking the floor from others
needs the conduct; speaking on a channel of interpretation needs its assignment; leading the readers of a paper needs,
but for chair and secretary, the floor or an open item that one presents.
"""

CONDUCT = frozenset(
    {
        Permission.OPEN_MEETING,
        Permission.CLOSE_MEETING,
        Permission.OPEN_ITEM,
        Permission.CLOSE_ITEM,
        Permission.SETTLE_ITEM,
        Permission.START_BREAK,
        Permission.END_BREAK,
        Permission.ADJOURN_SESSION,
        Permission.OPEN_SESSION,
        Permission.MOVE_REQUEST,
        Permission.SET_SPEECH_LIMIT,
        Permission.GIVE_FLOOR,
        Permission.EXTEND_FLOOR,
        Permission.PAUSE_FLOOR,
        Permission.RESUME_FLOOR,
        Permission.MUTE_ALL,
        Permission.GIVE_QUESTION_FLOOR,
        Permission.SETTLE_QUESTION,
        Permission.MOVE_QUESTION,
        Permission.OPEN_POLL,
        Permission.CLOSE_POLL,
        Permission.SWITCH_MAILBOX,
    }
)
"""What conducting a sitting means: held by exactly one person at any moment."""
LAID_DOWN = CONDUCT | {Permission.INSERT_ITEM, Permission.ARRANGE_ITEM}
"""What the standing chair may not do while a deputy conducts; the agenda the secretary may still arrange."""
DEPUTIES = frozenset({Role.PRESIDIUM, Role.DELEGATE})
"""Roles to whom the chair may give the conduct."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody is in a meeting now. ``role`` is the chair's for whoever acts as chair meanwhile;
    ``deputised``: the standing chair, while a deputy conducts. ``unit_id``: the unit of a person.
    """

    role: Role
    deputised: bool = False
    unit_id: UUID | None = None

    def may(self, permission: Permission) -> bool:
        """Tell whether somebody of this standing holds ``permission``."""
        return allows(self.role, permission) and not (self.deputised and permission in LAID_DOWN)

    @property
    def permissions(self) -> frozenset[Permission]:
        """Everything that this standing allows."""
        return frozenset(permission for permission in Permission if self.may(permission))


def allows(role: Role, permission: Permission) -> bool:
    """Tell whether ``role`` holds ``permission``."""
    return role in TABLE[permission]


def permissions_of(role: Role) -> frozenset[Permission]:
    """Return everything that ``role`` may do."""
    return frozenset(permission for permission, roles in TABLE.items() if role in roles)


def roles_with(permission: Permission) -> tuple[Role, ...]:
    """Return the roles that hold ``permission``, in the order of their definition."""
    return tuple(role for role in Role if allows(role, permission))
