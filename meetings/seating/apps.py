"""Seats: halls, who sits where, name plates."""

from django.apps import AppConfig


class SeatingConfig(AppConfig):
    """Registers the app: who is no longer invited has no seat."""

    name = "meetings.seating"

    def ready(self) -> None:
        """Register with the lower apps."""
        from meetings.attendance.services import people_steps
        from meetings.seating import services

        people_steps.append(services.release_strangers)
