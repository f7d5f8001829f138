"""Forms of invitations as data with effective dates (``invitation-forms.json``)."""

from datetime import date
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter


class InvitationForm(BaseModel):
    """How the invitations of one branch look from a day on. Sizes in points; lines of text with ``{names}``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    branch: str
    valid_from: date
    valid_to: date | None
    source: str
    certainty: str
    body_pt: int
    motto: tuple[str, ...]
    star_under_body: bool
    number: str
    symbol: str
    """Usual beginning of the symbol."""
    title: str
    rule_under_title: str
    lines: tuple[str, ...]
    """Paragraphs in order; one whose names are all empty is left out."""
    full_stop: str
    recipients_title: str
    recipients: tuple[str, ...]
    honorific: str
    numbered_by: str
    """``term`` or ``year``: when numbers begin anew."""


@cache
def all_forms() -> tuple[InvitationForm, ...]:
    """Read every form."""
    text = (Path(__file__).parent / "invitation-forms.json").read_text()
    return TypeAdapter(tuple[InvitationForm, ...]).validate_json(text)


def invitation_form(branch: str, on: date) -> InvitationForm:
    """Return the form of a branch in force on a day; raises ``LookupError`` when there is none."""
    for form in all_forms():
        if form.branch == branch and form.valid_from <= on and (form.valid_to is None or on <= form.valid_to):
            return form
    raise LookupError(f"no invitation form for {branch} on {on}")
