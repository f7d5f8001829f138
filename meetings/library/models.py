"""Shelves of papers, resolutions and what people like to find again."""

import uuid
from enum import StrEnum

from django.db import models

from meetings.accounts.models import Person, Unit
from meetings.documents.models import Paper


class Readers(StrEnum):
    """The rule of a shelf: who reads what stands on it without having been in the meeting."""

    OFFICE = "office"
    """People of the secretariat, who lend papers to other meetings."""
    BODY = "body"
    """Also the people of the body and its members of the day."""
    ALL = "all"
    """Everybody who can sign in."""


class Shelf(models.Model):
    """A shelf of a body, one for each kind of its meetings: «Hội nghị Ban Chấp hành», «Họp giao ban»."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="shelves")
    name = models.CharField(max_length=120)
    readers = models.CharField(
        max_length=10, choices=[(rule.value, rule.value) for rule in Readers], default=Readers.BODY
    )

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="shelf_name_once")]

    def __str__(self) -> str:
        return self.name


class Shelved(models.Model):
    """That a paper stands on a shelf; the paper stays its meeting's, nothing is copied.

    A resolution also has a number, its day and the time of its force; ``replaced_by`` ends that force.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    shelf = models.ForeignKey(Shelf, on_delete=models.CASCADE, related_name="shelved")
    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="shelved")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    number = models.CharField(max_length=60, blank=True)
    """Number and sign of a resolution; empty: it is none."""
    issued_on = models.DateField(null=True, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    """Last day of its force; null: it goes on."""
    replaced_by = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="replaces")

    class Meta:
        ordering = ["-at"]
        constraints = [models.UniqueConstraint(fields=["shelf", "paper"], name="paper_once_on_a_shelf")]

    def __str__(self) -> str:
        return f"{self.shelf}: {self.paper}"


class Favourite(models.Model):
    """That somebody wants to find a paper again; it gives no right to it."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="favourites")
    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at"]
        constraints = [models.UniqueConstraint(fields=["person", "paper"], name="favourite_once")]

    def __str__(self) -> str:
        return f"{self.person}: {self.paper}"
