"""When a body is quorate and when it has decided: the rules that hold, its own by date, and what they mean."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from meetings.accounts.access import SignedInRequest, actor_of, signed_in
from meetings.accounts.models import Unit
from meetings.attendance.models import QuorumRule
from meetings.core.errors import BadInput, DomainError, NotFound
from meetings.directory.bodies import members_of
from meetings.directory.deciding import (
    end_rule,
    holding_on,
    majority_rules_of,
    quorum_rules_of,
    set_majority_rule,
    set_quorum_rule,
)
from meetings.directory.deciding_forms import DecidingForm, MajorityForm, QuorumForm, TryForm
from meetings.directory.deciding_words import (
    Kind,
    certainty_names,
    majority_means,
    majority_words,
    means,
    motion_names,
    quorum_means,
    quorum_words,
    share_of,
)
from meetings.directory.forms import typed_day
from meetings.directory.log import entries_for
from meetings.directory.scope import Keeper, get_unit_for, keeper_for
from meetings.directory.units import ONE_DAY, today
from meetings.voting.models import MajorityRule

ENTRIES_SHOWN = 6
AnyRule = QuorumRule | MajorityRule


@dataclass(frozen=True, slots=True)
class Shown:
    """A rule as the page tells it, in its reader's language."""

    rule: AnyRule
    motion: str
    words: str
    means: str
    """What it comes to with the body's voting members of today; empty: none are listed."""
    certainty: str
    ballot: str
    grounds: tuple[str, ...]
    state: Literal["over", "holds", "comes"]


@require_safe
@signed_in
def rules(request: SignedInRequest, unit_id: UUID) -> HttpResponse:
    """Show what holds today and the body's own rules."""
    keeper = keeper_for(actor_of(request))
    return _page(request, keeper, get_unit_for(keeper, unit_id))


@require_POST
@signed_in
def put(request: SignedInRequest, unit_id: UUID, of: str) -> HttpResponse:
    """Let a rule hold from a day to come."""
    keeper = keeper_for(actor_of(request))
    shown = get_unit_for(keeper, unit_id)
    part = _kind(of)
    form = _form(part, request)
    if not form.is_valid():
        return _page(request, keeper, shown, kind=part, form=form)
    try:
        if isinstance(form, MajorityForm):
            ballots = form.ballots()
            set_majority_rule(actor=actor_of(request), unit_id=unit_id, text=form.text(), ballots=ballots)
        else:
            set_quorum_rule(actor=actor_of(request), unit_id=unit_id, text=form.text())
    except DomainError as error:
        return _page(request, keeper, shown, kind=part, form=form, refused=error.message)
    return _done(request, unit_id, _("Đã lưu quy tắc."))


@require_POST
@signed_in
def end(request: SignedInRequest, unit_id: UUID, of: str, rule_id: UUID) -> HttpResponse:
    """Let a rule end before a day to come."""
    keeper = keeper_for(actor_of(request))
    shown = get_unit_for(keeper, unit_id)
    try:
        on = typed_day(request.POST.get("on", ""), today())
        end_rule(actor=actor_of(request), unit_id=unit_id, kind=_kind(of), rule_id=rule_id, on=on)
    except DomainError as error:
        return _page(request, keeper, shown, refused=error.message)
    return _done(request, unit_id, _("Đã ghi ngày quy tắc hết hiệu lực."))


@require_safe
@signed_in
def try_out(request: SignedInRequest, unit_id: UUID, of: str) -> HttpResponse:
    """Say what a share that is being typed means for a number of people."""
    get_unit_for(keeper_for(actor_of(request)), unit_id)
    form = TryForm(request.GET)
    words = ""
    if form.is_valid():
        try:
            share, people = form.share(), form.cleaned_data["people"]
        except BadInput as error:
            words = error.message
        else:
            cast = form.cleaned_data["base"] == "cast"
            words = (
                quorum_means(share, people) if _kind(of) == Kind.QUORUM else majority_means(share, people, cast=cast)
            )
    return render(request, "directory/deciding_means.html", {"words": words})


def _kind(text: str) -> Kind:
    try:
        return Kind(text)
    except ValueError as error:
        raise NotFound from error


def _page(
    request: SignedInRequest,
    keeper: Keeper,
    unit: Unit,
    *,
    kind: Kind | None = None,
    form: DecidingForm | None = None,
    refused: str = "",
) -> HttpResponse:
    day = today()
    voters = members_of(unit, day).filter(votes=True).count()
    own: dict[Kind, Iterable[AnyRule]] = {Kind.QUORUM: quorum_rules_of(unit), Kind.MAJORITY: majority_rules_of(unit)}
    context = {
        "unit": unit,
        "voters": voters,
        "holding": [
            (motion_names(Kind.MAJORITY)[motion], [_shown(quorum, voters, day), _shown(majority, voters, day)])
            for motion, quorum, majority in holding_on(unit, day)
        ],
        "parts": [
            {
                "kind": part,
                "rules": [_shown(rule, voters, day) for rule in own[part]],
                "form": form if form and part == kind else _form(part),
                "open": part == kind,
            }
            for part in Kind
        ],
        "refused": refused,
        "tomorrow": day + ONE_DAY,
        "entries": entries_for(keeper, unit)[:ENTRIES_SHOWN],
    }
    return render(request, "directory/deciding.html", context, status=422 if form or refused else 200)


def _form(kind: Kind, request: SignedInRequest | None = None) -> DecidingForm:
    tomorrow = today() + ONE_DAY
    form = QuorumForm if kind == Kind.QUORUM else MajorityForm
    fresh = {"numerator": 2, "denominator": 3, "on": tomorrow} if kind == Kind.QUORUM else {"on": tomorrow}
    if kind == Kind.MAJORITY:
        fresh |= {"way": "more", "numerator": 1, "denominator": 2}
    return form(request.POST if request else None, day=tomorrow, initial=fresh, auto_id=f"{kind.value}_%s")


def _shown(rule: AnyRule, voters: int, day: date) -> Shown:
    kind = Kind.QUORUM if isinstance(rule, QuorumRule) else Kind.MAJORITY
    grounds = tuple(_(ground.words) for ground in rule.deductions.all())
    words = quorum_words if kind == Kind.QUORUM else majority_words
    over = rule.valid_to is not None and rule.valid_to < day
    return Shown(
        rule,
        motion_names(kind)[rule.motion],
        words(rule.base, share_of(rule), deducts=bool(grounds)) if rule.unit_id else _(rule.words),
        means(rule, voters) if voters else "",
        f"{rule.certainty} · {certainty_names()[rule.certainty]}",
        _ballot(rule) if isinstance(rule, MajorityRule) else "",
        grounds,
        "over" if over else "comes" if rule.valid_from > day else "holds",
    )


def _ballot(rule: MajorityRule) -> str:
    way = _("bỏ phiếu kín") if rule.secret else _("biên bản ghi tên") if rule.named else ""
    return "; ".join(filter(None, [way, _("phiếu đã gửi không sửa được") if rule.ballots_final else ""]))


def _done(request: SignedInRequest, unit_id: UUID, words: str) -> HttpResponse:
    messages.success(request, words, extra_tags="good")
    return HttpResponseRedirect(reverse("deciding-rules", args=[unit_id]))
