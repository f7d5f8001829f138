"""An invented province to try everything with."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Registers the app's commands."""

    name = "meetings.demo"
