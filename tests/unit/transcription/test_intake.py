"""Sound of a meeting to which no machine may listen goes nowhere."""

from collections.abc import Sequence

from meetings.contracts.speech import TextRules
from tests.unit.transcription.sound import entries, tones
from transcription import intake as module
from transcription.engine.fake import LoudnessDetector
from transcription.entries import Entry, EntryId
from transcription.intake import RULES_LIFE_S, Intake
from transcription.stream.overload import Admission

MADE = entries(tones(1, 2))


class Bus:
    """Stands where Redis stands."""

    name = "t1"

    def __init__(self, rules: TextRules | None) -> None:
        self.rules, self.gone, self.asked = rules, list[EntryId](), 0

    async def text_rules(self, _meeting: str) -> TextRules | None:
        self.asked += 1
        return self.rules

    async def acknowledge(self, ids: Sequence[EntryId]) -> None:
        self.gone.extend(ids)

    async def own(self, _key: object) -> str:
        return self.name

    async def is_captioned(self, _meeting: str) -> bool:
        return False

    async def cursor(self, _key: object, _talkspurt: str) -> None:
        return None


async def test_entries_of_a_closed_meeting_reach_no_track(monkeypatch) -> None:
    monkeypatch.setattr(module, "read_entries", lambda raw, _now: (list(raw), []))
    bus = Bus(TextRules(listen=False))
    intake = Intake(bus, LoudnessDetector, Admission())
    given: list[Entry] = list(MADE)
    await intake.take(given, 0.0)
    assert not intake.tracks
    assert bus.gone == [entry.id for entry in given]
    assert bus.asked == 1
    bus.rules = None
    await intake.take(given, RULES_LIFE_S / 2)
    assert not intake.tracks
    await intake.take(given, RULES_LIFE_S)
    assert len(intake.tracks) == 1
    assert bus.asked == 2
