"""Forms of minutes as data with effective dates (``minutes-forms.json``)."""

from datetime import date
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter


class MinutesForm(BaseModel):
    """How minutes of one branch look from a day on. Lengths in millimetres, sizes in points."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    branch: str
    valid_from: date
    valid_to: date | None
    source: str
    page_mm: dict[str, int]
    font: str
    body_pt: int
    line_pt: int
    first_line_mm: int
    motto: tuple[str, ...]
    star_under_body: bool
    title: str
    sign_left: str
    sign_right: str
    full_stop: str


@cache
def all_forms() -> tuple[MinutesForm, ...]:
    """Read every form."""
    text = (Path(__file__).parent / "minutes-forms.json").read_text()
    return TypeAdapter(tuple[MinutesForm, ...]).validate_json(text)


def minutes_form(branch: str, on: date) -> MinutesForm:
    """Return the form of a branch in force on a day; raises ``LookupError`` when there is none."""
    for form in all_forms():
        if form.branch == branch and form.valid_from <= on and (form.valid_to is None or on <= form.valid_to):
            return form
    raise LookupError(f"no minutes form for {branch} on {on}")
