"""Addresses of the calendar and of «Chuẩn bị»."""

from django.urls import path

from meetings.agenda.views import home, items, prepare, sessions

urlpatterns = [
    path("", home.home, name="home"),
    path("da-hop/", home.past, name="past-meetings"),
    path("chuan-bi/moi/", prepare.new_meeting, name="new-meeting"),
    path("chuan-bi/<uuid:meeting_id>/", prepare.prepare, name="prepare"),
    path("chuan-bi/<uuid:meeting_id>/tinh-trang/", prepare.prepare_state, name="prepare-state"),
    path("chuan-bi/<uuid:meeting_id>/thong-tin/", prepare.edit_basics, name="edit-basics"),
    path("chuan-bi/<uuid:meeting_id>/buoi/", sessions.sessions, name="edit-sessions"),
    path("chuan-bi/<uuid:meeting_id>/buoi/<uuid:session_id>/", sessions.change, name="edit-session"),
    path("chuan-bi/<uuid:meeting_id>/buoi/<uuid:session_id>/bo/", sessions.remove, name="remove-session"),
    path("chuan-bi/<uuid:meeting_id>/trieu-tap/", prepare.convene, name="convene"),
    path("chuan-bi/<uuid:meeting_id>/muc/", items.items, name="edit-items"),
    path("chuan-bi/<uuid:meeting_id>/muc/theo-mau/", items.fill, name="fill-items"),
    path("chuan-bi/<uuid:meeting_id>/muc/<uuid:item_id>/", items.item, name="edit-item"),
    path("chuan-bi/<uuid:meeting_id>/muc/<uuid:item_id>/chuyen/", items.move, name="move-item"),
    path("chuan-bi/<uuid:meeting_id>/muc/<uuid:item_id>/bo/", items.remove, name="remove-item"),
]
