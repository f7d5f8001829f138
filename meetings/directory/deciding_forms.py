"""What whoever keeps a body's part of the register types about its quorum and its majorities."""

from datetime import date

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from meetings.attendance.rules import Share
from meetings.core.forms import CalmForm
from meetings.directory.deciding import Ballots, DecidingText, grounds_on, read_share
from meetings.directory.deciding_words import Kind, base_names, certainty_names, motion_names
from meetings.directory.forms import NEEDED, day_field

MOST = 1000
"""A share is written with numbers up to this."""
NUMBER = NEEDED | {
    "invalid": _("Hãy ghi một số nguyên."),
    "min_value": _("Hãy ghi số từ 1 trở lên."),
    "max_value": _("Hãy ghi số từ 1000 trở xuống."),
}
WAYS = [("least", _("ít nhất")), ("more", _("quá (nhiều hơn)"))]


class DecidingForm(CalmForm):
    """A rule of either kind: of what, how much, on what grounds, from when."""

    kind: Kind

    motion = forms.ChoiceField(label=_("Áp dụng cho"), required=False)
    base = forms.ChoiceField(label=_("Tính trên"))
    way = forms.ChoiceField(label=_("Phải đạt"), choices=WAYS)
    numerator = forms.IntegerField(label=_("Tử số"), min_value=1, max_value=MOST, error_messages=NUMBER)
    denominator = forms.IntegerField(label=_("Mẫu số"), min_value=1, max_value=MOST, error_messages=NUMBER)
    grounds = forms.MultipleChoiceField(
        label=_("Trừ khỏi cơ sở tính"), required=False, widget=forms.CheckboxSelectMultiple
    )
    source = forms.CharField(
        label=_("Căn cứ"),
        max_length=200,
        error_messages={"required": _("Hãy ghi căn cứ: văn bản nào, điều nào.")},
        help_text=_("Văn bản và điều, thí dụ: Quy chế làm việc số 05-QC/TU, Điều 12."),
    )
    certainty = forms.ChoiceField(label=_("Mức chắc chắn"))
    on = day_field(_("Có hiệu lực từ ngày"), hint=_("Sớm nhất là ngày mai."))
    until = day_field(_("Đến hết ngày"), required=False, hint=_("Để trống: đến khi có quy tắc mới."))

    def __init__(self, *args: object, day: date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        choices = {
            "motion": list(motion_names(self.kind).items()),
            "base": list(base_names(self.kind).items()),
            "certainty": list(certainty_names().items()),
            "grounds": [(str(ground.id), gettext(ground.words)) for ground in grounds_on(day)],
        }
        for name, offered in choices.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = offered
        self.fields["grounds"].widget.attrs.pop("class", None)

    def text(self) -> DecidingText:
        """Return what was typed, for the service."""
        data = self.cleaned_data
        return DecidingText(
            motion=data["motion"],
            base=data["base"],
            numerator=data["numerator"],
            denominator=data["denominator"],
            strict=data["way"] == "more",
            grounds=tuple(int(ground) for ground in data["grounds"]),
            source=data["source"],
            certainty=data["certainty"],
            on=data["on"],
            until=data["until"],
        )


class QuorumForm(DecidingForm):
    """When enough are there."""

    kind = Kind.QUORUM


class MajorityForm(DecidingForm):
    """When a motion is carried, and how it is voted on."""

    kind = Kind.MAJORITY

    ballot = forms.ChoiceField(
        label=_("Cách bỏ phiếu"),
        choices=[
            ("open", _("công khai, biên bản chỉ ghi số phiếu")),
            ("named", _("công khai, biên bản ghi tên ai bỏ phiếu thế nào")),
            ("secret", _("bỏ phiếu kín (không mở biểu quyết công khai được)")),
        ],
    )
    final = forms.BooleanField(label=_("Phiếu đã gửi thì không sửa được"), required=False)
    field_order = ["motion", "base", "way", "numerator", "denominator", "grounds", "ballot", "final"]

    def ballots(self) -> Ballots:
        """Return how the body votes, for the service."""
        way = self.cleaned_data["ballot"]
        return Ballots(named=way == "named", secret=way == "secret", final=self.cleaned_data["final"])


class TryForm(CalmForm):
    """A share and a number of people, to see what it means before it is saved."""

    base = forms.CharField(max_length=20, required=False)
    way = forms.ChoiceField(choices=WAYS)
    numerator = forms.IntegerField(min_value=1, max_value=MOST)
    denominator = forms.IntegerField(min_value=1, max_value=MOST)
    people = forms.IntegerField(min_value=1, max_value=100_000)

    def share(self) -> Share:
        """Return the share; ``BadInput`` when it cannot be reached."""
        data = self.cleaned_data
        return read_share(data["numerator"], data["denominator"], strict=data["way"] == "more")
