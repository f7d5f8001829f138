"""Addresses of the register."""

from django.urls import path

from meetings.directory.views import bodies, deciding, imports, people, tree, units

urlpatterns = [
    path("danh-ba/", tree.tree, name="register"),
    path("danh-ba/so/", tree.book, name="register-book"),
    path("danh-ba/chuc-vu/", bodies.positions, name="positions"),
    path("danh-ba/chuc-vu/<uuid:position_id>/bo/", bodies.remove, name="remove-position"),
    path("danh-ba/nhap/", imports.upload, name="import"),
    path("danh-ba/nhap/<uuid:draft_id>/", imports.preview, name="import-preview"),
    path("danh-ba/tep/<str:kind>/<str:what>.xlsx", imports.sheet, name="import-sheet"),
    path("danh-ba/don-vi/<uuid:unit_id>/", units.unit, name="unit"),
    path("danh-ba/don-vi/<uuid:unit_id>/them/", units.add, name="add-unit"),
    path("danh-ba/don-vi/<uuid:unit_id>/sap-nhap/", units.end, name="end-unit"),
    path("danh-ba/don-vi/<uuid:unit_id>/nhiem-ky/", bodies.term, name="open-term"),
    path("danh-ba/don-vi/<uuid:unit_id>/phat-bieu/", bodies.speech, name="set-speech"),
    path("danh-ba/don-vi/<uuid:unit_id>/chat-van/", bodies.question_times, name="set-question-times"),
    path("danh-ba/don-vi/<uuid:unit_id>/quy-tac/", deciding.rules, name="deciding-rules"),
    path("danh-ba/don-vi/<uuid:unit_id>/quy-tac/<str:of>/", deciding.put, name="set-deciding-rule"),
    path("danh-ba/don-vi/<uuid:unit_id>/quy-tac/<str:of>/thu/", deciding.try_out, name="try-deciding-rule"),
    path("danh-ba/don-vi/<uuid:unit_id>/quy-tac/<str:of>/<uuid:rule_id>/het/", deciding.end, name="end-deciding-rule"),
    path("danh-ba/don-vi/<uuid:unit_id>/thanh-vien/", bodies.member, name="set-member"),
    path("danh-ba/don-vi/<uuid:unit_id>/thanh-vien/<uuid:person_id>/thoi/", bodies.end, name="end-member"),
    path("danh-ba/don-vi/<uuid:unit_id>/nguoi/", people.add, name="add-person"),
    path("danh-ba/nguoi/<uuid:person_id>/", people.person, name="person"),
    path("danh-ba/nguoi/<uuid:person_id>/mat-khau/", people.password, name="issue-password"),
]
