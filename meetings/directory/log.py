"""The register's own book: one line for each change, in the transaction of the change."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from meetings.accounts.models import Person, Unit
from meetings.core import clock
from meetings.directory.models import RegisterEntry
from meetings.directory.scope import Keeper

LONGEST = 400


def note(keeper: Keeper, unit: Unit | None, words: str, details: Iterable[Iterable[str]] = ()) -> None:
    """Write down what the keeper did."""
    RegisterEntry.objects.create(
        at=clock.now(),
        by=keeper.person,
        unit=unit,
        words=words[:LONGEST],
        details=[list(line) for line in details],
    )


def note_own_password(person_id: UUID, **_signal: Any) -> None:
    """Write down that somebody chose a new password for himself (``signals.own_password_changed``)."""
    person = Person.objects.select_related("unit").get(id=person_id)
    words = f"{person.full_name} ({person.username}) tự đổi mật khẩu"
    RegisterEntry.objects.create(at=clock.now(), by=person, unit=person.unit, words=words)


def entries_for(keeper: Keeper, unit: Unit | None = None) -> QuerySet[RegisterEntry]:
    """Return the newest changes first: of one unit, or of everything that the keeper keeps."""
    found = RegisterEntry.objects.select_related("by", "unit")
    return found.filter(unit=unit) if unit else found.filter(Q(unit_id__in=keeper.unit_ids) | Q(unit__isnull=True))
