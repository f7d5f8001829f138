"""Sign-in and sign-out."""

import math
from collections.abc import Mapping

from axes.helpers import get_cool_off
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from meetings.accounts import services
from meetings.accounts.access import local_path
from meetings.accounts.forms import SignInForm
from meetings.accounts.machines import remember_machine
from meetings.accounts.models import Person

WIPE = '"cache", "storage"'
"""What the browser throws away at sign-out: papers kept on the tablet must not wait for the next reader."""


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Show the sign-in page, or open a session and go on to where the person wanted to go."""
    wanted = local_path(request.POST.get("next") or request.GET.get("next") or "/")
    if isinstance(request.user, Person):
        return HttpResponseRedirect(wanted)
    form = SignInForm(request.POST or None)
    context: dict[str, object] = {"form": form, "next": wanted, "switched": "doi" in request.GET}
    if request.method == "POST" and form.is_valid():
        username = form.cleaned_data["username"]
        if services.sign_in(request, username=username, password=form.cleaned_data["password"]):
            entered = HttpResponseRedirect(wanted)
            remember_machine(request, entered)
            return entered
        context |= {"wrong": True, "tries_left": services.tries_left(request, username)}
    status = 422 if request.method == "POST" else 200
    response = render(request, "accounts/sign_in.html", context, status=status)
    add_never_cache_headers(response)
    return response


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session, its live pages and what the browser kept."""
    services.sign_out(request)
    response = HttpResponseRedirect("/dang-nhap/")
    response.headers["Clear-Site-Data"] = WIPE
    return response


@require_POST
def switch_user(request: HttpRequest) -> HttpResponse:
    """Let the next person sign in on a machine that several share; nothing of the one before stays in the browser."""
    services.sign_out(request)
    response = HttpResponseRedirect("/dang-nhap/?doi=1")
    response.headers["Clear-Site-Data"] = WIPE
    return response


def locked_out(
    request: HttpRequest, original: HttpResponse | None, credentials: Mapping[str, str] | None
) -> HttpResponse:
    """Say for how long this name is locked on this address (called by django-axes instead of our answer)."""
    cool_off = get_cool_off(request)
    minutes = math.ceil(cool_off.total_seconds() / 60) if cool_off else 0
    context = {
        "form": SignInForm(initial={"username": request.POST.get("username", "")[:60]}),
        "next": local_path(request.POST.get("next") or "/"),
        "locked_minutes": minutes,
    }
    response = render(request, "accounts/sign_in.html", context, status=429)
    add_never_cache_headers(response)
    return response
