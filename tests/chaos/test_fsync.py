"""Row 10: the disk refuses an fsync. The process ends and is started anew; nothing was acknowledged in vain."""

import asyncio
import shutil
import subprocess
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from asgiref.sync import sync_to_async

from deploy.embedded.child import Program
from deploy.embedded.output import LogStream
from deploy.embedded.supervisor import Supervisor
from meetings.core.storage import EXIT_STATUS
from tests.chaos.figures import note
from tests.chaos.form import LONG
from tests.chaos.ground import Ground, Voter, lay_ground, open_poll
from tests.integration.pages import Closed, Rejected
from tests.integration.servers import ROOT, wait_for

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.skipif(shutil.which("fiu-run") is None, reason="needs fiu-utils"),
]
FAULTS = 4 if LONG else 1
BACK_S = 60


@pytest.fixture
def ground(tmp_path: Path, transactional_db: None, django_db_serialized_rollback: None) -> Ground:
    return lay_ground(tmp_path)


@pytest.fixture
async def supervisor(ground: Ground) -> AsyncIterator[Supervisor]:
    """The product's own supervisor, keeping alive a web process whose fsync can be made to fail."""
    await sync_to_async(ground.servers.start_redis)()
    running = Supervisor(LogStream(ground.folder / "log"), ground.folder / "ready.json")
    await running.open()
    command, environment = ground.servers.web_command("web-1")
    around = ("fiu-run", "-x", "-f", str(ground.folder / "fiu"))
    running.start(Program("web-1", (*around, *command), environment, folder=ROOT))
    await sync_to_async(wait_for)(ground.servers.answers, "web-1")
    yield running
    await running.close()
    ground.servers.stop()


def refuse_fsync(ground: Ground, pid: int) -> None:
    """From now on every fsync of the process is answered with EIO."""
    fault = ["fiu-ctrl", "-f", str(ground.folder / "fiu"), "-c", "enable name=posix/io/sync/*"]
    subprocess.run([*fault, str(pid)], check=True)


async def come_back(voter: Voter) -> None:
    """Open the page again until the server is there, as pages do."""
    async with asyncio.timeout(BACK_S):
        while True:
            await voter.page.close()
            try:
                await asyncio.wait_for(voter.page.open(), 5)
                return
            except (OSError, Rejected, Closed, TimeoutError, AssertionError, asyncio.IncompleteReadError):
                await asyncio.sleep(0.2)


async def vote_into_the_fault(voter: Voter, command_id: str) -> list[str]:
    """Vote; return what was answered before the line went: it must be nothing."""
    asked = asyncio.create_task(voter.page.command("cast_ballot", command_id, poll_id=voter.poll_id, choice="yes"))
    assert voter.page.reader
    await asyncio.wait([asked, voter.page.reader], return_when=asyncio.FIRST_COMPLETED, timeout=20)
    answered = [asked.result()["type"]] if asked.done() else []
    asked.cancel()
    voter.page.answers.clear()
    return answered


async def test_a_refused_fsync_ends_the_process_and_loses_nothing(ground: Ground, supervisor: Supervisor) -> None:
    cast = ground.cast
    chair, *pages = await ground.open(cast.chair, *cast.delegates[:4])
    poll = await open_poll(chair)
    voters = [Voter(page, poll) for page in pages]
    for fault in range(FAULTS):
        for voter in voters:
            assert (await voter.vote())["type"] == "ack"
        pid = supervisor.pids["web-1"]
        await sync_to_async(refuse_fsync)(ground, pid)
        struck = time.monotonic()
        ids = [f"fault-{fault}-{number}" for number in range(len(voters))]
        answers = await asyncio.gather(*(vote_into_the_fault(*pair) for pair in zip(voters, ids, strict=True)))
        assert answers == [[]] * len(voters), "nothing may be answered after a refused fsync"
        for voter, id_ in zip(voters, ids, strict=True):
            await come_back(voter)
            assert (await voter.vote(id_))["type"] == "ack"
        note(10, f"votes go on after fault {fault + 1}", time.monotonic() - struck, "s", "restarted by the supervisor")
        assert supervisor.pids["web-1"] != pid
    log = (ground.folder / "log" / "nghisu.log").read_text(encoding="utf-8")
    assert log.count("the disk refused a write (SQLITE_IOERR_FSYNC)") == FAULTS
    assert log.count(f"web-1 đã dừng (mã {EXIT_STATUS})") == FAULTS
    acknowledged = [kept for voter in voters for kept in voter.acknowledged]
    note(10, "ballots acknowledged, all stored once", len(acknowledged), "", "all")
    await sync_to_async(ground.assert_kept)(acknowledged)
    await ground.close()
