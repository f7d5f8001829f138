"""A real spare beside a real worker: takes nothing while it waits, and then all that the dead one had."""

import asyncio
import os
import subprocess
import sys

import pytest
from redis.asyncio import Redis

from meetings.contracts.bus import process_key
from meetings.contracts.health import ProcessHealth
from meetings.contracts.media import WorkerInfo
from meetings.contracts.spare import SPARE, SPARE_GO
from tests.integration.media.conftest import ROOT, Control, Join, RedisServer, WorkerProcess, eventually
from tests.unit.media.engines import NEEDS_NATIVE


async def _spare(redis: Redis) -> ProcessHealth:
    for _ in range(1000):
        if text := await redis.get(process_key("media-1-spare")):
            return ProcessHealth.model_validate_json(text)
        await asyncio.sleep(0.02)
    raise AssertionError("the spare says nothing")


async def _worker_of(control: Control, pid: int) -> WorkerInfo:
    for _ in range(1000):
        if (info := await control.worker()).pid == pid:
            return info
        await asyncio.sleep(0.02)
    raise AssertionError("the spare does not go on")


@pytest.mark.own_worker
@pytest.mark.parametrize("engine", [pytest.param("c", marks=NEEDS_NATIVE), "python"])
async def test_the_spare_takes_over_name_and_port(
    engine: str, join: Join, control: Control, redis_server: RedisServer, worker: WorkerProcess
) -> None:
    first = await control.worker()
    environment = {
        **os.environ,
        "REDIS_URL": redis_server.url,
        "NGHISU_MEDIA_ENGINE": engine,
        "NGHISU_MEDIA_PORT": str(first.port),
        "NGHISU_MEDIA_ADDRESSES": "127.0.0.1",
        "NGHISU_PROCESS": "media-1",
        SPARE: "1",
    }
    command = (sys.executable, "-m", "media")
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdin=subprocess.PIPE) as spare:
        try:
            assert (await _spare(control.redis)).pid == spare.pid
            assert (await control.worker()).boot == first.boot, "it has announced itself while the first one lives"
            a, b = await join("a"), await join("b")
            a.play(1)
            await eventually(lambda: b.sources("audio") == {1})

            worker.process.kill()
            worker.process.wait()
            assert spare.stdin is not None
            spare.stdin.write(SPARE_GO)
            spare.stdin.flush()
            assert (await _worker_of(control, spare.pid)).port == first.port
            a, b = await join("a"), await join("b")
            a.play(2)
            await eventually(lambda: b.sources("audio") != set())
        finally:
            spare.terminate()
    assert spare.returncode == 0
