"""Meetings, their agenda and who takes part."""

from django.apps import AppConfig


class AgendaConfig(AppConfig):
    """Registers the app."""

    name = "meetings.agenda"
