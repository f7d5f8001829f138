"""Who spoke, as a person says it: in the record, on pages, in files and minutes; no machine undoes it."""

import io
import uuid
from datetime import timedelta

import pytest
from docx import Document

from meetings.agenda.models import Meeting, Participation
from meetings.contracts.events import SpeakerNamed
from meetings.contracts.speech import Segment as SpokenSegment
from meetings.core import journal
from meetings.core.errors import BadInput, BadState, NotFound, Refused
from meetings.core.models import JournalEvent
from meetings.live.feed import last_captions
from meetings.live.journal_words import Telling
from meetings.minutes.attribution import Named, Speaker, named_at
from meetings.minutes.content import gather_content
from meetings.minutes.document import write_docx
from meetings.minutes.models import Segment
from meetings.minutes.naming import name_speaker
from meetings.minutes.selectors import get_transcript_for
from meetings.minutes.services import draft_minutes, record_segment
from meetings.minutes.transcript_files import to_srt, to_vtt
from tests.cast import Cast, draft_meeting
from tests.unit.meetings.minutes.test_corrections import correct, said


def name(cast: Cast, segment: SpokenSegment, person: object, *, who: str = "secretary", **more: object) -> int:
    values: dict[str, object] = {"named": 0, "stretch": False, "person_id": getattr(person, "id", None)} | more
    return name_speaker(
        actor=cast.actor(who), meeting_id=cast.meeting.id, segment_id=uuid.UUID(segment.segment_id), **values
    )


def in_hall(cast: Cast, meeting: Meeting, at: int, letter: str, **change: object) -> SpokenSegment:
    line = said(meeting, at=at, name=letter)
    values = {"participant": f"room:{cast.hall.id}", "speaker": cast.hall.name} | change
    Segment.objects.filter(id=line.segment_id).update(**values)
    return line.model_copy(update=values)


def speakers() -> list[str]:
    return list(Segment.objects.order_by("start_ms").values_list("speaker", flat=True))


def test_a_name_stands_in_record_journal_pages_and_files(cast: Cast, in_session: Meeting) -> None:
    line, person = in_hall(cast, in_session, 0, "a"), cast.delegates[1]
    first = draft_minutes_of(in_session)
    number = name(cast, line, person)
    row = Segment.objects.get()
    assert (row.speaker, row.speaker_id, row.named, row.rev, row.state) == (
        person.full_name,
        str(person.id),
        1,
        3,
        "final",
    )
    event = JournalEvent.objects.get(meeting_id=in_session.id, number=number)
    payload = journal.PAYLOAD.validate_json(event.payload)
    assert isinstance(payload, SpeakerNamed)
    assert (payload.segment_ids, payload.before, payload.named) == ((line.segment_id,), cast.hall.name, 1)
    assert journal.AUDIENCE.validate_json(event.audience).kind == "everyone"
    words = Telling({}).words(event, whole=True)
    assert person.full_name in words and cast.hall.name in words
    assert last_captions(in_session.id)[0].speaker == person.full_name
    transcript = get_transcript_for(cast.actor("secretary"), in_session.id)
    assert f"<v {person.full_name}>" in to_vtt(transcript)
    assert f"{person.full_name} " in to_srt(transcript).replace(":", " ")
    assert draft_minutes_of(in_session) != first
    document = Document(io.BytesIO(write_docx(gather_content(in_session))))
    assert any(f", {person.full_name}: " in paragraph.text for paragraph in document.paragraphs)


def draft_minutes_of(meeting: Meeting) -> uuid.UUID:
    return draft_minutes(meeting_id=meeting.id).id


def test_a_later_machine_revision_changes_the_words_but_not_the_speaker(cast: Cast, in_session: Meeting) -> None:
    line = in_hall(cast, in_session, 0, "a")
    name(cast, line, cast.delegates[1])
    assert record_segment(line.model_copy(update={"rev": 4, "text": "nghe lại rõ hơn"}))
    row = Segment.objects.get()
    assert (row.text, row.speaker, row.named) == ("nghe lại rõ hơn", cast.delegates[1].full_name, 1)
    correct(cast, line, rev=4)
    assert last_captions(in_session.id)[0].speaker == cast.delegates[1].full_name


