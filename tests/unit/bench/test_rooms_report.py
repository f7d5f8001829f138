"""What the bench of the rooms says of its figures."""

import pytest

from bench.rooms.pages import percentile
from bench.rooms.report import TARGETS, missing, verdicts

MET = {target.key: target.at_most for target in TARGETS}


def test_a_figure_at_its_target_is_met_and_one_above_is_missed() -> None:
    assert all(line.endswith(": met") for line in verdicts(MET, {}))
    lines = verdicts(MET | {"switch_p95_ms": 701}, {})
    assert [line for line in lines if line.endswith(": MISSED")] == [lines[0]]
    assert lines[0].startswith("switch_p95_ms") and "701" in lines[0]


def test_what_was_not_measured_says_why_and_is_missing() -> None:
    figures = {key: value for key, value in MET.items() if key != "network_change_silence_s"}
    assert missing(MET) == []
    assert missing(figures) == ["network_change_silence_s"]
    line = next(one for one in verdicts(figures, {"moved": "needs root"}) if one.startswith("network_change"))
    assert "no figure (moved: needs root)" in line


@pytest.mark.parametrize(("share", "found"), [(0.0, 1), (0.5, 11), (0.95, 20), (1.0, 20)])
def test_percentiles_are_figures_that_were_seen(share: float, found: int) -> None:
    assert percentile(list(range(20, 0, -1)), share) == found
