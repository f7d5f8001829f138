"""``manage.py lexicon``: the names and terms of a body, and how it spells."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from pydantic import TypeAdapter, ValidationError

from meetings.accounts.models import Unit
from meetings.contracts.speech import Term, Tones
from meetings.minutes.models import LexiconEntry, Writing
from meetings.minutes.writing import set_entries

TERMS = TypeAdapter(tuple[Term, ...])


class Command(BaseCommand):
    """Lists a body's lexicon as JSON after changing what was asked; open meetings follow within seconds."""

    help = 'Lexicon of a body, for example: lexicon "Tỉnh An Bình" --load tu-vung.json --tones new'

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the body and what to change."""
        parser.add_argument("unit", help="name of the body")
        parser.add_argument("--load", type=Path, help='JSON: [{"text": "UBND", "heard": ["ủy ban nhân dân"]}, …]')
        parser.add_argument("--remove", action="append", default=[], help="text of an entry; may be repeated")
        parser.add_argument("--tones", choices=[str(tones) for tones in Tones], help="old: hòa, ủy; new: hoà, uỷ")

    def handle(self, *_args: Any, unit: str, **options: Any) -> None:
        """Change, then list."""
        bodies = list(Unit.objects.filter(name=unit)[:2])
        if len(bodies) != 1:
            raise CommandError(f"{'No' if not bodies else 'More than one'} body is called {unit}")
        body = bodies[0]
        if options["load"]:
            set_entries(body, self._read(options["load"]))
        LexiconEntry.objects.filter(unit=body, text__in=options["remove"]).delete()
        if options["tones"]:
            Writing.objects.update_or_create(unit=body, defaults={"tones": options["tones"]})
        rows = LexiconEntry.objects.filter(unit=body)
        listed = [{"text": row.text, "heard": row.heard} for row in rows]
        self.stdout.write(json.dumps(listed, ensure_ascii=False, indent=1))

    def _read(self, path: Path) -> tuple[Term, ...]:
        try:
            return TERMS.validate_json(path.read_bytes())
        except (OSError, ValidationError) as error:
            raise CommandError(f"{path} is no lexicon: {error}") from error
