"""What can become of a question, whatever is tried with it."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from meetings.contracts.floor import SpeechKind
from meetings.contracts.questions import QuestionState
from meetings.questioning.rules import TURNS, Step, after

ENDS = {
    QuestionState.WAITING,
    QuestionState.ASKED,
    QuestionState.ANSWERED,
    QuestionState.IN_WRITING,
    QuestionState.WITHDRAWN,
}


def lived(steps):
    """Try the steps one after another; return what was done, with the state after each."""
    state, turns, done = QuestionState.WAITING, [], []
    for step in steps:
        becomes = after(state, step, turns)
        if becomes is None:
            continue
        if step in TURNS:
            turns.append(TURNS[step])
        state = becomes
        done.append((step, state, tuple(turns)))
    return done


@given(st.lists(st.sampled_from(Step), max_size=30))
def test_a_life_of_a_question(steps):
    hold_true(steps)


def test_every_short_life_of_a_question():
    for steps in product(Step, repeat=5):
        hold_true(steps)


def hold_true(steps):
    done = lived(steps)
    for place, (step, state, turns) in enumerate(done):
        assert state in ENDS
        # The question comes first, once; nothing answers or follows what was not put.
        assert turns.count(SpeechKind.QUESTION) <= 1
        assert not turns or turns[0] == SpeechKind.QUESTION
        # Answered only what was answered on the floor at least once.
        assert state != QuestionState.ANSWERED or SpeechKind.ANSWER in turns
        # After a follow-up it is open again, until an answer or a decision.
        assert step != Step.FOLLOW_UP or state == QuestionState.ASKED
        # Withdrawn is the end.
        assert state != QuestionState.WITHDRAWN or place == len(done) - 1


@given(st.lists(st.sampled_from(Step), max_size=30))
def test_each_open_question_can_still_be_ended(steps):
    done = lived(steps)
    state = done[-1][1] if done else QuestionState.WAITING
    turns = done[-1][2] if done else ()
    if state in {QuestionState.WAITING, QuestionState.ASKED}:
        assert after(state, Step.WRITE, turns) == QuestionState.IN_WRITING


def test_what_is_answered_in_writing_may_still_be_answered_aloud_once_it_was_put():
    assert after(QuestionState.IN_WRITING, Step.ANSWER, ()) is None
    assert after(QuestionState.IN_WRITING, Step.ANSWER, (SpeechKind.QUESTION,)) == QuestionState.ANSWERED
