"""Addresses of papers. The rights are checked by the paper's id in each view."""

from django.urls import path

from meetings.documents import (
    comparison,
    originals,
    punctuality_views,
    reading,
    reminder_views,
    sending,
    upload_views,
    views,
)

urlpatterns = [
    path("chuan-bi/<uuid:meeting_id>/tai-lieu/", views.edit_papers, name="edit-papers"),
    path("chuan-bi/<uuid:meeting_id>/tai-lieu/tai-len/", upload_views.begin, name="upload-begin"),
    path("chuan-bi/<uuid:meeting_id>/tai-lieu/tai-len/<uuid:upload_id>/phan/", upload_views.piece, name="upload-piece"),
    path(
        "chuan-bi/<uuid:meeting_id>/tai-lieu/tai-len/<uuid:upload_id>/huy/", upload_views.cancel, name="upload-cancel"
    ),
    path("chuan-bi/<uuid:meeting_id>/tai-lieu/zip/<uuid:upload_id>/", upload_views.bundle, name="bundle"),
    path("tai-lieu-dung-han/", punctuality_views.punctuality, name="punctuality"),
    path("tim-tai-lieu/", reading.search, name="search-papers"),
    path("tai-lieu/<uuid:paper_id>/", reading.read, name="paper-read"),
    path("tai-lieu/<uuid:paper_id>/trang/<int:page>/tim.json", reading.hit_boxes, name="paper-hits"),
    path("tai-lieu/<uuid:paper_id>/tim.json", reading.hits_in_paper, name="paper-find"),
    path("tai-lieu/<uuid:paper_id>/so-sanh/", comparison.show, name="paper-compare"),
    path("tai-lieu/<uuid:paper_id>/so-sanh/<uuid:older_id>.json", comparison.changes, name="paper-changes"),
    path("tai-lieu/<uuid:paper_id>/da-doc/", reading.pages_read, name="paper-pages-read"),
    path("tai-lieu/<uuid:paper_id>/da-dong/", reading.closed, name="paper-closed"),
    path("hop/<uuid:meeting_id>/tai-lieu/da-nhan/", reading.received, name="papers-received"),
    path("chuan-bi/<uuid:meeting_id>/tai-lieu/da-doc/", reading.readership, name="paper-readership"),
    path("chuan-bi/<uuid:meeting_id>/tai-lieu/nhac/", reminder_views.remind, name="paper-remind"),
    path("chuan-bi/<uuid:meeting_id>/tai-lieu/lich-nhac/", reminder_views.plan, name="paper-reminder-plan"),
    path("chuan-bi/<uuid:meeting_id>/tai-lieu/nguoi-nop/", reminder_views.duties, name="paper-duties"),
    path("tai-lieu/<uuid:paper_id>/file.pdf", views.paper_pdf, name="paper-pdf"),
    path("tai-lieu/<uuid:paper_id>/ban-goc", originals.original, name="paper-original"),
    path("tai-lieu/<uuid:paper_id>/anh-nho.jpg", views.thumbnail, name="paper-thumbnail"),
    path("tai-lieu/<uuid:paper_id>/trang/<int:page>.jpg", views.page_jpeg, name="paper-page"),
    path("tai-lieu/<uuid:paper_id>/tinh-trang/", views.paper_row, name="paper-row"),
    path("chuan-bi/<uuid:meeting_id>/tai-lieu/thu-hoi/", views.recalls, name="paper-recalls"),
    path("tai-lieu/<uuid:paper_id>/dau-mat/", views.settle_stamp, name="paper-stamp"),
    path("tai-lieu/<uuid:paper_id>/gui-den/", sending.send_to, name="paper-send-to"),
    path("tai-lieu/<uuid:paper_id>/thu-lai/", views.retry, name="paper-retry"),
    path("tai-lieu/<uuid:paper_id>/go/", views.withdraw, name="paper-withdraw"),
]
