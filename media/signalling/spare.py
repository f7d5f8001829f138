"""A spare worker: everything is loaded, no port is taken, nobody is told; its turn comes by standard input."""

import asyncio
import logging
import os
import sys
from datetime import UTC, datetime
from typing import Any

from media.signalling.bus import Bus
from meetings.contracts.health import ProcessHealth
from meetings.contracts.spare import SPARE_GO, spare_name

_log = logging.getLogger("media")


async def wait_for_turn(bus: Bus, process: str, stop: asyncio.Event) -> bool:
    """Wait in the second row, with a heartbeat of its own name; True: go on as ``process``. False: leave.

    It leaves when it is stopped, and when standard input ends: then nobody is there who could call it.
    """
    health = ProcessHealth(
        name=spare_name(process), kind="spare", pid=os.getpid(), started_at=datetime.now(UTC).isoformat()
    )
    _log.info("spare of %s: loaded, waits", process)
    loop, pipe = asyncio.get_running_loop(), sys.stdin.fileno()
    turn: asyncio.Future[bytes] = loop.create_future()

    def read() -> None:
        # Once: at its end a pipe can be read for ever.
        loop.remove_reader(pipe)
        turn.set_result(os.read(pipe, 64))

    loop.add_reader(pipe, read)
    waiting: list[asyncio.Future[Any]] = [turn]
    waiting += [asyncio.create_task(one) for one in (stop.wait(), bus.run_waiting_heartbeat(health))]
    try:
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    finally:
        loop.remove_reader(pipe)
        for one in waiting[1:]:
            one.cancel()
    return turn.done() and turn.result() == SPARE_GO and not stop.is_set()
