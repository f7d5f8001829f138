"""What notices say. The app that sends a kind of notice registers how it reads; words are made when they are shown.

So they come in the reader's language, and a notice that is no longer true (the paper was opened meanwhile, or is sent
to him no more) falls silent by itself.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from meetings.core.actor import Actor
from meetings.notices.models import Notice

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise


@dataclass(frozen=True, slots=True)
class Words:
    """A notice as its person reads it; ``href`` is where the one button leads."""

    title: str
    text: str
    button: str
    href: str
    paper_id: str | None = None
    """A paper that the live page opens in place of ``href``."""


Teller = Callable[[Actor, Sequence[Notice]], Mapping[UUID, Words]]
"""Puts the notices of one person into words; one that is left out no longer holds and is not shown."""

_tellers: dict[str, Teller] = {}
_names: "dict[str, StrPromise]" = {}


def register_kind(kind: str, name: "StrPromise", teller: Teller) -> None:
    """Have notices of a kind put into words by ``teller``; called in ``AppConfig.ready``.

    ``name`` (``gettext_lazy``): what the journal calls sending them, such as «Nhắc đọc tài liệu».
    """
    _tellers[kind], _names[kind] = teller, name


def notice_names() -> dict[str, str]:
    """Return what sending each kind of notice is called."""
    return {kind: str(name) for kind, name in _names.items()}


def words_for(actor: Actor, notices: Sequence[Notice]) -> dict[UUID, Words]:
    """Return the words of those notices that still hold."""
    found: dict[UUID, Words] = {}
    for kind in dict.fromkeys(notice.kind for notice in notices):
        teller = _tellers.get(kind)
        if teller:
            found.update(teller(actor, [notice for notice in notices if notice.kind == kind]))
    return found
