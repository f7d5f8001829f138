"""The settings under test. pytest-django reads settings before any conftest, so the data folder is chosen here:
no test may write into the developer's own.
"""

import atexit
import os
import shutil
import tempfile

if "NGHISU_HOME" not in os.environ:
    # Processes that this one starts inherit the folder; only who made it takes it away.
    os.environ["NGHISU_HOME"] = tempfile.mkdtemp(prefix="nghisu-test-")
    atexit.register(shutil.rmtree, os.environ["NGHISU_HOME"], ignore_errors=True)

from meetings.config.settings import *  # noqa: F403

if DATABASES["default"]["ENGINE"] == "meetings.core.sqlite3":  # noqa: F405
    # pytest-django knows only Django's own engine by name; said in words, parallel runs stay in memory too.
    DATABASES["default"]["TEST"] = {"NAME": ":memory:"}  # noqa: F405
