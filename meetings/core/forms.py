"""The look and the manner of all forms of the pages."""

from django import forms


class CalmForm(forms.Form):
    """A form whose fields carry the shared look; what was typed stays, errors stand at their field."""

    use_required_attribute = False
    """Browsers complain in their own language; our sentences come from the server."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for field in self.fields.values():
            if not isinstance(field.widget, forms.CheckboxInput | forms.RadioSelect):
                field.widget.attrs.setdefault("class", "input")
