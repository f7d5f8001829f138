"""What lower apps announce to higher ones without importing them."""

from django.dispatch import Signal

session_ended = Signal()
"""Somebody signed out or lost an account; ``session_key: str | None``, ``person_id: UUID | None``."""
own_password_changed = Signal()
"""Somebody chose a new password for himself; ``person_id: UUID``. Sent in the transaction of the change."""
kiosk_revoked = Signal()
"""A kiosk lost its room; ``room_id: UUID``."""
participation_removed = Signal()
"""A person or room left a meeting; ``meeting_id: UUID``, ``key: str`` (participant key)."""
policy_changed = Signal()
"""What media must know of a meeting changed; ``meeting_id: UUID``. Sent after the commit."""
