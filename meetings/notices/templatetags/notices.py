"""The notices of whoever reads a page."""

from typing import Any

from django import template

from meetings.accounts.models import Person
from meetings.core.actor import person_actor
from meetings.notices.selectors import notices_for

register = template.Library()


@register.inclusion_tag("notices/cards.html", takes_context=True)
def notice_cards(context: template.RequestContext) -> dict[str, Any]:
    """Show the notices that stand, each with its one button and «Để sau»."""
    user = context["request"].user
    found = notices_for(person_actor(user.id)) if isinstance(user, Person) else []
    return {"notices": found, "csrf_token": context.get("csrf_token")}
