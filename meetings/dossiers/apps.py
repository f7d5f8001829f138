"""The meeting file: everything of a closed meeting in one ZIP that proves itself."""

from django.apps import AppConfig


class DossiersConfig(AppConfig):
    """Registers the app."""

    name = "meetings.dossiers"

    def ready(self) -> None:
        """Have ``jobs`` say when it cannot make PDF/A."""
        from meetings.core.jobs import register_check
        from meetings.documents.archival import ghostscript_problem

        register_check(ghostscript_problem)
