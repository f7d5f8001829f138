"""Write ``docs/permissions.md`` from the table of permissions; everything but the words on top is generated.

``python -m meetings.core.permissions_document`` rewrites the page; ``--check`` only says whether it is up to date.
"""

import sys
from pathlib import Path

from meetings.contracts.roles import Role
from meetings.core.permissions import CONDUCT, DEPUTIES, LAID_DOWN, Permission, allows

PAGE = Path(__file__).resolve().parent.parent.parent / "docs" / "permissions.md"
ROLES: dict[Role, str] = {
    Role.CHAIR: "chủ trì",
    Role.PRESIDIUM: "đoàn chủ tịch",
    Role.SECRETARY: "thư ký",
    Role.DELEGATE: "đại biểu chính thức",
    Role.ALTERNATE: "dự khuyết",
    Role.GUEST: "khách mời",
    Role.OBSERVER: "dự thính",
    Role.TECHNICIAN: "kỹ thuật",
    Role.INTERPRETER: "phiên dịch",
    Role.COUNTING_TEAM: "tổ kiểm phiếu",
    Role.AUDITOR: "kiểm tra, giám sát",
    Role.ROOM: "điểm cầu (device of a room)",
}
SENSE: dict[Permission, str] = {
    Permission.SEE_MEETING: "open the live page, receive its events",
    Permission.SEE_DRAFT: "know of a meeting that is still being prepared",
    Permission.READ_PAPERS: "read the papers",
    Permission.PREPARE_MEETING: "edit agenda, people, papers, rooms; convene; the secretary's console",
    Permission.SEE_MINUTES: "get the draft of the minutes and the transcript",
    Permission.KEEP_DOSSIER: "make and take the file of a closed meeting: everything in one ZIP",
    Permission.SEE_JOURNAL: "read the journal of the meeting",
    Permission.SEE_ROOMS: "the board of rooms and lines",
    Permission.SEE_LINES: "how good the line of each room was, as a report and a file",
    Permission.SEE_TURNOUT: "how many ballots are in while a vote is open, never what they say",
    Permission.PUBLISH_MEDIA: "send camera and microphone; who is heard is decided by the floor",
    Permission.PRESENT_PAPERS: "lead the readers of a paper (chair and secretary; others while they speak or present)",
    Permission.OPEN_MEETING: "open the sitting",
    Permission.CLOSE_MEETING: "close the sitting",
    Permission.OPEN_ITEM: "go to an item",
    Permission.CLOSE_ITEM: "finish an item",
    Permission.SETTLE_ITEM: "postpone or withdraw an item, take it as read",
    Permission.INSERT_ITEM: "put a new item on the agenda from the console",
    Permission.ARRANGE_ITEM: "move an item that was not opened yet",
    Permission.START_BREAK: "break the sitting off for a while",
    Permission.END_BREAK: "go on after a break",
    Permission.ADJOURN_SESSION: "end a session; the meeting goes on in the next one",
    Permission.OPEN_SESSION: "open the next session of an adjourned meeting",
    Permission.ISSUE_INVITATIONS: "number and send the invitations; remind those who have not answered",
    Permission.ANSWER_INVITATION: "say that one comes, does not come and why, or who comes instead",
    Permission.SEE_ANSWERS: "see who has answered what, and how many are expected",
    Permission.DECIDE_ANSWER: "accept or refuse a reason for staying away, or a substitute",
    Permission.CHECK_IN: "say that one is there",
    Permission.LEAVE_MEETING: "say that one leaves",
    Permission.MARK_ATTENDANCE: "note that somebody came, came back, moved or left",
    Permission.NOTE_ABSENCE: "note by which case somebody is absent (which may take him off the base of the quorum)",
    Permission.MARK_BRANCH: "note that everybody of a unit and below it came",
    Permission.COUNT_ROOM: "enter how many people sit in a room",
    Permission.REQUEST_SPEECH: "raise a hand, be given the floor",
    Permission.WITHDRAW_SPEECH: "lower one's own hand; who conducts lowers anybody's",
    Permission.MOVE_REQUEST: "change the order of the queue",
    Permission.SET_SPEECH_LIMIT: "say how long one may speak, in an item or as a person",
    Permission.GIVE_FLOOR: "give the floor",
    Permission.EXTEND_FLOOR: "add time to a turn",
    Permission.PAUSE_FLOOR: "stop the clock of a turn",
    Permission.RESUME_FLOOR: "let the clock of a turn go on",
    Permission.TAKE_FLOOR: "end one's own turn; who conducts ends anybody's",
    Permission.MUTE_ALL: "close all microphones",
    Permission.ASK_QUESTION: "hand in a question of a questioning, if one votes in the meeting",
    Permission.WITHDRAW_QUESTION: "withdraw one's own question; whoever conducts, anybody's",
    Permission.ASK_FOLLOW_UP: "ask to take a question further, if one votes in the meeting",
    Permission.WITHDRAW_FOLLOW_UP: "not take it further after all; whoever conducts, for anybody",
    Permission.GIVE_QUESTION_FLOOR: "give the floor to put, answer or take further a question",
    Permission.MOVE_QUESTION: "change the order of the questions that wait to be put",
    Permission.SETTLE_QUESTION: "say that a question counts as answered, or is answered in writing",
    Permission.OPEN_POLL: "open a vote",
    Permission.CLOSE_POLL: "close and count a vote",
    Permission.COUNT_HANDS: "enter the show of hands of each room",
    Permission.CAST_BALLOT: "vote, if also entitled to vote in this meeting",
    Permission.END_SIGN_IN: "sign a person out on the devices with which he sits in the meeting",
    Permission.NOTIFY_UNIT: "tell the people of one unit something",
    Permission.SEND_MESSAGE: "write to the secretariat, the chair or one's own unit",
    Permission.ANSWER_MESSAGE: "write to a participant, each for his own mailbox: the secretariat's or the chair's",
    Permission.SWITCH_MAILBOX: "switch a mailbox off or on",
    Permission.CORRECT_CAPTION: "correct or confirm a line of the transcript",
    Permission.NAME_SPEAKER: "say who spoke a line of the transcript",
    Permission.HAND_OVER_CHAIR: "give the conduct to a deputy; the chair's console",
    Permission.TAKE_BACK_CHAIR: "end a deputy's conduct (the standing chair takes it, or the deputy gives it back)",
    Permission.TAKE_OVER_CHAIR: "take the conduct when the line of whoever has it is dead for as long as the rule says",
    Permission.INTERPRET: "open the interpreter's console; send a voice for a channel only when assigned to it",
    Permission.ASK_CHANNEL_HANDOVER: "ask the other interpreter of the own channel to hand over or take over",
    Permission.ACCEPT_CHANNEL_HANDOVER: "say yes to that: the channel goes to the other voice",
    Permission.CANCEL_CHANNEL_HANDOVER: "take that wish back, or say no to it",
    Permission.TAKE_CHANNEL: "go on air on the own channel when nobody is, or whoever is has no line",
    Permission.SET_ROOM_CHANNEL: "choose the channel that a room's loudspeakers play",
    Permission.PIN_SCREEN: "pin what the rooms' big screens show, or let them follow the sitting again",
    Permission.ARRANGE_SEATS: "draw the hall, seat people, make the seats known; the plan and the name plates as PDF",
}
HEAD = """# Who may do what

Made from `meetings/core/permissions.py` by `python -m meetings.core.permissions_document`; a test fails on drift.
A role is given per meeting (`Participation`); a body's lasting members and their roles there are `BodyMembership`.
Whoever has no place in a meeting gets 404 from every page and socket of it: he does not learn that it exists.
"""


