"""What a technician types to pair a device."""

from django import forms
from django.utils.translation import gettext_lazy as _

from meetings.core.forms import CalmForm
from meetings.rooms.models import Room


class CodeForm(CalmForm):
    """The code on the device's screen."""

    code = forms.CharField(
        label=_("Mã đang hiện trên màn hình"),
        max_length=20,
        error_messages={"required": _("Hãy nhập mã gồm 6 chữ."), "max_length": _("Mã chỉ gồm 6 chữ.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )

    def clean_code(self) -> str:
        """Spaces, dashes and letter case do not matter."""
        code: str = self.cleaned_data["code"]
        return code.upper().replace(" ", "").replace("-", "")


class PairForm(CodeForm):
    """The code again, and the room that gets the device."""

    room = forms.ChoiceField(
        label=_("Điểm cầu"),
        error_messages={"required": _("Hãy chọn điểm cầu."), "invalid_choice": _("Hãy chọn điểm cầu.")},
    )

    def __init__(self, *args: object, rooms: list[Room], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget = forms.HiddenInput()
        choice = self.fields["room"]
        if isinstance(choice, forms.ChoiceField):
            choice.choices = [("", "—"), *((str(room.id), f"{room.name} · {room.unit.name}") for room in rooms)]
