"""``manage.py set_limit``: show the bounds that an administrator may change, or change one."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from meetings.core.limits import Bound, limit, set_limit


class Command(BaseCommand):
    """Without arguments it lists; running processes follow a change within seconds."""

    help = "Shows or changes the bounds of this installation, for example: set_limit pages_per_person 12"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take a name and a value."""
        parser.add_argument("name", nargs="?", choices=[str(bound) for bound in Bound])
        parser.add_argument("value", nargs="?", type=int)

    def handle(self, *_args: Any, name: str | None, value: int | None, **_options: Any) -> None:
        """Change what was named, then list everything."""
        if name and value is not None:
            try:
                set_limit(Bound(name), value)
            except ValueError as error:
                raise CommandError(str(error)) from error
        for bound in Bound:
            self.stdout.write(f"{bound} {limit(bound)}")
