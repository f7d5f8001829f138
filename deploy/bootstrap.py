"""First step of every ``make`` command: runs on the machine's own Python, with nothing installed yet.

This file must be readable by any Python 3, so that an old one gets a sentence and not a syntax error.
"""

import os
import sys

OLDEST = (3, 11)


def _refuse_old_python() -> None:
    if sys.version_info < OLDEST:
        sys.stderr.write(
            "Nghị Sự cần Python 3.11 trở lên, máy này đang dùng %s.\n"
            "Nghi Su needs Python 3.11 or newer, this is %s.\n"
            "  make run PYTHON=python3.11\n" % ((".".join(map(str, sys.version_info[:3])),) * 2)
        )
        sys.exit(1)


if __name__ == "__main__":
    _refuse_old_python()
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    sys.path[0] = root
    os.chdir(root)
    from deploy.setup.commands import main

    sys.exit(main(sys.argv[1:]))
