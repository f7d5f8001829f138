"""Seats of a sitting, absences; rules of bodies with effective dates: quorum, whether alternates vote."""

import uuid

from django.db import models
from django.db.models import F, Q

from meetings.accounts.models import Person, Unit
from meetings.agenda.models import Meeting
from meetings.attendance.rules import Deduct
from meetings.contracts.polls import Motion, QuorumBase

CERTAINTY = [("A", "text read"), ("B", "good secondary source"), ("M", "from memory, to be checked")]


class Ground(models.Model):
    """A case by which somebody is absent with a reason; only a rule that lists it takes him off the base."""

    code = models.CharField(max_length=30, unique=True)
    words = models.CharField(max_length=200)
    applies = models.CharField(max_length=20, choices=[(when.value, when.value) for when in Deduct])
    source = models.CharField(max_length=300)
    certainty = models.CharField(max_length=1, choices=CERTAINTY)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return self.words


class QuorumRule(models.Model):
    """At least ``numerator/denominator`` of ``base`` must be present (``strict``: more than that share)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    """Body that it holds for; null: every body without a rule of its own."""
    motion = models.CharField(max_length=20, choices=[(kind.value, kind.value) for kind in Motion], blank=True)
    """Kind of motion that it holds for; empty: the sitting itself and every motion without a rule of its own."""
    base = models.CharField(
        max_length=20, choices=[(base.value, base.value) for base in QuorumBase], default=QuorumBase.CONVENED.value
    )
    numerator = models.PositiveSmallIntegerField()
    denominator = models.PositiveSmallIntegerField()
    strict = models.BooleanField()
    deductions = models.ManyToManyField(Ground, blank=True, related_name="+")
    """Cases that are taken off the base."""
    words = models.CharField(max_length=200)
    source = models.CharField(max_length=300)
    certainty = models.CharField(max_length=1, choices=CERTAINTY, default="M")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(numerator__gte=1)
                & (Q(numerator__lt=F("denominator")) | Q(numerator=F("denominator"), strict=False)),
                name="a_share_that_can_be_reached",
            )
        ]


class Absence(models.Model):
    """By which case somebody of a meeting is absent; a row that is taken back stays in the journal alone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="absences")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    ground = models.ForeignKey(Ground, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300, blank=True)
    """What the person gave as his reason when he answered the invitation; empty: only the case is known."""
    number = models.PositiveIntegerField()
    """Journal number of the act."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "person"], name="one_absence_per_person")]


class RoomHeads(models.Model):
    """How many people sit in a room of a meeting, as it was counted last; earlier counts stand in the journal."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="room_heads")
    room = models.ForeignKey("rooms.Room", on_delete=models.PROTECT, related_name="+")
    people = models.PositiveIntegerField()
    by = models.CharField(max_length=120)
    """Name of who entered it."""
    at = models.DateTimeField()
    number = models.PositiveIntegerField()
    """Journal number of the act."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "room"], name="one_head_count_per_room")]


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
