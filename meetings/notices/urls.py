"""Addresses of notices; each is its own person's."""

from django.urls import path

from meetings.notices import views

urlpatterns = [
    path("hop/<uuid:meeting_id>/loi-nhac/", views.standing, name="notices"),
    path("loi-nhac/<uuid:notice_id>/da-thay/", views.seen, name="notice-seen"),
    path("loi-nhac/<uuid:notice_id>/de-sau/", views.aside, name="notice-aside"),
]
