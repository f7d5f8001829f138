"""``manage.py run_jobs``: the ``jobs`` process."""

import logging
import os
import time
from typing import Any

from django.core.management.base import BaseCommand

from meetings.core.heartbeat import Heartbeat
from meetings.core.jobs import Worker, run_checks, start_consumers
from meetings.core.storage import Watch

log = logging.getLogger(__name__)
PATIENCE_S = 0.5
"""Given to threads to finish what they do; a stop signal is answered within two seconds."""


class Command(BaseCommand):
    """Runs background tasks and consumers until a stop signal; leaves within two seconds."""

    help = "Runs background tasks (papers, minutes) and stores finished captions"

    def handle(self, *args: Any, **options: Any) -> None:
        """Work."""
        name = os.environ.get("NGHISU_PROCESS", "").strip() or "jobs-1"
        worker = Worker(name)
        problems = run_checks()
        if problems:
            log.warning("%s", problems)
        heartbeat = Heartbeat(name, "jobs", lambda: problems)
        heartbeat.start()
        Watch().start()
        consumers = start_consumers(worker.stop)
        log.info("%s is ready", name)
        worker.run()
        heartbeat.stop()
        deadline = time.monotonic() + PATIENCE_S
        for thread in (*consumers, heartbeat):
            thread.join(max(0.0, deadline - time.monotonic()))
        log.info("%s left", name)
        logging.shutdown()
        os._exit(0)  # threads that still wait for a line (captions, at least once) must not hold us up
