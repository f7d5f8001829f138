"""Addresses of the editor of channels in «Chuẩn bị»."""

from django.urls import path

from meetings.interpreting.views import editor

urlpatterns = [
    path("chuan-bi/<uuid:meeting_id>/phien-dich/", editor.channels, name="edit-channels"),
    path("chuan-bi/<uuid:meeting_id>/phien-dich/<str:language>/bo/", editor.remove, name="remove-channel"),
]
