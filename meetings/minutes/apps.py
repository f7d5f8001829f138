"""Captions kept as a record, and the draft minutes."""

from django.apps import AppConfig


class MinutesConfig(AppConfig):
    """Registers the app and its step when a meeting closes."""

    name = "meetings.minutes"

    def ready(self) -> None:
        """Order a draft in every transaction that closes a meeting."""
        from meetings.agenda.closing import closing_steps
        from meetings.minutes.tasks import order_draft

        closing_steps.append(order_draft)
