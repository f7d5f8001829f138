"""``manage.py demo_accounts``: print who can sign in to the demonstration."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from meetings.demo.accounts import read_accounts


class Command(BaseCommand):
    """Print the demonstration's accounts."""

    help = "Print the accounts of the demonstration."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add ``--json``."""
        parser.add_argument("--json", action="store_true", help="as JSON for other programs")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the command."""
        accounts = read_accounts()
        if options["json"]:
            rows = [account.model_dump() for account in accounts]
            self.stdout.write(json.dumps(rows, ensure_ascii=False))
            return
        for account in accounts:
            self.stdout.write(f"{account.username:<10} {account.password:<28} {account.role}: {account.name}")
