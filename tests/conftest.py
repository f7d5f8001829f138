"""What every test shares: a run that may not skip, and the cast."""

import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from pytest_django.plugin import DjangoDbBlocker

    from tests.cast import Cast
    from tests.kept import Kept

# The machine that runs the tests is shared: how long one example takes says nothing.
settings.register_profile("shared machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("shared machine")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--no-skips",
        action="store_true",
        default=os.environ.get("NGHISU_NO_SKIPS") == "1",
        help="a skipped test fails the run (on machines where every tool can be had)",
    )
    parser.addoption("--only-database", action="store_true", help="leave out the tests that ask no database")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--only-database"):
        left = [item for item in items if not asks_database(item)]
        items[:] = [item for item in items if asks_database(item)]
        config.hook.pytest_deselected(items=left)


def asks_database(item: pytest.Item) -> bool:
    """True for a test that pytest-django would give the database."""
    fixtures = {"db", "transactional_db", "live_server"}
    return item.get_closest_marker("django_db") is not None or not fixtures.isdisjoint(
        getattr(item, "fixturenames", ())
    )


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    if exitstatus != pytest.ExitCode.OK or not session.config.getoption("--no-skips"):
        return
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    if skipped:
        reporter.write_line(f"--no-skips: {len(skipped)} skipped", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def kept_cast(django_db_setup: None, django_db_blocker: "DjangoDbBlocker") -> "Kept[Cast]":
    """The cast as the services made it once, before any test could change how they do it."""
    from django.db import transaction

    from tests.cast import make_cast
    from tests.kept import Kept

    kept = Kept(make_cast)
    with django_db_blocker.unblock(), transaction.atomic():
        kept.again()
        transaction.set_rollback(True)
    return kept


@pytest.fixture
def cast(kept_cast: "Kept[Cast]", db: None) -> "Cast":
    """The fixed cast with a convened meeting; the services make it anew where commits are real."""
    from django.db import connection

    return kept_cast.again() if connection.in_atomic_block else kept_cast.make()


@pytest.fixture
def sitting(cast: "Cast") -> "Cast":
    """The cast with the meeting open and all but one voter present."""
    from tests.cast import open_sitting

    open_sitting(cast)
    return cast
