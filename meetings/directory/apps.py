"""The register (danh bạ): units, bodies with their terms, people and rooms, kept by the office of a unit."""

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    """Registers the app."""

    name = "meetings.directory"
