"""Rules of bodies as data with effective dates: when enough people are there, whether alternates vote."""

import uuid

from django.db import models

from meetings.accounts.models import Unit


class QuorumRule(models.Model):
    """At least ``numerator/denominator`` of those who vote must be present (``strict``: more than that share)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    """Body that it holds for; null: every body without a rule of its own."""
    numerator = models.PositiveSmallIntegerField()
    denominator = models.PositiveSmallIntegerField()
    strict = models.BooleanField()
    words = models.CharField(max_length=200)
    source = models.CharField(max_length=300)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)


class AlternateRule(models.Model):
    """Whether alternates (dự khuyết) of a body vote; a body without a rule does not let them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    """Body that it holds for; null: every body without a rule of its own."""
    votes = models.BooleanField()
    source = models.CharField(max_length=300)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
