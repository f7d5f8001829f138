"""Addresses of sign-in, language and device pages."""

from django.urls import path
from django.views.i18n import set_language

from meetings.accounts import device, own_password, views

urlpatterns = [
    path("dang-nhap/", views.sign_in, name="sign-in"),
    path("dang-xuat/", views.sign_out, name="sign-out"),
    path("doi-nguoi-dung/", views.switch_user, name="switch-user"),
    path("mat-khau/", own_password.own_password, name="own-password"),
    path("ngon-ngu/", set_language, name="set-language"),
    path("thiet-bi/", device.device, name="device"),
    path("thiet-bi/nghi-su-ca.crt", device.certificate, name="certificate"),
]
