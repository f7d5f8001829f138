"""Addresses of sockets."""

from typing import Any

from channels.routing import URLRouter
from django.urls import path, re_path

from meetings.live.socket import LiveSocket


async def refuse(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Refuse a socket at an address where there is none (403)."""
    await receive()
    await send({"type": "websocket.close"})


router = URLRouter([path("live/<uuid:meeting_id>/", LiveSocket.as_asgi()), re_path(r"", refuse)])  # type: ignore[arg-type]  # ASGI, not views
