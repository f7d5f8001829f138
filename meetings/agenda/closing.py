"""What higher apps say before a meeting is closed, and do when it closes (they register themselves)."""

from collections.abc import Callable

from meetings.agenda.models import Item, Meeting
from meetings.core.journal import Act

ClosingCheck = Callable[[Meeting], None]
"""Raises a ``DomainError`` that says what must be finished first."""
ClosingStep = Callable[[Meeting, Act], None]
"""Runs in the transaction that closes the meeting."""

AdjourningStep = Callable[[Meeting, Act], None]
"""Ends, in the act that ends a session, what cannot stay open between two, or says what must be finished first."""

ItemCheck = Callable[[Item], None]
"""Raises a ``DomainError`` when an item may not go, or not stop being a questioning."""

closing_checks: list[ClosingCheck] = []
closing_steps: list[ClosingStep] = []
item_checks: list[ItemCheck] = []
adjourning_steps: list[AdjourningStep] = []
