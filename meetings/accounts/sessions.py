"""Sessions in the database that end by this process's steady time: a clock that jumps signs nobody out."""

from datetime import datetime
from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session

from meetings.core import clock


class SessionStore(db.SessionStore):
    """Django's own, but for where the time comes from."""

    def get_expiry_date(self, **known: Any) -> datetime:
        """Return when the session ends if it is used no more."""
        return super().get_expiry_date(**{"modification": clock.now(), **known})

    def _get_session_from_db(self) -> Session | None:
        found = Session.objects.filter(session_key=self.session_key, expire_date__gt=clock.now()).first()
        if found is None:
            self._session_key = None
        return found
