"""``python -m media``."""

import sys

from media.main import main

sys.exit(main())
