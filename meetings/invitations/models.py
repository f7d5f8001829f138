"""Answers to the invitation to a meeting."""

import uuid

from django.db import models
from django.db.models import Q

from meetings.accounts.models import Person, Unit
from meetings.agenda.models import Meeting
from meetings.contracts.invitations import AnswerKind


class Decision(models.TextChoices):
    """What became of a reason or a substitute; coming needs no decision."""

    NONE = "none"
    WAITING = "waiting"
    ACCEPTED = "accepted"
    REFUSED = "refused"


class Answer(models.Model):
    """What somebody answered last; earlier answers stay in the journal alone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="answers")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.value) for kind in AnswerKind])
    room = models.ForeignKey("rooms.Room", on_delete=models.CASCADE, null=True, related_name="+")
    """Where he will sit, when he comes to a room."""
    reason = models.CharField(max_length=300, blank=True)
    substitute = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, related_name="+")
    decision = models.CharField(max_length=20, choices=Decision.choices, default=Decision.NONE)
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    why = models.CharField(max_length=300, blank=True)
    """Why it was refused."""
    answered_at = models.DateTimeField()
    entered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    """The secretary who wrote down what the person said by telephone; null: the person answered."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "person"], name="one_answer_per_person"),
            models.CheckConstraint(
                condition=Q(kind=AnswerKind.ROOM, room__isnull=False)
                | (~Q(kind=AnswerKind.ROOM) & Q(room__isnull=True)),
                name="a_room_for_who_comes_to_one",
            ),
            models.CheckConstraint(
                condition=Q(kind=AnswerKind.SUBSTITUTE, substitute__isnull=False)
                | (~Q(kind=AnswerKind.SUBSTITUTE) & Q(substitute__isnull=True)),
                name="somebody_for_who_sends_somebody",
            ),
        ]

    @property
    def settled(self) -> bool:
        """It stands: nothing is to be decided, and nothing was refused."""
        return self.decision in {Decision.NONE, Decision.ACCEPTED}


class ReminderTime(models.Model):
    """When a meeting reminds by itself, told from its beginning: the time moves with the meeting."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="invitation_reminders")
    hours_before = models.PositiveSmallIntegerField()
    sent_for = models.DateTimeField(null=True)
    """The moment for which it was sent; a meeting that was moved has another one."""

    class Meta:
        ordering = ["-hours_before"]
        constraints = [models.UniqueConstraint(fields=["meeting", "hours_before"], name="one_reminder_per_time")]


class Letter(models.Model):
    """The invitation as a numbered document: what it said when it was sent, whatever changes later."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.OneToOneField(Meeting, on_delete=models.CASCADE, related_name="letter")
    edition = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    symbol = models.CharField(max_length=40)
    """Behind the number, for example ``GM/TU``."""
    dated = models.DateField()
    town = models.CharField(max_length=80)
    """Before the date, for example «Hà Nội»."""
    authority = models.CharField(max_length=120, blank=True)
    """On whose behalf it is signed, for example «T/L BAN THƯỜNG VỤ»."""
    signer_title = models.CharField(max_length=120)
    signer = models.CharField(max_length=120)
    per_unit = models.BooleanField()
    """One copy for each unit; else one for each person."""
    facts = models.JSONField()
    """Title, time, place, chair and bodies as they were (``letters.facts_of``)."""
    issued_at = models.DateTimeField()


class Copy(models.Model):
    """One addressee's copy of a letter."""

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="copies")
    serial = models.PositiveSmallIntegerField()
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, null=True, related_name="+")
    guest = models.CharField(max_length=600)
    """Whom it invites, as it stands on the letter."""
    room = models.CharField(max_length=120, blank=True)
    """Room of the addressee's unit in this meeting."""

    class Meta:
        ordering = ["serial"]
        constraints = [models.UniqueConstraint(fields=["letter", "serial"], name="one_copy_per_serial")]
