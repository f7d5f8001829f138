"""Halls of rooms, and who sits where in a meeting."""

import uuid

from django.db import models
from django.db.models import Q

from meetings.accounts.models import Person
from meetings.agenda.models import Meeting
from meetings.contracts.seating import SeatOrder, Stays
from meetings.rooms.models import Room


class HallPlan(models.Model):
    """One version of a room's hall. It never changes: a meeting keeps the version that it was planned with."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="halls")
    version = models.PositiveIntegerField()
    spec = models.JSONField()
    """``HallSpec``: the numbers from which it was made."""
    layout = models.JSONField()
    """``Hall``: the seats themselves, so that no later rule of drawing reaches back."""
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-version"]
        constraints = [models.UniqueConstraint(fields=["room", "version"], name="hall_version_once")]

    def __str__(self) -> str:
        return f"{self.room} · {self.version}"


class SeatingPlan(models.Model):
    """Who sits where in a meeting: what the secretary works on, and what everybody was told."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.OneToOneField(Meeting, on_delete=models.CASCADE, related_name="seating")
    hall = models.ForeignKey(HallPlan, on_delete=models.PROTECT, related_name="+")
    order = models.CharField(
        max_length=10, choices=[(order.value, order.value) for order in SeatOrder], default=SeatOrder.UNITS.value
    )
    held = models.JSONField(default=list)
    """Seats that stay empty."""
    shown_hall = models.ForeignKey(HallPlan, on_delete=models.PROTECT, null=True, related_name="+")
    """The hall as it was made known; null: nothing was."""
    shown_room = models.CharField(max_length=120, blank=True)
    """What its room was called then."""
    shown_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.meeting)


class Place(models.Model):
    """One person in a plan; people without a row are as the rules see them and have no seat."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(SeatingPlan, on_delete=models.CASCADE, related_name="places")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    seat = models.CharField(max_length=6, blank=True)
    pinned = models.BooleanField(default=False)
    stays = models.CharField(
        max_length=5, choices=[(stays.value, stays.value) for stays in Stays], default=Stays.AUTO.value
    )
    shown_seat = models.CharField(max_length=6, blank=True)
    """His seat as everybody was told."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "person"], name="one_place_per_person"),
            models.UniqueConstraint(fields=["plan", "seat"], condition=~Q(seat=""), name="one_person_per_seat"),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.seat}"
