"""Notices to one person each, and what became of them."""

import uuid

from django.db import models

from meetings.accounts.models import Person
from meetings.agenda.models import Meeting


class Notice(models.Model):
    """A notice of a meeting to one person: sent once for each ``occasion``, seen, and perhaps put aside."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="notices")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=30)
    """Name of a registered ``kinds.Kind``."""
    occasion = models.CharField(max_length=80)
    """Why it was sent now; nobody gets two notices of a kind for one occasion."""
    facts = models.JSONField(default=dict)
    """What the kind needs to put it into words."""
    sent_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    """Null: the system did, at a time that was set."""
    sent_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    """When it first stood before the person."""
    put_aside_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["sent_at"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "person", "kind", "occasion"], name="one_notice_per_occasion")
        ]
        indexes = [models.Index(fields=["person"], condition=models.Q(put_aside_at=None), name="notices_that_stand")]

    def __str__(self) -> str:
        return f"{self.person}: {self.kind}"

    @property
    def automatic(self) -> bool:
        """Sent by the system at a time that was set."""
        return self.sent_by_id is None
