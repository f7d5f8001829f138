"""What somebody types whose camera does not read the code on the screen."""

from django import forms
from django.utils.translation import gettext_lazy as _

from meetings.core.forms import CalmForm
from meetings.screens.code_rules import DIGITS


class DigitsForm(CalmForm):
    """The six digits beside the QR code."""

    digits = forms.CharField(
        label=_("Sáu chữ số đang hiện trên màn hình của phòng"),
        max_length=20,
        error_messages={"required": _("Hãy nhập đủ sáu chữ số."), "max_length": _("Mã chỉ gồm sáu chữ số.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric", "spellcheck": "false"}),
    )

    def clean_digits(self) -> str:
        """Spaces and dashes do not matter."""
        digits: str = "".join(self.cleaned_data["digits"].replace("-", "").split())
        if len(digits) != DIGITS or not digits.isascii() or not digits.isdigit():
            raise forms.ValidationError(_("Hãy nhập đủ sáu chữ số."))
        return digits
