"""A questioning on the one floor: who may do what and when, and what everybody learns of it."""

import json
from datetime import timedelta

import pytest

from meetings.agenda import arranging
from meetings.agenda import services as agenda
from meetings.agenda.models import Participation
from meetings.agenda.questioning import set_questioning
from meetings.attendance import presence
from meetings.contracts import questions as q
from meetings.contracts.commands import CloseItem, GiveFloor, MuteAll, OpenItem, TakeFloor
from meetings.contracts.questions import QuestionState
from meetings.core import clock, journal
from meetings.core.errors import BadInput, BadState, NotFound, Refused
from meetings.core.models import JournalEvent
from meetings.live import feed
from meetings.live.commands import carry_out
from meetings.live.journal_words import Telling
from meetings.questioning import services
from meetings.questioning.models import QuestionRule
from meetings.questioning.selectors import questions_state
from meetings.questioning.services import QuestionText
from meetings.speaking import selectors
from tests.cast import Cast
from tests.participants.model import PageModel, differences

ASKER, OTHER, AWAY = 2, 1, 4
ANSWERER = 0


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch):
    """Let the clock stand, and go on when told to."""
    moment = [clock.now()]
    monkeypatch.setattr(clock, "now", lambda: moment[0])

    def go(seconds: float) -> None:
        moment[0] += timedelta(seconds=seconds)

    return go


@pytest.fixture
def hearing(sitting: Cast) -> Cast:
    """The sitting with a questioning of the first delegate and of the guest as its open item."""
    people = [sitting.delegates[ANSWERER].id, sitting.guest.id]
    staff = sitting.actor(sitting.secretary)
    set_questioning(actor=staff, meeting_id=sitting.meeting.id, item_id=sitting.items[1].id, answerers=people)
    do(sitting, OpenItem(item_id=str(sitting.items[1].id)))
    return sitting


def do(cast: Cast, command, person=None) -> int:
    return carry_out(cast.actor(person or cast.chair), cast.meeting.id, command)


def ask(cast: Cast, person=None, **more) -> str:
    text = {"to_id": str(cast.delegates[ANSWERER].id), "subject": "Giải ngân chậm", **more}
    do(cast, q.AskQuestion(item_id=str(cast.items[1].id), **text), person or cast.delegates[ASKER])
    return questions_state(cast.meeting)[-1].id


def give(cast: Cast, question_id: str, step: str, person=None) -> int:
    person_id = str(person.id) if person else None
    return do(cast, q.GiveQuestionFloor(question_id=question_id, step=step, person_id=person_id))


def board(cast: Cast) -> list[QuestionState]:
    return [question.state for question in questions_state(cast.meeting)]


def said(cast: Cast, number: int = 0) -> list[tuple[str, str, int | None]]:
    return [(one.kind, one.name, one.seconds) for one in questions_state(cast.meeting)[number].exchanges]


def test_question_answer_follow_up_on_the_one_floor(hearing: Cast, at):
    asker, answerer, other = (hearing.delegates[n] for n in (ASKER, ANSWERER, OTHER))
    question = ask(hearing)
    give(hearing, question, "question")
    floor = selectors.floor_state(hearing.meeting)
    assert (floor.kind, floor.person_id, floor.question_id, floor.limit_s) == ("question", str(asker.id), question, 60)
    # The asker sits in a room: its microphones open, as for any speech.
    assert selectors.open_microphones(hearing.meeting)[0] == f"room:{hearing.tan_hoa.id}"
    at(50)
    give(hearing, question, "answer")
    floor = selectors.floor_state(hearing.meeting)
    assert (floor.kind, floor.person_id, floor.limit_s) == ("answer", str(answerer.id), 180)
    at(100)
    do(hearing, q.AskFollowUp(question_id=question), other)
    assert [hand.name for hand in questions_state(hearing.meeting)[0].follow_ups] == [other.full_name]
    give(hearing, question, "follow_up", other)
    assert board(hearing) == [QuestionState.ASKED]
    assert questions_state(hearing.meeting)[0].follow_ups == ()
    at(30)
    give(hearing, question, "answer")
    at(20)
    do(hearing, TakeFloor(turn_id=selectors.floor_state(hearing.meeting).turn_id))
    assert board(hearing) == [QuestionState.ANSWERED]
    assert said(hearing) == [
        ("question", asker.full_name, 50),
        ("answer", answerer.full_name, 100),
        ("follow_up", other.full_name, 30),
        ("answer", answerer.full_name, 20),
    ]


