"""``python -m deploy.docker.kept COMMAND…``: one process of a container, and its spare.

Docker itself starts a container whose process died, but nobody hears anything until that one is loaded
(docs/adr/0011). This is the supervisor of ``make run`` for one program; its lines go to standard output.
"""

import asyncio
import os
import signal
import sys
from pathlib import Path

from deploy.embedded.child import Program
from deploy.embedded.output import LogStream
from deploy.embedded.supervisor import Supervisor
from meetings.contracts.bus import process_name


async def keep(name: str, command: tuple[str, ...], home: Path, log: LogStream) -> None:
    """Keep it alive until a signal comes, then stop it."""
    stopping = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    supervisor = Supervisor(log, home / "ready.json")
    await supervisor.open()
    supervisor.start(Program(name, command, folder=Path.cwd(), spare=True))
    await stopping.wait()
    await supervisor.close()


def main(command: list[str]) -> int:
    """Return the exit status."""
    if not command:
        sys.stderr.write("kept.py COMMAND [ARGUMENT…]\n")
        return 2
    log = LogStream(None)
    asyncio.run(keep(process_name(os.environ["NGHISU_PROCESS"]), tuple(command), Path(os.environ["NGHISU_HOME"]), log))
    log.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
