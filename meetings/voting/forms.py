"""What a secretary types about a vote that is prepared."""

from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from meetings.agenda.models import Meeting
from meetings.agenda.selectors import programme
from meetings.contracts.polls import MOST_OPTIONS, Motion, VoteWay
from meetings.core.forms import CalmForm
from meetings.documents.models import Paper, PaperStatus
from meetings.voting.models import PreparedPoll
from meetings.voting.preparing import PreparedText
from meetings.voting.services import Terms
from meetings.voting.wording import length_words, motion_names, way_names

OPTION_LENGTH = 120
TIMES = (30, 60, 120, 180, 300, 600)


class PreparedForm(CalmForm):
    """A vote as the chair will open it."""

    question = forms.CharField(
        label=_("Nội dung biểu quyết"),
        min_length=3,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={
            "required": _("Hãy nhập nội dung biểu quyết."),
            "min_length": _("Hãy nhập nội dung biểu quyết."),
        },
    )
    item = forms.ChoiceField(label=_("Thuộc mục"), required=False)
    paper = forms.ChoiceField(label=_("Tài liệu biểu quyết"), required=False)
    motion = forms.ChoiceField(label=_("Loại vấn đề"), help_text=_("Quy tắc túc số và tỉ lệ thông qua theo loại này."))
    way = forms.ChoiceField(label=_("Cách biểu quyết"))
    options = forms.CharField(
        label=_("Các phương án, mỗi dòng một phương án (2 đến 10)"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Để trống: đại biểu chọn đồng ý, không đồng ý hoặc không biểu quyết."),
    )
    seconds = forms.TypedChoiceField(label=_("Thời gian"), required=False, coerce=int, empty_value=None)
    closes_itself = forms.BooleanField(label=_("Tự đóng khi hết giờ"), required=False)

    def __init__(self, *args: object, meeting: Meeting, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        lines = [line for group in programme(meeting) for line in group.lines]
        papers = Paper.objects.filter(meeting=meeting, status=PaperStatus.READY).order_by("title")
        choices: dict[str, list[tuple[str | int, str]]] = {
            "item": [
                ("", gettext("Không thuộc mục nào")),
                *((str(one.item.id), f"{one.label}. {one.item.title}") for one in lines),
            ],
            "paper": [("", gettext("Không kèm tài liệu")), *((str(paper.id), paper.title) for paper in papers)],
            "motion": list(motion_names().items()),
            "way": list(way_names().items()),
            "seconds": [("", gettext("Không đặt giờ")), *((seconds, length_words(seconds)) for seconds in TIMES)],
        }
        for name, offered in choices.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = offered

    def clean_options(self) -> tuple[str, ...]:
        """Return the options, one a line; their number and difference are the service's to judge."""
        options = tuple(line.strip() for line in self.cleaned_data["options"].splitlines() if line.strip())
        if any(len(option) > OPTION_LENGTH for option in options):
            raise forms.ValidationError(gettext("Mỗi phương án tối đa %(count)s chữ.") % {"count": OPTION_LENGTH})
        if len(options) > MOST_OPTIONS:
            raise forms.ValidationError(gettext("Nhiều nhất %(count)s phương án.") % {"count": MOST_OPTIONS})
        return options

    def text(self) -> PreparedText:
        """Return what was typed, for the service."""
        data = self.cleaned_data
        terms = Terms(
            VoteWay(data["way"]), data["paper"] or None, data["seconds"], data["closes_itself"], data["options"]
        )
        item_id = UUID(data["item"]) if data["item"] else None
        return PreparedText(data["question"], item_id, Motion(data["motion"]), terms)


def prepared_initial(row: PreparedPoll) -> dict[str, object]:
    """Return a prepared vote as the form shows it."""
    return {
        "question": row.question,
        "item": str(row.item_id or ""),
        "paper": str(row.paper_id or ""),
        "motion": row.motion,
        "way": row.way,
        "options": "\n".join(row.options),
        "seconds": row.seconds,
        "closes_itself": row.closes_itself,
    }
