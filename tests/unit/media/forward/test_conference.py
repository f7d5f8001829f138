"""What the meeting decides is what pages hear and see."""

import pytest

from media.counters import Counters
from media.forward.conference import Conference, Wants
from media.forward.relief import Step
from media.forward.rtcp import KeyframeRequest, parse_rtcp
from media.forward.rtp import RtpPacket
from meetings.contracts.media import Participant, Policy
from tests.unit.media.engines import EACH_ENGINE, Kit
from tests.unit.media.packets import Recorder, audio, contributor, plan, video


class Tap:
    def __init__(self) -> None:
        self.sources: list[int] = []

    def on_audio(self, source: int, packet: RtpPacket, now: float) -> None:
        self.sources.append(source)


class Meeting:
    """A conference whose pages all send sound and a picture, 50 times a second."""

    def __init__(self, kit: Kit) -> None:
        self.tap = Tap()
        self.conference = Conference("m", Counters(), self.tap, make_engine=kit.engine)
        self.out: dict[str, Recorder] = {}
        self.now = 0.0
        self.count = 0

    def join(
        self, name: str, *, key: str | None = None, room: str | None = None, publishes: bool = True, hears: bool = True
    ) -> int:
        self.out[name] = Recorder()
        base = 10_000 * (len(self.out) + 1)
        member = self.conference.join(
            name,
            Participant(key=key or f"person:{name}", name=name.title(), room_id=room),
            plan(publishes=publishes, base=base),
            self.out[name],
            publishes=publishes,
            wants=Wants(hears=hears),
            now=self.now,
        )
        return member.source

    def run(self, seconds: float = 0.3, *, silent: tuple[str, ...] = (), levels: dict[str, int] | None = None) -> None:
        for recorder in self.out.values():
            recorder.clear()
        for _ in range(int(seconds * 50)):
            self.now += 0.02
            self.count += 1
            for name, member in list(self.conference.members.items()):
                if name in silent or not member.publishes:
                    continue
                level = (levels or {}).get(name, 30)
                self.conference.engine.receive_rtp(name, audio(self.count, level=level), self.now)
                self.conference.engine.receive_rtp(name, video(self.count, keyframe=True), self.now)
            self.conference.refresh(self.now)

    def policy(self, number: int, *, floor: tuple[str, ...] = (), microphones: tuple[str, ...] = ()) -> bool:
        return self.conference.apply(Policy(number=number, floor=floor, open_microphones=microphones), self.now)

    def heard_by(self, name: str) -> set[int]:
        return {contributor(raw) for raw in self.out[name].raw if raw[1] & 0x7F == 111}

    def main_of(self, name: str) -> int | None:
        return self.conference.members[name].view.video[0]


pytestmark = EACH_ENGINE


@pytest.fixture
def meeting(kit: Kit) -> Meeting:
    return Meeting(kit)


def test_only_open_microphones_are_heard(meeting: Meeting) -> None:
    a, b, _ = meeting.join("a"), meeting.join("b"), meeting.join("c")
    meeting.policy(1, microphones=("person:a",))
    meeting.run()
    assert meeting.heard_by("b") == meeting.heard_by("c") == {a}
    assert meeting.heard_by("a") == set()
    meeting.policy(2, microphones=("person:b",))
    meeting.run()
    assert meeting.heard_by("c") == {b}
    assert set(meeting.tap.sources) == {a, b}


def test_muting_acts_between_two_packets(meeting: Meeting) -> None:
    meeting.join("a")
    meeting.join("b")
    meeting.policy(1, microphones=("person:a",))
    meeting.run()
    meeting.policy(2)
    meeting.out["b"].clear()
    meeting.conference.engine.receive_rtp("a", audio(meeting.count + 1), meeting.now)
    assert meeting.out["b"].raw == []
    taps = len(meeting.tap.sources)
    meeting.conference.engine.receive_rtp("a", audio(meeting.count + 2), meeting.now)
    assert len(meeting.tap.sources) == taps, "what nobody hears is not written down either"


def test_an_older_policy_is_ignored(meeting: Meeting) -> None:
    a = meeting.join("a")
    meeting.join("b")
    assert meeting.policy(5, microphones=("person:a",))
    assert not meeting.policy(4)
    meeting.run()
    assert meeting.heard_by("b") == {a}


