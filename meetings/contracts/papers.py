"""Payloads of journal events about papers: issued, sent to whom, read, recalled, on paper."""

from typing import Literal

from meetings.contracts.base import Sent
from meetings.contracts.state import Paper, Secrecy

Reach = Literal["asleep", "away"]
"""Why a machine has not confirmed: its page is there and says nothing, or it has no line."""


class PaperIssued(Sent):
    """A paper, or a new version of one (``paper.earlier``), became readable."""

    kind: Literal["paper_issued"] = "paper_issued"
    paper: Paper


class PaperWithdrawn(Sent):
    """A paper was taken back: pages that show it close it and say so. ``back``: the version before it counts again."""

    kind: Literal["paper_withdrawn"] = "paper_withdrawn"
    paper_id: str
    title: str = ""
    back: Paper | None = None


class PaperDistributed(Sent):
    """The office said whom a paper is sent to: ``to`` in words; to those who read the journal."""

    kind: Literal["paper_distributed"] = "paper_distributed"
    paper_id: str
    title: str
    to: str


class PaperReached(Sent):
    """A paper that is readable is now sent to more people: to all whom it is sent to."""

    kind: Literal["paper_reached"] = "paper_reached"
    paper: Paper


class PaperClosed(Sent):
    """A paper is no longer sent to those who receive this: their pages close it and say so."""

    kind: Literal["paper_closed"] = "paper_closed"
    paper_id: str
    title: str


class PaperReader(Sent):
    """Somebody who had opened a paper, when first, and how many of its pages he had before him."""

    person_id: str
    name: str
    opened_at: str
    pages: int = 0


class PaperReaders(Sent):
    """Who had opened a paper that was taken back, of how many it was for; to those who read the journal."""

    kind: Literal["paper_readers"] = "paper_readers"
    paper_id: str
    title: str
    opened: tuple[PaperReader, ...]
    readers: int


class OriginalTaken(Sent):
    """Somebody downloaded the upload of a paper itself for the first time; to those who read the journal."""

    kind: Literal["original_taken"] = "original_taken"
    paper_id: str
    title: str
    sha256: str


class Machine(Sent):
    """A device on which a paper was opened, and by whom."""

    name: str
    device: str
    """What kind of machine, in words; may be empty."""
    state: Reach


class RecallReached(Sent):
    """Some seconds after a paper was taken back: how many machines closed it, and which said nothing; to those who
    read the journal.
    """

    kind: Literal["recall_reached"] = "recall_reached"
    paper_id: str
    title: str
    confirmed: int
    machines: int
    missing: tuple[Machine, ...]


class RecallConfirmed(Sent):
    """A machine that had not been reached has closed a paper that was taken back; to those who read the journal."""

    kind: Literal["recall_confirmed"] = "recall_confirmed"
    paper_id: str
    title: str
    name: str
    device: str
    confirmed: int
    machines: int


class StampFound(Sent):
    """A paper seems to bear a stamp of secrecy: nobody but its meeting's office sees it; to those who read the
    journal.
    """

    kind: Literal["stamp_found"] = "stamp_found"
    paper_id: str
    stamp: str


class StampSettled(Sent):
    """Who had uploaded a paper, or another secretary instead of him (``instead_of``, by name; with a reason), said what
    its stamp is: none (with a reason), or one (the file was removed).
    """

    kind: Literal["stamp_settled"] = "stamp_settled"
    paper_id: str
    stamp: str
    decision: Literal["no_stamp", "removed"]
    reason: str
    instead_of: str = ""


class CopyNoted(Sent):
    """A line of the register of papers on paper; to those who read the journal.

    ``act``: copies were listed, one was handed out, came back, is missing, or line ``voids`` was wrong. ``title`` of a
    secret paper tells its level alone.
    """

    kind: Literal["copy_noted"] = "copy_noted"
    line: int
    act: Literal["listed", "handed", "returned", "missing", "void"]
    title: str
    code: str
    secrecy: Secrecy
    copies: int
    copy_number: int
    """From 1; 0: the paper itself."""
    receiver: str
    note: str
    voids: int | None