def test_several_questions_are_put_then_answered_in_turn(hearing: Cast):
    questions = [ask(hearing, hearing.delegates[n]) for n in (1, 2, 3)]
    for question in questions:
        give(hearing, question, "question")
    for question in questions[:2]:
        give(hearing, question, "answer")
    do(hearing, q.SettleQuestion(question_id=questions[2], outcome="in_writing", reason="Cần thêm số liệu"))
    assert board(hearing) == [QuestionState.ANSWERED, QuestionState.ANSWERED, QuestionState.IN_WRITING]
    assert questions_state(hearing.meeting)[2].reason == "Cần thêm số liệu"


def order(cast: Cast) -> list[str]:
    return [question.id for question in questions_state(cast.meeting)]


def test_the_chair_orders_the_questions_that_wait(hearing: Cast):
    put, first, second, third = (ask(hearing, hearing.delegates[n]) for n in (1, 2, 3, 4))
    give(hearing, put, "question")
    do(hearing, q.MoveQuestion(question_id=third, before_id=first))
    assert order(hearing) == [put, third, first, second]
    do(hearing, q.MoveQuestion(question_id=third))
    assert order(hearing) == [put, first, second, third]
    do(hearing, q.MoveQuestion(question_id=second, before_id=first))
    event = JournalEvent.objects.filter(kind="questions_ordered").latest("number")
    assert json.loads(event.payload)["question_ids"] == [second, first, third]
    names = [hearing.delegates[n].full_name for n in (3, 2, 4)]
    telling = Telling({})
    rows = JournalEvent.objects.filter(meeting_id=hearing.meeting.id).order_by("number")
    assert f"Sắp lại thứ tự chất vấn: {', '.join(names)}" in [telling.words(row, whole=True) for row in rows]
    late = ask(hearing, hearing.delegates[1])
    assert order(hearing) == [put, second, first, third, late]


def test_an_order_that_cannot_be_is_refused(hearing: Cast):
    put, first, second = (ask(hearing, hearing.delegates[n]) for n in (1, 2, 3))
    give(hearing, put, "question")
    cases = [
        (put, None, "not_waiting"),
        (first, put, "not_waiting"),
        (first, first, "same_order"),
        (first, second, "same_order"),
        (second, None, "same_order"),
    ]
    for moved, before, code in cases:
        with pytest.raises(BadState) as error:
            do(hearing, q.MoveQuestion(question_id=moved, before_id=before))
        assert error.value.code == code, (moved, before)
    assert order(hearing) == [put, first, second]


def test_pages_learn_all_of_it_from_events(hearing: Cast, at):
    page = PageModel()
    page.take(json.loads(feed.read_snapshot(hearing.meeting.id).model_dump_json()))
    start = page.number
    question = ask(hearing)
    late = [ask(hearing, hearing.delegates[n]) for n in (1, 3, 4)]
    do(hearing, q.MoveQuestion(question_id=late[2], before_id=question))
    do(hearing, q.MoveQuestion(question_id=question, before_id=late[2]))
    give(hearing, question, "question")
    do(hearing, q.MoveQuestion(question_id=late[0]))
    at(5)
    do(hearing, q.AskFollowUp(question_id=question), hearing.delegates[OTHER])
    do(hearing, MuteAll())
    give(hearing, question, "answer", hearing.guest)
    at(7)
    do(hearing, GiveFloor(person_id=str(hearing.delegates[3].id)))
    give(hearing, question, "follow_up")
    do(hearing, q.SettleQuestion(question_id=question, outcome="answered"))
    for _audience, event in journal.read_after(hearing.meeting.id, start):
        page.take(json.loads(event.model_dump_json()))
    fresh = json.loads(feed.read_snapshot(hearing.meeting.id).model_dump_json())
    assert differences(page.state, fresh["state"]) == []
    assert fresh["state"]["questions"][0]["exchanges"][1]["seconds"] == 7


@pytest.mark.parametrize(
    ("steps", "refused_step"),
    [
        ([], "answer"),
        ([], "follow_up"),
        (["question"], "question"),
        (["question", "answer"], "question"),
    ],
)
def test_a_step_out_of_order_is_refused(hearing: Cast, steps, refused_step):
    question = ask(hearing)
    for step in steps:
        give(hearing, question, step)
    before = selectors.floor_state(hearing.meeting)
    with pytest.raises(BadState) as error:
        give(hearing, question, refused_step)
    assert error.value.code == "bad_step"
    assert selectors.floor_state(hearing.meeting) == before


def test_nothing_counts_as_answered_that_nobody_answered(hearing: Cast):
    question = ask(hearing)
    give(hearing, question, "question")
    with pytest.raises(BadState):
        do(hearing, q.SettleQuestion(question_id=question, outcome="answered"))
    with pytest.raises(BadInput) as error:
        do(hearing, q.SettleQuestion(question_id=question, outcome="in_writing", reason="  "))
    assert error.value.code == "no_reason"
    assert board(hearing) == [QuestionState.ASKED]


