"""What a secretary types about meetings and agenda items."""

from datetime import date, datetime, time
from typing import TYPE_CHECKING
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from meetings.accounts.models import Person, Unit
from meetings.agenda.arranging import ItemText
from meetings.agenda.listening import machines_may_listen
from meetings.agenda.models import Item, Meeting, Session
from meetings.agenda.patterns import Pattern, pattern_on, patterns_on
from meetings.agenda.planning import SessionText
from meetings.agenda.secrecy import NAMES, check_level, is_secret
from meetings.agenda.selectors import programme
from meetings.agenda.services import MeetingText
from meetings.contracts.state import Secrecy
from meetings.core import clock
from meetings.core.errors import BadInput
from meetings.core.forms import CalmForm

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

TIME_ERRORS = {"required": _("Hãy chọn giờ."), "invalid": _("Giờ viết như 14:00.")}


def time_field(label: "StrOrPromise") -> forms.TimeField:
    """Return a field for a time of day."""
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, widget=widget, error_messages=TIME_ERRORS)


class MeetingForm(CalmForm):
    """Name, place and time of a meeting."""

    title = forms.CharField(
        label=_("Tên cuộc họp"), max_length=300, error_messages={"required": _("Hãy nhập tên cuộc họp.")}
    )
    place = forms.CharField(
        label=_("Nơi họp"), max_length=200, error_messages={"required": _("Hãy nhập nơi họp, thí dụ Hội trường A.")}
    )
    day = forms.DateField(
        label=_("Ngày"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Hãy chọn ngày."), "invalid": _("Ngày này không có trong lịch.")},
    )
    starts = time_field(_("Bắt đầu"))
    ends = time_field(_("Kết thúc"))
    secrecy = forms.ChoiceField(
        label=_("Độ mật"),
        choices=[("", _("Chọn độ mật")), *((level.value, name) for level, name in NAMES.items())],
        error_messages={
            "required": _("Hãy chọn độ mật của cuộc họp."),
            "invalid_choice": _("Hãy chọn độ mật của cuộc họp."),
        },
        help_text=_("Từ độ Mật trở lên, phụ đề, ghi âm và mọi máy nghe tự tắt."),
    )
    captions = forms.BooleanField(label=_("Hiện phụ đề lời nói và ghi vào dự thảo biên bản"), required=False)
    watermark = forms.ChoiceField(
        label=_("Dấu người đọc trên tài liệu"),
        choices=[
            ("off", _("Không đóng dấu")),
            ("on", _("Đóng dấu họ tên, đơn vị, giờ mở lên bản đọc")),
        ],
        error_messages={"required": _("Hãy chọn có đóng dấu người đọc hay không.")},
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if self.initial.get("several"):
            # Each session has its own day and time; those of the meeting follow them.
            for name in ("day", "starts", "ends"):
                del self.fields[name]
        self.fields["captions"].disabled = is_secret(str(self.initial.get("secrecy") or Secrecy.NONE))

    def clean_secrecy(self) -> str:
        """Refuse a level above what this installation takes; the one that a meeting has may stay."""
        level = str(self.cleaned_data["secrecy"])
        if level != self.initial.get("secrecy"):
            try:
                check_level(level)
            except BadInput as error:
                raise forms.ValidationError(error.message) from error
        return level

    def clean(self) -> dict[str, object]:
        """The end stands after the beginning, on the same day."""
        data = super().clean() or {}
        starts, ends = data.get("starts"), data.get("ends")
        if isinstance(starts, time) and isinstance(ends, time) and ends <= starts:
            self.add_error("ends", gettext("Giờ kết thúc phải sau giờ bắt đầu."))
        return data

    def text(self) -> MeetingText:
        """Return what was typed, for the service."""
        data = {**self.initial, **self.cleaned_data}
        return MeetingText(
            title=data["title"],
            place=data["place"],
            starts_at=data["starts_at"] if self.initial.get("several") else moment(data["day"], data["starts"]),
            ends_at=data["ends_at"] if self.initial.get("several") else moment(data["day"], data["ends"]),
            secrecy=data["secrecy"],
            captions=data["captions"] and not is_secret(data["secrecy"]),
            watermark=data["watermark"] == "on",
        )


class NewMeetingForm(MeetingForm):
    """A new meeting also needs the body that holds it."""

    unit = forms.ChoiceField(label=_("Cơ quan tổ chức"))
    pattern = forms.ChoiceField(
        label=_("Chương trình theo mẫu"),
        required=False,
        help_text=_("Các mục của mẫu vào chương trình, sửa được như mục tự nhập."),
    )

    def __init__(self, *args: object, units: list[Unit], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.units = {str(unit.id): unit for unit in units}
        choice = self.fields["unit"]
        if isinstance(choice, forms.ChoiceField):
            choice.choices = [(key, unit.name) for key, unit in self.units.items()]
        pattern = self.fields["pattern"]
        if isinstance(pattern, forms.ChoiceField):
            pattern.choices = [("", _("Chương trình trống")), *pattern_choices(clock.local_date(clock.now()))]

    def chosen_pattern(self) -> Pattern | None:
        """Return the agenda to begin with; none: an empty one."""
        code = self.cleaned_data["pattern"]
        return pattern_on(code, clock.local_date(clock.now())) if code else None

    def chosen_unit(self) -> Unit:
        """Return the body that was chosen."""
        return self.units[self.cleaned_data["unit"]]


def pattern_choices(day: date) -> list[tuple[str, str]]:
    """Return the agendas to begin with on a day: code, and name with number of items and minutes."""
    words = gettext("%(name)s (%(count)s mục, %(minutes)s phút)")
    return [
        (one.code, words % {"name": one.name, "count": len(one.items), "minutes": one.minutes})
        for one in patterns_on(day)
    ]


class ItemForm(CalmForm):
    """An agenda item."""

    title = forms.CharField(label=_("Nội dung"), max_length=300, error_messages={"required": _("Hãy nhập tên mục.")})
    presenter = forms.CharField(label=_("Người trình bày"), max_length=160, required=False)
    planned_minutes = forms.IntegerField(
        label=_("Số phút"),
        min_value=0,
        max_value=600,
        initial=15,
        error_messages={
            "required": _("Hãy nhập số phút."),
            "invalid": _("Số phút là một số nguyên."),
            "min_value": _("Thời lượng phải từ 0 đến 600 phút."),
            "max_value": _("Thời lượng phải từ 0 đến 600 phút."),
        },
    )

    def text(self) -> ItemText:
        """Return what was typed, for the service."""
        return ItemText(**self.cleaned_data)


class NewItemForm(ItemForm):
    """A new item also says in which session it stands, where the meeting has several."""

    def __init__(self, *args: object, meeting: Meeting, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        groups = [group for group in programme(meeting) if group.name]
        if groups:
            choices = [(str(group.session.id), group.name) for group in groups]
            self.fields["session"] = forms.ChoiceField(label=_("Buổi"), choices=choices, initial=choices[-1][0])
            self.fields["session"].widget.attrs["class"] = "input"

    def text(self) -> ItemText:
        """Return what was typed, for the service."""
        return ItemText(**{name: self.cleaned_data[name] for name in ("title", "presenter", "planned_minutes")})

    def chosen_session(self) -> UUID | None:
        """Return the session; None: the meeting has one alone."""
        chosen = self.cleaned_data.get("session")
        return UUID(chosen) if chosen else None


class SessionForm(CalmForm):
    """Day, beginning and end of a session."""

    day = forms.DateField(
        label=_("Ngày"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Hãy chọn ngày."), "invalid": _("Ngày này không có trong lịch.")},
    )
    starts = time_field(_("Bắt đầu"))
    ends = time_field(_("Kết thúc"))

    def text(self) -> SessionText:
        """Return what was typed, for the service."""
        data = self.cleaned_data
        return SessionText(moment(data["day"], data["starts"]), moment(data["day"], data["ends"]))


def session_initial(session: SessionText | Session) -> dict[str, object]:
    """Return a session as the form shows it."""
    starts, ends = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
    return {"day": starts.date(), "starts": starts.time(), "ends": ends.time()}


def moment(day: date, hour: time) -> datetime:
    """Return a day and a time of day in the installation's zone."""
    return timezone.make_aware(datetime.combine(day, hour))


def meeting_initial(meeting: Meeting) -> dict[str, object]:
    """Return a meeting as the form shows it."""
    starts, ends = timezone.localtime(meeting.starts_at), timezone.localtime(meeting.ends_at)
    return {
        "several": meeting.sessions.count() > 1,
        "starts_at": meeting.starts_at,
        "ends_at": meeting.ends_at,
        "title": meeting.title,
        "place": meeting.place,
        "day": starts.date(),
        "starts": starts.time(),
        "ends": ends.time(),
        "secrecy": meeting.secrecy,
        "captions": machines_may_listen(meeting),
        "watermark": "on" if meeting.watermark else "off",
    }


def item_initial(item: Item) -> dict[str, object]:
    """Return an item as the form shows it."""
    return {"title": item.title, "presenter": item.presenter, "planned_minutes": item.planned_minutes}


def units_for(person: Person) -> list[Unit]:
    """Return the bodies for which a person calls meetings: his own and those above it."""
    units: list[Unit] = []
    seen: set[UUID] = set()
    unit = person.unit
    while unit and unit.id not in seen:
        units.append(unit)
        seen.add(unit.id)
        unit = unit.parent
    return units or list(Unit.objects.filter(parent__isnull=True).order_by("name"))
