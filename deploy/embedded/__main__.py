"""``python -m deploy.embedded``: start everything, say where it is, and stop everything on Ctrl-C."""

import asyncio
import os
import signal
import sys
import time

from redis.asyncio import Redis
from redis.exceptions import RedisError

from deploy.embedded import welcome
from deploy.embedded.certificates import Files, ensure_certificates
from deploy.embedded.database import prepare_database
from deploy.embedded.output import LogStream
from deploy.embedded.processes import application_programs, redis_program
from deploy.embedded.ready import POLL_SECONDS, Health, write_ready
from deploy.embedded.refusals import hold_lock, refuse_what_cannot_work
from deploy.embedded.settings import Embedded, from_environment
from deploy.embedded.supervisor import Supervisor
from deploy.setup.messages import SetupError, stop

REDIS_SECONDS = 15.0
PATIENCE_SECONDS = 30.0
"""After this long without every process alive the log says which one is missing."""


async def run(embedded: Embedded, files: Files, log: LogStream) -> None:
    """Start, serve until a signal, stop. Raises ``SetupError`` when the start cannot be finished."""
    supervisor = Supervisor(log, embedded.ready_file)
    stopping = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    await supervisor.open()
    work = asyncio.create_task(_start(supervisor, embedded, files, log))
    ended = asyncio.create_task(stopping.wait())
    try:
        await asyncio.wait([work, ended], return_when=asyncio.FIRST_COMPLETED)
        if work.done():
            work.result()
            await ended
    finally:
        log.plain("\nĐang dừng… / Stopping…\n" if stopping.is_set() else "")
        work.cancel()
        embedded.ready_file.unlink(missing_ok=True)
        supervisor.on_change = lambda: None
        await asyncio.gather(work, return_exceptions=True)
        await supervisor.close()
        ended.cancel()


async def _start(supervisor: Supervisor, embedded: Embedded, files: Files, log: LogStream) -> None:
    began = time.monotonic()
    if embedded.own_redis:
        supervisor.start(redis_program(embedded))
    await _wait_for_redis(embedded)
    await prepare_database(supervisor, embedded)
    programs = application_programs(embedded, files)
    for program in programs:
        supervisor.start(program)
    await _wait_until_alive(supervisor, {program.name for program in programs}, Health(embedded, files))
    where = welcome.urls(embedded)
    supervisor.on_change = lambda: write_ready(embedded, files, where, supervisor.pids)
    supervisor.on_change()
    supervisor.say(f"sẵn sàng sau {time.monotonic() - began:.1f} giây")
    log.plain(welcome.text(embedded, files))


async def _wait_for_redis(embedded: Embedded) -> None:
    deadline = time.monotonic() + REDIS_SECONDS
    while True:
        client = Redis.from_url(embedded.redis_url)
        try:
            await client.ping()
            return
        except (RedisError, OSError) as error:
            if time.monotonic() > deadline:
                raise SetupError(
                    f"Redis không trả lời tại {embedded.redis_url.rpartition('@')[2]}: {error}",
                    "Redis does not answer.",
                ) from error
        finally:
            await client.aclose()
        await asyncio.sleep(0.05)


async def _wait_until_alive(supervisor: Supervisor, names: set[str], health: Health) -> None:
    began = time.monotonic()
    patience = PATIENCE_SECONDS
    while not names <= (alive := await health.alive()):
        if time.monotonic() - began > patience:
            patience += PATIENCE_SECONDS
            missing = ", ".join(sorted(names - alive))
            supervisor.say(f"vẫn đợi: {missing} (xem các dòng của tiến trình đó ở trên)")
        await asyncio.sleep(POLL_SECONDS)


def main() -> int:
    """Check, prepare, run; returns the exit status."""
    try:
        embedded = from_environment()
        lock = hold_lock(embedded)
    except SetupError as error:
        stop(error)
    os.environ["TZ"] = embedded.environment()["TZ"]
    time.tzset()
    with lock:
        log = None
        try:
            refuse_what_cannot_work(embedded)
            embedded.ready_file.unlink(missing_ok=True)
            (embedded.home / "static").mkdir(exist_ok=True)
            files = ensure_certificates(embedded.tls, embedded.hosts)
            log = LogStream(embedded.home / "log")
            asyncio.run(run(embedded, files, log))
        except SetupError as error:
            if log is not None:
                log.close()
            stop(error)
        log.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