def test_whom_and_where_one_may_ask(hearing: Cast):
    cases = [
        ({"to_id": str(hearing.delegates[3].id)}, ASKER, "bad_answerer"),
        ({"subject": "   "}, ASKER, "subject_missing"),
        ({}, ANSWERER, "asks_himself"),
        ({"paper_id": str(hearing.items[0].id)}, ASKER, "not_found"),
    ]
    for more, person, code in cases:
        with pytest.raises((BadInput, NotFound)) as error:
            ask(hearing, hearing.delegates[person], **more)
        assert error.value.code == code, more
    with pytest.raises(BadState) as wrong:
        text = QuestionText(hearing.delegates[ANSWERER].id, "Giải ngân")
        actor = hearing.actor(hearing.delegates[ASKER])
        services.ask_question(actor=actor, meeting_id=hearing.meeting.id, item_id=hearing.items[2].id, text=text)
    assert wrong.value.code == "not_questioning"


def test_who_may_do_what(hearing: Cast):
    question = ask(hearing)
    give(hearing, question, "question")
    for person in (hearing.guest, hearing.observer, hearing.technician):
        with pytest.raises(Refused):
            ask(hearing, person)
        with pytest.raises(Refused):
            do(hearing, q.AskFollowUp(question_id=question), person)
        with pytest.raises(Refused):
            do(hearing, q.WithdrawQuestion(question_id=question), person)
        with pytest.raises(Refused):
            do(hearing, q.WithdrawFollowUp(follow_up_id=question), person)
    for person in (hearing.secretary, hearing.delegates[OTHER]):
        with pytest.raises(Refused):
            do(hearing, q.GiveQuestionFloor(question_id=question, step="answer"), person)
        with pytest.raises(Refused):
            do(hearing, q.SettleQuestion(question_id=question, outcome="in_writing", reason="x"), person)
        with pytest.raises(Refused):
            do(hearing, q.WithdrawQuestion(question_id=question), person)
        with pytest.raises(Refused):
            do(hearing, q.MoveQuestion(question_id=question), person)
    with pytest.raises(Refused):  # the secretary takes part here without a vote
        ask(hearing, hearing.secretary)


def test_a_hand_to_take_a_question_further(hearing: Cast):
    other, asker = hearing.delegates[OTHER], hearing.delegates[ASKER]
    question = ask(hearing)
    with pytest.raises(BadState) as early:
        do(hearing, q.AskFollowUp(question_id=question), other)
    assert early.value.code == "not_put"
    give(hearing, question, "question")
    do(hearing, q.AskFollowUp(question_id=question), other)
    with pytest.raises(BadState) as twice:
        do(hearing, q.AskFollowUp(question_id=question), other)
    assert twice.value.code == "already_asked"
    with pytest.raises(BadState) as away:
        do(hearing, q.AskFollowUp(question_id=question), hearing.delegates[AWAY])
    assert away.value.code == "not_present"
    hand = questions_state(hearing.meeting)[0].follow_ups[0].id
    with pytest.raises(Refused):
        do(hearing, q.WithdrawFollowUp(follow_up_id=hand), asker)
    do(hearing, q.WithdrawFollowUp(follow_up_id=hand), other)
    assert questions_state(hearing.meeting)[0].follow_ups == ()


def test_hands_go_with_whoever_leaves_and_with_the_question(hearing: Cast):
    other, third = hearing.delegates[OTHER], hearing.delegates[3]
    question = ask(hearing)
    give(hearing, question, "question")
    for person in (other, third):
        do(hearing, q.AskFollowUp(question_id=question), person)
    presence.leave_meeting(actor=hearing.actor(other), meeting_id=hearing.meeting.id)
    assert [hand.person_id for hand in questions_state(hearing.meeting)[0].follow_ups] == [str(third.id)]
    do(hearing, q.SettleQuestion(question_id=question, outcome="in_writing", reason="Hết giờ"))
    assert questions_state(hearing.meeting)[0].follow_ups == ()


def test_whom_a_question_names_is_named_alike_after_he_was_taken_from_the_meeting(hearing: Cast):
    ask(hearing, to_id=str(hearing.guest.id))
    (before,) = questions_state(hearing.meeting)
    assert before.to_detail
    Participation.objects.filter(meeting=hearing.meeting, person=hearing.guest).delete()
    assert questions_state(hearing.meeting) == (before,)


