"""Votes, ballots, and the rule that says when a motion is carried."""

import uuid

from django.db import models
from django.db.models import F, Q

from meetings.accounts.models import Person, Unit
from meetings.agenda.models import Item, Meeting
from meetings.attendance.models import CERTAINTY, Ground
from meetings.contracts.polls import Motion, VoteWay


class MajorityRule(models.Model):
    """A motion is carried by ``numerator/denominator`` of ``base``, as data with effective dates."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    motion = models.CharField(max_length=20, choices=[(kind.value, kind.value) for kind in Motion], blank=True)
    """Kind of motion that it holds for; empty: every motion without a rule of its own."""
    base = models.CharField(max_length=20, choices=[("members", "members"), ("present", "present"), ("cast", "cast")])
    numerator = models.PositiveSmallIntegerField()
    denominator = models.PositiveSmallIntegerField()
    strict = models.BooleanField()
    """True: more than the share; false: at least the share."""
    ballots_final = models.BooleanField(default=False)
    """True: a ballot cannot be changed once cast."""
    deductions = models.ManyToManyField(Ground, blank=True, related_name="+")
    """Cases that are taken off the base of all members; who votes counts all the same."""
    named = models.BooleanField(default=False)
    """True: the minutes say who voted how."""
    secret = models.BooleanField(default=False)
    """True: such motions are decided by secret ballot, so no open vote is held on them."""
    words = models.CharField(max_length=200)
    source = models.CharField(max_length=300)
    certainty = models.CharField(max_length=1, choices=CERTAINTY, default="M")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(numerator__gte=1)
                & (Q(numerator__lt=F("denominator")) | Q(numerator=F("denominator"), strict=False)),
                name="a_majority_that_can_be_reached",
            ),
            models.CheckConstraint(condition=~Q(named=True, secret=True), name="by_name_or_secret"),
        ]


class Poll(models.Model):
    """One open vote by name; the rule is copied when it opens, so that a later change of law changes nothing."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="polls")
    item = models.ForeignKey(Item, on_delete=models.SET_NULL, null=True, related_name="polls")
    question = models.CharField(max_length=500)
    opened_at = models.DateTimeField()
    number = models.PositiveIntegerField(default=0)
    """Journal number of the opening: the order of the votes, also when the clock is set back."""
    closed_at = models.DateTimeField(null=True)
    eligible = models.PositiveIntegerField()
    base = models.CharField(max_length=20)
    numerator = models.PositiveSmallIntegerField()
    denominator = models.PositiveSmallIntegerField()
    strict = models.BooleanField()
    ballots_final = models.BooleanField()
    rule_words = models.CharField(max_length=200)
    motion = models.CharField(
        max_length=20, choices=[(kind.value, kind.value) for kind in Motion], default=Motion.ORDINARY.value
    )
    deductions = models.JSONField(default=dict)
    """Cases of the rule by code, and when each is taken off (``attendance.rules.Deduct``)."""
    named = models.BooleanField(default=False)
    way = models.CharField(
        max_length=20, choices=[(way.value, way.value) for way in VoteWay], default=VoteWay.DEVICES.value
    )
    paper = models.ForeignKey("documents.Paper", on_delete=models.SET_NULL, null=True, related_name="+")
    """What is voted on."""
    closes_at = models.DateTimeField(null=True)
    """When its time is over; null: it has none."""
    closes_itself = models.BooleanField(default=False)
    """It is closed then; otherwise the time is only shown."""
    quorum = models.JSONField(null=True)
    """The ``Quorum`` contract for this kind of motion: at opening, then at closing."""
    options = models.JSONField(default=list)
    """Its own options in words, in order; empty: yes, no or abstention."""
    result = models.JSONField(null=True)
    """The ``Tally`` contract, set when the vote is closed."""

    class Meta:
        ordering = ["number", "opened_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting"], condition=Q(closed_at__isnull=True), name="one_open_poll_per_meeting"
            )
        ]


class PreparedPoll(models.Model):
    """A vote that the office wrote beforehand: the chair opens it as it stands."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="prepared_polls")
    item = models.ForeignKey(Item, on_delete=models.SET_NULL, null=True, related_name="prepared_polls")
    question = models.CharField(max_length=500)
    motion = models.CharField(
        max_length=20, choices=[(kind.value, kind.value) for kind in Motion], default=Motion.ORDINARY.value
    )
    way = models.CharField(
        max_length=20, choices=[(way.value, way.value) for way in VoteWay], default=VoteWay.DEVICES.value
    )
    paper = models.ForeignKey("documents.Paper", on_delete=models.SET_NULL, null=True, related_name="+")
    seconds = models.PositiveIntegerField(null=True)
    """Its time; null: none is set."""
    closes_itself = models.BooleanField(default=False)
    options = models.JSONField(default=list)
    """Its own options in words, in order; empty: yes, no or abstention."""
    number = models.PositiveIntegerField()
    """Journal number of the preparing: the order within an item."""
    poll = models.OneToOneField(Poll, on_delete=models.SET_NULL, null=True, related_name="prepared")
    """The vote that was opened from it; null: it waits."""

    class Meta:
        ordering = ["item__position", "number"]


class Ballot(models.Model):
    """One person's ballot in a vote by name."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="ballots")
    voter = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    choice = models.CharField(max_length=10)
    """A ``Choice``, or the number of one of the vote's own options (``rules.read_choice``)."""
    cast_at = models.DateTimeField()
    number = models.PositiveIntegerField()
    """Journal number of the act."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["poll", "voter"], name="one_ballot_per_voter")]


class RoomHands(models.Model):
    """The show of hands of one room in a vote, as it was entered last; the entries before stand in the journal."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="hands")
    room = models.ForeignKey("rooms.Room", on_delete=models.PROTECT, related_name="+")
    yes = models.PositiveIntegerField()
    no = models.PositiveIntegerField()
    abstain = models.PositiveIntegerField()
    options = models.JSONField(default=list)
    """Hands for each of the vote's own options, in their order."""
    counted = models.JSONField()
    """Ids of the members who were counted with the room: they vote nowhere else in this vote."""
    number = models.PositiveIntegerField()
    """Journal number of the entry."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["poll", "room"], name="one_show_of_hands_per_room")]
