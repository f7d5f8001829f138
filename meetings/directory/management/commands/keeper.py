"""``manage.py keeper``: name the person who keeps the register; makes the first unit and the first person."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from meetings.accounts.models import Person, Unit
from meetings.accounts.passwords import fresh_password
from meetings.core import clock
from meetings.core.errors import DomainError
from meetings.directory.models import RegisterEntry
from meetings.directory.people import new_person, tidy_username


class Command(BaseCommand):
    """Everything else of the register is done on its pages."""

    help = "Gives a person the register of a unit, for example: keeper van.thu --unit 'Tỉnh ủy A' --name 'Trần Thị B'"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take who, of what, and the words for what does not exist yet."""
        parser.add_argument("username")
        parser.add_argument("--unit", required=True, help="code or name of the unit")
        parser.add_argument("--name", help="full name, for a new person")
        parser.add_argument("--level", help="level of the unit (tỉnh, xã, …), for a new unit")
        parser.add_argument("--branch", choices=["party", "state"], default="party", help="for a new unit")

    @transaction.atomic
    def handle(self, *_args: Any, username: str, **options: Any) -> None:
        """Find or make both, then connect them."""
        unit = self._unit(options["unit"], options["level"], options["branch"])
        try:
            name = tidy_username(username)
        except DomainError as error:
            raise CommandError(error.message) from error
        person = Person.objects.filter(username=name).first()
        if person is None:
            if not options["name"]:
                raise CommandError(f"nobody is called {name}: add --name 'Họ và tên' to make this person")
            person = new_person(name, options["name"], unit)
            person.may_create_meetings = True
        if not person.has_usable_password():
            password = fresh_password()
            person.set_password(password)
            self.stdout.write(f"{name}: {password}")
        person.keeps = unit
        person.save()
        words = f"{person.full_name} ({name}) giữ danh bạ của {unit.name}, giao bằng lệnh trên máy chủ"
        RegisterEntry.objects.create(at=clock.now(), by=None, unit=unit, words=words)
        self.stdout.write(f"{person.full_name} keeps the register of {unit.name}")

    def _unit(self, wanted: str, level: str | None, branch: str) -> Unit:
        living = Unit.objects.filter(valid_to__isnull=True)
        found = list(living.filter(code=wanted) or living.filter(name=wanted))
        if len(found) > 1:
            raise CommandError(f"several units are called {wanted}: name one by its code")
        if found:
            return found[0]
        if not level:
            raise CommandError(f"no unit has the code or name {wanted}: add --level to make it")
        return Unit.objects.create(name=wanted, level=level, branch=branch)
