"""What higher apps say before a meeting is closed, and do when it closes (they register themselves)."""

from collections.abc import Callable

from meetings.agenda.models import Meeting
from meetings.core.journal import Act

ClosingCheck = Callable[[Meeting], None]
"""Raises a ``DomainError`` that says what must be finished first."""
ClosingStep = Callable[[Meeting, Act], None]
"""Runs in the transaction that closes the meeting."""

closing_checks: list[ClosingCheck] = []
closing_steps: list[ClosingStep] = []
