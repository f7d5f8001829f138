"""Addresses of invitations: one's own, and everybody's answers."""

from django.urls import path

from meetings.invitations.views import answers, entered, letters, mine

urlpatterns = [
    path("hop/<uuid:meeting_id>/giay-moi/", mine.invitation, name="invitation"),
    path("hop/<uuid:meeting_id>/giay-moi/tra-loi/", mine.answer, name="answer-invitation"),
    path("hop/<uuid:meeting_id>/giay-moi/nguoi-thay/", mine.substitutes, name="find-substitute"),
    path("hop/<uuid:meeting_id>/giay-moi/ban-cua-toi.pdf", letters.my_copy, name="my-letter"),
    path("chuan-bi/<uuid:meeting_id>/giay-moi/", letters.letters, name="letters"),
    path("chuan-bi/<uuid:meeting_id>/giay-moi/nhac/", letters.remind, name="remind-silent"),
    path("chuan-bi/<uuid:meeting_id>/giay-moi/gio-nhac/", letters.times, name="reminder-times"),
    path("hop/<uuid:meeting_id>/tra-loi/", answers.answers, name="answers"),
    path("hop/<uuid:meeting_id>/tra-loi/<uuid:person_id>/nhap/", entered.enter, name="enter-answer"),
    path("hop/<uuid:meeting_id>/tra-loi/<uuid:person_id>/nguoi-thay/", entered.substitutes, name="find-substitute-of"),
    path("hop/<uuid:meeting_id>/tra-loi/<uuid:person_id>/duyet/", answers.decide, name="decide-answer"),
]