def test_a_question_is_withdrawn_by_its_asker_not_while_it_is_talked_of(hearing: Cast):
    asker = hearing.delegates[ASKER]
    question = ask(hearing)
    give(hearing, question, "question")
    with pytest.raises(BadState) as now:
        do(hearing, q.WithdrawQuestion(question_id=question), asker)
    assert now.value.code == "turn_open"
    do(hearing, MuteAll())
    do(hearing, q.WithdrawQuestion(question_id=question), asker)
    assert board(hearing) == [QuestionState.WITHDRAWN]


def test_the_floor_of_a_question_needs_its_item_and_its_people(hearing: Cast):
    absent = ask(hearing, hearing.delegates[AWAY])
    with pytest.raises(BadState) as away:
        give(hearing, absent, "question")
    assert away.value.code == "not_present"
    assert board(hearing) == [QuestionState.WAITING]
    question = ask(hearing)
    with pytest.raises(BadInput):
        give(hearing, question, "question", hearing.delegates[OTHER])
    give(hearing, question, "question")
    with pytest.raises(BadInput):
        give(hearing, question, "answer", hearing.delegates[OTHER])
    do(hearing, MuteAll())
    do(hearing, CloseItem(item_id=str(hearing.items[1].id)))
    with pytest.raises(BadState) as closed:
        give(hearing, question, "answer")
    assert closed.value.code == "item_not_open"


def test_the_secretary_enters_what_was_handed_in_before(cast: Cast):
    staff = cast.actor(cast.secretary)
    item = cast.items[1].id
    set_questioning(actor=staff, meeting_id=cast.meeting.id, item_id=item, answerers=[cast.delegates[ANSWERER].id])
    text = QuestionText(cast.delegates[ANSWERER].id, "Giải ngân chậm", "Vì sao …?")
    asker = cast.delegates[ASKER]
    register = {"meeting_id": cast.meeting.id, "item_id": item, "person_id": asker.id, "text": text}
    services.register_question(actor=staff, **register)
    with pytest.raises(Refused):
        services.register_question(actor=cast.actor(cast.chair), **register)
    with pytest.raises(Refused):  # a guest has no vote, whoever enters it
        services.register_question(actor=staff, **{**register, "person_id": cast.guest.id})
    ask(cast)  # and he himself, before the sitting opens
    assert [(one.name, one.text) for one in questions_state(cast.meeting)] == [
        (asker.full_name, "Vì sao …?"),
        (asker.full_name, ""),
    ]


def test_an_item_with_questions_stays_a_questioning(hearing: Cast):
    staff, item = hearing.actor(hearing.secretary), hearing.items[3].id
    guest = [hearing.guest.id]
    change = {"actor": staff, "meeting_id": hearing.meeting.id, "item_id": item}
    set_questioning(**change, answerers=guest)
    text = QuestionText(hearing.guest.id, "Chất lượng nước")
    actor = hearing.actor(hearing.delegates[ASKER])
    services.ask_question(actor=actor, meeting_id=hearing.meeting.id, item_id=item, text=text)
    with pytest.raises(BadState) as kept:
        set_questioning(**change, answerers=None)
    assert kept.value.code == "has_questions"
    with pytest.raises(BadState):
        arranging.remove_item(**change)
    for bad, code in (([], "answerer_missing"), ([hearing.observer.id], "bad_answerer")):
        with pytest.raises(BadInput) as error:
            set_questioning(**change, answerers=bad)
        assert error.value.code == code
    with pytest.raises(Refused):
        set_questioning(**{**change, "actor": hearing.actor(hearing.chair)}, answerers=guest)


def test_the_times_are_the_bodys_rule(hearing: Cast):
    QuestionRule.objects.create(
        unit=hearing.province, question_s=120, answer_s=None, source="Nội quy", valid_from=clock.now().date()
    )
    question = ask(hearing)
    give(hearing, question, "question")
    assert selectors.floor_state(hearing.meeting).limit_s == 120
    give(hearing, question, "answer")
    assert selectors.floor_state(hearing.meeting).limit_s is None


def test_closing_lowers_the_hands_and_keeps_the_states(hearing: Cast):
    question, waiting = ask(hearing), ask(hearing, hearing.delegates[3])
    give(hearing, question, "question")
    do(hearing, q.AskFollowUp(question_id=question), hearing.delegates[OTHER])
    do(hearing, MuteAll())
    agenda.close_meeting(actor=hearing.actor(hearing.chair), meeting_id=hearing.meeting.id)
    assert board(hearing) == [QuestionState.ASKED, QuestionState.WAITING]
    assert questions_state(hearing.meeting)[0].follow_ups == ()
    with pytest.raises(BadState):
        do(hearing, q.SettleQuestion(question_id=waiting, outcome="in_writing", reason="x"))
    with pytest.raises(BadState):
        ask(hearing)
