"""Entry of ``python -m kiosk.agent``."""

import sys

from kiosk.agent.cli import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
