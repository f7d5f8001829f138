"""``python -m media``: one media worker."""

import asyncio
import logging
import secrets
import signal
import sys
from typing import Any

import uvloop

from media.counters import Counters
from media.forwarding import choose_forwarding
from media.peer.answer import Endpoint
from media.peer.dtls import Certificate, srtp_functions
from media.peer.port import PortTakenError, local_addresses
from media.peer.transport import Transport
from media.settings import Settings, SettingsError, read_settings
from media.signalling.bus import Bus
from media.signalling.door import Door
from media.signalling.messages import Messenger
from media.signalling.spare import wait_for_turn
from media.signalling.worker import Worker

LEAVE_S = 1.5
_log = logging.getLogger("media")


def _endpoint(settings: Settings, transport: Transport, certificate: Certificate) -> Endpoint:
    addresses = settings.addresses or local_addresses(ipv6=transport.port.has_ipv6)
    return Endpoint(certificate.fingerprint, tuple((address, transport.port.number) for address in addresses))


async def serve(settings: Settings, stop: asyncio.Event) -> None:
    """Run the worker until ``stop`` is set; raises ``PortTakenError`` or ``SettingsError``."""
    counters = Counters()
    forwarding = choose_forwarding(settings.engine, counters, srtp_functions)
    certificate = Certificate()
    bus = Bus(settings.redis_url, settings.process, counters, settings.zone)
    if settings.spare and not await wait_for_turn(bus, settings.process, stop):
        await bus.close()
        return
    transport = Transport(settings.port, counters)
    endpoint = _endpoint(settings, transport, certificate)
    boot = secrets.token_hex(8)
    worker = Worker(settings.process, boot, transport, endpoint, certificate, Messenger(bus), counters, forwarding)
    transport.port.start(forwarding.core)
    _log.info("UDP port %d, announced: %s", transport.port.number, ", ".join(a for a, _ in endpoint.candidates))
    tasks: list[asyncio.Task[Any]] = [
        asyncio.create_task(worker.run()),
        asyncio.create_task(bus.run_sender()),
        asyncio.create_task(_listen(bus, worker)),
    ]
    stopped = asyncio.create_task(stop.wait())
    done, _ = await asyncio.wait([*tasks, stopped], return_when=asyncio.FIRST_COMPLETED)
    await _leave(bus, worker, settings, [*tasks, stopped])
    for task in done - {stopped}:
        task.result()  # A loop that ends has failed: the supervisor must see it and start the worker anew.


async def _listen(bus: Bus, worker: Worker) -> None:
    await bus.announce(*worker.describe())
    door = Door()
    async with asyncio.TaskGroup() as group:
        group.create_task(bus.run_heartbeat(worker.describe, worker.retell))
        group.create_task(bus.read_commands(door.push))
        group.create_task(door.run(worker.handle))


async def _leave(bus: Bus, worker: Worker, settings: Settings, tasks: list[asyncio.Task[Any]]) -> None:
    for task in tasks:
        task.cancel()
    try:
        async with asyncio.timeout(LEAVE_S):
            await worker.close()
            await bus.leave(settings.process)
    except TimeoutError:
        _log.warning("left without a goodbye to everybody")


def main() -> int:
    """Run until SIGTERM or SIGINT; return the exit status."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    logging.getLogger("aioice").setLevel(logging.WARNING)

    async def run(settings: Settings) -> None:
        stop = asyncio.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(name, stop.set)
        await serve(settings, stop)

    try:
        uvloop.run(run(read_settings()))
    except (SettingsError, PortTakenError) as error:
        sys.stderr.write(f"media: {error}\n")
        return 2
    return 0
