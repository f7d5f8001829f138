"""Who is there, and whether that is enough."""

from django.apps import AppConfig


class AttendanceConfig(AppConfig):
    """Registers the app."""

    name = "meetings.attendance"
