"""When enough members of a body are there, and when it has decided: rules with dates, entered by its keeper."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from meetings.accounts.models import Unit
from meetings.attendance.models import Ground, QuorumRule
from meetings.attendance.rules import Share
from meetings.attendance.selectors import in_force, quorum_rule
from meetings.contracts.attendance import UNEXCUSED
from meetings.contracts.polls import Motion
from meetings.core.actor import Actor
from meetings.core.errors import BadInput, NotFound
from meetings.directory.deciding_words import Kind, majority_words, motion_names, quorum_words
from meetings.directory.log import note
from meetings.directory.scope import Keeper, get_unit_for, keeper_for
from meetings.directory.succession import end_before, make_room, refuse_past_day
from meetings.voting.models import MajorityRule
from meetings.voting.selectors import majority_rule

VIETNAMESE = "vi"
"""Rules and the register's book are records: in Vietnamese, whoever writes."""


@dataclass(frozen=True, slots=True)
class DecidingText:
    """What is typed about a rule of either kind; ``until``: its last day, none lasts."""

    motion: str
    """A ``Motion``, or empty: every motion without a rule of its own."""
    base: str
    numerator: int
    denominator: int
    strict: bool
    grounds: tuple[int, ...]
    """Ids of the cases that are taken off the base."""
    source: str
    certainty: str
    on: date
    until: date | None = None

    def share(self) -> Share:
        """Return the share that is asked for; ``BadInput`` when it cannot be reached."""
        return read_share(self.numerator, self.denominator, strict=self.strict)


@dataclass(frozen=True, slots=True)
class Ballots:
    """How a body votes by a rule: the minutes say who voted how, in secret, ballots cannot be changed."""

    named: bool = False
    secret: bool = False
    final: bool = False


def read_share(numerator: int, denominator: int, *, strict: bool) -> Share:
    """Return a share as typed; ``BadInput`` when nobody, or not even everybody, can reach it."""
    if numerator > denominator:
        raise BadInput(_("Tỉ lệ không được quá 100%: tử số phải nhỏ hơn hoặc bằng mẫu số."), code="share_above_all")
    try:
        return Share(numerator, denominator, strict)
    except ValueError as error:
        words = _("Không ai đạt được «quá 100%». Muốn cần đến tất cả thì chọn «ít nhất» và ghi 1/1.")
        raise BadInput(words, code="share_out_of_reach") from error


def quorum_rules_of(unit: Unit) -> QuerySet[QuorumRule]:
    """Return the body's own quorum rules by kind of motion, the newest first."""
    return QuorumRule.objects.filter(unit=unit).prefetch_related("deductions").order_by("motion", "-valid_from")


def majority_rules_of(unit: Unit) -> QuerySet[MajorityRule]:
    """Return the body's own majority rules by kind of motion, the newest first."""
    return MajorityRule.objects.filter(unit=unit).prefetch_related("deductions").order_by("motion", "-valid_from")


def holding_on(unit: Unit, day: date) -> list[tuple[Motion, QuorumRule, MajorityRule]]:
    """Return the two rules that hold on a day for each kind of motion: the body's own, or the general ones."""
    return [(motion, quorum_rule(unit.id, day, motion), majority_rule(unit.id, day, motion)) for motion in Motion]


def grounds_on(day: date) -> QuerySet[Ground]:
    """Return the cases that a rule may list; absence without a reason is none of them."""
    return Ground.objects.filter(in_force(day)).exclude(code=UNEXCUSED).order_by("id")


def set_quorum_rule(*, actor: Actor, unit_id: UUID, text: DecidingText) -> QuorumRule:
    """Let a quorum rule hold from a day to come; the one before for the same kind of motion ends the day before."""
    keeper, unit, source = _checked(actor, unit_id, text)
    with transaction.atomic():
        _lock(unit)
        rules = QuorumRule.objects.filter(unit=unit, motion=text.motion)
        rule = QuorumRule.objects.create(
            unit=unit,
            motion=text.motion,
            base=text.base,
            numerator=text.numerator,
            denominator=text.denominator,
            strict=text.strict,
            words=_in_words(Kind.QUORUM, text),
            source=source,
            certainty=text.certainty,
            valid_to=make_room(rules, text.on, text.until),
            valid_from=text.on,
        )
        rule.deductions.set(_grounds(text))
        _note_new(keeper, unit, rule)
    return rule


