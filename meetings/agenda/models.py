"""Meetings, agenda items and who takes part."""

import uuid

from django.db import models
from django.db.models import Q

from meetings.accounts.models import Person, Unit
from meetings.contracts.roles import Role
from meetings.contracts.state import ItemKind, ItemOutcome, ItemStatus, MeetingStatus, Secrecy


class Meeting(models.Model):
    """One meeting."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField(max_length=300)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="meetings")
    place = models.CharField(max_length=200)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    status = models.CharField(
        max_length=20, choices=[(status.value, status.value) for status in MeetingStatus], default=MeetingStatus.DRAFT
    )
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    secrecy = models.CharField(max_length=20, choices=[(level.value, level.value) for level in Secrecy])
    """Chosen by whoever creates the meeting: nothing stands here by habit (``secrecy.check_level``)."""
    captions = models.BooleanField(default=True)
    """What was chosen; whether a machine may listen, ``listening`` alone says."""
    watermark = models.BooleanField(default=False)
    """Reading copies of its papers carry the name and unit of who reads, and when he opened them."""
    created_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    papers_due = models.DateTimeField(null=True, blank=True)
    """Papers that are issued later are late; null: nobody set a time."""
    sign_out_at_end = models.BooleanField(default=False)
    """Closing also signs out the devices of those who took part (shared machines)."""
    acting_chair = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    """The deputy who conducts just now; null: the standing chair does."""
    break_since = models.DateTimeField(null=True, blank=True)
    break_until = models.DateTimeField(null=True, blank=True)
    """Both set: the sitting has a break, which is planned to end then."""
    adjourned_at = models.DateTimeField(null=True, blank=True)
    """Set while no session («buổi») runs between two: since when."""
    kept_body = models.CharField(max_length=200, blank=True)
    """Name of the body when the meeting closed: later names do not reach back; empty: not closed yet."""
    kept_parent_body = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(secrecy__in=[level.value for level in Secrecy]), name="secrecy_chosen")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def body(self) -> str:
        """Name of the body that meets, as it was when the meeting closed."""
        return self.kept_body or self.unit.name

    @property
    def parent_body(self) -> str:
        """Name of the body above it, as it was when the meeting closed; empty: none."""
        if self.kept_body:
            return self.kept_parent_body
        return self.unit.parent.name if self.unit.parent else ""


class Session(models.Model):
    """One session («buổi») of a meeting: a morning, an afternoon, an evening. Every meeting has one or more."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="sessions")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    """The plan."""
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["starts_at"]


class Item(models.Model):
    """An agenda item; ``position`` orders in reading order, ``level`` makes the tree (``outline.py``).

    In reading order the items of one session stand together, in the order of the sessions (``placing.py``).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="items")
    session = models.ForeignKey(Session, on_delete=models.RESTRICT, related_name="items")
    """In which session it is planned; what is left of a session that ended may be taken up in a later one."""
    position = models.PositiveIntegerField()
    level = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(max_length=300)
    presenter = models.CharField(max_length=160, blank=True)
    planned_minutes = models.PositiveIntegerField(default=15)
    status = models.CharField(
        max_length=20, choices=[(status.value, status.value) for status in ItemStatus], default=ItemStatus.WAITING
    )
    opened_at = models.DateTimeField(null=True, blank=True)
    """Set while the item is open, but not in a break."""
    spent_s = models.PositiveIntegerField(default=0)
    """Seconds that it was open before ``opened_at``."""
    outcome = models.CharField(
        max_length=20, choices=[(outcome.value, outcome.value) for outcome in ItemOutcome], blank=True, default=""
    )
    """Of a done item: empty, it was discussed."""
    kind = models.CharField(
        max_length=20, choices=[(kind.value, kind.value) for kind in ItemKind], default=ItemKind.DISCUSSION
    )
    answerers = models.ManyToManyField(Person, related_name="+", blank=True)
    """Who is questioned in a questioning."""

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.title


class Participation(models.Model):
    """A person's or a room's place in one meeting: exactly one of ``person`` and ``room`` is set."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="participations")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="participations")
    room = models.ForeignKey(
        "rooms.Room", on_delete=models.PROTECT, null=True, blank=True, related_name="participations"
    )
    role = models.CharField(max_length=20, choices=[(role.value, role.value) for role in Role])
    votes = models.BooleanField(default=False)
    """Counted for quorum and voting."""
    main_room = models.BooleanField(default=False)
    """The room where the chair sits."""
    present = models.BooleanField(default=False)
    checked_in_at = models.DateTimeField(null=True, blank=True)
    """First arrival in the session that runs, or comes next."""
    left_at = models.DateTimeField(null=True, blank=True)
    """When he left; null: he is there, or never came."""
    seated_in = models.ForeignKey("rooms.Room", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    """Room in which a present person sits, or sat when he left; null: remote."""
    kept_words = models.CharField(max_length=160, null=True)
    """Position of a person, name of a room when the meeting closed; null: not closed yet."""
    kept_unit = models.CharField(max_length=200, null=True)
    """Name of the unit when the meeting closed."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "person"], name="person_once_per_meeting"),
            models.UniqueConstraint(fields=["meeting", "room"], name="room_once_per_meeting"),
            models.CheckConstraint(
                condition=Q(person__isnull=False, room__isnull=True) | Q(person__isnull=True, room__isnull=False),
                name="person_or_room",
            ),
        ]

    @property
    def title(self) -> str:
        """Position of the person, as it was when the meeting closed."""
        if self.kept_words is not None:
            return self.kept_words
        return self.person.title if self.person else ""

    @property
    def unit_name(self) -> str:
        """Unit of the person or room, as it was called when the meeting closed."""
        if self.kept_unit is not None:
            return self.kept_unit
        unit = self.person.unit if self.person else self.room.unit if self.room else None
        return unit.name if unit else ""
