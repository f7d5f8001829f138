"""Seats of a sitting; rules of bodies with effective dates: when enough are there, whether alternates vote."""

import uuid

from django.db import models

from meetings.accounts.models import Person, Unit
from meetings.agenda.models import Meeting


class QuorumRule(models.Model):
    """At least ``numerator/denominator`` of those who vote must be present (``strict``: more than that share)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    """Body that it holds for; null: every body without a rule of its own."""
    numerator = models.PositiveSmallIntegerField()
    denominator = models.PositiveSmallIntegerField()
    strict = models.BooleanField()
    words = models.CharField(max_length=200)
    source = models.CharField(max_length=300)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)


class AlternateRule(models.Model):
    """Whether alternates (dự khuyết) of a body vote; a body without a rule does not let them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    """Body that it holds for; null: every body without a rule of its own."""
    votes = models.BooleanField()
    source = models.CharField(max_length=300)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)


class UnitNotice(models.Model):
    """What the chair's or secretary's office told the people of one unit."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="unit_notices")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    sender = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=500)
    sent_at = models.DateTimeField()
    number = models.PositiveIntegerField()
    """Journal number of the act."""

    class Meta:
        ordering = ["number"]
        indexes = [models.Index(fields=["meeting", "unit"], name="notices_of_a_unit")]


class SittingSeat(models.Model):
    """One sign-in (device) of a person who is there: bound to meeting, person, device and room."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="seats")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    session_hash = models.CharField(max_length=64)
    """SHA-256 of the session's key."""
    device = models.CharField(max_length=60)
    """What kind of machine, in words."""
    room = models.ForeignKey("rooms.Room", on_delete=models.PROTECT, null=True, related_name="+")
    """Room where the person checked in; null: remote."""
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "session_hash"], name="one_seat_per_sign_in")]
