"""Raised hands and turns on the floor; who is heard follows from them."""

import uuid

from django.db import models
from django.db.models import Q

from meetings.accounts.models import Person
from meetings.agenda.models import Item, Meeting
from meetings.rooms.models import Room


class SpeechRequest(models.Model):
    """A raised hand; it ends when it is answered or withdrawn."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="speech_requests")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(Item, on_delete=models.SET_NULL, null=True, related_name="+")
    subject = models.CharField(max_length=300, blank=True)
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "person"], condition=Q(ended_at__isnull=True), name="one_open_request_per_person"
            )
        ]


class Turn(models.Model):
    """A turn on the floor, by a person (perhaps heard through a room) or by a room."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="turns")
    item = models.ForeignKey(Item, on_delete=models.SET_NULL, null=True, related_name="turns")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    room = models.ForeignKey(Room, on_delete=models.PROTECT, null=True, related_name="+")
    participant = models.CharField(max_length=60)
    """Media key that carries the voice: ``room:<id>`` or ``person:<id>``."""
    limit_s = models.PositiveIntegerField(null=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["started_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting"], condition=Q(ended_at__isnull=True), name="one_open_turn_per_meeting"
            )
        ]
