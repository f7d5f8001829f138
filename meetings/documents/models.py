"""Papers and their files."""

import uuid
from enum import StrEnum

from django.db import models

from meetings.accounts.models import Person
from meetings.agenda.models import Item, Meeting
from meetings.contracts.state import Secrecy
from meetings.documents.rules import is_late


class PaperStatus(StrEnum):
    """Life of a paper: waits for conversion, converts, can be read, or failed with a reason; or was taken back.

    ``REPLACED``: it can still be read, but a newer version of it stands in the lists.
    """

    WAITING = "waiting"
    CONVERTING = "converting"
    READY = "ready"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"


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
    def late(self) -> bool:
        """Issued after the time that the meeting set for papers."""
        return is_late(self.issued_at or self.uploaded_at, self.meeting.papers_due)


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


class Receipt(models.Model):
    """That a paper reached a person: a page that lists it was sent to him; and when first."""

    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="receipts")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    received_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["paper", "person"], name="one_receipt_per_person")]

    def __str__(self) -> str:
        return f"{self.person}: {self.paper}"


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
