"""Big screens (kiosks) of the rooms: what a technician pins them to."""

from django.apps import AppConfig


class ScreensConfig(AppConfig):
    """Registers the app."""

    name = "meetings.screens"
