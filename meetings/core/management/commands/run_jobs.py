"""``manage.py run_jobs``: the ``jobs`` process."""

import logging
import os
from typing import Any

from django.core.management.base import BaseCommand

from meetings.core.heartbeat import Heartbeat
from meetings.core.jobs import Worker, run_checks, start_consumers

log = logging.getLogger(__name__)


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
        consumers = start_consumers(worker.stop)
        log.info("%s is ready", name)
        worker.run()
        heartbeat.stop()
        for thread in (*consumers, heartbeat):
            thread.join(0.3)
