"""``manage.py dossier verify FILE.zip``: is a meeting file whole, and does the journal here agree with it?"""

import zipfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from meetings.core.models import JournalEvent
from meetings.dossiers.sealed import Verdict, verify


class Command(BaseCommand):
    """Exits 0 when every file is as its sum says, 1 with the names of those that are not, 2 when it is no such file."""

    help = "Checks the meeting file (ZIP) that the page «Hồ sơ cuộc họp» made."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take what to do and the file."""
        parser.add_argument("act", choices=["verify"])
        parser.add_argument("file", type=Path)

    def handle(self, *_args: Any, file: Path, **_options: Any) -> None:
        """Check."""
        try:
            verdict = verify(file)
        except (OSError, zipfile.BadZipFile) as error:
            raise CommandError(f"{file.name}: không đọc được: {error}", returncode=2) from error
        problems = [*verdict.problems, *_unlike_the_journal(verdict)]
        for problem in problems:
            self.stderr.write(problem)
        if problems:
            raise CommandError(f"{file.name}: {len(problems)} chỗ sai, hồ sơ KHÔNG còn nguyên vẹn.", returncode=1)
        title = verdict.metadata["meeting"]["title"]
        self.stdout.write(f"{file.name}: {verdict.files} tệp, nguyên vẹn. {title}")


def _unlike_the_journal(verdict: Verdict) -> list[str]:
    """Compare with the journal of this installation; a file of another one is checked by itself alone."""
    try:
        told, meeting = verdict.metadata["journal"], verdict.metadata["meeting"]["id"]
        here = JournalEvent.objects.filter(meeting_id=meeting)
        if not here.exists() or here.filter(number=told["number"], hash=told["sha256"]).exists():
            return []
    except (KeyError, TypeError, ValueError, ValidationError):
        return ["siêu dữ liệu: không đọc được"] if verdict.metadata else []
    return [f"sổ diễn biến trên máy chủ này không có sự kiện {told['number']} với mã đã ghi trong hồ sơ"]
