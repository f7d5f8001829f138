"""Questioning (chất vấn): questions, answers, follow-ups."""

from django.apps import AppConfig


class QuestioningConfig(AppConfig):
    """Registers the app with the lower ones: what items may not go, whose hands are lowered when."""

    name = "meetings.questioning"

    def ready(self) -> None:
        """Register with the lower apps."""
        from meetings.agenda.closing import adjourning_steps, closing_steps, item_checks
        from meetings.attendance.presence import leaving_steps
        from meetings.questioning import services

        item_checks.append(services.refuse_with_questions)
        closing_steps.append(lambda meeting, act: services.end_follow_ups(act, meeting))
        adjourning_steps.append(lambda meeting, act: services.end_follow_ups(act, meeting))
        leaving_steps.append(lambda act, place: services.end_follow_ups(act, place.meeting, place.person_id))
