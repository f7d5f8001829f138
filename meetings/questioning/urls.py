"""Addresses of a questioning on the page of preparation."""

from django.urls import path

from meetings.questioning import views

urlpatterns = [
    path("chuan-bi/<uuid:meeting_id>/muc/<uuid:item_id>/chat-van/", views.item, name="item-questioning"),
    path("chuan-bi/<uuid:meeting_id>/muc/<uuid:item_id>/chat-van/ghi/", views.register, name="register-question"),
]
