"""The work of the ``jobs`` process: background tasks, at least once, and consumers that never end.

Tasks wait in the database (django-tasks-db: enqueued in the transaction that needs them). A worker claims one, runs it
in the main thread and keeps a lease (``JobsWorker``); tasks of a worker whose lease ran out are run again. A stop
signal interrupts the task and gives it back.
"""

import logging
import os
import secrets
import signal
import socket
import threading
from collections.abc import Callable
from datetime import timedelta
from types import FrameType
from typing import Any

from django.db import DatabaseError, InterfaceError, OperationalError, close_old_connections
from django_tasks import TaskContext, TaskResultStatus
from django_tasks_db.models import DBTaskResult
from django_tasks_db.utils import exclusive_transaction

from meetings.core import clock
from meetings.core.models import JobsWorker

log = logging.getLogger(__name__)
Consumer = Callable[[threading.Event], None]
Check = Callable[[], str]
Result = DBTaskResult[..., Any]
POLL_S = 0.5
LEASE_EVERY_S = 5.0
LEASE_LIFE = timedelta(seconds=20)
"""A killed worker's task is free after this, or at once when a worker of the same name starts."""
KEEP_RESULTS = timedelta(days=14)

_consumers: dict[str, Consumer] = {}
_checks: list[Check] = []


def register_consumer(name: str, consumer: Consumer) -> None:
    """Have ``consumer(stop)`` run in a thread of ``jobs`` until ``stop`` is set; called in ``AppConfig.ready``."""
    _consumers[name] = consumer


def register_check(check: Check) -> None:
    """Have ``check()`` run when ``jobs`` starts: it returns what is wrong, in one Vietnamese sentence, or nothing."""
    _checks.append(check)


def run_checks() -> str:
    """Return everything that is wrong with this machine, for the log and ``/healthz``."""
    return " ".join(problem for check in _checks if (problem := check()))


def start_consumers(stop: threading.Event) -> list[threading.Thread]:
    """Start every registered consumer; one that falls is started again."""
    threads = [
        threading.Thread(target=_keep_running, args=(name, consumer, stop), name=name, daemon=True)
        for name, consumer in _consumers.items()
    ]
    for thread in threads:
        thread.start()
    return threads


def _keep_running(name: str, consumer: Consumer, stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            consumer(stop)
        except Exception:
            log.exception("consumer %s fell, starts again", name)
        stop.wait(1)


class Leave(BaseException):
    """Raised in the main thread by a stop signal; no handler for ordinary errors may swallow it."""


class Worker:
    """Claims and runs tasks, one at a time."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.id = f"{name}:{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
        self.stop = threading.Event()

    def run(self) -> None:
        """Work until a stop signal; returns with nothing claimed."""
        self._handle_signals()
        try:
            self._take_over_name()
            threading.Thread(target=self._keep_lease, name="lease", daemon=True).start()
            while not self.stop.is_set():
                if not self._one_round():
                    self.stop.wait(POLL_S)
        except Leave:
            log.info("stop signal: leaving")
        finally:
            self.stop.set()
            self._give_back()

    def _handle_signals(self) -> None:
        def leave(_number: int, _frame: FrameType | None) -> None:
            if not self.stop.is_set():
                self.stop.set()
                raise Leave

        signal.signal(signal.SIGTERM, leave)
        signal.signal(signal.SIGINT, leave)

    def _one_round(self) -> bool:
        """Run one task if there is one; a database that is away only delays."""
        close_old_connections()
        try:
            result = self._claim() if DBTaskResult.objects.ready().exists() else None
            if result is None:
                return False
            self._run(result)
        except DatabaseError as error:
            log.warning("tasks wait, the database does not answer: %s", error)
            return False
        return True

    def _claim(self) -> Result | None:
        with exclusive_transaction():
            result: Result | None = DBTaskResult.objects.ready().get_locked()
            if result is not None:
                result.claim(self.id)
        return result

    def _run(self, result: Result) -> None:
        try:
            task = result.task
            outcome: Any = result.task_result
            if task.takes_context:
                value = task.call(TaskContext(task_result=outcome), *outcome.args, **outcome.kwargs)
            else:
                value = task.call(*outcome.args, **outcome.kwargs)
            result.set_successful(value)
        except (OperationalError, InterfaceError):
            self._give_back(counted=True)
            raise
        except Exception as error:
            log.exception("task %s failed", result.task_path)
            result.set_failed(error)

    def _take_over_name(self) -> None:
        """A worker of our name that is not us is dead: forget it, so that its task runs again now."""
        JobsWorker.objects.filter(name=self.name).delete()
        self._renew_lease()
        DBTaskResult.objects.finished().filter(finished_at__lt=clock.now() - KEEP_RESULTS).delete()

    def _keep_lease(self) -> None:
        while not self.stop.wait(LEASE_EVERY_S):
            try:
                self._renew_lease()
            except DatabaseError as error:
                log.warning("lease not renewed: %s", error)
            finally:
                close_old_connections()

    def _renew_lease(self) -> None:
        JobsWorker.objects.update_or_create(id=self.id, defaults={"name": self.name, "seen_at": clock.now()})
        free_abandoned()

    def _give_back(self, *, counted: bool = False) -> None:
        """Return what we claimed and did not finish; a try that a stop signal interrupted is not counted."""
        for result in DBTaskResult.objects.running():
            if result.worker_ids and result.worker_ids[-1] == self.id:
                result.status = TaskResultStatus.READY
                result.worker_ids = result.worker_ids if counted else result.worker_ids[:-1]
                result.save(update_fields=["status", "worker_ids"])
                log.info("task %s given back", result.task_path)
        if self.stop.is_set():
            JobsWorker.objects.filter(id=self.id).delete()


def free_abandoned() -> int:
    """Make the running tasks of dead workers ready again; return how many."""
    now = clock.now()
    alive = set(JobsWorker.objects.filter(seen_at__gt=now - LEASE_LIFE).values_list("id", flat=True))
    freed = 0
    for result in DBTaskResult.objects.running():
        if not result.worker_ids or result.worker_ids[-1] not in alive:
            same = DBTaskResult.objects.running().filter(id=result.id, started_at=result.started_at)
            freed += same.update(status=TaskResultStatus.READY)
    JobsWorker.objects.filter(seen_at__lte=now - LEASE_LIFE).delete()
    if freed:
        log.warning("%s tasks of a worker that died run again", freed)
    return freed
