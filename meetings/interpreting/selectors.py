"""Reads of interpretation."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from meetings.agenda.models import Meeting
from meetings.agenda.selectors import people_of
from meetings.contracts.interpretation import Channel as ChannelState
from meetings.contracts.interpretation import Interpreter as InterpreterState
from meetings.contracts.media import PolicyChannel
from meetings.contracts.roles import Role
from meetings.core.actor import Actor, person_actor
from meetings.interpreting.languages import language_name
from meetings.interpreting.models import Channel, Interpreter
from meetings.interpreting.rules import Booth


def channels_of(meeting: Meeting) -> QuerySet[Channel]:
    """Return the channels of a meeting with their interpreters."""
    return Channel.objects.filter(meeting=meeting).prefetch_related("interpreters__person", "rooms")


def channels_state(meeting: Meeting) -> tuple[ChannelState, ...]:
    """Return the channels as pages show them."""
    return tuple(_state(channel) for channel in channels_of(meeting))


def _state(channel: Channel) -> ChannelState:
    people = list(channel.interpreters.all())
    return ChannelState(
        language=channel.language,
        name=language_name(channel.language),
        interpreters=tuple(InterpreterState(person_id=str(one.person_id), name=one.person.full_name) for one in people),
        on_air=_person_id(one for one in people if one.on_air),
        asked_by=_person_id(one for one in people if one.asks),
        rooms=tuple(str(one.room_id) for one in channel.rooms.all()),
    )


def _person_id(found: Iterable[Interpreter]) -> str | None:
    return next((str(one.person_id) for one in found), None)


def booth_of(channel: Channel) -> Booth:
    """Return a channel's interpreters as the rules take them."""
    people = list(channel.interpreters.all())
    return Booth(
        tuple(str(one.person_id) for one in people),
        _person_id(one for one in people if one.on_air),
        _person_id(one for one in people if one.asks),
        frozenset(str(one.person_id) for one in people if one.away_since),
    )


def policy_channels(meeting: Meeting) -> tuple[PolicyChannel, ...]:
    """Return what media must know: whose voice goes to those who listen to a channel; between two sessions nobody's."""
    on_air = Interpreter.objects.filter(meeting=meeting, on_air=True, meeting__adjourned_at__isnull=True)
    speaking = {one.channel_id: person_actor(one.person_id).key for one in on_air}
    return tuple(
        PolicyChannel(language=channel.language, on_air=speaking.get(channel.id))
        for channel in Channel.objects.filter(meeting=meeting)
    )


def interprets(actor: Actor, meeting_id: UUID) -> bool:
    """Tell whether somebody is assigned to a channel, so that his page may send a voice for it."""
    return actor.kind == "person" and Interpreter.objects.filter(meeting_id=meeting_id, person_id=actor.id).exists()


def possible_interpreters(meeting: Meeting) -> list[tuple[UUID, str]]:
    """Return the people who take part as interpreters: id and name."""
    places = people_of(meeting).filter(role=Role.INTERPRETER)
    return [(place.person.id, place.person.full_name) for place in places if place.person]
