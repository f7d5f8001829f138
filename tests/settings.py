"""The settings under test. pytest-django reads settings before any conftest, so the data folder is chosen here:
no test may write into the developer's own.
"""

import os
import tempfile

os.environ.setdefault("NGHISU_HOME", tempfile.mkdtemp(prefix="nghisu-test-"))

from meetings.config.settings import *  # noqa: F403

if DATABASES["default"]["ENGINE"] == "meetings.core.sqlite3":  # noqa: F405
    # pytest-django knows only Django's own engine by name; said in words, parallel runs stay in memory too.
    DATABASES["default"]["TEST"] = {"NAME": ":memory:"}  # noqa: F405
