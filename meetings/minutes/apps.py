"""Captions kept as a record, and the draft minutes."""

from django.apps import AppConfig


class MinutesConfig(AppConfig):
    """Registers the app."""

    name = "meetings.minutes"
