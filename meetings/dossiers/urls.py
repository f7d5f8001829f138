"""Addresses of meeting files."""

from django.urls import path

from meetings.dossiers import views

urlpatterns = [
    path("hop/<uuid:meeting_id>/ho-so/", views.page, name="dossiers"),
    path("hop/<uuid:meeting_id>/ho-so/<uuid:dossier_id>.zip", views.download, name="dossier"),
]
