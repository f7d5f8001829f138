"""Kho tài liệu: papers that outlive their meeting."""

from django.apps import AppConfig


class LibraryConfig(AppConfig):
    """Registers the app; readers of a shelf read its papers through the one door of ``documents``."""

    name = "meetings.library"

    def ready(self) -> None:
        """Let shelves open papers, and let a paper that is taken back take its loans with it."""
        from meetings.documents.selectors import lending
        from meetings.documents.services import withdrawn
        from meetings.library.lending import withdraw_loans
        from meetings.library.selectors import papers_on_open_shelves

        lending.append(papers_on_open_shelves)
        withdrawn.append(withdraw_loans)
