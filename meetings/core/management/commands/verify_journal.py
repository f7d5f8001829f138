"""``manage.py verify_journal MEETING``: prove that nothing was removed from a journal or changed."""

from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from meetings.core import journal
from meetings.core.models import JournalHead


class Command(BaseCommand):
    """Exits 0 when the chain is whole, 1 with the first broken number when it is not."""

    help = "Checks the hash chain of a meeting's journal."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the meeting's id."""
        parser.add_argument("meeting", type=UUID)

    def handle(self, *_args: Any, meeting: UUID, **_options: Any) -> None:
        """Walk the chain."""
        if not JournalHead.objects.filter(meeting_id=meeting).exists():
            raise CommandError(f"{meeting}: không có nhật ký nào của cuộc họp này.", returncode=1)
        broken = journal.first_broken_number(meeting)
        if broken is not None:
            raise CommandError(f"{meeting}: nhật ký bị sai từ số {broken}.", returncode=1)
        self.stdout.write(f"{meeting}: {journal.last_number(meeting)} sự kiện, chuỗi băm nguyên vẹn.")
