"""Addresses of the minutes."""

from django.urls import path

from meetings.minutes.views import draft_docx

urlpatterns = [path("bien-ban/<uuid:meeting_id>/du-thao.docx", draft_docx, name="minutes-draft")]
