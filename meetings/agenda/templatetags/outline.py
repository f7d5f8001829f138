"""The agenda's tree in templates: ``{% outlined meeting as lines %}``."""

from django import template

from meetings.agenda.selectors import outlined

register = template.Library()
register.simple_tag(outlined)
