"""The ground under every app: errors, clock, permissions, journal."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Registers the app."""

    name = "meetings.core"
