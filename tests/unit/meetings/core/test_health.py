"""``/healthz`` tells which process is missing; 503 means that this one cannot serve."""

import json
from collections.abc import Iterator

import pytest
import redis
from django.test import RequestFactory

from meetings.contracts.health import ProcessHealth
from meetings.core import bus, health


class Heartbeats:
    """As much of a Redis client as the view uses."""

    def __init__(self, *names: str) -> None:
        self._values: dict[str, bytes] = {
            f"process:{name}": ProcessHealth(name=name, kind="web", pid=7, started_at="2026-11-22T09:00:00+07:00")
            .model_dump_json()
            .encode()
            for name in names
        }

    def scan_iter(self, match: str, count: int) -> Iterator[str]:
        assert match == "process:*"
        yield from self._values

    def get(self, key: str) -> bytes | None:
        return self._values[key]


class Away:
    def scan_iter(self, match: str, count: int) -> Iterator[str]:
        raise redis.ConnectionError("away")


@pytest.fixture(autouse=True)
def expected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NGHISU_PROCESSES", "web-1,media-1")


def ask(monkeypatch: pytest.MonkeyPatch, client: object) -> tuple[int, dict[str, object]]:
    monkeypatch.setattr(bus, "client", lambda: client)
    response = health.healthz(RequestFactory().get("/healthz"))
    return response.status_code, json.loads(response.content)


@pytest.mark.django_db
def test_all_alive(monkeypatch: pytest.MonkeyPatch) -> None:
    status, body = ask(monkeypatch, Heartbeats("web-1", "media-1", "media-2"))
    assert (status, body["status"], body["database"], body["redis"]) == (200, "ok", True, True)
    assert body["processes"]["web-1"] == {
        "alive": True,
        "kind": "web",
        "pid": 7,
        "started_at": "2026-11-22T09:00:00+07:00",
        "detail": "",
    }
    assert set(body["processes"]) == {"media-1", "media-2", "web-1"}


@pytest.mark.django_db
def test_a_missing_process_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    status, body = ask(monkeypatch, Heartbeats("web-1"))
    assert (status, body["status"]) == (200, "degraded")
    assert body["processes"]["media-1"] == {"alive": False}


@pytest.mark.django_db
def test_without_redis(monkeypatch: pytest.MonkeyPatch) -> None:
    status, body = ask(monkeypatch, Away())
    assert (status, body["redis"]) == (503, False)


def test_the_page_is_only_read() -> None:
    assert health.healthz(RequestFactory().post("/healthz")).status_code == 405
