"""Terms and members of a body; the catalogue of positions."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from meetings.accounts.access import SignedInRequest, actor_of, signed_in
from meetings.accounts.models import Position
from meetings.core.errors import DomainError
from meetings.directory.bodies import end_member, open_term, remove_position, save_position, set_member
from meetings.directory.forms import MemberForm, PositionForm, QuestionTimesForm, SpeechForm, TermForm, typed_day
from meetings.directory.questioning import set_question_rule
from meetings.directory.scope import Keeper, get_unit_for, keeper_for
from meetings.directory.speech import set_speech_rule
from meetings.directory.units import today
from meetings.directory.views.units import Refusal, done, people_for, unit_page


@require_POST
@signed_in
def term(request: SignedInRequest, unit_id: UUID) -> HttpResponse:
    """Begin a term."""
    keeper = keeper_for(actor_of(request))
    shown = get_unit_for(keeper, unit_id)
    form = TermForm(request.POST, auto_id="t_%s")
    if not form.is_valid():
        return unit_page(request, keeper, shown, Refusal("term", form))
    try:
        open_term(actor=actor_of(request), unit_id=unit_id, **form.cleaned_data)
    except DomainError as error:
        return unit_page(request, keeper, shown, Refusal("term", form, error.message))
    return done(request, unit_id, _("Đã mở nhiệm kỳ mới."))


@require_POST
@signed_in
def speech(request: SignedInRequest, unit_id: UUID) -> HttpResponse:
    """Let a rule of how long one may speak hold from a day to come."""
    keeper = keeper_for(actor_of(request))
    shown = get_unit_for(keeper, unit_id)
    form = SpeechForm(request.POST, auto_id="s_%s")
    if not form.is_valid():
        return unit_page(request, keeper, shown, Refusal("speech", form))
    try:
        set_speech_rule(actor=actor_of(request), unit_id=unit_id, times=form.times(), on=form.cleaned_data["on"])
    except DomainError as error:
        return unit_page(request, keeper, shown, Refusal("speech", form, error.message))
    return done(request, unit_id, _("Đã lưu thời gian phát biểu."))


@require_POST
@signed_in
def question_times(request: SignedInRequest, unit_id: UUID) -> HttpResponse:
    """Let a rule for the times of a questioning hold from a day to come."""
    keeper = keeper_for(actor_of(request))
    shown = get_unit_for(keeper, unit_id)
    form = QuestionTimesForm(request.POST, auto_id="q_%s")
    if not form.is_valid():
        return unit_page(request, keeper, shown, Refusal("questions", form))
    try:
        set_question_rule(actor=actor_of(request), unit_id=unit_id, times=form.times(), on=form.cleaned_data["on"])
    except DomainError as error:
        return unit_page(request, keeper, shown, Refusal("questions", form, error.message))
    return done(request, unit_id, _("Đã lưu thời gian chất vấn."))


@require_POST
@signed_in
def member(request: SignedInRequest, unit_id: UUID) -> HttpResponse:
    """Let somebody belong to the body."""
    keeper = keeper_for(actor_of(request))
    shown = get_unit_for(keeper, unit_id)
    form = MemberForm(request.POST, people=people_for(keeper), auto_id="m_%s")
    if not form.is_valid():
        return unit_page(request, keeper, shown, Refusal("member", form))
    try:
        set_member(actor=actor_of(request), unit_id=unit_id, text=form.text())
    except DomainError as error:
        return unit_page(request, keeper, shown, Refusal("member", form, error.message))
    return done(request, unit_id, _("Đã ghi thành viên."))


@require_POST
@signed_in
def end(request: SignedInRequest, unit_id: UUID, person_id: UUID) -> HttpResponse:
    """Let a membership end from a day on."""
    on = typed_day(request.POST.get("on", ""), today())
    end_member(actor=actor_of(request), unit_id=unit_id, person_id=person_id, on=on)
    return done(request, unit_id, _("Đã ghi thôi là thành viên."))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def positions(request: SignedInRequest) -> HttpResponse:
    """Show the catalogue; POST adds a position or changes the one of the same code."""
    keeper = keeper_for(actor_of(request))
    if request.method != "POST":
        return _catalogue(request, keeper, PositionForm())
    form = PositionForm(request.POST)
    if not form.is_valid():
        return _catalogue(request, keeper, form)
    saved = save_position(actor=actor_of(request), **form.cleaned_data)
    return _saved(request, _("Đã lưu chức vụ %(name)s.") % {"name": saved.name})


@require_POST
@signed_in
def remove(request: SignedInRequest, position_id: UUID) -> HttpResponse:
    """Take a position out of the catalogue."""
    keeper = keeper_for(actor_of(request))
    try:
        remove_position(actor=actor_of(request), position_id=position_id)
    except DomainError as error:
        return _catalogue(request, keeper, PositionForm(), error=error)
    return _saved(request, _("Đã bỏ chức vụ khỏi danh mục."))


def _catalogue(
    request: SignedInRequest, keeper: Keeper, form: PositionForm, *, error: DomainError | None = None
) -> HttpResponse:
    context = {"positions": Position.objects.all(), "form": form, "error": error, "may_change": keeper.keeps_all}
    status = error.http_status if error else 422 if form.errors else 200
    return render(request, "directory/positions.html", context, status=status)


def _saved(request: SignedInRequest, words: str) -> HttpResponse:
    messages.success(request, words, extra_tags="good")
    return HttpResponseRedirect(reverse("positions"))
