"""Papers: in, converted, read."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class DocumentsConfig(AppConfig):
    """Registers the app and what ``jobs`` must find on its machine."""

    name = "meetings.documents"

    def ready(self) -> None:
        """Keep papers below their meeting's level; have ``jobs`` try the sandbox and count the fonts' letters."""
        from meetings.agenda.schedule import register_shelf
        from meetings.agenda.secrecy import secrecy_checks
        from meetings.core.jobs import register_check, register_consumer
        from meetings.documents.antivirus import antivirus_problem
        from meetings.documents.fonts import font_problem
        from meetings.documents.indexing import ocr_problem
        from meetings.documents.reminder_rounds import run_reminders
        from meetings.documents.reminder_words import tell_owed, tell_unread
        from meetings.documents.reminding import OWED, UNREAD
        from meetings.documents.sandbox import probe, sweep_workspaces
        from meetings.documents.selectors import Shelf
        from meetings.documents.services import check_papers_below
        from meetings.documents.tasks import index_missing
        from meetings.documents.uploads import sweep_uploads
        from meetings.notices.kinds import register_kind

        register_shelf(Shelf())
        register_kind(UNREAD, gettext_lazy("Nhắc đọc tài liệu"), tell_unread)
        register_kind(OWED, gettext_lazy("Nhắc nộp tài liệu"), tell_owed)
        register_consumer("reminders", run_reminders)
        secrecy_checks.append(check_papers_below)
        register_check(sweep_workspaces)
        register_check(lambda: probe().reason)
        register_check(font_problem)
        register_check(antivirus_problem)
        register_check(ocr_problem)
        register_check(index_missing)
        register_check(sweep_uploads)
