"""Addresses of the library."""

from django.urls import path

from meetings.library import views

urlpatterns = [
    path("thu-vien/", views.library, name="library"),
    path("thu-vien/ngan/", views.new_shelf, name="new-shelf"),
    path("thu-vien/ngan/<uuid:shelf_id>/", views.shelf, name="shelf"),
    path("thu-vien/dua-vao/<uuid:paper_id>/", views.shelve, name="shelve"),
    path("thu-vien/bo/<uuid:shelved_id>/", views.take_off, name="take-off"),
    path("thu-vien/yeu-thich/<uuid:paper_id>/", views.favourite, name="favourite"),
    path("thu-vien/muon/<uuid:meeting_id>/", views.borrow, name="borrow"),
]
