"""What was said, as segments, and drafts of the minutes."""

import uuid

from django.db import models

from meetings.agenda.models import Item, Meeting
from meetings.contracts.speech import SegmentState


class Segment(models.Model):
    """One utterance in its newest stored revision; written again with a higher ``rev``, never with a lower one."""

    id = models.UUIDField(primary_key=True)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="segments")
    rev = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=[(state.value, state.value) for state in SegmentState])
    start_ms = models.BigIntegerField()
    end_ms = models.BigIntegerField()
    participant = models.CharField(max_length=60)
    speaker = models.CharField(max_length=160)
    speaker_id = models.CharField(max_length=40, blank=True)
    item = models.ForeignKey(Item, on_delete=models.SET_NULL, null=True, related_name="segments")
    text = models.TextField()
    words = models.JSONField(default=list)
    engine = models.CharField(max_length=40, blank=True)
    model = models.CharField(max_length=40, blank=True)
    confidence = models.FloatField(null=True)
    stored_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["start_ms", "id"]
        indexes = [models.Index(fields=["meeting", "start_ms"], name="segment_by_time")]


class Draft(models.Model):
    """A draft of the minutes, made from the journal and the segments; the file is a DOCX under ``HOME/minutes``."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="drafts")
    made_at = models.DateTimeField()
    upto_number = models.PositiveIntegerField()
    """Journal number up to which it tells."""
    segments = models.PositiveIntegerField(default=0)
    """How many segments it tells."""
    file = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
