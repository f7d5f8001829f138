"""Papers: in, converted, read."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Registers the app and what ``jobs`` must find on its machine."""

    name = "meetings.documents"

    def ready(self) -> None:
        """Have ``jobs`` try the sandbox and count the letters of the fonts when it starts."""
        from meetings.core.jobs import register_check
        from meetings.documents.fonts import font_problem
        from meetings.documents.indexing import ocr_problem
        from meetings.documents.sandbox import probe, sweep_workspaces
        from meetings.documents.tasks import index_missing

        register_check(sweep_workspaces)
        register_check(lambda: probe().reason)
        register_check(font_problem)
        register_check(ocr_problem)
        register_check(index_missing)
