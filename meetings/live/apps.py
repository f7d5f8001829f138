"""The one WebSocket consumer."""

from django.apps import AppConfig


class LiveConfig(AppConfig):
    """Registers the app."""

    name = "meetings.live"

    def ready(self) -> None:
        """Hear of ended sessions, revoked kiosks and removed people."""
        from meetings.live import control

        control.connect_signals()
