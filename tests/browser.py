"""Django's test client as the pages' tests use it: always https, and the same person signed in throughout."""

import re
from typing import Any

from django.test import Client

from meetings.accounts.models import Person


class Browser(Client):
    """A client that speaks https, unless ``plain=True``; ``fragment=True`` sends what htmx sends."""

    def generic(self, *args: Any, plain: bool = False, fragment: bool = False, **extra: Any) -> Any:
        if fragment:
            extra |= {"HTTP_HX_REQUEST": "true", "HTTP_HX_CURRENT_URL": "https://testserver/chuan-bi/"}
        extra["secure"] = not plain
        return super().generic(*args, **extra)


def browser_of(person: Person) -> Browser:
    """Return a browser in which ``person`` is signed in."""
    browser = Browser()
    browser.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return browser


def text_of(response: Any) -> str:
    """Return the words of a page, without marks and with single spaces."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())
