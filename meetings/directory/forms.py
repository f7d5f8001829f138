"""What whoever keeps the register types."""

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from meetings.accounts.models import Person, Position, Unit
from meetings.attendance.services import MEMBER_ROLES
from meetings.contracts.roles import Role
from meetings.core.forms import CalmForm
from meetings.core.templatetags.nghisu import role_names
from meetings.directory.bodies import MemberText
from meetings.directory.people import PersonText
from meetings.directory.questioning import QuestionTimes
from meetings.directory.speech import SpeechTimes
from meetings.directory.units import UnitText

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

BRANCHES = [("party", _("Đảng")), ("state", _("Nhà nước"))]
NEEDED = {"required": _("Hãy điền ô này.")}
DAY_ERRORS = {"required": _("Hãy chọn ngày."), "invalid": _("Ngày này không có trong lịch.")}


def day_field(label: "StrOrPromise", *, required: bool = True, hint: "StrOrPromise" = "") -> forms.DateField:
    """Return a field for a day."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, error_messages=DAY_ERRORS, required=required, help_text=hint)


class UnitForm(CalmForm):
    """A unit; a new name says from when it holds."""

    name = forms.CharField(label=_("Tên đơn vị"), max_length=200, error_messages=NEEDED)
    short_name = forms.CharField(label=_("Tên ngắn"), max_length=60, required=False)
    code = forms.CharField(label=_("Mã đơn vị"), max_length=35, required=False)
    level = forms.CharField(
        label=_("Cấp"), max_length=40, error_messages=NEEDED, help_text=_("tỉnh, xã, phường, cơ quan, …")
    )
    branch = forms.ChoiceField(label=_("Khối"), choices=BRANCHES, help_text=_("Văn bản theo thể thức của khối này."))

    def text(self) -> UnitText:
        """Return what was typed, for the service."""
        data = self.cleaned_data
        return UnitText(data["name"], data["level"], data["code"], data["short_name"], data["branch"])


class RenameForm(UnitForm):
    """The present unit; when its name changes, from which day."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"] = day_field(
            gettext("Tên mới dùng từ ngày"),
            required=False,
            hint=gettext("Để trống: từ hôm nay. Tên cũ giữ cho các ngày trước."),
        )
        self.fields["on"].widget.attrs["class"] = "input"


