"""Channels of interpretation and who speaks on them."""

import uuid

from django.db import models
from django.db.models import Q

from meetings.accounts.models import Person
from meetings.agenda.models import Meeting
from meetings.rooms.models import Room


class Channel(models.Model):
    """One language into which a meeting is interpreted."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="channels")
    language = models.CharField(max_length=8)
    """Code of ISO 639, as in ``languages.LANGUAGES``."""
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["meeting", "language"], name="language_once_per_meeting")]

    def __str__(self) -> str:
        return self.language


class RoomChannel(models.Model):
    """A room whose loudspeakers play a channel; rooms without a row play the floor."""

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="rooms")
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="+")
    """The channel's."""
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["meeting", "room"], name="one_channel_per_room")]

    def __str__(self) -> str:
        return str(self.room)


class Interpreter(models.Model):
    """Somebody who speaks on a channel; at most one of a channel is on air."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="interpreters")
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="+")
    """The channel's: one person has one channel in a meeting, as he has one microphone."""
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    on_air = models.BooleanField(default=False)
    asks = models.BooleanField(default=False)
    """He asked for the handover that waits for an answer."""
    away_since = models.DateTimeField(null=True, blank=True)
    """Since when he has no open page (``lines.py``); null: he has one, or nobody looked yet."""

    class Meta:
        ordering = ["person__full_name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "person"], name="one_channel_per_interpreter"),
            models.UniqueConstraint(fields=["channel"], condition=Q(on_air=True), name="one_on_air"),
            models.UniqueConstraint(fields=["channel"], condition=Q(asks=True), name="one_asks"),
        ]

    def __str__(self) -> str:
        return self.person.full_name
