"""Voice detectors are kept for the next source and remember nothing of the last."""

from transcription.engine.base import Pcm
from transcription.vad import MOST_SPARE, Detectors


class Listening:
    made = 0

    def __init__(self) -> None:
        Listening.made += 1
        self.fresh = True

    def probability(self, frame: Pcm) -> float:
        self.fresh = False
        return 1.0

    def reset(self) -> None:
        self.fresh = True


def test_a_detector_is_used_again_and_forgets() -> None:
    Listening.made = 0
    detectors = Detectors(Listening)
    one, other = detectors.take(), detectors.take()
    assert one is not other and Listening.made == 2
    one.probability(None)  # type: ignore[arg-type]  # the sound does not matter
    detectors.give_back(one)
    again = detectors.take()
    assert again is one and isinstance(again, Listening) and again.fresh and Listening.made == 2


def test_only_a_few_are_kept() -> None:
    Listening.made = 0
    detectors = Detectors(Listening)
    for detector in [detectors.take() for _ in range(MOST_SPARE + 4)]:
        detectors.give_back(detector)
    for _ in range(MOST_SPARE + 1):
        detectors.take()
    assert Listening.made == MOST_SPARE + 5
