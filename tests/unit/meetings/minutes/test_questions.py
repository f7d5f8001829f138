"""A questioning in the draft of the minutes."""

from meetings.contracts.floor import SpeechKind
from meetings.contracts.questions import Exchange, Question, QuestionState
from meetings.minutes.questions import question_lines


def test_question_answer_follow_up_and_end():
    said = [
        Exchange(turn_id=str(n), kind=kind, person_id=who, name=who, seconds=seconds)
        for n, (kind, who, seconds) in enumerate(
            [(SpeechKind.QUESTION, "Lan", 55), (SpeechKind.ANSWER, "Đức", 125), (SpeechKind.FOLLOW_UP, "Hạnh", 30)]
        )
    ]
    question = Question(
        id="q",
        number=7,
        item_id="i",
        person_id="a",
        name="Lan",
        detail="Xã Tân Hòa",
        to_id="b",
        to_name="Đức",
        to_detail="",
        subject="giải ngân",
        text="Vì sao?",
        paper_id=None,
        at="",
        state=QuestionState.IN_WRITING,
        reason="cần số liệu",
        exchanges=tuple(said),
    )
    assert question_lines(2, question) == (
        "Chất vấn 2. Lan (Xã Tân Hòa) chất vấn Đức về giải ngân",
        "Nội dung: Vì sao?",
        "– Lan nêu chất vấn (55 giây)",
        "– Đức trả lời (2 phút 05 giây)",
        "– Hạnh hỏi lại, tranh luận (30 giây)",
        "Trả lời bằng văn bản; lý do: cần số liệu",
    )
