"""``manage.py messages``: bring the catalogues of translations in line with the sources."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from meetings.core.catalogue import (
    browser_messages,
    merged,
    read_catalogue,
    server_messages,
    unlike,
    untranslated,
    write_catalogue,
)


class Command(BaseCommand):
    """New texts are added without English, texts that are gone are dropped; then what lacks English is named."""

    help = "Update web/locale/en from the sources; --check changes nothing and fails when something lacks English."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add ``--check``."""
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: object, **options: object) -> None:
        """Update or check both catalogues."""
        missing = 0
        for name, collect in (("django", server_messages), ("djangojs", browser_messages)):
            file = settings.BASE_DIR / "web" / "locale" / "en" / "LC_MESSAGES" / f"{name}.po"
            old = file.read_text() if file.exists() else ""
            catalogue = merged(read_catalogue(old), collect(settings.BASE_DIR))
            new = write_catalogue(catalogue)
            if new != old and not options["check"]:
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(new)
            lacking = [*untranslated(catalogue), *unlike(catalogue)]
            missing += len(lacking)
            for key in lacking:
                self.stdout.write(f"{name}.po: {key[0]}")
        if missing and options["check"]:
            raise CommandError(f"{missing} texts lack English: run `manage.py messages`, then fill in web/locale/en.")
