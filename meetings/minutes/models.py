"""What was said, as segments; drafts of the minutes; how a body writes what is said."""

import uuid
from enum import StrEnum

from django.db import models

from meetings.accounts.models import Person, Unit
from meetings.agenda.models import Item, Meeting
from meetings.contracts.speech import SegmentState, Tones
from meetings.minutes.lexicon_csv import Kind


class Segment(models.Model):
    """One utterance in its newest stored revision; written again with a higher ``rev``, never with a lower one."""

    id = models.UUIDField(primary_key=True)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="segments")
    rev = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=[(state.value, state.value) for state in SegmentState])
    start_ms = models.BigIntegerField()
    end_ms = models.BigIntegerField()
    participant = models.CharField(max_length=60)
    speaker = models.CharField(max_length=160)
    speaker_id = models.CharField(max_length=40, blank=True)
    named = models.PositiveIntegerField(default=0)
    """How often a person has said who spoke: above 0 no machine changes the speaker."""
    item = models.ForeignKey(Item, on_delete=models.SET_NULL, null=True, related_name="segments")
    text = models.TextField()
    spoken = models.TextField(blank=True)
    """What the machine heard, when ``text`` says it otherwise."""
    words = models.JSONField(default=list)
    engine = models.CharField(max_length=40, blank=True)
    model = models.CharField(max_length=40, blank=True)
    confidence = models.FloatField(null=True)
    stored_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["start_ms", "id"]
        indexes = [models.Index(fields=["meeting", "start_ms"], name="segment_by_time")]


class Draft(models.Model):
    """A draft of the minutes, made from the journal and the segments; the file is a DOCX under ``HOME/minutes``."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="drafts")
    made_at = models.DateTimeField()
    upto_number = models.PositiveIntegerField()
    """Journal number up to which it tells."""
    segments = models.PositiveIntegerField(default=0)
    """How many segments it tells."""
    revisions = models.PositiveBigIntegerField(default=0)
    """Sum of their revisions and namings: a corrected line makes a new draft."""
    file = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)


class Writing(models.Model):
    """How finished captions of a body and of the bodies below it are written; a nearer body's own row wins."""

    unit = models.OneToOneField(Unit, on_delete=models.CASCADE, related_name="writing")
    tones = models.CharField(max_length=10, choices=[(tones.value, tones.value) for tones in Tones], default=Tones.KEEP)


class LexiconEntry(models.Model):
    """A name, title, place or abbreviation as a body writes it, and how it is said or misheard."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="lexicon")
    text = models.CharField(max_length=160)
    heard = models.JSONField(default=list)
    """Texts that are replaced by ``text`` wherever they are heard whole."""
    kind = models.CharField(max_length=10, choices=[(kind.value, kind.value) for kind in Kind], default=Kind.TERM)

    class Meta:
        ordering = ["text"]
        constraints = [models.UniqueConstraint(fields=["unit", "text"], name="lexicon_entry_once")]

    def __str__(self) -> str:
        return self.text

    @property
    def heard_lines(self) -> str:
        """The spoken forms as a form shows them, one a line."""
        return "\n".join(self.heard)


class Proposed(StrEnum):
    """A proposal waits until a person takes or rejects it; a rejected one is not made again."""

    WAITING = "waiting"
    TAKEN = "taken"
    REJECTED = "rejected"


class LexiconProposal(models.Model):
    """What a secretary's correction may teach the lexicon; nothing is used before a person has taken it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="lexicon_proposals")
    text = models.CharField(max_length=160)
    heard = models.CharField(max_length=160, blank=True)
    """What stood there before; empty: only the capitals were wrong."""
    line = models.CharField(max_length=300, blank=True)
    """The corrected line, for whoever decides."""
    meeting = models.ForeignKey(Meeting, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()
    times = models.PositiveIntegerField(default=1)
    state = models.CharField(
        max_length=10, choices=[(state.value, state.value) for state in Proposed], default=Proposed.WAITING
    )
    decided_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "text", "heard"], name="proposal_once")]

    def __str__(self) -> str:
        return f"{self.heard} → {self.text}"


class RecordingStatus(StrEnum):
    """Life of a recording: comes in, is kept, waits for a second pass, is listened to, and how that ended."""

    COMING = "coming"
    KEPT = "kept"
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Recording(models.Model):
    """Sound of a meeting, of one room or of all; files lie under ``HOME/recordings/<id>/``."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="recordings")
    participant = models.CharField(max_length=60, blank=True)
    """``room:<id>``; empty: everybody is heard in it."""
    label = models.CharField(max_length=160)
    start_ms = models.BigIntegerField()
    """Milliseconds of Unix time at its beginning."""
    length_ms = models.BigIntegerField(default=0)
    name = models.CharField(max_length=255)
    kind = models.CharField(max_length=10, blank=True)
    size = models.PositiveBigIntegerField()
    mark = models.CharField(max_length=90, blank=True)
    """What tells the file from others while it comes in (``core.pieces.Announced``)."""
    came = models.PositiveBigIntegerField(default=0)
    """Bytes that are here."""
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    status = models.CharField(
        max_length=10,
        choices=[(status.value, status.value) for status in RecordingStatus],
        default=RecordingStatus.COMING,
    )
    progress = models.PositiveSmallIntegerField(default=0)
    """Per cent of the second pass."""
    problem = models.CharField(max_length=20, blank=True)
    lines = models.PositiveIntegerField(default=0)
    """Lines that the last pass brought into the record."""
    holder = models.CharField(max_length=100, blank=True)
    """The ``jobs`` process that listens to it, and until when it was seen doing so."""
    seen_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["start_ms", "made_at"]

    def __str__(self) -> str:
        return self.label


class VoiceConsent(models.Model):
    """That somebody agreed to be recorded reading, with the words that he agreed to."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="voice_consent")
    name = models.CharField(max_length=120)
    text = models.TextField()
    given_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class VoiceSample(models.Model):
    """One sentence read by one person; the sound lies at ``HOME/voices/<person>/<number>.wav``."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    text = models.CharField(max_length=300)
    """As it was shown: the sentences may change later."""
    length_ms = models.PositiveIntegerField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "number"], name="voice_sample_once")]

    def __str__(self) -> str:
        return self.text
