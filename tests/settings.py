"""The settings under test. pytest-django reads settings before any conftest, so the data folder is chosen here:
no test may write into the developer's own.
"""

import os
import tempfile

os.environ.setdefault("NGHISU_HOME", tempfile.mkdtemp(prefix="nghisu-test-"))

from meetings.config.settings import *  # noqa: F403