def set_majority_rule(*, actor: Actor, unit_id: UUID, text: DecidingText, ballots: Ballots) -> MajorityRule:
    """Let a majority rule hold from a day to come; the one before for the same kind of motion ends the day before."""
    keeper, unit, source = _checked(actor, unit_id, text)
    if ballots.named and ballots.secret:
        raise BadInput(_("Bỏ phiếu kín thì không ghi tên ai bỏ phiếu thế nào. Hãy chọn một."), code="named_and_secret")
    with transaction.atomic():
        _lock(unit)
        rules = MajorityRule.objects.filter(unit=unit, motion=text.motion)
        rule = MajorityRule.objects.create(
            unit=unit,
            motion=text.motion,
            base=text.base,
            numerator=text.numerator,
            denominator=text.denominator,
            strict=text.strict,
            ballots_final=ballots.final,
            named=ballots.named,
            secret=ballots.secret,
            words=_in_words(Kind.MAJORITY, text),
            source=source,
            certainty=text.certainty,
            valid_to=make_room(rules, text.on, text.until),
            valid_from=text.on,
        )
        rule.deductions.set(_grounds(text))
        _note_new(keeper, unit, rule)
    return rule


def end_rule(*, actor: Actor, unit_id: UUID, kind: Kind, rule_id: UUID, on: date) -> None:
    """Let a body's own rule end: ``on`` is the first day on which it does not hold, from tomorrow."""
    keeper = keeper_for(actor)
    unit = get_unit_for(keeper, unit_id)
    with transaction.atomic():
        _lock(unit)
        own = quorum_rules_of(unit) if kind == Kind.QUORUM else majority_rules_of(unit)
        rule = own.filter(id=rule_id).first()
        if rule is None:
            raise NotFound(_("Quy tắc này không còn trong danh sách của cơ quan."))
        end_before(rule, on)
        note(keeper, unit, f"{_about(rule)} của {unit.name} hết hiệu lực từ {on:%d/%m/%Y}: {rule.words}")


def _checked(actor: Actor, unit_id: UUID, text: DecidingText) -> tuple[Keeper, Unit, str]:
    keeper = keeper_for(actor)
    unit = get_unit_for(keeper, unit_id)
    refuse_past_day(text.on)
    source = " ".join(text.source.split())
    if not source:
        raise BadInput(_("Hãy ghi căn cứ: văn bản nào, điều nào."), code="source_missing")
    text.share()
    return keeper, unit, source


def _lock(unit: Unit) -> None:
    """One change of a body's rules at a time: there may be no rule yet that could be locked."""
    Unit.objects.select_for_update(of=("self",)).get(id=unit.id)


def _grounds(text: DecidingText) -> list[Ground]:
    found = list(grounds_on(text.on).filter(id__in=text.grounds))
    if len(found) < len(set(text.grounds)):
        raise BadInput(_("Có trường hợp vắng không còn trong danh mục của ngày ấy. Hãy chọn lại."), code="no_ground")
    return found


def _in_words(kind: Kind, text: DecidingText) -> str:
    words = quorum_words if kind == Kind.QUORUM else majority_words
    with override(VIETNAMESE):
        return words(text.base, text.share(), deducts=bool(text.grounds))


def _about(rule: QuorumRule | MajorityRule) -> str:
    kind = Kind.QUORUM if isinstance(rule, QuorumRule) else Kind.MAJORITY
    with override(VIETNAMESE):
        motion = motion_names(kind)[rule.motion]
    return f"{'Túc số' if kind == Kind.QUORUM else 'Tỉ lệ thông qua'} ({motion.lower()})"


def _note_new(keeper: Keeper, unit: Unit, rule: QuorumRule | MajorityRule) -> None:
    until = f" đến hết {rule.valid_to:%d/%m/%Y}" if rule.valid_to else ""
    said = [f"{_about(rule)} của {unit.name} từ {rule.valid_from:%d/%m/%Y}{until}: {rule.words}"]
    if isinstance(rule, MajorityRule):
        said += (
            ["ghi tên"] * rule.named + ["bỏ phiếu kín"] * rule.secret + ["phiếu không sửa được"] * rule.ballots_final
        )
    note(keeper, unit, "; ".join([*said, f"căn cứ: {rule.source} (mức chắc chắn {rule.certainty})"]))
