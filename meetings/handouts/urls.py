"""Addresses of the register."""

from django.urls import path

from meetings.handouts import views

urlpatterns = [
    path("chuan-bi/<uuid:meeting_id>/ban-giay/", views.register, name="handouts"),
    path("chuan-bi/<uuid:meeting_id>/ban-giay/vao-so/", views.enter, name="handouts-list"),
    path("chuan-bi/<uuid:meeting_id>/ban-giay/<uuid:sheet_id>/giao/", views.give, name="handouts-give"),
    path("chuan-bi/<uuid:meeting_id>/ban-giay/<uuid:sheet_id>/thu/", views.take, name="handouts-take"),
    path("chuan-bi/<uuid:meeting_id>/ban-giay/<uuid:line_id>/ghi-nham/", views.void, name="handouts-void"),
]
