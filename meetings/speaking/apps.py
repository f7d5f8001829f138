"""Raised hands, the floor and the microphones."""

from django.apps import AppConfig


class SpeakingConfig(AppConfig):
    """Registers the app."""

    name = "meetings.speaking"
