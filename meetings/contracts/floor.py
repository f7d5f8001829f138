"""Who asks to speak, who speaks and for how long; part of the meeting's state."""

from enum import StrEnum

from meetings.contracts.base import Sent


class SpeechKind(StrEnum):
    """What the floor is for: a speech in turn, a point of order, which goes before the queue, a turn of questioning."""

    SPEECH = "speech"
    ORDER = "order"
    QUESTION = "question"
    ANSWER = "answer"
    FOLLOW_UP = "follow_up"


class SpeechRequest(Sent):
    """A raised hand in the queue. Points of order stand first, in the order of asking; the chair orders the others."""

    id: str
    person_id: str
    name: str
    detail: str
    room_id: str | None
    subject: str
    at: str
    kind: SpeechKind = SpeechKind.SPEECH


class SpeechRule(Sent):
    """How long one may speak where the chair said nothing else, by the body's rule; null: as long as he likes."""

    limit_s: int | None = 300
    order_s: int | None = 120
    """For a point of order."""
    warn_s: int = 60
    """The rest of a turn in which its timer warns."""
    source: str = ""


class SpeechLimit(Sent):
    """How long one may speak in an item (null: in all) as this person (null: everybody); the closest limit holds."""

    item_id: str | None
    person_id: str | None
    limit_s: int | None


class Spoken(Sent):
    """For how long a person, or a room without a named speaker, has had the floor in one item, pauses left out."""

    person_id: str | None
    room_id: str | None
    name: str
    unit: str
    item_id: str | None
    seconds: int
    turns: int


class Floor(Sent):
    """Who holds the floor. The time that counts is ``now`` (while it is paused, ``paused_at``) − since − paused_s."""

    turn_id: str
    participant: str
    """Media key that carries the voice: ``room:<id>`` or ``person:<id>``."""
    person_id: str | None
    room_id: str | None
    name: str
    detail: str
    item_id: str | None
    since: str
    limit_s: int | None
    kind: SpeechKind = SpeechKind.SPEECH
    warn_s: int = 30
    """The rest in which the timer warns."""
    paused_at: str | None = None
    """Since when the clock stands; null: it runs."""
    paused_s: int = 0
    """Seconds for which it stood before."""
    question_id: str | None = None
    """The question that the turn puts, answers or takes further."""
