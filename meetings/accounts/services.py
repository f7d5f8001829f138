"""Sign-in and sign-out; the lasting members of bodies."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib import auth
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest

from meetings.accounts.models import BodyMembership, Person, Unit
from meetings.contracts.roles import Role
from meetings.core import clock
from meetings.core.signals import own_password_changed, session_ended

RENEWED_EVERY = timedelta(minutes=10)
"""A sign-in in use is written again at most this often."""


def sign_in(request: HttpRequest, *, username: str, password: str) -> Person | None:
    """Open a session under a new key; ``None`` when name or password is wrong, the account closed or locked."""
    person = auth.authenticate(request, username=username, password=password)
    if not isinstance(person, Person):
        return None
    auth.login(request, person)
    return person


def tries_left(request: HttpRequest, username: str) -> int:
    """Return how many wrong passwords this name may still give from this address."""
    failures: int = AxesProxyHandler.get_failures(request, {"username": username})
    return max(0, int(settings.AXES_FAILURE_LIMIT) - failures)


def sign_out(request: HttpRequest) -> None:
    """End the session and, at once, every live socket that was opened with it."""
    session_key = request.session.session_key
    person_id = request.user.id if isinstance(request.user, Person) else None
    auth.logout(request)
    if person_id is not None:
        session_ended.send(sender=None, session_key=session_key, person_id=person_id)


def change_own_password(*, person_id: UUID, password: str) -> Person:
    """Keep the password that somebody chose; his sign-ins and live pages end, as with every new password."""
    with transaction.atomic():
        person = Person.objects.select_for_update().get(id=person_id)
        person.set_password(password)
        person.save()
        own_password_changed.send(sender=None, person_id=person_id)
    return person


def renew_sessions(keys: set[str]) -> None:
    """Let these sign-ins last their full time from now; those renewed in the last minutes are left alone."""
    until = clock.now() + timedelta(seconds=settings.SESSION_COOKIE_AGE)
    living = Session.objects.filter(session_key__in=keys, expire_date__gt=clock.now())
    living.filter(expire_date__lt=until - RENEWED_EVERY).update(expire_date=until)


def end_sessions_of(chosen: Callable[[str], bool]) -> int:
    """End the sign-ins whose key is ``chosen``, and at once every live socket opened with them; returns how many."""
    keys = [key for key in Session.objects.values_list("session_key", flat=True) if chosen(key)]
    Session.objects.filter(session_key__in=keys).delete()
    for key in keys:
        session_ended.send(sender=None, session_key=key, person_id=None)
    return len(keys)


@dataclass(frozen=True, slots=True)
class Membership:
    """A person's role and vote in a body."""

    person_id: UUID
    role: Role
    votes: bool


def replace_members(*, unit: Unit, members: Iterable[Membership], on: date) -> None:
    """Let a body have exactly these members from ``on``; earlier memberships stay as history."""
    wanted = {member.person_id: member for member in members}
    with transaction.atomic():
        for old in BodyMembership.objects.select_for_update().filter(unit=unit, valid_to__isnull=True):
            new = wanted.get(old.person_id)
            if new and (old.role, old.votes) == (new.role, new.votes):
                del wanted[old.person_id]
            elif old.valid_from >= on:
                old.delete()
            else:
                old.valid_to = on - timedelta(days=1)
                old.save(update_fields=["valid_to"])
        BodyMembership.objects.bulk_create(
            BodyMembership(unit=unit, person_id=new.person_id, role=new.role, votes=new.votes, valid_from=on)
            for new in wanted.values()
        )
