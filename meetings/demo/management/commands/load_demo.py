"""``manage.py load_demo``: people, rooms and today's meeting to try everything with; safe to run again."""

from typing import Any

from django.core.management.base import BaseCommand

from meetings.demo.services import load_demo


class Command(BaseCommand):
    """Load the demonstration."""

    help = "Load invented people, rooms and today's meeting; running it again changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the command."""
        meeting = load_demo()
        self.stdout.write(f"{meeting.title}: {meeting.status}, {meeting.starts_at:%d/%m/%Y}")
