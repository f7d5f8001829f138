"""``manage.py transcription models``: the speech models of this machine."""

import subprocess
import sys
from argparse import REMAINDER, ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Hands over to the transcription package, which runs where its libraries are and knows nothing of Django."""

    help = "Speech models: `transcription models` lists and checks them, --warm loads one, --bench times it"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take what to do and whatever follows it."""
        parser.add_argument("what", choices=["models"])
        parser.add_argument("rest", nargs=REMAINDER, help="names, --warm, --bench")

    def handle(self, *_args: Any, what: str, rest: list[str], **_options: Any) -> None:
        """Run it and end with its status."""
        command = [sys.executable, "-m", "transcription", what, *rest]
        sys.exit(subprocess.run(command, cwd=settings.BASE_DIR, check=False).returncode)
