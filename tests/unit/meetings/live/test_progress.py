"""A lost publication is noticed once, and what is on its way is no alarm."""

from meetings.contracts.audience import EVERYONE
from meetings.contracts.events import EventMessage, FloorTaken
from meetings.live.progress import Progress, number_of

M = "meeting"


def test_the_number_is_read_from_ready_made_events() -> None:
    payload = FloorTaken(turn_id="t", spoken_s=1, open_microphones=())
    assert number_of(EventMessage(number=12, at="", payload=payload).model_dump_json()) == 12
    assert number_of('{"type":"presence","online":[]}') is None
    assert number_of(EVERYONE.model_dump_json()) is None


def test_a_quiet_meeting_and_one_in_step_are_no_alarm() -> None:
    progress = Progress()
    assert progress.look({M: 7}) == []
    assert progress.look({M: 7}) == []
    progress.delivered(M, 8)
    assert progress.look({M: 8}) == []
    assert progress.look({M: 8}) == []


def test_what_is_on_its_way_at_a_look_is_no_alarm() -> None:
    progress = Progress()
    progress.look({M: 7})
    assert progress.look({M: 8}) == []
    progress.delivered(M, 8)
    assert progress.look({M: 9}) == []


def test_a_loss_before_the_first_look_is_found() -> None:
    progress = Progress()
    progress.begin("m", 12)
    progress.begin("m", 14)  # a later page has read more; the first one has not
    assert progress.look({"m": 13}) == []
    assert progress.look({"m": 13}) == ["m"]


def test_a_loss_is_told_once() -> None:
    progress = Progress()
    progress.look({M: 7})
    progress.look({M: 7})
    assert progress.look({M: 8}) == []
    assert progress.look({M: 8}) == [M]
    assert progress.look({M: 8}) == []
    progress.delivered(M, 9)
    assert progress.look({M: 10}) == []
    assert progress.look({M: 10}) == [M]


def test_meetings_without_pages_are_forgotten() -> None:
    progress = Progress()
    progress.look({M: 7})
    progress.look({})
    assert progress.look({M: 9}) == []
    assert progress.look({M: 9}) == []
