"""One Redis and one web process for the session; each test has its own meeting."""

from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import pytest

from meetings.accounts.models import Person
from meetings.rooms.models import Room
from tests.cast import Cast, kiosk_token, make_cast, open_sitting, session_for
from tests.integration.pages import Page
from tests.integration.servers import Servers, test_database_url


@pytest.fixture(scope="session")
def servers(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None) -> Iterator[Servers]:
    address = test_database_url()
    assert "memory" not in address, "run the integration tests in a session of their own: pytest tests/integration"
    running = Servers(tmp_path_factory.mktemp("servers"), address)
    try:
        running.start_redis()
        running.start_web()
        yield running
    finally:
        running.stop()


@pytest.fixture
def web(servers: Servers, transactional_db: None, settings: Any) -> Servers:
    """The servers, with this process's own services publishing to the same Redis."""
    from meetings.core import bus

    settings.REDIS_URL = servers.redis_url
    bus.client.cache_clear()
    servers.redis().flushall()
    if "web-1" not in servers.web_processes:
        servers.start_web()
    return servers


@pytest.fixture
def cast(web: Servers, django_db_serialized_rollback: None) -> Cast:
    return make_cast()


@pytest.fixture
def sitting(cast: Cast) -> Cast:
    open_sitting(cast)
    return cast


@pytest.fixture
async def page(web: Servers, cast: Cast) -> AsyncIterator[Callable[..., Page]]:
    """Make pages of people; all are closed at the end."""
    from asgiref.sync import sync_to_async

    made: list[Page] = []

    async def make(person: Person | None = None, room: Room | None = None, **options: Any) -> Page:
        cookies = options.pop("cookies", None)
        if cookies is None and room:
            token = await sync_to_async(kiosk_token)(cast, room)
            cookies, options["kiosk"] = {"__Host-kiosk": token}, True
        elif cookies is None and person:
            cookies = {"__Host-nghisu": await sync_to_async(session_for)(person)}
        url = options.pop("url", web.url)
        made.append(Page(url, web.tls(), options.pop("meeting_id", cast.meeting.id), cookies or {}, **options))
        return made[-1]

    yield make
    for one in made:
        await one.close()
