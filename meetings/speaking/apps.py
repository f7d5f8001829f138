"""Raised hands, the floor and the microphones."""

from django.apps import AppConfig


class SpeakingConfig(AppConfig):
    """Registers the app: what must be finished before a sitting closes, and what media hears of decisions."""

    name = "meetings.speaking"

    def ready(self) -> None:
        """Register with the lower apps."""
        from meetings.agenda.closing import adjourning_steps, closing_checks, closing_steps
        from meetings.attendance.presence import leaving_steps
        from meetings.core.signals import policy_changed
        from meetings.speaking import media, services

        closing_checks.append(services.refuse_open_turn)
        closing_steps.append(services.end_waiting_requests)
        adjourning_steps.append(services.end_turn_of_session)
        leaving_steps.append(services.end_speaking_of)
        policy_changed.connect(media.push_policy, dispatch_uid="speaking.push_policy")
