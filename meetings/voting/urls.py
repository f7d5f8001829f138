"""Addresses of the votes that are prepared."""

from django.urls import path

from meetings.voting import views

urlpatterns = [
    path("chuan-bi/<uuid:meeting_id>/bieu-quyet/", views.votes, name="prepared-votes"),
    path("chuan-bi/<uuid:meeting_id>/bieu-quyet/<uuid:prepared_id>/", views.change, name="change-prepared-vote"),
    path("chuan-bi/<uuid:meeting_id>/bieu-quyet/<uuid:prepared_id>/bo/", views.discard, name="discard-prepared-vote"),
]
