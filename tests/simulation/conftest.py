"""The database of the simulations: a real one with real commits, SQLite in memory or PostgreSQL; never rolled back."""

from collections.abc import Iterator

import pytest
from django.test.utils import setup_databases, teardown_databases
from pytest_django.plugin import DjangoDbBlocker


@pytest.fixture(scope="session", autouse=True)
def database(django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Make the test database for the whole run: every sitting has a meeting of its own in it."""
    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False, aliases={"default"}, serialized_aliases=[])
        try:
            yield
        finally:
            teardown_databases(made, verbosity=0)
