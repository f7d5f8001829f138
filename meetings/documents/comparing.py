"""Comparisons of two versions of a paper: made in ``jobs`` from the words that the search keeps, then kept as a file.

No file of a paper is opened for it. The kept answer is made anew when pages of a scan have been read meanwhile.
"""

import io
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any
from uuid import UUID

from meetings.core.actor import Actor
from meetings.core.errors import NotFound
from meetings.documents import paths
from meetings.documents.compare import Change, Page, by_page, compare
from meetings.documents.models import READABLE, PageText, Paper, TextSource
from meetings.documents.selectors import get_paper_for
from meetings.documents.versions import line_of

FORM = 1
"""Goes up when the answer or the way of comparing changes: kept ones are made anew."""
MOST_CHANGES = 3000
"""Two papers that have little in common: nobody reads more single places."""


def get_versions_for(actor: Actor, paper_id: UUID) -> tuple[Paper, ...]:
    """Return all versions of a paper that the actor may read, the newest first."""
    paper = get_paper_for(actor, paper_id)
    return tuple(line_of(paper).filter(status__in=READABLE).select_related("meeting", "item"))


def get_pair_for(actor: Actor, new_id: UUID, old_id: UUID) -> tuple[Paper, Paper]:
    """Return two versions of one paper, both of which the actor may read; ``NotFound`` when they are not of one."""
    new, old = get_paper_for(actor, new_id), get_paper_for(actor, old_id)
    if new.line != old.line or new.id == old.id:
        raise NotFound
    return new, old


def kept_comparison(new: Paper, old: Paper) -> bytes | None:
    """Return the comparison as JSON; ``None`` when it is still to be made, or the words are not known yet."""
    path = _place(new, old)
    state = _state_of_words(new, old)
    if state is None or not path.is_file():
        return None
    told = path.read_bytes()
    return told if json.loads(told).get("state") == state else None


def make_comparison(new: Paper, old: Paper) -> None:
    """Compare two versions and keep the answer; does nothing before the words of both are known."""
    state = _state_of_words(new, old)
    if state is None:
        return
    changes = compare(_pages(old), _pages(new))
    told = {
        "state": state,
        "changes": [_told(change) for change in changes[:MOST_CHANGES]],
        "left_out": max(0, len(changes) - MOST_CHANGES),
        "pages": [asdict(page) for page in by_page(changes)],
        "unread": _unread(new) + _unread(old),
    }
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
    paths.store(io.BytesIO(text), _place(new, old))


def _place(new: Paper, old: Paper) -> Path:
    return paths.folder_of(new.id) / f"compare-{old.id}.json"


def _state_of_words(new: Paper, old: Paper) -> str | None:
    """Return what the answer depends on; ``None`` while one of them is not indexed."""
    if PageText.objects.filter(paper__in=[new, old], number=0).count() < 2:
        return None
    return f"{FORM} {_unread(new)} {_unread(old)}"


def _unread(paper: Paper) -> int:
    return PageText.objects.filter(paper=paper, source__in=[TextSource.WAITING, TextSource.UNREAD]).count()


def _pages(paper: Paper) -> Sequence[Page]:
    found = []
    texts = PageText.objects.filter(paper=paper, number__gt=0).order_by("number")
    for text in texts.only("text", "boxes", "source"):
        words, flat = text.text.split(), json.loads(text.boxes)
        boxes = [(flat[at], flat[at + 1], flat[at + 2], flat[at + 3]) for at in range(0, len(flat) - 3, 4)]
        count = min(len(words), len(boxes))
        found.append(Page(words[:count], boxes[:count], text.source == TextSource.SCAN))
    return found


def _told(change: Change) -> dict[str, Any]:
    return {
        "kind": change.kind.value,
        "old": [(area.page, *area.box) for area in change.old],
        "new": [(area.page, *area.box) for area in change.new],
        "before": change.before,
        "after": change.after,
        "unsure": change.unsure,
    }
