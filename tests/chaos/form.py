"""Which form of the tests runs: the short one inside ``make test``, the long one by ``make chaos``."""

import os

LONG = os.environ.get("NGHISU_CHAOS") == "long"
