"""The agenda in templates: ``{% programme meeting as groups %}``, session by session."""

from django import template

from meetings.agenda.selectors import programme

register = template.Library()
register.simple_tag(programme)
