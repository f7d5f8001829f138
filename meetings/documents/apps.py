"""Papers: in, converted, read."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Registers the app."""

    name = "meetings.documents"
