"""Raised hands and turns on the floor; who is heard follows from them."""

import uuid

from django.db import models
from django.db.models import Q

from meetings.accounts.models import Person, Unit
from meetings.agenda.models import Item, Meeting
from meetings.contracts.floor import SpeechKind
from meetings.rooms.models import Room


class ConductRule(models.Model):
    """After how many seconds without a line of whoever conducts a deputy may take the conduct himself."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    """Body that it holds for; null: every body without a rule of its own."""
    away_s = models.PositiveIntegerField()
    source = models.CharField(max_length=300)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)


class SpeechRule(models.Model):
    """How long one may speak in the meetings of a body, where the chair says nothing else. Seconds; null: no limit."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    """Body that it holds for; null: every body without a rule of its own."""
    limit_s = models.PositiveIntegerField(null=True, blank=True)
    order_s = models.PositiveIntegerField(null=True, blank=True)
    """For a point of order."""
    warn_s = models.PositiveIntegerField()
    """The rest in which the timer warns."""
    source = models.CharField(max_length=300)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)


class SpeechLimit(models.Model):
    """What the chair set in one meeting: seconds in an item (null: in all) for a person (null: everybody)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="speech_limits")
    item = models.ForeignKey(Item, on_delete=models.CASCADE, null=True, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, related_name="+")
    limit_s = models.PositiveIntegerField(null=True)
    number = models.PositiveIntegerField()
    """Journal number of the act."""

    class Meta:
        ordering = ["number"]


class ConductorAway(models.Model):
    """Whoever conducts a living meeting has no open page; the row goes when he is back."""

    meeting = models.OneToOneField(Meeting, on_delete=models.CASCADE, primary_key=True, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField()


class SpeechRequest(models.Model):
    """A raised hand; it ends when it is answered or withdrawn. Points of order go before all others."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="speech_requests")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(Item, on_delete=models.SET_NULL, null=True, related_name="+")
    subject = models.CharField(max_length=300, blank=True)
    asked_at = models.DateTimeField()
    kind = models.CharField(
        max_length=20, choices=[(kind.value, kind.value) for kind in SpeechKind], default=SpeechKind.SPEECH
    )
    number = models.PositiveIntegerField(default=0)
    """Order of the queue: the journal number of the asking, also when the clock is set back. When the chair orders the
    queue those who wait get 1, 2, …: each of them asked, so whoever asks later has a higher number."""
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["number", "asked_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "person", "kind"],
                condition=Q(ended_at__isnull=True),
                name="one_open_request_per_kind",
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
    number = models.PositiveIntegerField(default=0)
    """Journal number of the giving."""
    question_id = models.UUIDField(null=True, db_index=True)
    """Question (``questioning``) that the turn puts, answers or takes further."""
    kind = models.CharField(
        max_length=20, choices=[(kind.value, kind.value) for kind in SpeechKind], default=SpeechKind.SPEECH
    )
    limit_s = models.PositiveIntegerField(null=True)
    warn_s = models.PositiveIntegerField(default=30)
    paused_at = models.DateTimeField(null=True)
    """Since when the clock stands."""
    paused_s = models.PositiveIntegerField(default=0)
    """Seconds for which it stood before."""
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["started_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting"], condition=Q(ended_at__isnull=True), name="one_open_turn_per_meeting"
            )
        ]
