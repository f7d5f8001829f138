"""How ``make bench-lines`` counts what was heard, what stood still, and when all was well again."""

from typing import Any

import pytest

from bench.lines.cases import AIMS, ALL, ASKED, WORSE_OF, chosen
from bench.lines.counting import heard_percent, recovered_after, still_seconds

FED = [index * 0.02 for index in range(500)]
"""Ten seconds of sound."""


def row(at: float, *, concealed: int = 0, frames: int = 0, since: float = 0.0, width: int = 960) -> dict[str, Any]:
    return {
        "at": at,
        "audio": {"samples": int((at - since) * 48_000), "concealed": concealed},
        "video": {"frames": frames, "width": width},
    }


def steps(count: int, **more: Any) -> list[dict[str, Any]]:
    return [row(index / 10, frames=index * 2, **more) for index in range(count)]


def test_all_heard_is_all():
    assert heard_percent(steps(101), FED, 0, 10) == 100


def test_concealed_sound_is_not_heard():
    rows = [row(index / 10, concealed=480 * index) for index in range(101)]
    assert heard_percent(rows, FED, 0, 10) == pytest.approx(90, abs=0.1)


def test_silence_that_nobody_fed_does_not_count():
    rows = [row(index / 10, concealed=max(0, index - 51) * 4800) for index in range(101)]
    assert heard_percent(rows, FED[:250], 0, 10) == pytest.approx(100, abs=0.5)
    assert heard_percent(rows, FED, 0, 10) == pytest.approx(51, abs=1)


def test_what_was_fed_before_the_first_sound_was_not_heard():
    rows = [{"at": index / 10, "audio": None, "video": None} for index in range(20)]
    rows += [row(index / 10, since=2.0) for index in range(20, 101)]
    # 300 ms may pass before the first sound, 1.7 s more may not.
    assert heard_percent(rows, FED, 0, 10) == pytest.approx(100 * 8 / 9.7, abs=1.5)


def test_nothing_fed_is_no_figure():
    with pytest.raises(ValueError, match="no sound"):
        heard_percent(steps(101), [], 0, 10)


def test_a_picture_stands_still_when_it_shows_nothing_new():
    assert still_seconds(steps(101), 0, 10) == 0
    rows = [row(index / 10, frames=min(index, 40) + max(0, index - 60)) for index in range(101)]
    assert still_seconds(rows, 0, 10) == pytest.approx(2.1, abs=0.11)


def test_a_picture_that_never_came_stands_still_all_the_time():
    assert still_seconds([row(index / 10) for index in range(101)], 0, 10) == pytest.approx(10)


def test_recovered_is_when_sound_and_picture_are_whole():
    bad = [row(index / 10, concealed=2400 * index, frames=index * 2, width=480) for index in range(30)]
    good = [row(index / 10, concealed=2400 * 29, frames=index * 2) for index in range(30, 60)]
    assert recovered_after(bad, 0, 960) is None
    assert recovered_after(bad + good, 0, 960) == pytest.approx(3.0, abs=0.11)
    assert recovered_after(good, 3.0, 960) == 0


def test_a_case_is_asked_for_by_its_name_and_a_cap_means_both_queues():
    assert [case.name for case in chosen("cap64,loss2")] == ["loss2", "cap64_queue150ms", "cap64_queue1s"]
    assert chosen("") == list(ALL)
    with pytest.raises(ValueError, match="loss3"):
        chosen("loss3")


def test_every_case_that_is_asked_for_exists_and_has_a_length():
    names = {case.name for case in ALL} | set(WORSE_OF)
    assert set(ASKED) <= names and set(AIMS) <= set(ASKED)
    assert all(case.on(way).delay_s > 0 for case in ALL for way in ("up", "down"))
    only_down = next(case for case in ALL if case.name == "loss10")
    assert (only_down.on("down").loss, only_down.on("up").loss) == (0.1, 0)
