"""One's own password: the old one is asked, the rules are told beforehand, every other sign-in ends."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from meetings.accounts.access import SignedInRequest, signed_in
from meetings.accounts.models import Person
from meetings.accounts.services import change_own_password
from meetings.accounts.throttle import attempts_left, note_attempt
from meetings.core.forms import CalmForm

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

TRIES = 5
WINDOW = timedelta(minutes=15)
"""So many wrong old passwords are taken within this; a page left open is not a place to guess."""
WINDOW_MINUTES = int(WINDOW.total_seconds() // 60)


def _field(label: "StrOrPromise", missing: "StrOrPromise", autocomplete: str) -> forms.CharField:
    shown = forms.PasswordInput(attrs={"autocomplete": autocomplete, "class": "input"})
    return forms.CharField(label=label, max_length=200, strip=False, error_messages={"required": missing}, widget=shown)


class OwnPasswordForm(CalmForm):
    """The old password, the new one twice."""

    old = _field(gettext_lazy("Mật khẩu đang dùng"), gettext_lazy("Hãy nhập mật khẩu đang dùng."), "current-password")
    new = _field(gettext_lazy("Mật khẩu mới"), gettext_lazy("Hãy nhập mật khẩu mới."), "new-password")
    again = _field(gettext_lazy("Mật khẩu mới, nhập lại"), gettext_lazy("Hãy nhập lại mật khẩu mới."), "new-password")

    def clean(self) -> None:
        """Hold the new password against the rules that the page tells; the old one is tried by the view."""
        old, new, again = (self.cleaned_data.get(name) for name in ("old", "new", "again"))
        if new and old == new:
            self.add_error("new", _("Mật khẩu mới phải khác mật khẩu đang dùng."))
        elif new:
            self._hold_against_rules(new)
        if new and again and new != again:
            self.add_error("again", _("Hai lần nhập mật khẩu mới chưa giống nhau."))

    def _hold_against_rules(self, new: str) -> None:
        try:
            validate_password(new)
        except ValidationError as error:
            words = {
                "password_too_short": _("Mật khẩu mới cần ít nhất %(least)s ký tự.")
                % {"least": settings.PASSWORD_MIN_LENGTH},
                "password_too_common": _("Mật khẩu này nhiều người dùng nên dễ bị đoán. Hãy chọn mật khẩu khác."),
            }
            for one in error.error_list:
                self.add_error("new", words.get(str(one.code), one.message))


@sensitive_post_parameters("old", "new", "again")
@require_http_methods(["GET", "POST"])
@signed_in
def own_password(request: SignedInRequest) -> HttpResponse:
    """Show the form with its rules; POST changes the password and keeps this browser alone signed in."""
    if request.method == "GET":
        return _page(request, OwnPasswordForm())
    key = f"own-password:{request.user.id}"
    form = OwnPasswordForm(request.POST)
    if not attempts_left(key, limit=TRIES, window=WINDOW):
        return _page(request, OwnPasswordForm(), status=429)
    if form.is_valid() and not Person.objects.get(id=request.user.id).check_password(form.cleaned_data["old"]):
        note_attempt(key, window=WINDOW)
        left = attempts_left(key, limit=TRIES, window=WINDOW)
        if not left:
            return _page(request, OwnPasswordForm(), status=429)
        form.add_error("old", _("Mật khẩu đang dùng chưa đúng. Còn %(left)s lần thử.") % {"left": left})
    if not form.is_valid():
        return _page(request, form, status=422)
    person = change_own_password(person_id=request.user.id, password=form.cleaned_data["new"])
    update_session_auth_hash(request, person)
    messages.success(request, _("Đã đổi mật khẩu. Các máy khác của đồng chí đã bị đăng xuất."), extra_tags="good")
    return HttpResponseRedirect(reverse("home"))


def _page(request: SignedInRequest, form: OwnPasswordForm, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "least": settings.PASSWORD_MIN_LENGTH,
        "locked_minutes": WINDOW_MINUTES if status == 429 else 0,
    }
    return render(request, "accounts/own_password.html", context, status=status)
