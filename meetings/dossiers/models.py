"""Meeting files that were made."""

import uuid
from enum import StrEnum

from django.db import models

from meetings.accounts.models import Person
from meetings.agenda.models import Meeting


class DossierStatus(StrEnum):
    """Life of a meeting file: waits for ``jobs``, is being made, can be downloaded, or failed."""

    WAITING = "waiting"
    MAKING = "making"
    READY = "ready"
    FAILED = "failed"


class Dossier(models.Model):
    """One making of the file of a meeting; the ZIP lies at ``HOME/dossiers/<id>.zip``."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="dossiers")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    status = models.CharField(
        max_length=10, choices=[(status.value, status.value) for status in DossierStatus], default=DossierStatus.WAITING
    )
    progress = models.PositiveSmallIntegerField(default=0)
    """Per cent."""
    problem = models.TextField(blank=True)
    """Vietnamese: why it failed."""
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return f"{self.meeting}, {self.made_at:%Y-%m-%d %H:%M}"

    @property
    def busy(self) -> bool:
        """It is not there yet."""
        return self.status in {DossierStatus.WAITING, DossierStatus.MAKING}
