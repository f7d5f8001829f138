"""Integration tests run real processes, so the test database must be one that other processes can open."""

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Put the SQLite test database into a file; PostgreSQL's is shared anyway."""
    from django.db import connections

    default = connections["default"].settings_dict
    if default["ENGINE"].endswith("sqlite3"):
        folder: Path = tmp_path_factory.mktemp("database")
        default["TEST"]["NAME"] = str(folder / "test.sqlite3")
