"""The one WebSocket consumer."""

from django.apps import AppConfig


class LiveConfig(AppConfig):
    """Registers the app."""

    name = "meetings.live"
