"""Messages of a meeting, and which mailboxes are switched off."""

import uuid

from django.db import models
from django.db.models import Q

from meetings.accounts.models import Person, Unit
from meetings.agenda.models import Meeting
from meetings.contracts.messages import LONGEST, Mailbox

MAILBOXES = [(mailbox.value, mailbox.value) for mailbox in Mailbox]


class Letter(models.Model):
    """One message: between a participant and the secretariat or the chair (``person``), or to a ``unit``."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="letters")
    mailbox = models.CharField(max_length=20, choices=MAILBOXES)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    """The participant who talks with the secretariat or the chair, whoever of the two wrote."""
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    writer = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=LONGEST)
    sent_at = models.DateTimeField()
    number = models.PositiveIntegerField()
    """Journal number of the act."""

    class Meta:
        ordering = ["number"]
        indexes = [models.Index(fields=["meeting", "number"], name="letters_of_a_meeting")]
        constraints = [
            models.CheckConstraint(
                condition=Q(mailbox=Mailbox.UNIT.value, unit__isnull=False, person__isnull=True)
                | (~Q(mailbox=Mailbox.UNIT.value) & Q(unit__isnull=True, person__isnull=False)),
                name="letter_has_two_sides",
            )
        ]


class ClosedMailbox(models.Model):
    """A mailbox that is switched off in a meeting; the row goes when it is on again."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="closed_mailboxes")
    mailbox = models.CharField(max_length=20, choices=MAILBOXES)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "mailbox"], name="mailbox_closed_once")]
