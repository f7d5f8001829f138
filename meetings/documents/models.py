"""Papers and their files."""

import uuid
from enum import StrEnum

from django.db import models

from meetings.accounts.models import Person
from meetings.agenda.models import Item, Meeting


class PaperStatus(StrEnum):
    """Life of a paper: waits for conversion, converts, can be read, or failed with a reason; or was taken back."""

    WAITING = "waiting"
    CONVERTING = "converting"
    READY = "ready"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


class Paper(models.Model):
    """A paper of a meeting. Files lie under ``MEDIA_ROOT/<id>/``: ``original.<ext>`` and ``paper.pdf``."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="papers")
    item = models.ForeignKey(Item, on_delete=models.SET_NULL, null=True, blank=True, related_name="papers")
    title = models.CharField(max_length=300)
    code = models.CharField(max_length=60, blank=True)
    secrecy = models.CharField(max_length=20, default="none")
    """Only ``none`` (không mật) is accepted by this installation."""
    original_name = models.CharField(max_length=255)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    status = models.CharField(
        max_length=20, choices=[(status.value, status.value) for status in PaperStatus], default=PaperStatus.WAITING
    )
    progress = models.PositiveSmallIntegerField(default=0)
    """Per cent."""
    error = models.TextField(blank=True)
    """Vietnamese: why it failed and what to do."""
    pages = models.PositiveIntegerField(default=0)
    uploaded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "uploaded_at"]

    def __str__(self) -> str:
        return self.title


class Opening(models.Model):
    """That somebody opened a paper, and when first: the calendar counts what is still unread."""

    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="openings")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["paper", "person"], name="one_opening_per_person")]

    def __str__(self) -> str:
        return f"{self.person}: {self.paper}"
