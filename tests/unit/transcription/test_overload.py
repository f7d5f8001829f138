"""Who gets captions under load, and what the pages are told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcription.stream.overload import (
    KEPT_S,
    SILENT_S,
    TOLD_EVERY_S,
    WELL,
    Admission,
    Notice,
    Notices,
    clears_draft,
    notice_of,
)
from transcription.stream.pace import Level

MEETINGS = st.sampled_from(["a", "b", "c"])
LEVELS = st.sampled_from(list(Level))


def test_only_the_worst_level_refuses_and_only_new_meetings():
    admission = Admission()
    assert admission.hear("old", 0.0)
    admission.level = Level.REFUSE
    assert admission.hear("old", 1.0)
    assert not admission.hear("new", 1.0)
    assert admission.hear("taken over", 1.0, captioned=True)
    assert admission.paused == {"new"}


def test_a_paused_meeting_comes_in_when_it_is_calm_and_its_backlog_is_worked_off():
    admission = Admission()
    admission.level = Level.REFUSE
    admission.hear("new", 0.0)
    admission.resume(())
    assert admission.paused and not admission.serves_paused()
    admission.level = Level.SLOW
    assert admission.serves_paused()
    admission.resume({"new"})
    assert admission.paused
    admission.resume({"other"})
    assert not admission.paused and admission.hear("new", 5.0)


def test_a_meeting_that_is_long_silent_is_forgotten_unless_its_sound_waits():
    admission = Admission()
    admission.level = Level.REFUSE
    admission.hear("waits", 0.0)
    admission.hear("gone", 0.0)
    admission.forget(KEPT_S + 1, {"waits"})
    assert admission.paused == {"waits"} and not admission.knows("gone")


@given(st.lists(st.tuples(LEVELS, MEETINGS, st.booleans())))
def test_who_has_captions_keeps_them_and_who_waits_is_never_lost(steps: list[tuple[Level, str, bool]]):
    admission, heard = Admission(), dict[str, bool]()
    for second, (level, meeting, behind) in enumerate(steps):
        admission.level = level
        admission.resume({meeting} if behind else ())
        admitted = admission.hear(meeting, float(second))
        if heard.get(meeting):
            assert admitted
        if meeting not in heard:
            assert admitted is (level < Level.REFUSE)
        heard[meeting] = admitted
    admission.level = Level.FULL
    admission.resume(())
    assert not admission.paused and all(admission.hear(meeting, 1e3) for meeting in heard)


@given(LEVELS, st.floats(0, 100))
def test_drafts_are_cleared_of_silent_sources_under_heavy_load_only(level: Level, silent_s: float):
    assert clears_draft(level, silent_s) is (level in (Level.CLEAR, Level.REFUSE) and silent_s >= SILENT_S)


@pytest.mark.parametrize(
    ("level", "lag_s", "paused", "notice"),
    [
        (Level.FULL, 0.2, False, WELL),
        (Level.SLOW, 2.4, False, WELL),
        (Level.SLOW, 3.6, False, Notice(4, True, False)),
        (Level.FINALS, 0.4, False, Notice(0, False, False)),
        (Level.REFUSE, 14.0, False, Notice(14, False, False)),
        (Level.FULL, 0.0, True, Notice(0, False, True)),
    ],
)
def test_what_pages_are_told(level: Level, lag_s: float, paused: bool, notice: Notice):
    assert notice_of(level, lag_s, paused=paused) == notice


def test_pages_are_told_at_once_then_now_and_again_and_once_when_it_is_over():
    notices, late = Notices(), Notice(4, False, False)
    assert not notices.due("m", WELL, 0.0)
    assert notices.due("m", late, 1.0)
    assert not notices.due("m", Notice(5, False, False), 2.0)
    assert notices.due("m", Notice(5, False, True), 2.0)
    assert notices.due("m", Notice(5, False, True), 2.0 + TOLD_EVERY_S)
    assert notices.late_meetings() == ("m",)
    assert notices.due("m", WELL, 8.0)
    assert not notices.due("m", WELL, 60.0) and notices.late_meetings() == ()
