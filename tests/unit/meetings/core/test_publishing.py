"""What is published after a commit: runs for ballots, and nothing lost when Redis is away."""

import json
from uuid import uuid4

import pytest

from meetings.contracts.audience import EVERYONE, OnePerson
from meetings.contracts.bus import RunHead, unpack_published
from meetings.contracts.events import SpeechWithdrawn
from meetings.core import bus, journal
from meetings.core.actor import SYSTEM
from meetings.core.models import JournalEvent


@pytest.fixture
def published(monkeypatch):
    sent = []

    class Client:
        def publish(self, channel, data):
            sent.append((channel, unpack_published(data)))

    monkeypatch.setattr(bus, "client", Client)
    return sent


def record(meeting_id, audiences, capture):
    with capture(execute=True), journal.act(meeting_id=meeting_id, actor=SYSTEM) as act:
        for n, audience in enumerate(audiences):
            act.record(SpeechWithdrawn(request_id=str(n)), audience)


@pytest.mark.django_db
def test_neighbouring_personal_events_travel_together(published, django_capture_on_commit_callbacks):
    meeting = uuid4()
    one, two = OnePerson(person_id="1"), OnePerson(person_id="2")
    record(meeting, [EVERYONE, one, two, one, EVERYONE, two], django_capture_on_commit_callbacks)
    heads = [head for _channel, (head, _texts) in published]
    assert [isinstance(head, RunHead) for head in heads] == [False, True, False, False]
    assert [part.number for part in heads[1].run] == [2, 3, 4]
    single = heads[3]
    assert json.loads(single.outside) == {"type": "passed", "first": 6, "last": 6}
    assert {channel for channel, _message in published} == {f"live:{meeting}"}


@pytest.mark.django_db
def test_nothing_is_published_when_the_act_fails(published, django_capture_on_commit_callbacks):
    with (
        pytest.raises(RuntimeError),
        django_capture_on_commit_callbacks(execute=True),
        journal.act(meeting_id=uuid4(), actor=SYSTEM) as act,
    ):
        act.record(SpeechWithdrawn(request_id="x"))
        raise RuntimeError
    assert published == []


@pytest.mark.django_db
def test_what_is_published_is_what_a_catch_up_would_bring(sitting):
    for event in JournalEvent.objects.filter(meeting_id=sitting.meeting.id):
        assert json.loads(journal.message_text(event)) == journal.event_message(event).model_dump(mode="json")
