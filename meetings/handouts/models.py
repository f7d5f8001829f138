"""The register's lines. Nothing is ever changed or taken out of it: a wrong line is made void by a new one."""

import uuid
from enum import StrEnum

from django.db import models

from meetings.accounts.models import Person
from meetings.agenda.models import Meeting
from meetings.contracts.state import Secrecy
from meetings.documents.models import Paper


class Act(StrEnum):
    """What a line says: copies were made, one was handed out, came back, is missing; or an earlier line was wrong."""

    LISTED = "listed"
    HANDED = "handed"
    RETURNED = "returned"
    MISSING = "missing"
    VOID = "void"


class Line(models.Model):
    """One line of a meeting's register; ``number`` counts from 1 without gaps."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="handout_lines")
    number = models.PositiveIntegerField()
    act = models.CharField(max_length=10, choices=[(act.value, act.value) for act in Act])
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    sheet = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="lines")
    """The line that lists the paper; null: this is it."""
    paper = models.ForeignKey(Paper, on_delete=models.SET_NULL, null=True, related_name="+")
    """Of a listed paper: the one of the meeting that was printed; null: it is on paper only."""
    title = models.CharField(max_length=300, blank=True)
    code = models.CharField(max_length=60, blank=True)
    secrecy = models.CharField(max_length=20, blank=True, choices=[(level.value, level.value) for level in Secrecy])
    copies = models.PositiveIntegerField(default=0)
    copy = models.PositiveIntegerField(default=0)
    """Number of the copy, from 1."""
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    """Who got it; null: somebody who is not in the system."""
    receiver = models.CharField(max_length=160, blank=True)
    """His name as it was then."""
    about = models.CharField(max_length=300, blank=True)
    """His position and unit as they were then."""
    voids = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="voided_by")
    note = models.CharField(max_length=300, blank=True)
    """Why a copy is missing, or why a line was wrong."""

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["meeting", "number"], name="handout_number_once")]

    def __str__(self) -> str:
        return f"{self.meeting}: {self.number}"
