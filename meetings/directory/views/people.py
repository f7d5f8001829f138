"""A person of the register, and his password."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from meetings.accounts.access import SignedInRequest, actor_of, signed_in
from meetings.accounts.models import Person
from meetings.core.errors import DomainError
from meetings.directory.forms import NewPersonForm, PersonForm, person_initial
from meetings.directory.people import add_person, change_person, issue_password, move_person
from meetings.directory.scope import Keeper, get_person_for, get_unit_for, keeper_for
from meetings.directory.views.units import Refusal, keepable_for, successors_for, unit_page


@require_POST
@signed_in
def add(request: SignedInRequest, unit_id: UUID) -> HttpResponse:
    """Add a person to a unit."""
    keeper = keeper_for(actor_of(request))
    unit = get_unit_for(keeper, unit_id)
    form = NewPersonForm(request.POST, keepable=keepable_for(keeper, unit), auto_id="p_%s")
    if not form.is_valid():
        return unit_page(request, keeper, unit, Refusal("person", form))
    try:
        username = form.cleaned_data["username"]
        made = add_person(actor=actor_of(request), unit_id=unit_id, username=username, text=form.text())
    except DomainError as error:
        return unit_page(request, keeper, unit, Refusal("person", form, error.message))
    messages.success(request, _("Đã thêm. Hãy cấp mật khẩu để người này đăng nhập được."), extra_tags="good")
    return HttpResponseRedirect(reverse("person", args=[made.id]))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def person(request: SignedInRequest, person_id: UUID) -> HttpResponse:
    """Show a person; POST changes what is known of him, or moves him to another unit (``unit``)."""
    keeper = keeper_for(actor_of(request))
    shown = get_person_for(keeper, person_id)
    if request.method != "POST":
        return _page(request, keeper, shown)
    form = PersonForm(request.POST, keepable=keepable_for(keeper, shown.unit))
    moving = request.POST.get("unit", "")
    try:
        if moving:
            move_person(actor=actor_of(request), person_id=person_id, unit_id=UUID(moving))
        elif form.is_valid():
            change_person(actor=actor_of(request), person_id=person_id, text=form.text())
        else:
            return _page(request, keeper, shown, form=form, status=422)
    except (DomainError, ValueError) as error:
        words = error.message if isinstance(error, DomainError) else _("Hãy chọn đơn vị.")
        return _page(request, keeper, shown, form=None if moving else form, error=words, status=422)
    messages.success(request, _("Đã lưu."), extra_tags="good")
    return HttpResponseRedirect(reverse("person", args=[person_id]))


@require_POST
@signed_in
@sensitive_variables("password")
def password(request: SignedInRequest, person_id: UUID) -> HttpResponse:
    """Give a new password and show it this once."""
    keeper = keeper_for(actor_of(request))
    try:
        shown, password = issue_password(actor=actor_of(request), person_id=person_id)
    except DomainError as error:
        return _page(request, keeper, get_person_for(keeper, person_id), error=error.message, status=422)
    return _page(request, keeper, shown, password=password)


def _page(
    request: SignedInRequest,
    keeper: Keeper,
    shown: Person,
    *,
    form: PersonForm | None = None,
    error: str = "",
    password: str = "",
    status: int = 200,
) -> HttpResponse:
    fresh = PersonForm(initial=person_initial(shown), keepable=keepable_for(keeper, shown.unit))
    context = {
        "person": shown,
        "form": form or fresh,
        "error": error,
        "password": password,
        "ready": shown.has_usable_password(),
        "units": [unit for unit in successors_for(keeper, shown.unit)] if shown.unit else [],
    }
    return render(request, "directory/person.html", context, status=status)
