"""«Điểm danh bằng mã trên màn hình»: the page behind a scanned code, and the one for typing it."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from meetings.accounts.access import SignedInRequest, actor_of, signed_in
from meetings.accounts.machines import device_label
from meetings.accounts.throttle import attempts_left, note_attempt
from meetings.attendance.seats import SignIn
from meetings.core import clock
from meetings.core.errors import BadInput, DomainError
from meetings.screens.arrivals import REFUSALS, Answer, Scan, check_in_here, note_refusal
from meetings.screens.code_rules import Worth
from meetings.screens.codes import Found, find_place, token_behind
from meetings.screens.forms import DigitsForm

WRONG_CODES = 10
WINDOW = timedelta(minutes=10)
"""So many codes that no screen showed may one person try in this time."""
SEEN = "check_in_code"
SEEN_FOR = timedelta(minutes=5)
"""Who opened a code while it counted may sign in and press the button for so long."""


@require_http_methods(["GET", "POST"])
def check_in_by_code(request: HttpRequest, token: str) -> HttpResponse:
    """Ask «Tôi có mặt» in the room of a scanned code (GET changes nothing official), and check in (POST)."""
    found = find_place(token, clock.now())
    if request.method == "GET" and found and found.worth is Worth.GOOD:
        # Signing in takes longer than a code counts.
        request.session[SEEN] = [token, clock.now().timestamp()]
    return _answered(request, token, found)


@signed_in
def _answered(request: SignedInRequest, token: str, found: Found | None) -> HttpResponse:
    if found is None and not _left(request):
        return _wait(request)
    scan = Scan.of(actor_of(request), found, seen_in_time=_seen_in_time(request, token))
    if scan.answer is Answer.UNKNOWN:
        note_attempt(_key(request), window=WINDOW)
    note_refusal(request.user.id, scan)
    if request.method == "POST" and scan.answer not in REFUSALS:
        return _check_in(request, scan)
    return _page(request, scan)


def _check_in(request: SignedInRequest, scan: Scan) -> HttpResponse:
    sign_in = SignIn(request.session.session_key or "", device_label(request.headers.get("User-Agent", "")))
    try:
        done = check_in_here(actor=actor_of(request), scan=scan, moved="moved" in request.POST, sign_in=sign_in)
    except DomainError as error:
        return _page(request, scan, status=error.http_status, refused=error.message)
    return HttpResponseRedirect(request.get_full_path()) if done else _page(request, scan, status=409)


def _page(request: SignedInRequest, scan: Scan, *, status: int | None = None, refused: str = "") -> HttpResponse:
    context = {"scan": scan, "refused": refused}
    return render(request, "screens/check_in.html", context, status=status or REFUSALS.get(scan.answer, 200))


@require_http_methods(["GET", "POST"])
@signed_in
def type_code(request: SignedInRequest) -> HttpResponse:
    """Take the digits from somebody whose camera does not read the code; lead to the page behind them."""
    if not _left(request):
        return _wait(request)
    form = DigitsForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            token = token_behind(actor_of(request), form.cleaned_data["digits"], clock.now())
        except BadInput as error:
            note_attempt(_key(request), window=WINDOW)
            form.add_error("digits", error.message)
        else:
            return HttpResponseRedirect(reverse("check-in-by-code", args=[token]))
    return render(request, "screens/type_code.html", {"form": form}, status=422 if form.errors else 200)


def _wait(request: SignedInRequest) -> HttpResponse:
    context = {"throttled": True, "minutes": int(WINDOW.total_seconds() // 60)}
    return render(request, "screens/type_code.html", context, status=429)


def _left(request: SignedInRequest) -> int:
    return attempts_left(_key(request), limit=WRONG_CODES, window=WINDOW)


def _key(request: SignedInRequest) -> str:
    return f"screen-code:{request.user.id}"


def _seen_in_time(request: HttpRequest, token: str) -> bool:
    seen, at = request.session.get(SEEN) or ("", 0.0)
    return seen == token and clock.now().timestamp() - at < SEEN_FOR.total_seconds()
