"""Leases of ``jobs`` workers, and what happens to a task that fails."""

import threading
from datetime import timedelta

import pytest
from django.db import OperationalError
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from meetings.core import clock, jobs
from meetings.core.jobs import LEASE_LIFE, Worker, free_abandoned
from meetings.core.models import JobsWorker

DONE: list[str] = []


@task()
def note(word: str) -> None:
    if word == "fall":
        raise ValueError("on purpose")
    if word == "database":
        raise OperationalError("away")
    DONE.append(word)


@pytest.fixture
def worker(db: None, monkeypatch: pytest.MonkeyPatch) -> Worker:
    DONE.clear()
    monkeypatch.setattr(jobs, "close_old_connections", lambda: None)  # the test's transaction needs its connection
    made = Worker("jobs-9")
    made._take_over_name()
    return made


def only_result() -> DBTaskResult:
    return DBTaskResult.objects.get()


def test_task_runs_once(worker: Worker) -> None:
    note.enqueue("xin")
    assert worker._one_round() and not worker._one_round()
    assert DONE == ["xin"]
    assert only_result().status == TaskResultStatus.SUCCESSFUL


def test_failure_is_kept_and_does_not_stop_the_worker(worker: Worker) -> None:
    note.enqueue("fall")
    assert worker._one_round()
    assert only_result().status == TaskResultStatus.FAILED
    assert "on purpose" in only_result().traceback


def test_task_waits_while_the_database_is_away_and_the_try_counts(worker: Worker) -> None:
    note.enqueue("database")
    assert not worker._one_round()
    assert only_result().status == TaskResultStatus.READY
    assert len(only_result().worker_ids) == 1


def test_only_tasks_of_dead_workers_run_again(worker: Worker) -> None:
    note.enqueue("xin")
    worker._claim()
    assert free_abandoned() == 0
    JobsWorker.objects.filter(id=worker.id).update(seen_at=clock.now() - LEASE_LIFE - timedelta(seconds=1))
    assert free_abandoned() == 1
    assert only_result().status == TaskResultStatus.READY
    assert not JobsWorker.objects.exists()


def test_new_worker_of_the_same_name_takes_over_at_once(worker: Worker) -> None:
    note.enqueue("xin")
    worker._claim()
    other = Worker("jobs-8")
    other._take_over_name()
    assert only_result().status == TaskResultStatus.RUNNING
    Worker("jobs-9")._take_over_name()
    assert only_result().status == TaskResultStatus.READY


def test_given_back_task_does_not_count_the_interrupted_try(worker: Worker) -> None:
    note.enqueue("xin")
    worker._claim()
    worker._give_back()
    assert (only_result().status, only_result().worker_ids) == (TaskResultStatus.READY, [])


def test_consumer_that_falls_is_started_again(monkeypatch: pytest.MonkeyPatch) -> None:
    stop, calls = threading.Event(), []

    def consumer(_stop: threading.Event) -> None:
        calls.append(1)
        if len(calls) == 1:
            raise RuntimeError("on purpose")
        stop.set()

    monkeypatch.setattr(jobs, "_consumers", {"x": consumer})
    (thread,) = jobs.start_consumers(stop)
    thread.join(5)
    assert len(calls) == 2


def test_checks_are_one_sentence_after_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "_checks", [lambda: "Một.", lambda: "", lambda: "Hai."])
    assert jobs.run_checks() == "Một. Hai."
