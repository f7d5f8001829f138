"""Interpretation: channels that each listener chooses, and the interpreters who speak on them."""

from django.apps import AppConfig


class InterpretingConfig(AppConfig):
    """Registers the app: who is no interpreter any more speaks on no channel."""

    name = "meetings.interpreting"

    def ready(self) -> None:
        """Register with the lower apps."""
        from meetings.attendance.services import people_steps
        from meetings.interpreting import services

        people_steps.append(services.release_strangers)
