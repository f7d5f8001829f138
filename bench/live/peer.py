"""What the product is compared to: Channels as its manual shows it, in the same daphne (https://channels.readthedocs.io).

Each socket joins a group; ``group_send`` wakes each consumer, which encodes the event and sends it.
"""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.live.peer_settings")

from typing import Any

import django
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application
from django.urls import path

django.setup()
GROUP = "meeting"


class MeetingConsumer(AsyncJsonWebsocketConsumer):  # type: ignore[misc]  # channels has no types
    """One page."""

    groups = [GROUP]

    async def live_event(self, message: dict[str, Any]) -> None:
        """Send an event of the group to the page."""
        await self.send_json(message["content"])


application = ProtocolTypeRouter(
    {"http": get_asgi_application(), "websocket": URLRouter([path("live/peer/", MeetingConsumer.as_asgi())])}
)
