"""Captions kept as a record, and the draft minutes."""

from django.apps import AppConfig


class MinutesConfig(AppConfig):
    """Registers the app and its step when a meeting closes."""

    name = "meetings.minutes"

    def ready(self) -> None:
        """Order a draft in every transaction that closes a meeting; ``jobs`` stores finished captions,
        tells the transcription how to write them and has recordings listened to again.
        """
        from meetings.agenda.closing import closing_steps
        from meetings.core.jobs import register_consumer
        from meetings.minutes.recorder import record_speech
        from meetings.minutes.rerunner import rerun_recordings
        from meetings.minutes.tasks import order_draft
        from meetings.minutes.writing import keep_rules_known

        register_consumer("captions", record_speech)
        register_consumer("writing", keep_rules_known)
        register_consumer("recordings", rerun_recordings)
        closing_steps.append(order_draft)