class NewUnitForm(UnitForm):
    """A unit beneath another one."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["valid_from"] = day_field(gettext("Bắt đầu từ ngày"), required=False)
        self.fields["valid_from"].widget.attrs["class"] = "input"


class EndForm(CalmForm):
    """Into which unit this one is merged, and from when."""

    def __init__(self, *args: object, units: list[Unit], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", gettext("Chọn đơn vị")), *((str(unit.id), unit.name) for unit in units)]
        self.fields["successor"] = forms.ChoiceField(
            label=gettext("Sáp nhập vào"),
            choices=choices,
            error_messages={"required": gettext("Hãy chọn đơn vị tiếp nhận.")},
        )
        self.fields["on"] = day_field(gettext("Từ ngày"))
        for field in self.fields.values():
            field.widget.attrs["class"] = "input"


class TermForm(CalmForm):
    """A new term of a body."""

    name = forms.CharField(label=_("Tên nhiệm kỳ"), max_length=80, error_messages=NEEDED)
    on = day_field(_("Bắt đầu từ ngày"))


class SpeechForm(CalmForm):
    """How long one may speak, from a day on."""

    limit_min = forms.IntegerField(
        label=_("Phát biểu (phút)"),
        min_value=1,
        max_value=120,
        required=False,
        help_text=_("Để trống: không giới hạn."),
    )
    order_min = forms.IntegerField(
        label=_("Ý kiến về thủ tục (phút)"),
        min_value=1,
        max_value=60,
        required=False,
        help_text=_("Để trống: không giới hạn."),
    )
    warn_s = forms.IntegerField(label=_("Báo sắp hết giờ trước (giây)"), min_value=10, max_value=600)
    source = forms.CharField(label=_("Căn cứ"), max_length=300, error_messages=NEEDED)
    on = day_field(_("Có hiệu lực từ ngày"))

    def times(self) -> SpeechTimes:
        """Return what was typed, for the service."""
        data = self.cleaned_data
        return SpeechTimes(data["limit_min"], data["order_min"], data["warn_s"], data["source"])


class QuestionTimesForm(CalmForm):
    """For how long one may speak in a questioning, from a day on."""

    question_s = forms.IntegerField(
        label=_("Nêu chất vấn (giây)"),
        min_value=30,
        max_value=1800,
        required=False,
        help_text=_("Để trống: không giới hạn."),
    )
    answer_s = forms.IntegerField(
        label=_("Trả lời mỗi chất vấn (giây)"),
        min_value=30,
        max_value=7200,
        required=False,
        help_text=_("Để trống: không giới hạn."),
    )
    follow_up_s = forms.IntegerField(
        label=_("Hỏi lại, tranh luận (giây)"),
        min_value=30,
        max_value=1800,
        required=False,
        help_text=_("Để trống: không giới hạn."),
    )
    source = forms.CharField(label=_("Căn cứ"), max_length=300, error_messages=NEEDED)
    on = day_field(_("Có hiệu lực từ ngày"))

    def times(self) -> QuestionTimes:
        """Return what was typed, for the service."""
        data = self.cleaned_data
        return QuestionTimes(data["question_s"], data["answer_s"], data["follow_up_s"], data["source"])


class PositionForm(CalmForm):
    """An entry of the catalogue of positions."""

    code = forms.CharField(label=_("Mã"), max_length=20, error_messages=NEEDED)
    name = forms.CharField(label=_("Chức vụ"), max_length=120, error_messages=NEEDED)
    order = forms.IntegerField(
        label=_("Thứ tự"),
        min_value=0,
        max_value=100_000,
        error_messages=NEEDED | {"invalid": _("Thứ tự là một số nguyên.")},
        help_text=_("Số nhỏ đứng trước."),
    )


class MemberForm(CalmForm):
    """Somebody's place in a body."""

    votes = forms.BooleanField(label=_("Có quyền biểu quyết"), required=False, initial=True)

    def __init__(self, *args: object, people: list[Person], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        names = role_names()
        who = [("", gettext("Chọn người")), *((str(one.id), _known_as(one)) for one in people)]
        positions = [("", gettext("Không có chức vụ riêng")), *((str(p.id), p.name) for p in Position.objects.all())]
        roles = [(role.value, names[role]) for role in Role if role in MEMBER_ROLES]
        chosen = {"required": gettext("Hãy chọn người.")}
        self.fields["person"] = forms.ChoiceField(label=gettext("Họ và tên"), choices=who, error_messages=chosen)
        self.fields["position"] = forms.ChoiceField(
            label=gettext("Chức vụ trong cơ quan"), choices=positions, required=False
        )
        self.fields["role"] = forms.ChoiceField(label=gettext("Khi họp là"), choices=roles, initial=Role.DELEGATE.value)
        self.fields["on"] = day_field(gettext("Từ ngày"))
        self.order_fields(["person", "position", "role", "on", "votes"])
        for name, field in self.fields.items():
            if name != "votes":
                field.widget.attrs["class"] = "input"

    def text(self) -> MemberText:
        """Return what was typed, for the service."""
        data = self.cleaned_data
        position = UUID(data["position"]) if data["position"] else None
        return MemberText(UUID(data["person"]), Role(data["role"]), data["votes"], position, data["on"])


def _known_as(person: Person) -> str:
    return f"{person.full_name} · {person.title}" if person.title else person.full_name


class PersonForm(CalmForm):
    """A person and what he may do in the house."""

    full_name = forms.CharField(label=_("Họ và tên"), max_length=120, error_messages=NEEDED)
    title = forms.CharField(label=_("Chức vụ"), max_length=160, required=False)
    protocol_order = forms.IntegerField(
        label=_("Thứ tự"),
        min_value=0,
        max_value=100_000,
        initial=1000,
        error_messages=NEEDED | {"invalid": _("Thứ tự là một số nguyên.")},
        help_text=_("Số nhỏ đứng trước."),
    )
    may_create_meetings = forms.BooleanField(label=_("Lập cuộc họp (cán bộ văn phòng)"), required=False)
    may_pair_rooms = forms.BooleanField(label=_("Ghép thiết bị phòng họp (cán bộ kỹ thuật)"), required=False)
    is_active = forms.BooleanField(label=_("Tài khoản mở"), required=False, initial=True)

    def __init__(self, *args: object, keepable: list[Unit], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", gettext("Không giữ danh bạ")), *((str(unit.id), unit.name) for unit in keepable)]
        self.fields["keeps"] = forms.ChoiceField(
            label=gettext("Giữ danh bạ của"),
            choices=choices,
            required=False,
            help_text=gettext("Gồm cả mọi đơn vị cấp dưới."),
        )
        self.fields["keeps"].widget.attrs["class"] = "input"

    def text(self) -> PersonText:
        """Return what was typed, for the service."""
        data = self.cleaned_data
        return PersonText(
            data["full_name"],
            data["title"],
            data["protocol_order"],
            may_create_meetings=data["may_create_meetings"],
            may_pair_rooms=data["may_pair_rooms"],
            is_active=data["is_active"],
            keeps_id=UUID(data["keeps"]) if data["keeps"] else None,
        )


class NewPersonForm(PersonForm):
    """A new person also needs a name to sign in with."""

    username = forms.CharField(
        label=_("Tên đăng nhập"), max_length=60, error_messages=NEEDED, help_text=_("Chữ không dấu, thí dụ hoa.nv")
    )
    field_order = ["username"]


def unit_initial(unit: Unit) -> dict[str, object]:
    """Return a unit as the form shows it."""
    keys = ("name", "short_name", "code", "level", "branch")
    return {key: getattr(unit, key) for key in keys}


def person_initial(person: Person) -> dict[str, object]:
    """Return a person as the form shows him."""
    keys = ("full_name", "title", "protocol_order", "may_create_meetings", "may_pair_rooms", "is_active")
    return {key: getattr(person, key) for key in keys} | {"keeps": str(person.keeps_id or "")}


def typed_day(text: str, otherwise: date) -> date:
    """Return a day out of an address, or another one when it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return otherwise
