"""How the time of a switch is divided."""

from bench.rooms.steps import Numbers, Turn, steps
from bench.rooms.wire import csrc_of
from media.forward.rtp import build_rtp

NUMBERS = Numbers({"chair": 11, "delegate": 12}, {"hall": 7, "commune": 8})


class Seen:
    """When slots began to show sources."""

    def __init__(self, *rows: tuple[int, int, float]) -> None:
        self._rows = rows

    def shows_since(self, ssrc: int, source: int, at: float) -> float | None:
        return next((since for slot, one, since in self._rows if (slot, one) == (ssrc, source) and since >= at), None)


def test_each_part_ends_where_the_next_begins() -> None:
    turns = [Turn(100.0, "hall", {"chair": 100.5, "delegate": 100.9}, 100.1)]
    wire = Seen((11, 7, 90.0), (11, 8, 95.0), (11, 7, 100.3), (12, 7, 100.4))
    assert steps(turns, NUMBERS, wire) == {
        "switch_sent_p50_ms": 250,
        "switch_sent_p95_ms": 300,
        "switch_page_p50_ms": 350,
        "switch_page_p95_ms": 500,
    }


def test_what_was_not_seen_is_no_figure() -> None:
    turns = [Turn(100.0, "hall", {"chair": 100.5}, None), Turn(110.0, "commune", {"chair": 110.5}, 110.1)]
    assert steps(turns, NUMBERS, Seen((11, 7, 100.3))) == {}


def test_the_source_is_read_from_the_packet_in_front_of_what_is_encrypted() -> None:
    packet = {"payload_type": 96, "marker": False, "sequence": 1, "timestamp": 2, "ssrc": 3, "payload": b"secret"}
    assert csrc_of(build_rtp(**packet, contributor=7)) == 7  # type: ignore[arg-type]
    assert csrc_of(build_rtp(**packet)) is None  # type: ignore[arg-type]
