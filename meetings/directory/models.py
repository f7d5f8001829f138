"""What was changed in the register, and files that wait to be taken into it."""

import uuid

from django.db import models

from meetings.accounts.models import Person, Unit


class RegisterEntry(models.Model):
    """One change of the register: who did what, when. Rows are only added."""

    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    """Null: whoever runs the server, by a command."""
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="register_entries")
    """The unit that it is about; null: the catalogue of positions."""
    words = models.CharField(max_length=400)
    """In Vietnamese, whoever reads: it is a record."""
    details = models.JSONField(default=list)
    """Every single change of an import, as lists of texts."""

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["unit", "-at"], name="register_of_a_unit")]


class ImportDraft(models.Model):
    """A file that was read and waits for its reader's yes; what it would change is computed anew each time."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=10, choices=[("units", "units"), ("people", "people"), ("rooms", "rooms")])
    name = models.CharField(max_length=160)
    """Of the file."""
    rows = models.JSONField()
    """List of ``[line, {column: text}]``."""
    ignored = models.JSONField(default=list)
    """Headings of the file that mean nothing here."""
    by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField()
