"""The register (danh bạ): units, bodies with their terms, people and rooms, kept by the office of a unit."""

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    """Registers the app."""

    name = "meetings.directory"

    def ready(self) -> None:
        """Keep the book of what people change of their own accounts."""
        from meetings.core.signals import own_password_changed
        from meetings.directory.log import note_own_password

        own_password_changed.connect(note_own_password, dispatch_uid="directory.own_password")
