"""Messages between participants, secretariat and chair."""

from django.apps import AppConfig


class MessagesConfig(AppConfig):
    """Registers the app; Django's own messages have the plain label."""

    name = "meetings.messages"
    label = "meeting_messages"
