"""Interpretation as pages show it, part of the meeting's state, and the commands about its channels."""

from typing import Literal

from pydantic import Field

from meetings.contracts.base import Message, Sent


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


class AskChannelHandover(Message):
    """Ask the other interpreter of a channel to hand over, or (on air) to take over."""

    name: Literal["ask_channel_handover"] = "ask_channel_handover"
    language: str = Field(max_length=8)


class AcceptChannelHandover(Message):
    """Say yes to the handover that ``asked_by`` asked for: the channel goes to the other voice without a pause."""

    name: Literal["accept_channel_handover"] = "accept_channel_handover"
    language: str = Field(max_length=8)
    asked_by: str


class CancelChannelHandover(Message):
    """Take one's wish for a handover back, or say no to the colleague's."""

    name: Literal["cancel_channel_handover"] = "cancel_channel_handover"
    language: str = Field(max_length=8)


class TakeChannel(Message):
    """Go on air on a channel on which nobody is, or whose interpreter has lost his line."""

    name: Literal["take_channel"] = "take_channel"
    language: str = Field(max_length=8)


class SetRoomChannel(Message):
    """Choose what a room's loudspeakers play: a channel of interpretation, or (null) the floor alone (technician)."""

    name: Literal["set_room_channel"] = "set_room_channel"
    room_id: str
    language: str | None = Field(max_length=8)
