"""The journal's tables."""

from django.db import models


class JournalHead(models.Model):
    """The last number and hash of one meeting's journal; its row is the lock that keeps numbers without gaps."""

    meeting_id = models.UUIDField(primary_key=True)
    number = models.PositiveIntegerField(default=0)
    hash = models.CharField(max_length=64, default="")


class JournalEvent(models.Model):
    """One official act. ``payload`` and ``audience`` are canonical JSON text, exactly as they were hashed."""

    meeting_id = models.UUIDField()
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=40)
    payload = models.TextField()
    audience = models.TextField()
    actor = models.CharField(max_length=60)
    at = models.CharField(max_length=40)
    """ISO 8601 as hashed; text, so that no database rounds it."""
    command_id = models.CharField(max_length=64, null=True)
    prev_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting_id", "number"], name="journal_number_once"),
            models.UniqueConstraint(fields=["meeting_id", "actor", "command_id"], name="journal_command_once"),
        ]


class Limit(models.Model):
    """A bound that an administrator may change (`manage.py set_limit`); without a row the built-in value holds."""

    name = models.CharField(primary_key=True, max_length=60)
    value = models.PositiveIntegerField()


class JobsWorker(models.Model):
    """Lease of one running ``jobs`` process; its tasks are free again when ``seen_at`` grows old."""

    id = models.CharField(primary_key=True, max_length=200)
    name = models.CharField(max_length=60)
    seen_at = models.DateTimeField()
