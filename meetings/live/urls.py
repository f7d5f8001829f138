"""Addresses of the live pages."""

from django.urls import path

from meetings.live import pages, record, screen_papers

urlpatterns = [
    path("hop/<uuid:meeting_id>/", pages.live, name="live"),
    path("hop/<uuid:meeting_id>/dieu-hanh/", pages.chair, name="live-chair"),
    path("hop/<uuid:meeting_id>/thu-ky/", pages.secretary, name="live-secretary"),
    path("hop/<uuid:meeting_id>/ky-thuat/", pages.technician, name="live-technician"),
    path("hop/<uuid:meeting_id>/phien-dich/", pages.interpreter, name="live-interpreter"),
    path("hop/<uuid:meeting_id>/so-dien-bien/", record.record, name="meeting-record"),
    path("man-hinh/tai-lieu/<uuid:paper_id>/trang/<int:page>.jpg", screen_papers.page_on_screen, name="screen-page"),
    path("hop/<uuid:meeting_id>/tai-lieu/", pages.papers, name="meeting-papers"),
]
