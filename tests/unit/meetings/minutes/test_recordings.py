"""Recordings: what comes in, who hears it, and how a second pass enters the record."""

import threading
import wave
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
import pytest

from meetings.agenda.models import Meeting
from meetings.agenda.services import close_meeting
from meetings.contracts.speech import RerunHeard, SegmentState, Word
from meetings.contracts.speech import Segment as SpokenSegment
from meetings.core import clock
from meetings.core.errors import BadInput, BadState, Refused
from meetings.core.models import JournalEvent
from meetings.core.pieces import Announced
from meetings.minutes import recordings, rerunner
from meetings.minutes.attribution import Source, Turn, borders, elsewhere, speaker_at, within
from meetings.minutes.models import Recording, RecordingStatus, Segment
from meetings.minutes.recordings import RecordingText
from meetings.minutes.remaking import order_of, remake_transcript
from meetings.minutes.services import record_segment
from meetings.speaking.models import Turn as Turns
from meetings.speaking.services import FloorTarget, give_floor, take_floor
from tests.browser import browser_of
from tests.cast import Cast, open_sitting

RATE = 8000


def sound(words: str = "12__34__") -> bytes:
    """Return a WAV in which each digit is half a second of a tone that the engine of tests reads."""
    at = np.arange(RATE // 2) / RATE
    parts = [
        np.zeros(RATE // 2) if word == "_" else 0.3 * np.sin(2 * np.pi * (200 + 100 * int(word)) * at) for word in words
    ]
    out = BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((np.concatenate(parts) * 32767).astype("<i2").tobytes())
    return out.getvalue()


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path


@pytest.fixture
def closed(cast: Cast) -> Meeting:
    """A sitting that is over."""
    open_sitting(cast)
    close_meeting(actor=cast.actor("chair"), meeting_id=cast.meeting.id)
    cast.meeting.refresh_from_db()
    return cast.meeting


def bring(cast: Cast, data: bytes | None = None, room: str = "", name: str = "hop.wav") -> Recording:
    data = sound() if data is None else data
    actor, meeting = cast.actor("secretary"), cast.meeting.id
    text = RecordingText(Announced(name, len(data)), room)
    recording = recordings.begin_recording(actor=actor, meeting_id=meeting, text=text)
    for at in range(0, len(data), 20_000):
        piece = data[at : at + 20_000]
        recordings.add_piece(actor=actor, meeting_id=meeting, recording_id=recording.id, offset=at, data=piece)
        # sent twice on a bad line, it counts once
        recordings.add_piece(actor=actor, meeting_id=meeting, recording_id=recording.id, offset=at, data=piece)
    recording.refresh_from_db()
    return recording


def line(meeting: Meeting, start_ms: int, text: str, state: str = "final", participant: str = "room:x") -> Segment:
    return Segment.objects.create(
        id=uuid4(), meeting=meeting, rev=1, state=state, start_ms=start_ms, end_ms=start_ms + 1000,
        participant=participant, speaker="Phòng", text=text,
    )  # fmt: skip


def test_a_file_comes_in_pieces_and_is_heard_by_ranges(cast: Cast, closed: Meeting) -> None:
    recording = bring(cast)
    assert (recording.status, recording.kind) == (RecordingStatus.KEPT, "wav")
    assert recordings.sound_of(recording).read_bytes() == sound()
    assert closed.opened_at and recording.start_ms == int(closed.opened_at.timestamp() * 1000)
    address = f"/bien-ban/{closed.id}/ghi-am/{recording.id}/tieng"
    for person in (cast.secretary, cast.chair):
        part = browser_of(person).get(address, headers={"range": "bytes=4-7"})
        assert (part.status_code, part.content, part.headers["Content-Type"]) == (206, sound()[4:8], "audio/wav")
        listed = browser_of(person).get(f"/bien-ban/{closed.id}/ghi-am.json").json()
        assert listed["recordings"][0]["url"] == address


@pytest.mark.parametrize("who", ["delegate", "guest", "observer", "technician", "outsider"])
def test_others_neither_hear_nor_handle_it(cast: Cast, closed: Meeting, who: str) -> None:
    recording, browser, of = bring(cast), browser_of(cast.named(who)), f"/bien-ban/{closed.id}/ghi-am"
    for address in (f"{of}/", f"{of}.json", f"{of}/{recording.id}/tieng"):
        assert browser.get(address).status_code in {403, 404}
    for act in ("nghe", "dung", "xoa", "luc"):
        assert browser.post(f"{of}/{recording.id}/", {"viec": act, "luc": "2026-01-01T00:00"}).status_code in {403, 404}
    announced = browser.post(f"{of}/", '{"name": "a", "size": 9}', content_type="application/json")
    assert announced.status_code in {403, 404} and Recording.objects.count() == 1
    piece = browser.post(f"{of}/{recording.id}/phan/?tu=0", b"x", content_type="application/octet-stream")
    assert piece.status_code in {403, 404}


def test_the_chair_hears_but_does_not_handle(cast: Cast, closed: Meeting) -> None:
    recording = bring(cast)
    address = f"/bien-ban/{closed.id}/ghi-am/{recording.id}/"
    assert browser_of(cast.chair).post(address, {"viec": "xoa"}).status_code == 403
    assert browser_of(cast.secretary).post(address, {"viec": "xoa"}).status_code == 302
    assert not Recording.objects.exists() and not recordings.folder_of(recording.id).exists()


def test_no_machine_listens_where_none_may(cast: Cast, closed: Meeting) -> None:
    recording = bring(cast)
    recordings.order_rerun(actor=cast.actor("secretary"), meeting_id=closed.id, recording_id=recording.id)
    Meeting.objects.update(captions=False)
    with pytest.raises(Refused):
        bring(cast)
    browser, of = browser_of(cast.secretary), f"/bien-ban/{closed.id}/ghi-am"
    for address in (f"{of}/", f"{of}.json", f"{of}/{recording.id}/tieng"):
        assert browser.get(address).status_code == 403
    claimed = rerunner.claim("jobs-1:a")
    assert claimed
    rerunner.Pass(claimed, "jobs-1:a").run(threading.Event())
    recording.refresh_from_db()
    assert (recording.status, recording.problem) == (RecordingStatus.FAILED, "not_allowed")


def test_bad_files_are_refused_in_words(cast: Cast, closed: Meeting, settings: Any) -> None:
    with pytest.raises(BadInput, match="WAV"):
        bring(cast, b"%PDF-1.7 not a sound" * 40)
    settings.MAX_RECORDING_BYTES = 1000
    with pytest.raises(BadInput, match="lớn quá"):
        bring(cast)
    with pytest.raises(BadInput):
        bring(cast, b"")
    settings.MAX_RECORDING_BYTES = 10**9
    with pytest.raises(BadInput):
        bring(cast, room=str(cast.far_room.id))
    actor = cast.actor("secretary")
    half = recordings.begin_recording(actor=actor, meeting_id=closed.id, text=RecordingText(Announced("a.wav", 100)))
    # a piece that comes too early is asked for again, one that leads beyond the end is refused
    told = {"actor": actor, "meeting_id": closed.id, "recording_id": half.id}
    assert recordings.add_piece(offset=50, data=b"x", **told).came == 0
    with pytest.raises(BadInput):
        recordings.add_piece(offset=50, data=b"x" * 51, **told)
    with pytest.raises(BadState):
        recordings.order_rerun(**told)


def test_a_half_sent_file_goes_on_where_it_stopped(cast: Cast, closed: Meeting) -> None:
    data, actor = sound(), cast.actor("secretary")
    text = RecordingText(Announced("hop.wav", len(data), "17:" + "a" * 64))
    told = {"actor": actor, "meeting_id": closed.id}
    first = recordings.begin_recording(text=text, **told)
    recordings.add_piece(recording_id=first.id, offset=0, data=data[:3000], **told)
    again = recordings.begin_recording(text=text, **told)
    assert (again.id, again.came) == (first.id, 3000)
    other = RecordingText(Announced("hop.wav", len(data), "18:" + "a" * 64))
    assert recordings.begin_recording(text=other, **told).came == 0
    whole = recordings.add_piece(recording_id=first.id, offset=3000, data=data[3000:], **told)
    assert whole.status == RecordingStatus.KEPT and recordings.sound_of(whole).read_bytes() == data


def test_it_waits_for_the_end_of_the_sitting(cast: Cast, in_session: Meeting) -> None:
    recording = bring(cast)
    with pytest.raises(BadState, match="bế mạc"):
        recordings.order_rerun(actor=cast.actor("secretary"), meeting_id=in_session.id, recording_id=recording.id)


def heard(start_ms: int, text: str) -> RerunHeard:
    word = Word(text=text, start_ms=start_ms, end_ms=start_ms + 900, probability=0.9)
    return RerunHeard(start_ms=start_ms, end_ms=start_ms + 1000, text=text, words=(word,), confidence=0.9)


def test_a_persons_line_stays_and_the_machines_are_replaced_at_once(cast: Cast, closed: Meeting) -> None:
    recording = bring(cast)
    zero = recording.start_ms
    line(closed, zero + 1000, "máy nghe nhầm")
    edited = line(closed, zero + 3000, "Thư ký đã sửa.", "edited")
    before, after = line(closed, zero - 5000, "trước"), line(closed, zero + 60_000, "sau")
    found = [heard(1000, "Máy nghe đúng."), heard(3200, "lại nhầm"), heard(6000, "Thêm.")]
    assert remake_transcript(recording, found, 8000, "whisper", "abc") == (2, 1)
    told = list(Segment.objects.values_list("text", flat=True))
    assert told == ["trước", "Máy nghe đúng.", "Thư ký đã sửa.", "Thêm.", "sau"]
    assert Segment.objects.filter(id__in=[edited.id, before.id, after.id]).count() == 3
    row = Segment.objects.get(text="Thêm.")
    assert (row.start_ms, row.words[0]["start_ms"], row.model) == (zero + 6000, zero + 6000, "abc")
    # Once more: the machine's own lines of the first pass go, nothing is doubled.
    assert remake_transcript(recording, found, 8000, "whisper", "abc") == (2, 2)
    assert JournalEvent.objects.filter(kind="transcript_remade").count() == 2
    recording.refresh_from_db()
    assert (recording.status, recording.lines, recording.length_ms) == (RecordingStatus.DONE, 2, 8000)


def test_who_spoke_by_a_persons_word_outlasts_a_second_pass(cast: Cast, closed: Meeting) -> None:
    recording, person = bring(cast), str(cast.delegates[1].id)
    for at in (1000, 2100):
        line(closed, recording.start_ms + at, "máy nghe nhầm")
    told = {"speaker": "Lò Văn Tám", "speaker_id": person, "named": 2}
    Segment.objects.filter(start_ms__lt=recording.start_ms + 2200).update(**told)
    line(closed, recording.start_ms + 4000, "không ai ghi tên")
    cuts = order_of(recording, 0).cuts
    assert {1000, 3100} <= set(cuts) and 2100 not in cuts
    found = [heard(1100, "Máy nghe đúng."), heard(2200, "Vẫn người ấy."), heard(4000, "Phòng.")]
    for _again in range(2):
        remake_transcript(recording, found, 8000, "whisper", "abc")
        rows = list(Segment.objects.values_list("text", "speaker", "speaker_id", "named"))
        assert [row[:2] for row in rows[:2]] == [("Máy nghe đúng.", "Lò Văn Tám"), ("Vẫn người ấy.", "Lò Văn Tám")]
        assert [row[2:] for row in rows] == [(person, 2), (person, 2), ("", 0)]


def test_one_rooms_recording_leaves_the_other_rooms_alone(cast: Cast, closed: Meeting) -> None:
    recording = bring(cast, room=str(cast.hall.id))
    hall, other = f"room:{cast.hall.id}", f"room:{cast.tan_hoa.id}"
    line(closed, recording.start_ms, "trong hội trường", participant=hall)
    line(closed, recording.start_ms, "ở Tân Hòa", participant=other)
    remake_transcript(recording, [heard(0, "Nghe lại.")], 8000, "whisper", "abc")
    assert set(Segment.objects.values_list("text", "participant")) == {("Nghe lại.", hall), ("ở Tân Hòa", other)}


def test_a_caption_that_comes_after_the_second_pass_doubles_nothing(cast: Cast, closed: Meeting) -> None:
    recording = bring(cast, room=str(cast.hall.id))
    hall, other = f"room:{cast.hall.id}", f"room:{cast.tan_hoa.id}"
    remake_transcript(recording, [heard(0, "Nghe lại.")], 8000, "whisper", "abc")
    at = recording.start_ms + 200
    assert not record_segment(spoken(closed, at, hall))
    assert record_segment(spoken(closed, at, other))
    assert record_segment(spoken(closed, recording.start_ms + 9000, hall))
    assert Segment.objects.count() == 3


def spoken(meeting: Meeting, start_ms: int, participant: str) -> SpokenSegment:
    return SpokenSegment(
        segment_id=str(uuid4()),
        rev=1,
        meeting_id=str(meeting.id),
        state=SegmentState.FINAL,
        start_ms=start_ms,
        end_ms=start_ms + 900,
        participant=participant,
        speaker="Phòng",
        item_id=None,
        text="lời đến muộn",
        stable_chars=12,
    )


def test_the_room_is_named_until_the_floor_log_names_a_person(cast: Cast) -> None:
    open_sitting(cast)
    chair, meeting, delegate = cast.actor("chair"), cast.meeting.id, cast.named("delegate")
    give_floor(actor=chair, meeting_id=meeting, target=FloorTarget(person_id=str(delegate.id)), limit_s=None)
    turn = Turns.objects.get(meeting=meeting)
    take_floor(actor=chair, meeting_id=meeting, turn_id=str(turn.id))
    close_meeting(actor=chair, meeting_id=meeting)
    given, taken = (JournalEvent.objects.get(meeting_id=meeting, kind=kind) for kind in ("floor_given", "floor_taken"))
    JournalEvent.objects.filter(pk=taken.pk).update(at=clock.iso(clock.now() + timedelta(seconds=4)))
    recording = bring(cast, room=str(cast.tan_hoa.id))
    from datetime import datetime

    recording.start_ms = int(datetime.fromisoformat(given.at).timestamp() * 1000) - 2000
    recording.save()
    remake_transcript(
        recording, [heard(0, "Trước."), heard(2500, "Trong lượt."), heard(9000, "Sau.")], 12_000, "w", "m"
    )
    told = [(row.speaker, row.speaker_id) for row in Segment.objects.all()]
    room = ("Điểm cầu Tân Hòa", "")
    assert told == [room, (delegate.full_name, str(delegate.id)), room]
    recording = bring(cast, room=str(cast.hall.id))
    recording.start_ms -= 2000
    order = order_of(recording, 0)
    assert order.skip and order.cuts  # the hall only heard that turn out of its loudspeakers


def test_attribution_of_moments() -> None:
    turns = [Turn("room:a", "p", "Bà A", "a", 1000, 2000), Turn("room:b", "q", "Ông B", "b", 3000)]
    hall = Source("room:a", "Phòng A", 500)
    assert speaker_at(1500, turns, hall).name == "Bà A" and speaker_at(2500, turns, hall).name == "Phòng A"
    assert speaker_at(3500, turns, hall).person_id == ""
    assert speaker_at(3500, turns, Source("", "Hội trường", 0)).participant == "room:b"
    assert borders(turns, [], hall) == (500, 1500, 2500)
    assert within(elsewhere(turns, hall, 9000), hall) == ((2500, 8500),)


def test_a_pass_that_was_killed_goes_on_behind_its_last_line(
    cast: Cast, closed: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRANSCRIPTION_ENGINE", "fake")
    recording = bring(cast, sound("12____34____"))
    actor = cast.actor("secretary")
    recordings.order_rerun(actor=actor, meeting_id=closed.id, recording_id=recording.id)
    with pytest.raises(BadState):
        recordings.order_rerun(actor=actor, meeting_id=closed.id, recording_id=recording.id)
    assert rerunner.claim("jobs-1:dead") and rerunner.claim("jobs-2:other") is None
    first = heard(0, "Được ghi trước khi chết.").model_dump_json()
    recordings.found_of(recording).write_text(f"{first}\n{first[:30]}", encoding="utf-8")
    claimed = rerunner.claim("jobs-1:again")
    assert claimed and claimed.id == recording.id
    rerunner.Pass(claimed, "jobs-1:again").run(threading.Event())
    recording.refresh_from_db()
    assert (recording.status, recording.lines) == (RecordingStatus.DONE, 2) and abs(recording.length_ms - 6000) < 20
    assert [row.spoken or row.text for row in Segment.objects.all()] == ["Được ghi trước khi chết.", "ba bốn"]


def test_what_was_stopped_changes_nothing(cast: Cast, closed: Meeting, monkeypatch: pytest.MonkeyPatch) -> None:
    recording, actor = bring(cast), cast.actor("secretary")
    recordings.order_rerun(actor=actor, meeting_id=closed.id, recording_id=recording.id)
    claimed = rerunner.claim("jobs-1:a")
    assert claimed
    recordings.cancel_rerun(actor=actor, meeting_id=closed.id, recording_id=recording.id)
    monkeypatch.setattr(rerunner, "COMMAND", ("cat",))
    monkeypatch.setattr(rerunner, "LOOK_S", 0.05)
    rerunner.Pass(claimed, "jobs-1:a").run(threading.Event())
    recording.refresh_from_db()
    assert recording.status == RecordingStatus.KEPT and not Segment.objects.exists()
