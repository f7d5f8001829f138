"""Pins of the big screens."""

from django.db import models
from django.db.models import Q

from meetings.agenda.models import Meeting
from meetings.contracts.screens import ScreenView
from meetings.documents.models import Paper
from meetings.rooms.models import Room


class ScreenPin(models.Model):
    """What a room's big screen shows in one meeting instead of following the sitting."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="+")
    room = models.ForeignKey(Room, on_delete=models.CASCADE, null=True, related_name="+")
    """Null: every room without a pin of its own."""
    view = models.CharField(max_length=10, choices=[(view.value, view.value) for view in ScreenView])
    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, null=True, related_name="+")
    page = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "room"], name="one_pin_per_room"),
            models.UniqueConstraint(fields=["meeting"], condition=Q(room__isnull=True), name="one_pin_for_all"),
        ]

    def __str__(self) -> str:
        return self.view
