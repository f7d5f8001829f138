"""Questions of a questioning, hands raised to take them further, and for how long each may take."""

import uuid

from django.db import models
from django.db.models import Q

from meetings.accounts.models import Person, Unit
from meetings.agenda.models import Item, Meeting
from meetings.contracts.questions import QuestionState
from meetings.documents.models import Paper


class QuestionRule(models.Model):
    """For how long one may put a question, answer it, take it further. Seconds; null: no limit."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    """Body that it holds for; null: every body without a rule of its own."""
    question_s = models.PositiveIntegerField(null=True, blank=True)
    answer_s = models.PositiveIntegerField(null=True, blank=True)
    follow_up_s = models.PositiveIntegerField(null=True, blank=True)
    source = models.CharField(max_length=300)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)


class Question(models.Model):
    """A question to one person in one item. Its turns on the floor carry its id (``speaking.Turn.question_id``)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="questions")
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="questions")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    to = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(max_length=300)
    text = models.TextField(blank=True)
    paper = models.ForeignKey(Paper, on_delete=models.SET_NULL, null=True, related_name="+")
    state = models.CharField(
        max_length=20, choices=[(state.value, state.value) for state in QuestionState], default=QuestionState.WAITING
    )
    reason = models.CharField(max_length=500, blank=True)
    """Why it is answered in writing."""
    asked_at = models.DateTimeField()
    number = models.PositiveIntegerField()
    """Journal number of the asking."""
    position = models.PositiveIntegerField()
    """Order on the board: the journal number of the asking, until the chair moves questions that wait."""

    class Meta:
        ordering = ["position"]


class FollowUp(models.Model):
    """A hand raised to take a question further; it ends when its turn begins or it is lowered."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="follow_ups")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    """Journal number of the raising."""
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["question", "person"], condition=Q(ended_at__isnull=True), name="one_open_follow_up"
            )
        ]
