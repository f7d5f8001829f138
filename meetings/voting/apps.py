"""Votes, ballots and their count."""

from django.apps import AppConfig


class VotingConfig(AppConfig):
    """Registers the app."""

    name = "meetings.voting"