def test_the_floor_decides_the_main_picture(meeting: Meeting) -> None:
    a, b, _ = meeting.join("a"), meeting.join("b"), meeting.join("c")
    meeting.policy(1, floor=("person:a",), microphones=("person:a",))
    meeting.run()
    assert (meeting.main_of("b"), meeting.main_of("c")) == (a, a)
    meeting.policy(2, floor=("person:b",), microphones=("person:b",))
    meeting.run()
    assert (meeting.main_of("a"), meeting.main_of("c")) == (b, b)
    assert meeting.main_of("b") == a, "the holder keeps seeing the one before"


def test_of_many_open_microphones_four_are_heard_the_floor_among_them(meeting: Meeting) -> None:
    sources = {name: meeting.join(name) for name in "abcdefgh"}
    meeting.join("z", publishes=False)
    keys = tuple(f"person:{name}" for name in sources)
    meeting.policy(1, floor=("person:h",), microphones=keys)
    meeting.run(1.0, levels={"a": 70, "b": 70, "c": 70, "d": 70, "e": 15, "f": 15, "g": 15, "h": 80})
    meeting.run(0.2, levels={"a": 70, "b": 70, "c": 70, "d": 70, "e": 15, "f": 15, "g": 15, "h": 80})
    assert meeting.heard_by("z") == {sources[name] for name in "efgh"}


def test_two_devices_of_one_person_do_not_hear_each_other(meeting: Meeting) -> None:
    meeting.join("a1", key="person:a")
    meeting.join("a2", key="person:a")
    meeting.policy(1, microphones=("person:a",))
    meeting.run()
    assert meeting.heard_by("a1") == meeting.heard_by("a2") == set()


def test_a_tablet_in_a_room_with_loudspeakers_hears_nothing(meeting: Meeting) -> None:
    a = meeting.join("a")
    meeting.join("t", hears=False)
    meeting.policy(1, microphones=("person:a",))
    meeting.run()
    assert meeting.heard_by("t") == set()
    meeting.conference.set_wants("t", Wants(hears=True), meeting.now)
    meeting.run()
    assert meeting.heard_by("t") == {a}


def test_wants_bound_the_pictures(meeting: Meeting) -> None:
    for name in "abcd":
        meeting.join(name)
    meeting.policy(1, floor=("person:a",))
    meeting.conference.set_wants("d", Wants(main="none", small=1), meeting.now)
    meeting.run()
    view = meeting.conference.members["d"].view
    assert view.video[0] is None
    assert len([one for one in view.video if one is not None]) == 1


def test_a_page_of_the_grid_names_its_pictures_and_the_next_one_changes_the_subscription(meeting: Meeting) -> None:
    sources = {name: meeting.join(name) for name in "abcdefz"}
    meeting.policy(1, floor=("person:a",))
    named = (sources["d"], sources["e"], sources["z"])
    wants = Wants(main="small", main_source=sources["c"], named=named, small_size="small")
    meeting.conference.set_wants("z", wants, meeting.now)
    meeting.run()
    view = meeting.conference.members["z"].view
    assert view.video[0] == sources["c"]
    assert set(view.video[1:]) == {sources["d"], sources["e"], None}
    meeting.conference.set_wants("z", Wants(main="large", named=(sources["f"],)), meeting.now)
    meeting.run()
    shown = {contributor(raw) for raw in meeting.out["z"].raw if raw[1] & 0x7F == 96}
    assert meeting.main_of("z") == sources["a"]
    assert {sources["a"], sources["f"]} <= shown
    meeting.run()
    assert {contributor(raw) for raw in meeting.out["z"].raw if raw[1] & 0x7F == 96} == {sources["a"], sources["f"]}


def test_under_stress_pictures_are_given_up_and_sound_stays(meeting: Meeting) -> None:
    names = "abcdef"
    sources = {name: meeting.join(name) for name in names}
    policy = Policy(number=1, floor=("person:a",), open_microphones=tuple(f"person:{name}" for name in names))
    meeting.conference.apply(policy, meeting.now)
    left = []
    for step in Step:
        meeting.conference.relieve(step)
        meeting.run()
        view = meeting.conference.members["b"].view
        assert sources["a"] in view.audio
        left.append([one for one in view.video if one is not None])
    assert [len(one) for one in left] == [5, 5, 3, 1, 0]
    assert left[3] == [sources["a"]], "the speaker"
    meeting.conference.relieve(Step.NOTHING)
    meeting.run()
    assert len([one for one in meeting.conference.members["b"].view.video if one is not None]) == 5


def test_a_page_that_only_receives_is_no_source(meeting: Meeting) -> None:
    a = meeting.join("a")
    meeting.join("viewer", publishes=False)
    meeting.run()
    assert [row.source for row in meeting.conference.directory(meeting.now)] == [a]


