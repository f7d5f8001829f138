"""Answers to the invitation to a meeting."""

import uuid

from django.db import models
from django.db.models import Q

from meetings.accounts.models import Person
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
