"""Papers and their files."""

import uuid
from enum import StrEnum

from django.db import models

from meetings.accounts.models import Person, Unit
from meetings.agenda.models import Item, Meeting
from meetings.contracts.state import Secrecy
from meetings.documents.rules import is_late


class PaperStatus(StrEnum):
    """Life of a paper: waits for conversion, converts, can be read, or failed with a reason; or was taken back.

    ``REPLACED``: it can still be read, but a newer version of it stands in the lists. ``HELD``: page 1 seems to bear a
    stamp of secrecy; it waits for whoever uploaded it, and nobody else sees it.
    """

    WAITING = "waiting"
    CONVERTING = "converting"
    READY = "ready"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"
    HELD = "held"


READABLE = frozenset({PaperStatus.READY, PaperStatus.REPLACED})
"""States in which the reading copy is open to those who may read the paper."""


class Paper(models.Model):
    """A paper of a meeting. Files lie under ``MEDIA_ROOT/<id>/``: ``original.<ext>`` and ``paper.pdf``."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="papers")
    item = models.ForeignKey(Item, on_delete=models.SET_NULL, null=True, blank=True, related_name="papers")
    title = models.CharField(max_length=300)
    code = models.CharField(max_length=60, blank=True)
    secrecy = models.CharField(max_length=20, default=Secrecy.NONE)
    """A level that the installation takes (``agenda.secrecy``), never above that of the meeting."""
    original_name = models.CharField(max_length=255)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    status = models.CharField(
        max_length=20, choices=[(status.value, status.value) for status in PaperStatus], default=PaperStatus.WAITING
    )
    progress = models.PositiveSmallIntegerField(default=0)
    """Per cent."""
    error = models.TextField(blank=True)
    """Vietnamese: why it failed and what to do."""
    pages = models.PositiveIntegerField(default=0)
    stamp = models.CharField(max_length=20, blank=True)
    """The stamp of secrecy that page 1 seemed to bear (``stamps.Stamp``), also after it was declared to be none."""
    circle = models.JSONField(null=True, blank=True, default=None)
    """Whom it is sent to (``circles.Circle``), the same for all its versions; null: to everybody of the meeting."""
    signatures = models.JSONField(default=list)
    """What the digital signatures of the upload say (``child/signatures.py``), in the order of signing."""
    uploaded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    issued_at = models.DateTimeField(null=True, blank=True)
    """When it became readable; null for papers of before this was kept."""
    position = models.PositiveIntegerField(default=0)
    first = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="later")
    """Version 1 of the same paper; null: it is version 1. All of them together are a line (``versions``)."""
    version = models.PositiveSmallIntegerField(default=1)
    source = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="loans")
    """The paper of another meeting that is used here by reference: same files, rights of both (``lending``)."""

    class Meta:
        ordering = ["position", "uploaded_at"]
        constraints = [models.UniqueConstraint(fields=["first", "version"], name="one_paper_per_version")]

    def __str__(self) -> str:
        return self.title

    @property
    def line(self) -> uuid.UUID:
        """What all versions of one paper have in common."""
        return self.first_id or self.id

    @property
    def marked(self) -> bool:
        """Its reading copies carry their reader's mark: its meeting wants it, or the one that lends it."""
        return self.meeting.watermark or (self.source is not None and self.source.marked)

    @property
    def late(self) -> bool:
        """Issued after the time that the meeting set for papers."""
        return is_late(self.issued_at or self.uploaded_at, self.meeting.papers_due)


class ItemCircle(models.Model):
    """Whom papers that are added to an item are sent to; without a row: to everybody."""

    item = models.OneToOneField(Item, on_delete=models.CASCADE, related_name="+")
    circle = models.JSONField()

    def __str__(self) -> str:
        return str(self.item)


class Opening(models.Model):
    """That somebody opened a paper, and when first: the calendar counts what is still unread."""

    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="openings")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    opened_at = models.DateTimeField()
    pages = models.JSONField(default=list)
    """Numbers of the pages that stood before him for a moment, ascending."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["paper", "person"], name="one_opening_per_person")]

    def __str__(self) -> str:
        return f"{self.person}: {self.paper}"


class OpenedOn(models.Model):
    """That a paper was opened on a machine, by whom, and when the machine said that it has closed it."""

    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="machines")
    machine = models.CharField(max_length=60)
    """``machines.machine_of``; ``kiosk:<id>`` for a room's screen."""
    device = models.CharField(max_length=30, blank=True)
    """What kind of machine, in words."""
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, related_name="+")
    room = models.ForeignKey("rooms.Room", on_delete=models.CASCADE, null=True, related_name="+")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["paper", "machine", "person"], name="once_per_machine_and_person"),
            models.UniqueConstraint(
                fields=["paper", "machine"], condition=models.Q(person=None), name="once_per_screen"
            ),
        ]
        indexes = [models.Index(fields=["machine"], condition=models.Q(closed_at=None), name="machines_to_close")]

    def __str__(self) -> str:
        return f"{self.name}: {self.paper}"

    @property
    def name(self) -> str:
        """Whose machine it is."""
        return self.person.full_name if self.person else self.room.name if self.room else ""


