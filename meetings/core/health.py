"""``GET /healthz``: which processes are alive, for the supervisor, for nginx and for people with a browser."""

import logging
import os
from collections.abc import Iterable

import redis
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from pydantic import ValidationError

from meetings.contracts.bus import process_key
from meetings.contracts.health import ProcessHealth
from meetings.core import bus, clock, storage

log = logging.getLogger(__name__)


def expected_processes() -> list[str]:
    """Names that must be alive: ``NGHISU_PROCESSES`` of the supervisor; without it none but this process."""
    return [name for name in os.environ.get("NGHISU_PROCESSES", "").split(",") if name]


def live_processes() -> dict[str, ProcessHealth]:
    """Every process with a fresh heartbeat, by name. Raises ``redis.RedisError``."""
    client = bus.client()
    keys = sorted(client.scan_iter(match=process_key("*"), count=200))
    found = (client.get(key) for key in keys)
    states = [state for text in found if text is not None and (state := _read(text)) is not None]
    return {state.name: state for state in states}


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """200 while this process can serve (database and Redis answer), else 503; the body has every process.

    ``status`` is ``ok`` only when every expected process is alive too.

    ``{"status": "ok"|"degraded", "database": bool, "redis": bool, "storage": {"state": "ok"|"low"|"full",
    "free_percent", "free_mb"}, "alarms": [sentences for the technician], "processes": {name: {alive, kind, pid,
    started_at, detail; for transcription ``lag_s``, for media ``stress``, for both ``level``}}}``
    """
    database, (reached, alive) = _database_answers(), _ask_redis()
    processes: dict[str, dict[str, object]] = {name: {"alive": False} for name in expected_processes()}
    for name, state in alive.items():
        processes[name] = {"alive": True, "detail": state.detail} | state.model_dump(
            exclude={"name"}, exclude_defaults=True
        )
    serving = database and reached
    space = storage.room()
    well = serving and space.state == "ok" and all(state["alive"] for state in processes.values())
    content = {
        "status": "ok" if well else "degraded",
        "database": database,
        "redis": reached,
        "storage": {"state": space.state, "free_percent": space.percent, "free_mb": space.free // 1_000_000},
        "alarms": _alarms(space, alive.values(), [name for name in processes if name not in alive]),
        "processes": dict(sorted(processes.items())),
    }
    return JsonResponse(content, status=200 if serving else 503)


def own_alarms(space: storage.Space | None = None) -> list[str]:
    """Return what is wrong with the ground that this process stands on, in Vietnamese sentences."""
    return [words for words in (storage.alarm(space or storage.room()), _clock_alarm()) if words]


def _clock_alarm() -> str:
    jump = round(clock.jump_s())
    if not jump:
        return ""
    return _(
        "Đồng hồ máy chủ vừa nhảy %(seconds)+d giây. Cuộc họp vẫn tính theo giờ cũ, thứ tự theo số không đổi. Hãy sửa "
        "giờ máy chủ (NTP); nếu giờ mới là đúng, khởi động lại dịch vụ khi không có cuộc họp."
    ) % {"seconds": jump}


def _alarms(space: storage.Space, alive: Iterable[ProcessHealth], missing: Iterable[str]) -> list[str]:
    """Return every sentence once: ours, then what other processes say of themselves, then who is missing."""
    ours = own_alarms(space)
    theirs = [state.detail for state in alive if state.detail and state.kind != "web"]
    gone = [_("Tiến trình %(name)s không chạy; bộ giám sát đang khởi động lại.") % {"name": name} for name in missing]
    return list(dict.fromkeys([*ours, *theirs, *gone]))


def _ask_redis() -> tuple[bool, dict[str, ProcessHealth]]:
    try:
        return True, live_processes()
    except redis.RedisError as error:
        log.warning("no answer of Redis for /healthz: %s", error)
        return False, {}


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return bool(cursor.fetchone())
    except DatabaseError as error:
        log.warning("no answer of the database for /healthz: %s", error)
        return False


def _read(text: bytes | str) -> ProcessHealth | None:
    try:
        return ProcessHealth.model_validate_json(text)
    except ValidationError:
        return None
