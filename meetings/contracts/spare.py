"""A spare: a process that has loaded all it needs and waits to go on in the place of one that died.

Whoever keeps processes alive starts it with ``SPARE`` set and a pipe as its standard input. Until its turn comes it
takes no port and no work; its heartbeat says that it is there, under ``spare_name``. ``SPARE_GO`` in the pipe is its
turn: it goes on as ``NGHISU_PROCESS``. When the pipe ends without a word, nobody needs it any more, and it leaves.
"""

SPARE = "NGHISU_SPARE"
"""Environment variable; not empty for a spare."""
SPARE_GO = b"go\n"


def spare_name(name: str) -> str:
    """Name of the spare of a process, in the log, in ``/healthz`` and in ``ready.json``."""
    return f"{name}-spare"
