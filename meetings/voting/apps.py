"""Votes, ballots and their count."""

from django.apps import AppConfig


class VotingConfig(AppConfig):
    """Registers the app: a sitting is not closed over an open vote."""

    name = "meetings.voting"

    def ready(self) -> None:
        """Register with the lower apps."""
        from meetings.agenda.closing import adjourning_steps, closing_checks
        from meetings.voting import services

        closing_checks.append(services.refuse_open_poll)
        adjourning_steps.append(lambda meeting, _act: services.refuse_open_poll(meeting))
