"""One table says which role may do what in a meeting."""

from enum import StrEnum

from meetings.contracts.roles import Role


class Permission(StrEnum):
    """What can be done in a meeting; the acts of live pages have the names of their commands."""

    SEE_MEETING = "see_meeting"
    READ_PAPERS = "read_papers"
    PREPARE_MEETING = "prepare_meeting"
    SEE_MINUTES = "see_minutes"
    SEE_ROOMS = "see_rooms"
    PUBLISH_MEDIA = "publish_media"
    OPEN_MEETING = "open_meeting"
    CLOSE_MEETING = "close_meeting"
    OPEN_ITEM = "open_item"
    CLOSE_ITEM = "close_item"
    CHECK_IN = "check_in"
    REQUEST_SPEECH = "request_speech"
    WITHDRAW_SPEECH = "withdraw_speech"
    GIVE_FLOOR = "give_floor"
    EXTEND_FLOOR = "extend_floor"
    TAKE_FLOOR = "take_floor"
    MUTE_ALL = "mute_all"
    OPEN_POLL = "open_poll"
    CLOSE_POLL = "close_poll"
    CAST_BALLOT = "cast_ballot"


_ALL = frozenset(Role)
_PEOPLE = _ALL - {Role.ROOM}
_SPEAKERS = frozenset({Role.CHAIR, Role.SECRETARY, Role.DELEGATE, Role.GUEST})
_CHAIR = frozenset({Role.CHAIR})
_STAFF = frozenset({Role.CHAIR, Role.SECRETARY})

TABLE: dict[Permission, frozenset[Role]] = {
    Permission.SEE_MEETING: _ALL,
    Permission.READ_PAPERS: _ALL - {Role.TECHNICIAN},
    Permission.PREPARE_MEETING: frozenset({Role.SECRETARY}),
    Permission.SEE_MINUTES: _STAFF,
    Permission.SEE_ROOMS: frozenset({Role.TECHNICIAN, Role.SECRETARY, Role.CHAIR}),
    Permission.PUBLISH_MEDIA: _SPEAKERS | {Role.ROOM},
    Permission.OPEN_MEETING: _CHAIR,
    Permission.CLOSE_MEETING: _CHAIR,
    Permission.OPEN_ITEM: _CHAIR,
    Permission.CLOSE_ITEM: _CHAIR,
    Permission.CHECK_IN: _PEOPLE,
    Permission.REQUEST_SPEECH: _SPEAKERS,
    Permission.WITHDRAW_SPEECH: _SPEAKERS,
    Permission.GIVE_FLOOR: _CHAIR,
    Permission.EXTEND_FLOOR: _CHAIR,
    Permission.TAKE_FLOOR: _SPEAKERS,
    Permission.MUTE_ALL: _CHAIR,
    Permission.OPEN_POLL: _CHAIR,
    Permission.CLOSE_POLL: _CHAIR,
    Permission.CAST_BALLOT: frozenset({Role.CHAIR, Role.SECRETARY, Role.DELEGATE}),
}
"""Casting a ballot also needs the right to vote in this meeting; taking the floor from others needs the chair."""


def allows(role: Role, permission: Permission) -> bool:
    """Tell whether ``role`` holds ``permission``."""
    return role in TABLE[permission]


def permissions_of(role: Role) -> frozenset[Permission]:
    """Return everything that ``role`` may do."""
    return frozenset(permission for permission, roles in TABLE.items() if role in roles)
