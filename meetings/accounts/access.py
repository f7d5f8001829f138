"""Who is at the other end of a request: the doors that every page of a person goes through."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import urlencode

from axes.helpers import get_client_ip_address
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.cache import add_never_cache_headers
from django.utils.http import url_has_allowed_host_and_scheme

from meetings.accounts.models import Person
from meetings.core.actor import Actor, person_actor

P = ParamSpec("P")


class SignedInRequest(HttpRequest):
    """A request of a person who signed in and whose account is open."""

    user: Person


def signed_in(view: Callable[Concatenate[SignedInRequest, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """Send everybody else to the sign-in page; never let a browser keep the answer (tablets are shared)."""

    @wraps(view)
    def guarded(request: SignedInRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if isinstance(request.user, Person):
            response = view(request, *args, **kwargs)
        else:
            response = to_sign_in(request)
        add_never_cache_headers(response)
        return response

    return guarded


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Lead to the sign-in page and back; a part of a page (htmx) makes the whole page go there."""
    htmx = getattr(request, "htmx", None)
    back = htmx.current_url_abs_path if htmx else request.get_full_path()
    address = f"{settings.LOGIN_URL}?{urlencode({'next': back or '/'})}"
    return HttpResponse(headers={"HX-Redirect": address}) if htmx else HttpResponseRedirect(address)


def actor_of(request: SignedInRequest) -> Actor:
    """Return the signed-in person as an actor."""
    return person_actor(request.user.id)


def local_path(wanted: str) -> str:
    """Return ``wanted`` when it is a path of this site, else the home page: nobody is led elsewhere by a link."""
    local = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None, require_https=True)
    return wanted if local else "/"


def client_address(request: HttpRequest) -> str | None:
    """Return the address of the other end, seen through as many proxies as the installation names."""
    address: str | None = get_client_ip_address(request)
    return address or None
