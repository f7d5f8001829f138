"""Rules of the agenda: pure functions."""

from dataclasses import dataclass
from datetime import datetime

CONTRADICTIONS: dict[str, frozenset[str]] = {
    "open_item": frozenset(
        {"item_opened", "item_closed", "item_settled", "agenda_changed", "floor_given", "poll_opened"}
    ),
    "close_item": frozenset({"item_opened", "item_closed", "agenda_changed", "floor_given", "poll_opened"}),
    "give_floor": frozenset({"floor_given", "microphones_muted", "item_opened", "item_closed", "poll_opened"}),
    "extend_floor": frozenset({"floor_given", "floor_changed", "floor_taken", "microphones_muted"}),
    "pause_floor": frozenset({"floor_given", "floor_changed", "floor_taken", "microphones_muted"}),
    "resume_floor": frozenset({"floor_given", "floor_changed", "floor_taken", "microphones_muted"}),
    "take_floor": frozenset({"floor_given", "floor_changed", "floor_taken"}),
    "move_request": frozenset({"queue_ordered"}),
    "set_speech_limit": frozenset({"speech_limits_changed"}),
    "give_question_floor": frozenset({"floor_given", "microphones_muted", "item_opened", "item_closed", "poll_opened"}),
    "settle_question": frozenset({"floor_given"}),
    "move_question": frozenset({"questions_ordered"}),
    "mute_all": frozenset({"floor_given"}),
    "open_poll": frozenset({"poll_opened", "poll_closed", "item_opened", "item_closed", "floor_given"}),
    "close_poll": frozenset({"poll_closed"}),
    "close_meeting": frozenset({"item_opened", "floor_given", "poll_opened"}),
    "settle_item": frozenset(
        {"item_opened", "item_closed", "item_settled", "agenda_changed", "floor_given", "poll_opened"}
    ),
    "insert_item": frozenset({"agenda_changed"}),
    "arrange_item": frozenset({"agenda_changed", "item_opened", "item_settled"}),
    "start_break": frozenset({"item_opened", "floor_given", "poll_opened", "break_changed"}),
    "end_break": frozenset({"break_changed"}),
    "adjourn_session": frozenset({"item_opened", "floor_given", "poll_opened", "break_changed", "session_changed"}),
    "open_session": frozenset({"session_changed"}),
    "hand_over_chair": frozenset(),
    "take_over_chair": frozenset(),
}
"""By act of the chair: kinds of events that make it mean something else than its user saw. Ballots, hands and people
who come contradict nothing: they flow all the time. A change of who conducts contradicts every act here.
"""
NOT_IN_A_BREAK = frozenset({"open_item", "close_item", "settle_item", "give_floor", "give_question_floor", "open_poll"})
"""Acts for which the sitting goes on first."""
BETWEEN_SESSIONS = frozenset({"open_session", "close_meeting", "withdraw_speech"})
"""Acts of a sitting that are possible while no session runs."""
CHANGES_ALL = frozenset({"chair_changed"})


def contradicting(act: str) -> frozenset[str]:
    """Return the kinds of events after which ``act`` (a command's name) must be decided anew; empty: none."""
    return CONTRADICTIONS[act] | CHANGES_ALL if act in CONTRADICTIONS else frozenset()


@dataclass(frozen=True, slots=True)
class Readiness:
    """One line of the checklist before convening."""

    name: str
    done: bool
    needed: bool
    """Convening waits for it."""


def convening_gaps(
    *, items: int, chairs: int, secretaries: int, voters: int, papers_failed: int
) -> tuple[Readiness, ...]:
    """Return the checklist: what a meeting needs before invitations go out."""
    return (
        Readiness("items", items > 0, True),
        Readiness("chair", chairs == 1, True),
        Readiness("secretary", secretaries > 0, True),
        Readiness("voters", voters > 0, True),
        Readiness("papers", papers_failed == 0, True),
    )


def spent_seconds(spent_before: int, opened_at: datetime | None, now: datetime) -> int:
    """Return for how many seconds an item was open in all."""
    return spent_before + (max(0, int((now - opened_at).total_seconds())) if opened_at else 0)
