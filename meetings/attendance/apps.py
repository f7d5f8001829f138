"""Who is there, and whether that is enough."""

from django.apps import AppConfig


class AttendanceConfig(AppConfig):
    """Registers the app."""

    name = "meetings.attendance"

    def ready(self) -> None:
        """Seats end with their sitting."""
        from meetings.agenda.closing import closing_steps
        from meetings.attendance.seats import end_seats

        closing_steps.append(end_seats)
