"""People, units and sign-in."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Registers the app."""

    name = "meetings.accounts"
