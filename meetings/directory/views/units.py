"""A unit with its names, terms, members and people; what can be changed of it."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from meetings.accounts.access import SignedInRequest, actor_of, signed_in
from meetings.accounts.models import Person, Unit
from meetings.core.errors import DomainError
from meetings.directory.bodies import members_of
from meetings.directory.forms import (
    EndForm,
    MemberForm,
    NewPersonForm,
    NewUnitForm,
    QuestionTimesForm,
    RenameForm,
    SpeechForm,
    TermForm,
    unit_initial,
)
from meetings.directory.log import entries_for
from meetings.directory.questioning import general_question_rule, question_rules_of, question_words
from meetings.directory.scope import Keeper, get_unit_for, keeper_for
from meetings.directory.speech import general_words, rules_of, speech_words
from meetings.directory.units import add_unit, change_unit, end_unit, in_force, today

ENTRIES_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Refusal:
    """Which of the page's forms was refused, with what was typed and the sentence."""

    part: str = ""
    form: Form | None = None
    words: str = ""


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def unit(request: SignedInRequest, unit_id: UUID) -> HttpResponse:
    """Show a unit; POST changes its names, code, level and branch."""
    keeper = keeper_for(actor_of(request))
    shown = get_unit_for(keeper, unit_id)
    if request.method != "POST":
        return unit_page(request, keeper, shown)
    form = RenameForm(request.POST, initial=unit_initial(shown), auto_id="u_%s")
    if not form.is_valid():
        return unit_page(request, keeper, shown, Refusal("unit", form))
    try:
        change_unit(actor=actor_of(request), unit_id=unit_id, text=form.text(), on=form.cleaned_data["on"])
    except DomainError as error:
        return unit_page(request, keeper, shown, Refusal("unit", form, error.message))
    return done(request, unit_id, _("Đã lưu đơn vị."))


@require_POST
@signed_in
def add(request: SignedInRequest, unit_id: UUID) -> HttpResponse:
    """Add a unit beneath this one."""
    keeper = keeper_for(actor_of(request))
    shown = get_unit_for(keeper, unit_id)
    form = NewUnitForm(request.POST, auto_id="n_%s")
    if not form.is_valid():
        return unit_page(request, keeper, shown, Refusal("new", form))
    try:
        begins = form.cleaned_data["valid_from"]
        made = add_unit(actor=actor_of(request), parent_id=unit_id, text=form.text(), valid_from=begins)
    except DomainError as error:
        return unit_page(request, keeper, shown, Refusal("new", form, error.message))
    return done(request, made.id, _("Đã thêm đơn vị."))


@require_POST
@signed_in
def end(request: SignedInRequest, unit_id: UUID) -> HttpResponse:
    """Merge this unit into another one."""
    keeper = keeper_for(actor_of(request))
    shown = get_unit_for(keeper, unit_id)
    form = EndForm(request.POST, units=successors_for(keeper, shown), auto_id="e_%s")
    if not form.is_valid():
        return unit_page(request, keeper, shown, Refusal("end", form))
    try:
        into = UUID(form.cleaned_data["successor"])
        end_unit(actor=actor_of(request), unit_id=unit_id, on=form.cleaned_data["on"], successor_id=into)
    except DomainError as error:
        return unit_page(request, keeper, shown, Refusal("end", form, error.message))
    return done(request, into, _("Đã sáp nhập. Cuộc họp đã qua vẫn giữ tên cũ."))


def unit_page(request: SignedInRequest, keeper: Keeper, shown: Unit, refusal: Refusal | None = None) -> HttpResponse:
    """Return the page of a unit; a refused form stands open, with what was typed."""
    fresh: dict[str, Form] = {
        "unit": RenameForm(initial=unit_initial(shown), auto_id="u_%s"),
        "new": NewUnitForm(initial={"branch": shown.branch}, auto_id="n_%s"),
        "end": EndForm(units=successors_for(keeper, shown), auto_id="e_%s"),
        "speech": SpeechForm(initial={"warn_s": 60}, auto_id="s_%s"),
        "questions": QuestionTimesForm(auto_id="q_%s"),
        "term": TermForm(auto_id="t_%s"),
        "member": MemberForm(people=people_for(keeper), initial={"on": today()}, auto_id="m_%s"),
        "person": NewPersonForm(keepable=keepable_for(keeper, shown), auto_id="p_%s"),
    }
    if refusal and refusal.form:
        fresh[refusal.part] = refusal.form
    context = {
        "unit": shown,
        "forms": fresh,
        "refusal": refusal,
        "members": members_of(shown, today()),
        "terms": shown.terms.all(),
        "speech_rules": [(rule, speech_words(rule)) for rule in rules_of(shown)],
        "speech_general": general_words(today()),
        "question_rules": [(rule, question_words(rule)) for rule in question_rules_of(shown)],
        "question_general": [(rule, question_words(rule)) for rule in [general_question_rule(today())] if rule],
        "today": today(),
        "former": shown.former_names.order_by("-valid_to"),
        "forerunners": shown.forerunners.order_by("name"),
        "children": Unit.objects.filter(in_force(today()), parent=shown).order_by("name"),
        "people": shown.people.order_by("-is_active", "protocol_order", "full_name"),
        "entries": entries_for(keeper, shown)[:ENTRIES_SHOWN],
        "may_end": shown.id != keeper.root.id,
    }
    return render(request, "directory/unit.html", context, status=422 if refusal else 200)


def successors_for(keeper: Keeper, unit: Unit) -> list[Unit]:
    """Return the units that can take a unit in."""
    living = Unit.objects.filter(valid_to__isnull=True, id__in=keeper.unit_ids)
    return list(living.exclude(id=unit.id).order_by("name"))


def people_for(keeper: Keeper) -> list[Person]:
    """Return those who can become members: everybody of the keeper's part."""
    return list(Person.objects.filter(is_active=True, unit_id__in=keeper.unit_ids).order_by("full_name"))


def keepable_for(keeper: Keeper, unit: Unit | None) -> list[Unit]:
    """Return the units whose register somebody of a unit can be given: his own and those above it, in this part."""
    found: list[Unit] = []
    while unit and keeper.keeps(unit.id) and unit not in found:
        found.append(unit)
        unit = unit.parent
    return found


def done(request: SignedInRequest, unit_id: UUID, words: str) -> HttpResponse:
    """Go to the page of a unit and say what was done."""
    messages.success(request, words, extra_tags="good")
    return HttpResponseRedirect(reverse("unit", args=[unit_id]))
