"""The register of papers on paper."""

from django.apps import AppConfig


class HandoutsConfig(AppConfig):
    """Registers the app."""

    name = "meetings.handouts"
