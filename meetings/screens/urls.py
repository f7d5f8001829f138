"""Addresses of the codes on the rooms' screens."""

from django.urls import path

from meetings.screens.views import check_in, code

urlpatterns = [
    path("man-hinh/diem-danh/", code.code, name="screen-code"),
    path("diem-danh/", check_in.type_code, name="type-code"),
    path("diem-danh/<str:token>/", check_in.check_in_by_code, name="check-in-by-code"),
]
