"""Invitations: the letters, who answers what, who comes instead, reminders."""

from django.apps import AppConfig


class InvitationsConfig(AppConfig):
    """Registers the app: the calendar asks it about each meeting."""

    name = "meetings.invitations"

    def ready(self) -> None:
        """Register with the lower apps."""
        from meetings.agenda.schedule import register_desk
        from meetings.invitations.selectors import Desk

        register_desk(Desk())
