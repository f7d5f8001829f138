"""Rooms, kiosks and the way into the conference."""

from django.apps import AppConfig


class RoomsConfig(AppConfig):
    """Registers the app."""

    name = "meetings.rooms"
