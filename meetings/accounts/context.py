"""What every page needs to know beside its own content."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from meetings.accounts.models import Person


def page(request: HttpRequest) -> dict[str, object]:
    """Return whom to call for help and the body that the page speaks for."""
    person = getattr(request, "user", None)
    unit = person.unit if isinstance(person, Person) else None
    body = (unit.short_name or unit.name) if unit else settings.ORGANISATION
    return {"help_contact": settings.HELP_CONTACT or _("bộ phận kỹ thuật của cơ quan"), "body_name": body}