def page() -> str:
    """Return the whole page."""
    return "\n".join([HEAD, roles_part(), conduct_part(), table_part()])


def roles_part() -> str:
    """Return the list of roles."""
    rows = [f"| `{role}` | {ROLES[role]} |" for role in Role]
    return "\n".join(["## Roles", "| role | in Vietnamese |", "|---|---|", *rows, ""])


def conduct_part() -> str:
    """Return what conducting means and to whom it can be given."""
    acts = ", ".join(f"`{permission}`" for permission in Permission if permission in CONDUCT)
    laid_down = ", ".join(f"`{permission}`" for permission in Permission if permission in LAID_DOWN - CONDUCT)
    deputies = ", ".join(f"`{role}`" for role in Role if role in DEPUTIES)
    return (
        "## The conduct of a sitting\n"
        f"Exactly one person conducts: the standing chair, or the deputy ({deputies}) to whom the chair handed over.\n"
        "The deputy then stands in the chair's column below; the standing chair keeps all of it but the conduct,\n"
        f"which is: {acts}.\n"
        f"It also leaves the order of the agenda ({laid_down}) to the deputy and the secretary.\n"
        "When whoever conducts has no open page for the time of the body's rule (`ConductRule`, 60 seconds if it has\n"
        "none), somebody of the presidium who is there takes the conduct himself; it is recorded as `taken_over`.\n"
    )


def table_part() -> str:
    """Return the table: a line for each permission, a column for each role."""
    head = "| permission | what | " + " | ".join(f"`{role}`" for role in Role) + " |"
    rows = [f"| `{permission}` | {SENSE[permission]} | {_marks(permission)} |" for permission in Permission]
    return "\n".join(["## The table", head, "|---|---|" + ":-:|" * len(Role), *rows, ""])


def _marks(permission: Permission) -> str:
    return " | ".join("●" if allows(role, permission) else "·" for role in Role)


def main(arguments: list[str]) -> int:
    """Rewrite the page, or check it; returns the exit status."""
    new = page()
    if "--check" in arguments:
        return 0 if PAGE.is_file() and PAGE.read_text() == new else 1
    PAGE.write_text(new)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