class Recall(models.Model):
    """That a paper which could be read was taken back."""

    paper = models.OneToOneField(Paper, on_delete=models.CASCADE, related_name="recall")
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    """Null: its own meeting took back what this one had borrowed."""
    summed_up_at = models.DateTimeField(null=True)
    """When the journal got how far it went."""

    def __str__(self) -> str:
        return str(self.paper)


class Receipt(models.Model):
    """That a paper reached a person: a page that lists it was sent to him; and when first."""

    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="receipts")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    received_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["paper", "person"], name="one_receipt_per_person")]

    def __str__(self) -> str:
        return f"{self.person}: {self.paper}"


class ReminderPlan(models.Model):
    """When the system reminds by itself, in hours before; a meeting without a row has the usual times."""

    meeting = models.OneToOneField(Meeting, on_delete=models.CASCADE, related_name="+")
    before_start = models.JSONField(default=list)
    """Whoever has not opened a paper that was sent to him: hours before the beginning."""
    before_due = models.JSONField(default=list)
    """Whoever owes a paper: hours before ``Meeting.papers_due``."""

    def __str__(self) -> str:
        return str(self.meeting)


class RemindedAt(models.Model):
    """That the reminders of a time were sent, in the same transaction: a killed ``jobs`` sends none twice."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=30)
    moment = models.DateTimeField()
    """When they were to be sent; another time when the meeting or its deadline moves."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "kind", "moment"], name="one_round_per_moment")]

    def __str__(self) -> str:
        return f"{self.meeting}: {self.moment}"


class PaperDuty(models.Model):
    """Who hands in the papers of an item: one person of the meeting, or the people of one unit in it."""

    item = models.OneToOneField(Item, on_delete=models.CASCADE, related_name="duty")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(person=None, unit__isnull=False) | models.Q(person__isnull=False, unit=None),
                name="person_or_unit_owes",
            )
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.person or self.unit}"


class TextSource(StrEnum):
    """Where the words of a page come from: its text, or its picture (not read yet, read, or not readable)."""

    TEXT = "text"
    WAITING = "waiting"
    SCAN = "scan"
    UNREAD = "unread"


class PageText(models.Model):
    """The words of one page, for searching; number 0 is the paper's code and title.

    ``text`` has the words with one space between; ``boxes`` (JSON) has x, y, width, height of each in ten-thousandths
    of the page. The databases keep an index over ``marked`` and ``plain`` (``fulltext``): a migration that alters
    this table on SQLite makes it anew and must install the index again.
    """

    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="texts")
    number = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    boxes = models.TextField(default="[]")
    source = models.CharField(
        max_length=10, choices=[(source.value, source.value) for source in TextSource], default=TextSource.TEXT
    )
    marked = models.TextField(blank=True)
    """``words.marked_form`` of each word."""
    plain = models.TextField(blank=True)
    """``letters.plain_form`` of each word."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["paper", "number"], name="one_text_per_page")]

    def __str__(self) -> str:
        return f"{self.paper}, {self.number}"


class Upload(models.Model):
    """A file of the page «Chuẩn bị» that comes in pieces; it lies at ``HOME/uploads/<id>/file`` (``uploads``)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="uploads")
    by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=255)
    size = models.PositiveBigIntegerField()
    mark = models.CharField(max_length=90, blank=True)
    """``core.pieces.Announced.mark``."""
    came = models.PositiveBigIntegerField(default=0)
    """Bytes that are here."""
    bundle = models.BooleanField(default=False)
    """A ZIP of papers, not a paper."""
    choice = models.JSONField(default=dict)
    """What was chosen and typed for it: ``uploads.Choice``."""
    made_at = models.DateTimeField()
    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    """What it became; the row stays a while, so that a piece sent twice makes no second paper."""

    def __str__(self) -> str:
        return self.name


class EntryState(StrEnum):
    """Life of a file inside a ZIP: listed, waits for ``jobs``, became a paper, or was refused with a reason."""

    LISTED = "listed"
    WAITING = "waiting"
    TAKEN = "taken"
    REFUSED = "refused"


class BundleEntry(models.Model):
    """A file inside a ZIP, and as what the secretary lets it in."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="entries")
    number = models.PositiveIntegerField()
    """Its place in the ZIP's table of contents."""
    path = models.CharField(max_length=500)
    """As it is shown; nothing is ever written under this name."""
    size = models.PositiveBigIntegerField()
    item = models.ForeignKey(Item, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=10, blank=True)
    """Why this item was proposed: ``bundle_names.Reason``."""
    title = models.CharField(max_length=300)
    code = models.CharField(max_length=60, blank=True)
    state = models.CharField(
        max_length=10, choices=[(state.value, state.value) for state in EntryState], default=EntryState.LISTED
    )
    problem = models.TextField(blank=True)
    """Vietnamese: why it was refused."""
    paper = models.ForeignKey(Paper, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["upload", "number"], name="one_entry_per_file")]

    def __str__(self) -> str:
        return self.path