def test_a_stretch_ends_at_another_voice_a_long_pause_and_another_name(cast: Cast, in_session: Meeting) -> None:
    lines = [in_hall(cast, in_session, at * 1000, str(at)) for at in (0, 3, 6, 40, 43, 46)]
    in_hall(cast, in_session, 49_000, "other", participant="room:x", speaker="Phòng khác")
    in_hall(cast, in_session, 52_000, "back")
    name(cast, lines[1], cast.delegates[1], stretch=True)
    one, hall = cast.delegates[1].full_name, cast.hall.name
    assert speakers() == [one] * 3 + [hall] * 3 + ["Phòng khác", hall]
    name(cast, lines[4], cast.delegates[0])
    name(cast, lines[5], cast.delegates[2], stretch=True)
    two, three = cast.delegates[0].full_name, cast.delegates[2].full_name
    assert speakers() == [one] * 3 + [hall, two, three, "Phòng khác", hall]


def test_back_to_the_name_of_the_room_and_of_a_lone_person(cast: Cast, in_session: Meeting) -> None:
    line = in_hall(cast, in_session, 0, "a")
    name(cast, line, cast.delegates[1])
    name(cast, line, None, named=1)
    row = Segment.objects.get()
    assert (row.speaker, row.speaker_id, row.named) == (cast.hall.name, "", 2)
    assert record_segment(line.model_copy(update={"rev": 9, "speaker": "ai khác"}))
    assert speakers() == [cast.hall.name]
    lone = in_hall(cast, in_session, 5000, "b", participant=f"person:{cast.guest.id}", speaker="?")
    name(cast, lone, None)
    assert speakers() == [cast.hall.name, cast.guest.full_name]


@pytest.mark.parametrize("who", ["chair", "delegate", "guest", "observer", "technician"])
def test_others_name_nobody(cast: Cast, in_session: Meeting, who: str) -> None:
    line, number = in_hall(cast, in_session, 0, "a"), journal.last_number(in_session.id)
    with pytest.raises(Refused):
        name(cast, line, cast.delegates[1], who=who)
    with pytest.raises(NotFound):
        name(cast, line, cast.delegates[1], who="outsider")
    assert (speakers(), journal.last_number(in_session.id)) == ([cast.hall.name], number)


def test_what_cannot_be_named(cast: Cast, in_session: Meeting) -> None:
    line, number = in_hall(cast, in_session, 0, "a"), journal.last_number(in_session.id)
    with pytest.raises(BadInput, match="có tên trong cuộc họp"):
        name(cast, line, cast.outsider)
    with pytest.raises(BadInput):
        name(cast, line, None, person_id=uuid.uuid4())
    with pytest.raises(NotFound):
        name(cast, line.model_copy(update={"segment_id": str(uuid.uuid4())}), None)
    assert journal.last_number(in_session.id) == number
    name(cast, line, cast.delegates[1])
    with pytest.raises(BadState) as refused:
        name(cast, line, cast.delegates[2])
    assert refused.value.code == "changed_meanwhile"
    Segment.objects.update(meeting=draft_meeting(cast))
    with pytest.raises(NotFound):
        name(cast, line, None, named=1)


def test_who_had_left_can_still_be_named(cast: Cast, in_session: Meeting) -> None:
    person = cast.delegates[1]
    seat = Participation.objects.get(meeting=in_session, person=person)
    seat.present, seat.left_at = False, (in_session.opened_at or seat.left_at) + timedelta(minutes=1)
    seat.save()
    name(cast, in_hall(cast, in_session, 0, "a"), person)
    assert speakers() == [person.full_name]


def test_whose_words_an_utterance_of_a_second_pass_is() -> None:
    one, two = Speaker("room:x", "Một", "1"), Speaker("room:x", "Hai", "2")
    named = [Named(0, 1000, one, 1), Named(1100, 2000, one, 3), Named(3000, 5000, two, 1)]
    found = [named_at(start, end, named) for start, end in ((0, 2000), (1500, 4900), (2000, 3000), (2000, 4100))]
    assert [told and told.speaker.name for told in found] == ["Một", "Hai", None, "Hai"]
