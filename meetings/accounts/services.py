"""Sign-in and sign-out."""

from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib import auth
from django.http import HttpRequest

from meetings.accounts.models import Person
from meetings.core.signals import session_ended


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
