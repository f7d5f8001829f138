"""Minutes of a meeting of two sessions: each with its own attendance, items and votes."""

import csv
import io
from datetime import timedelta

import pytest
from docx import Document

from meetings.agenda import planning
from meetings.agenda.planning import SessionText
from meetings.contracts import commands as c
from meetings.contracts.sessions import AdjournSession, OpenSession
from meetings.core import clock
from meetings.dossiers.tables import attendance_csv, votes_csv
from meetings.live.commands import carry_out
from meetings.minutes.content import MinutesContent, gather_content
from meetings.minutes.document import write_docx
from tests.cast import Cast


@pytest.fixture
def day(sitting: Cast, monkeypatch: pytest.MonkeyPatch) -> MinutesContent:
    """Item 1 and half of item 2 with a vote in the first session; the rest of it with a vote in the second."""
    moment = [clock.now()]
    monkeypatch.setattr(clock, "now", lambda: moment[0])
    meeting_id, voter = sitting.meeting.id, sitting.delegates[0]

    def do(command: object, person: object = None) -> None:
        moment[0] += timedelta(minutes=1)
        carry_out(sitting.actor(person or sitting.chair), meeting_id, command)

    def vote(question: str) -> None:
        do(c.OpenPoll(question=question))
        do(c.ClosePoll(poll_id=str(sitting.meeting.polls.get(question=question).id)))

    starts = sitting.meeting.starts_at + timedelta(days=1)
    text = SessionText(starts, starts + timedelta(hours=3))
    planning.add_session(actor=sitting.actor("secretary"), meeting_id=meeting_id, text=text)
    for item in sitting.items[:2]:
        do(c.OpenItem(item_id=str(item.id)))
    vote("Buổi trước")
    do(AdjournSession())
    do(c.CheckIn(room_id=str(sitting.hall.id)), voter)
    do(OpenSession())
    vote("Buổi sau")
    do(c.CloseMeeting())
    sitting.meeting.refresh_from_db()
    return gather_content(sitting.meeting)


def test_each_session_has_its_own_attendance_items_and_votes(day: MinutesContent, sitting: Cast):
    first, second = day.sessions
    ids = [str(item.id) for item in sitting.items]
    assert [section.item.id for section in first.sections] == ids[:2]
    assert [section.item.id for section in second.sections] == [ids[1]]
    assert [poll.question for section in first.sections for poll in section.polls] == ["Buổi trước"]
    assert [poll.question for section in second.sections for poll in section.polls] == ["Buổi sau"]
    assert [section.item.id for section in day.untouched] == ids[2:]
    voter = str(sitting.delegates[0].id)
    assert list(second.part.stays) == [voter]
    assert (first.quorum.present, second.part.opening and second.part.opening.present) == (5, 1)
    there = day.stays[voter]
    assert len(there) == 2
    assert there[0].until == first.part.closed_at


def test_the_draft_and_the_table_are_grouped_by_session(day: MinutesContent):
    text = "\n".join(paragraph.text for paragraph in Document(io.BytesIO(write_docx(day))).paragraphs)
    names = [session.part.name for session in day.sessions]
    places = [
        text.index(words)
        for words in (names[0].upper(), "Buổi trước", names[1].upper(), "Buổi sau", "CÁC MỤC CHƯA BÀN")
    ]
    assert places == sorted(places)
    assert f"{names[0]} kết thúc vào" in text
    table = attendance_csv(day).decode("utf-8-sig")
    assert f"{names[0]}: " in table
    assert f"{names[1]}: Vắng" in table
    votes = list(csv.reader(io.StringIO(votes_csv(day).decode("utf-8-sig"))))
    assert [row[:3:2] for row in votes] == [
        ["Buổi", "Nội dung biểu quyết"],
        [names[0], "Buổi trước"],
        [names[1], "Buổi sau"],
    ]
    assert {len(row) for row in votes} == {len(votes[0])}
