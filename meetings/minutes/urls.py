"""Addresses of the minutes."""

from django.urls import path

from meetings.minutes.views import draft_docx, transcript_json, transcript_srt, transcript_vtt

urlpatterns = [
    path("bien-ban/<uuid:meeting_id>/du-thao.docx", draft_docx, name="minutes-draft"),
    path("bien-ban/<uuid:meeting_id>/ban-ghi-loi.vtt", transcript_vtt, name="transcript-vtt"),
    path("bien-ban/<uuid:meeting_id>/ban-ghi-loi.srt", transcript_srt, name="transcript-srt"),
    path("bien-ban/<uuid:meeting_id>/ban-ghi-loi.json", transcript_json, name="transcript-json"),
]
