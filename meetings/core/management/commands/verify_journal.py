"""``manage.py verify_journal MEETING``: prove that nothing was removed from a journal or changed.

With ``--head`` or ``--copy`` also against paper or a file outside the database.
"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from meetings.core import journal
from meetings.core.models import JournalHead
from meetings.core.proof import Match, UnreadableCopy, unlike_copy, unlike_head


class Command(BaseCommand):
    """Exits 0 when the journal is whole (and as the copy says), 1 with the first broken number when it is not."""

    help = "Checks the hash chain of a meeting's journal, and the journal against a copy outside the database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the meeting's id and what to compare with."""
        parser.add_argument("meeting", type=UUID)
        parser.add_argument("--head", help="hash on the closing record or a printed journal, whole or its beginning")
        parser.add_argument("--number", type=int, help="number of the event that has this hash")
        parser.add_argument("--copy", type=Path, help="an exported CSV of the journal")

    def handle(self, *_args: Any, meeting: UUID, **options: Any) -> None:
        """Walk the chain, then compare."""
        if not JournalHead.objects.filter(meeting_id=meeting).exists():
            raise CommandError(f"{meeting}: không có nhật ký nào của cuộc họp này.", returncode=1)
        broken = journal.first_broken_number(meeting)
        if broken is not None:
            raise CommandError(f"{meeting}: nhật ký bị sai từ số {broken}.", returncode=1)
        last = journal.last_number(meeting)
        self.stdout.write(f"{meeting}: {last} sự kiện, chuỗi băm nguyên vẹn.")
        for number in journal.numbers_gone_back(meeting):
            self.stdout.write(f"{meeting}: lưu ý, số {number} ghi giờ sớm hơn số trước: đồng hồ máy chủ đã bị lùi.")
        try:
            matches = self._matches(meeting, **options)
        except (UnreadableCopy, OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{meeting}: không đọc được bản đối chiếu: {error}", returncode=2) from error
        for match in matches:
            self.stdout.write(f"{meeting}: khớp bản đối chiếu đến số {match.number}; sau đó có {last - match.number}.")

    def _matches(self, meeting: UUID, **options: Any) -> list[Match]:
        """Return the comparisons that were asked for; raises ``CommandError`` at the first that fails."""
        matches = []
        if options["copy"]:
            with options["copy"].open(encoding="utf-8-sig", newline="") as lines:
                matches.append(unlike_copy(meeting, lines))
            refuse_unlike(meeting, matches[-1], "nhật ký không khớp bản đối chiếu, sai từ số {number}.")
        if options["head"]:
            matches.append(unlike_head(meeting, options["head"], options["number"]))
            wrong = "nhật ký không khớp bản đối chiếu, sai từ số {number} hoặc trước đó."
            unknown = "không sự kiện nào trong {number} sự kiện mang mã này: nhật ký không khớp bản đối chiếu."
            refuse_unlike(meeting, matches[-1], wrong if options["number"] else unknown)
        return matches


def refuse_unlike(meeting: UUID, match: Match, words: str) -> None:
    """Raise when journal and copy differ."""
    if not match.alike:
        raise CommandError(f"{meeting}: {words.format(number=match.number)}", returncode=1)
