"""What a secretary types about a questioning."""

from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from meetings.agenda.models import Item, Meeting, Participation
from meetings.agenda.selectors import in_protocol_order
from meetings.core.forms import CalmForm
from meetings.questioning.services import QuestionText


class QuestionForm(CalmForm):
    """A question that a delegate handed in before the sitting."""

    person = forms.ChoiceField(label=_("Đại biểu chất vấn"), error_messages={"required": _("Hãy chọn đại biểu.")})
    to = forms.ChoiceField(label=_("Người trả lời"), error_messages={"required": _("Hãy chọn người trả lời.")})
    subject = forms.CharField(
        label=_("Chất vấn về việc gì"),
        min_length=3,
        max_length=300,
        error_messages={
            "required": _("Hãy ghi chất vấn về việc gì."),
            "min_length": _("Hãy ghi chất vấn về việc gì."),
        },
    )
    text = forms.CharField(
        label=_("Nội dung đầy đủ (không bắt buộc)"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: object, meeting: Meeting, item: Item, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        voters = Participation.objects.filter(meeting=meeting, person__isnull=False, votes=True).select_related(
            "person"
        )
        askers = in_protocol_order(place.person for place in voters if place.person)
        for name, people in (("person", askers), ("to", in_protocol_order(item.answerers.all()))):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = [(str(person.id), f"{person.full_name}, {person.title}") for person in people]

    def asker(self) -> UUID:
        """Return who asks."""
        return UUID(self.cleaned_data["person"])

    def question(self) -> QuestionText:
        """Return what was typed, for the service."""
        data = self.cleaned_data
        return QuestionText(UUID(data["to"]), data["subject"], data["text"])