def test_a_page_that_comes_back_keeps_its_number_and_others_see_it_again(meeting: Meeting) -> None:
    a = meeting.join("a")
    meeting.join("b")
    meeting.policy(1, floor=("person:a",), microphones=("person:a",))
    meeting.run()
    assert meeting.join("a") == a
    meeting.run()
    assert meeting.heard_by("b") == {a}
    assert meeting.main_of("b") == a


def test_pages_are_told_their_slots_once_per_change(meeting: Meeting) -> None:
    meeting.join("a")
    meeting.join("b")
    meeting.policy(1, floor=("person:a",), microphones=("person:a",))
    meeting.run()
    assert {peer for peer, _ in meeting.conference.to_tell()} == {"a", "b"}
    meeting.run()
    assert meeting.conference.to_tell() == []
    meeting.policy(2, floor=("person:a",))
    assert [peer for peer, _ in meeting.conference.to_tell()] == ["b"]


def test_a_closed_microphone_shows_its_level_in_a_small_meeting_only(meeting: Meeting) -> None:
    meeting.join("a")
    meeting.run(levels={"a": 20})
    assert meeting.conference.directory(meeting.now)[0].level < 40
    for number in range(40):
        meeting.join(f"viewer{number}", publishes=False)
    meeting.run(0.1, levels={"a": 20})
    assert meeting.conference.directory(meeting.now)[0].level == 127


def test_the_directory_says_what_flows(meeting: Meeting) -> None:
    meeting.join("a")
    meeting.policy(1, microphones=("person:a",))
    meeting.run(levels={"a": 20})
    (row,) = meeting.conference.directory(meeting.now)
    assert (row.sending.audio, row.sending.camera, row.sending.screen) == (True, True, False)
    assert row.level < 40
    meeting.run(3.0, silent=("a",))
    (row,) = meeting.conference.directory(meeting.now)
    assert not row.sending.audio and not row.sending.camera


class Camera(Recorder):
    """Notes, when it is asked for a keyframe, which pages would show it."""

    def __init__(self, meeting: Meeting) -> None:
        super().__init__()
        self._meeting = meeting
        self.waiting: list[set[str]] = []

    def send_rtcp(self, packet: bytes) -> None:
        if any(isinstance(one, KeyframeRequest) for one in parse_rtcp(packet)):
            peers = self._meeting.conference.engine._peers  # type: ignore[attr-defined]
            self.waiting.append({name for name, one in peers.items() if one.downlink.video[0].pending is not None})


def test_a_camera_is_asked_for_its_keyframe_when_every_page_waits_for_it(meeting: Meeting) -> None:
    for name in "ab":
        meeting.join(name)
    viewers = {f"viewer{number}" for number in range(5)}
    for name in viewers:
        meeting.join(name, publishes=False)
    meeting.policy(1, floor=("person:a",))
    meeting.run(1.0)
    camera = Camera(meeting)
    meeting.conference.engine._peers["b"].uplink._outlet = camera  # type: ignore[attr-defined]
    meeting.policy(2, floor=("person:b",))
    assert camera.waiting == [viewers], "one keyframe serves all, however soon it comes; a has shown b before"


def test_who_joins_or_turns_a_page_is_planned_alone(meeting: Meeting, monkeypatch: pytest.MonkeyPatch) -> None:
    planned: list[str] = []
    plan_one = Conference._plan

    def counted(conference: Conference, peer: str, *others: object) -> None:
        planned.append(peer)
        plan_one(conference, peer, *others)  # type: ignore[arg-type]

    source = meeting.join("a")
    for number in range(5):
        meeting.join(f"viewer{number}", publishes=False)
    meeting.policy(1, floor=("person:a",), microphones=("person:a",))
    meeting.run()
    monkeypatch.setattr(Conference, "_plan", counted)
    meeting.join("late", publishes=False)
    assert meeting.policy(1, floor=("person:a",), microphones=("person:a",)), "each page brings it along"
    meeting.conference.greet("late", meeting.now)
    assert planned == ["late"] and meeting.main_of("late") == source
    meeting.run()
    assert planned == ["late"] and meeting.heard_by("late") == {source}
    meeting.conference.set_wants("viewer2", Wants(main="none"), meeting.now)
    meeting.conference.leave("viewer4", meeting.now)
    meeting.run()
    assert planned == ["late", "viewer2"] and meeting.main_of("viewer2") is None
    planned.clear()
    meeting.join("b")
    meeting.run()
    assert set(planned) == set(meeting.conference.members), "who may send may be shown to everybody"
