"""SQLite as Django has it, but a write or fsync that the disk refused ends this process.

After a failed fsync the kernel may have forgotten what it could not write: trying again then reports success for
pages that are nowhere (PostgreSQL learned this in 2018 and panics since). So nothing is acknowledged and nothing is
retried; the supervisor starts the process anew, which reads what the disk really holds.
"""

from functools import cached_property
from types import TracebackType

from django.db.backends.sqlite3 import base
from django.db.utils import DatabaseErrorWrapper

from meetings.core import storage


class FailStop(DatabaseErrorWrapper):
    """Sees every error of the driver: statements, commits and the opening of connections alike."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Leave when the disk refused a write, else let Django raise its own kind of error."""
        if error is not None and storage.is_broken(error):
            storage.leave(error)
        super().__exit__(kind, error, traceback)


class DatabaseWrapper(base.DatabaseWrapper):
    """The connection; everything but the handling of a broken disk is Django's."""

    @cached_property
    def wrap_database_errors(self) -> FailStop:
        """Return the context in which Django calls the driver."""
        return FailStop(self)
