"""Votes that the office prepares: for whom they wait, how the chair opens them, what is refused."""

import json
from typing import Any
from uuid import uuid4

import pytest

from meetings.agenda.services import close_meeting
from meetings.contracts.audience import Roles
from meetings.contracts.commands import OpenPoll
from meetings.contracts.polls import Motion, VoteWay
from meetings.contracts.roles import Role
from meetings.core.errors import BadInput, BadState, NotFound, Refused
from meetings.core.models import JournalEvent
from meetings.live.commands import carry_out
from meetings.live.journal_words import Telling
from meetings.voting import preparing
from meetings.voting.models import MajorityRule, Poll, PreparedPoll
from meetings.voting.preparing import PreparedText
from meetings.voting.selectors import prepared_state
from meetings.voting.services import Terms
from tests.browser import browser_of, text_of
from tests.cast import Cast

OPTIONS = ("Thành phố Đông Hà", "Phường Nam Lý")
QUESTION = "Chọn nơi đặt trụ sở"


def prepare(cast: Cast, name: str = "secretary", question: str = QUESTION, **changed: Any) -> PreparedPoll:
    text = PreparedText(question, cast.items[1].id, terms=Terms(options=OPTIONS, seconds=60, closes_itself=True))
    text = PreparedText(**{key: changed.get(key, getattr(text, key)) for key in PreparedText.__slots__})
    return preparing.prepare_poll(actor=cast.actor(name), meeting_id=cast.meeting.id, text=text)


def open_it(cast: Cast, row: PreparedPoll, name: str = "chair") -> None:
    (state,) = [one for one in prepared_state(cast.meeting.id) if one.id == str(row.id)]
    asked = state.model_dump(exclude={"id"}) | {"prepared_id": state.id}
    carry_out(cast.actor(name), cast.meeting.id, OpenPoll(**asked))


def test_the_chair_opens_it_as_it_was_prepared_and_only_once(sitting: Cast):
    row, other = prepare(sitting), prepare(sitting, question="Thông qua nghị quyết", item_id=None, terms=Terms())
    open_it(sitting, row)
    poll = Poll.objects.get(meeting=sitting.meeting)
    assert (poll.question, poll.item, tuple(poll.options)) == (QUESTION, sitting.items[1], OPTIONS)
    assert (poll.closes_itself, poll.closes_at is not None, poll.prepared) == (True, True, row)
    assert [one.id for one in prepared_state(sitting.meeting.id)] == [str(other.id)]
    opened = JournalEvent.objects.filter(meeting_id=sitting.meeting.id, kind="poll_opened").get()
    assert json.loads(opened.payload)["prepared_id"] == str(row.id)
    with pytest.raises(NotFound, match="đã được mở"):
        preparing.discard_prepared(actor=sitting.actor("secretary"), meeting_id=sitting.meeting.id, prepared_id=row.id)
    Poll.objects.update(closed_at=poll.opened_at)
    again = OpenPoll(question=QUESTION, prepared_id=str(row.id))
    with pytest.raises(NotFound, match="chuẩn bị sẵn"):
        carry_out(sitting.actor("chair"), sitting.meeting.id, again)
    assert Poll.objects.count() == 1


def test_each_change_is_told_to_those_who_read_the_journal_alone(sitting: Cast):
    row = prepare(sitting)
    act = {"actor": sitting.actor("secretary"), "meeting_id": sitting.meeting.id, "prepared_id": row.id}
    preparing.change_prepared(**act, text=PreparedText("Chọn nơi khác", None))
    preparing.discard_prepared(**act)
    events = JournalEvent.objects.filter(meeting_id=sitting.meeting.id, kind="polls_prepared").order_by("number")
    told = [(json.loads(one.payload)["act"], len(json.loads(one.payload)["prepared"])) for one in events]
    assert told == [("added", 1), ("changed", 1), ("discarded", 0)]
    audiences = {Roles.model_validate_json(one.audience).roles for one in events}
    assert audiences == {(Role.CHAIR, Role.SECRETARY, Role.AUDITOR)}
    words = [Telling({}).words(one, whole=True) for one in events]
    assert words[0] == f"Chuẩn bị biểu quyết: {QUESTION}" and words[2].endswith("Chọn nơi khác")


WRONG: dict[str, dict[str, Any]] = {
    "nội dung": {"question": "  x "},
    "2 đến 10": {"terms": Terms(options=("Một",))},
    "Tài liệu này": {"terms": Terms(paper_id=str(uuid4()))},
    "ghi tên": {"terms": Terms(VoteWay.HANDS)},
    "bỏ phiếu kín": {"motion": Motion.ELECTION},
}


@pytest.mark.parametrize("words", WRONG)
def test_what_could_not_be_opened_is_not_prepared(sitting: Cast, words: str):
    MajorityRule.objects.filter(motion="").update(named=True)
    MajorityRule.objects.filter(motion="election").update(secret=True)
    with pytest.raises((BadInput, BadState, NotFound), match=words):
        prepare(sitting, **WRONG[words])
    assert not PreparedPoll.objects.exists()


def test_only_who_prepares_the_meeting_may_and_until_it_is_closed(sitting: Cast):
    row = prepare(sitting)
    act = {"meeting_id": sitting.meeting.id, "prepared_id": row.id}
    for name in ("chair", "delegate"):
        with pytest.raises((Refused, NotFound)):
            prepare(sitting, name)
        with pytest.raises((Refused, NotFound)):
            preparing.change_prepared(actor=sitting.actor(name), **act, text=PreparedText("Câu khác"))
        with pytest.raises((Refused, NotFound)):
            preparing.discard_prepared(actor=sitting.actor(name), **act)
    close_meeting(actor=sitting.actor("chair"), meeting_id=sitting.meeting.id)
    with pytest.raises(BadState, match="bế mạc"):
        prepare(sitting)
    assert PreparedPoll.objects.get().question == QUESTION


def test_the_page_prepares_changes_and_puts_away(sitting: Cast):
    browser, address = browser_of(sitting.secretary), f"/chuan-bi/{sitting.meeting.id}/bieu-quyet/"
    typed = {
        "question": QUESTION,
        "item": str(sitting.items[1].id),
        "motion": "ordinary",
        "way": "devices",
        "options": "\n".join((*OPTIONS, "")),
        "seconds": "120",
        "closes_itself": "on",
    }
    refused = browser.post(address, typed | {"options": "Một"})
    assert refused.status_code == 422 and "từ 2 đến 10 phương án" in text_of(refused)
    assert "tối đa 120 chữ" in text_of(browser.post(address, typed | {"options": "x" * 121}))
    assert browser.post(address, typed).status_code == 302
    shown = text_of(browser.get(address))
    assert f"{OPTIONS[0]} {OPTIONS[1]}" in shown and "2 phút, tự đóng khi hết giờ" in shown
    one = f"{address}{PreparedPoll.objects.get().id}/"
    assert "\n".join(OPTIONS) in browser.get(one).content.decode()
    assert browser.post(one, typed | {"options": ""}).status_code == 302
    assert PreparedPoll.objects.get().options == []
    assert browser.post(f"{one}bo/").status_code == 302
    assert browser.post(f"{one}bo/").status_code == 422
    for stranger in (sitting.chair, sitting.delegates[0]):
        answers = [browser_of(stranger).get(address), browser_of(stranger).post(address, typed)]
        assert {answer.status_code for answer in answers} <= {403, 404}
    assert not PreparedPoll.objects.exists()
