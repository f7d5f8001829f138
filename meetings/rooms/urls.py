"""Addresses of rooms, pairing and the big screen."""

from django.urls import path

from meetings.rooms.views import editor, line_report, pairing, screen

urlpatterns = [
    path("chuan-bi/<uuid:meeting_id>/diem-cau/", editor.rooms, name="edit-rooms"),
    path("chuan-bi/<uuid:meeting_id>/diem-cau/tim/", editor.search, name="find-rooms"),
    path("chuan-bi/<uuid:meeting_id>/diem-cau/<uuid:room_id>/chinh/", editor.main_room, name="main-room"),
    path("chuan-bi/<uuid:meeting_id>/diem-cau/<uuid:room_id>/bo/", editor.remove, name="remove-room"),
    path("hop/<uuid:meeting_id>/duong-truyen/", line_report.line_report, name="line-report"),
    path("ghep-thiet-bi/", pairing.pairing, name="pairing"),
    path("ghep-thiet-bi/<uuid:room_id>/thu-hoi/", pairing.revoke, name="revoke-kiosk"),
    path("ghep-thiet-bi/<uuid:room_id>/phu-de/", pairing.captions, name="screen-captions"),
    path("man-hinh/", screen.screen, name="screen"),
    path("man-hinh/trang-thai/", screen.state, name="screen-state"),
]
