"""Addresses of the seats of a meeting."""

from django.urls import path

from meetings.seating.views import desk

urlpatterns = [
    path("chuan-bi/<uuid:meeting_id>/cho-ngoi/tom-tat/", desk.summary, name="edit-seats"),
    path("chuan-bi/<uuid:meeting_id>/cho-ngoi/", desk.page, name="seating"),
    path("chuan-bi/<uuid:meeting_id>/cho-ngoi/viec/", desk.act, name="seating-act"),
    path("chuan-bi/<uuid:meeting_id>/cho-ngoi/xem-truoc/", desk.preview, name="seating-preview"),
    path("chuan-bi/<uuid:meeting_id>/cho-ngoi/so-do.pdf", desk.plan_pdf, name="seating-plan-pdf"),
    path("chuan-bi/<uuid:meeting_id>/cho-ngoi/bien-ten.pdf", desk.plates_pdf, name="seating-plates-pdf"),
]
