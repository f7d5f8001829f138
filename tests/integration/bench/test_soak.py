"""The short form of `make soak`."""

from pathlib import Path

from bench.soak.run import Soak, cycle_means, growth, soak
from tests.unit.media.engines import NEEDS_NATIVE


@NEEDS_NATIVE
async def test_pages_that_come_and_go_leave_nothing_behind(tmp_path: Path) -> None:
    result = await soak(tmp_path, "c", pages=6, seconds=2, change_s=0.3)
    assert result.joins >= 7
    assert result.packets > 0
    # Seconds say nothing of a few kilobytes, but every page's socket, task and thread would be seen.
    assert len(set(result.descriptors)) == 1
    assert len(set(result.threads)) == 1
    assert result.growth_kb < 6000


def _told(memory: list[int], descriptors: list[int]) -> bool:
    return Soak("c", 1, 1, 1, 0, 1, {}, memory, growth(memory), cycle_means(memory, 2), descriptors, [1]).flat


def test_growth_is_noticed() -> None:
    assert _told([40_000] * 4 + [50_000] * 4, [9, 9, 30, 30, 30, 30, 30, 30])
    assert not _told([50_000] * 8, [30] * 7 + [31])
    assert not _told([50_000 + 500 * index for index in range(8)], [30] * 8)
    assert _told([50_000, 51_000] * 4, [30] * 8), "coming and going is no growth"
    assert not _told([50_000] * 4 + [50_000, 50_000, 52_000, 50_100], [30] * 8), "the last cycle is higher"
