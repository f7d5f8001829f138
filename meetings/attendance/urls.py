"""Addresses of the people of a meeting."""

from django.urls import path

from meetings.attendance import views

urlpatterns = [
    path("chuan-bi/<uuid:meeting_id>/thanh-phan/", views.people, name="edit-people"),
    path("chuan-bi/<uuid:meeting_id>/thanh-phan/tim/", views.search, name="find-people"),
    path("chuan-bi/<uuid:meeting_id>/thanh-phan/co-quan/", views.body, name="invite-body"),
    path("chuan-bi/<uuid:meeting_id>/thanh-phan/luu/", views.keep_body, name="keep-body"),
    path("chuan-bi/<uuid:meeting_id>/thanh-phan/<uuid:person_id>/", views.change, name="change-person"),
    path("chuan-bi/<uuid:meeting_id>/thanh-phan/<uuid:person_id>/bo/", views.remove, name="remove-person"),
]
