"""Notices to one person."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Registers the app; what the kinds of notices say is known by the apps above, which ``register`` them."""

    name = "meetings.notices"
