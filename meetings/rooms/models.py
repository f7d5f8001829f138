"""Rooms (điểm cầu) and the kiosks that stand in them."""

import uuid

from django.db import models
from django.db.models import Q

from meetings.accounts.models import Person, Unit
from meetings.agenda.models import Meeting
from meetings.contracts.state import CaptionSize, RoomKind


class Room(models.Model):
    """A room with a screen, a camera and microphones."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=35, blank=True)
    """Identifier as the body's own lists use it."""
    name = models.CharField(max_length=120)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="rooms")
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.value) for kind in RoomKind])
    seats = models.PositiveIntegerField(default=0)
    caption_size = models.CharField(
        max_length=10, choices=[(size.value, size.value) for size in CaptionSize], default=CaptionSize.LARGE.value
    )
    """Of the captions on its big screen, whichever device shows them."""
    caption_strong = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code"], condition=~Q(code=""), name="one_room_per_code")]

    def __str__(self) -> str:
        return self.name


class KioskDevice(models.Model):
    """A small PC that shows a pairing code and then belongs to one room until it is revoked.

    Only hashes are stored: the device keeps its token in a cookie, the code lives ten minutes.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    token_hash = models.CharField(max_length=64, unique=True)
    code = models.CharField(max_length=12, db_index=True)
    code_expires_at = models.DateTimeField()
    room = models.ForeignKey(Room, on_delete=models.CASCADE, null=True, related_name="kiosks")
    paired_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    paired_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    address = models.GenericIPAddressField(null=True)
    """Shown to the technician before pairing."""


class LineMinute(models.Model):
    """One minute of one room's line in one meeting (``line_rules.MinuteTally``); a measurement, no act.

    A room whose screen changed its server within the minute has two; reading adds them up.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="+")
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="+")
    minute = models.DateTimeField()
    samples = models.PositiveSmallIntegerField()
    bad = models.PositiveSmallIntegerField()
    loss = models.FloatField()
    up_loss = models.FloatField()
    jitter_ms = models.PositiveIntegerField()
    rtt_ms = models.PositiveIntegerField()
    kbps = models.PositiveIntegerField()
    up_kbps = models.PositiveIntegerField()
    frozen_ms = models.PositiveIntegerField()
    fed_ms = models.PositiveIntegerField()
    concealed_ms = models.PositiveIntegerField()
