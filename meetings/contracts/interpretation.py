"""Interpretation as pages show it; part of the meeting's state."""

from meetings.contracts.base import Sent


class Interpreter(Sent):
    """Somebody who speaks on a channel of interpretation."""

    person_id: str
    name: str


class Channel(Sent):
    """One language into which the sitting is interpreted; each listener chooses."""

    language: str
    """Code of ISO 639."""
    name: str
    interpreters: tuple[Interpreter, ...]
    on_air: str | None
    """Person whose voice goes out; null: nobody has taken the channel."""
    asked_by: str | None
    """Who asked for a handover that nobody has answered: the one on air wants to give, another one to have it."""
    rooms: tuple[str, ...] = ()
    """Rooms whose big screens play this channel."""
