"""Addresses of the pages; each app has its own list."""

from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import JavaScriptCatalog

from meetings.core.health import healthz

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("jsi18n/", JavaScriptCatalog.as_view(), name="jsi18n"),
    path("", include("meetings.minutes.urls")),
    path("", include("meetings.accounts.urls")),
    path("", include("meetings.agenda.urls")),
    path("", include("meetings.notices.urls")),
    path("", include("meetings.attendance.urls")),
    path("", include("meetings.rooms.urls")),
    path("", include("meetings.directory.urls")),
    path("", include("meetings.interpreting.urls")),
    path("", include("meetings.invitations.urls")),
    path("", include("meetings.seating.urls")),
    path("", include("meetings.screens.urls")),
    path("", include("meetings.live.urls")),
    path("", include("meetings.documents.urls")),
    path("", include("meetings.dossiers.urls")),
    path("", include("meetings.library.urls")),
    path("", include("meetings.questioning.urls")),
    path("", include("meetings.handouts.urls")),
    path("", include("meetings.voting.urls")),
]
