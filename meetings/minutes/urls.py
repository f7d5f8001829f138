"""Addresses of the minutes."""

from django.urls import path

from meetings.minutes import lexicon_views, recording_views, voice_views
from meetings.minutes.views import draft_docx, transcript_json, transcript_srt, transcript_vtt

urlpatterns = [
    path("bien-ban/<uuid:meeting_id>/du-thao.docx", draft_docx, name="minutes-draft"),
    path("bien-ban/<uuid:meeting_id>/ban-ghi-loi.vtt", transcript_vtt, name="transcript-vtt"),
    path("bien-ban/<uuid:meeting_id>/ban-ghi-loi.srt", transcript_srt, name="transcript-srt"),
    path("bien-ban/<uuid:meeting_id>/ban-ghi-loi.json", transcript_json, name="transcript-json"),
    path("bien-ban/<uuid:meeting_id>/tu-vung/", lexicon_views.of_meeting, name="lexicon-of-meeting"),
    path("bien-ban/<uuid:meeting_id>/ghi-am/", recording_views.page, name="recordings"),
    path("bien-ban/<uuid:meeting_id>/ghi-am.json", recording_views.listing, name="recordings-listing"),
    path("bien-ban/<uuid:meeting_id>/ghi-am/<uuid:recording_id>/", recording_views.act_on, name="recording"),
    path("bien-ban/<uuid:meeting_id>/ghi-am/<uuid:recording_id>/phan/", recording_views.piece, name="recording-piece"),
    path("bien-ban/<uuid:meeting_id>/ghi-am/<uuid:recording_id>/tieng", recording_views.sound, name="recording-sound"),
    path("giong-noi/", voice_views.page, name="voices"),
    path("giong-noi/dong-y/", voice_views.consent, name="voice-consent"),
    path("giong-noi/cau/<int:prompt>/", voice_views.sample, name="voice-sample"),
    path("giong-noi/cau/<int:prompt>/tieng", voice_views.sound, name="voice-sound"),
    path("giong-noi/bo-tieng-noi.zip", voice_views.speech_set, name="voice-set"),
    path("tu-vung/", lexicon_views.bodies, name="lexicons"),
    path("tu-vung/<uuid:unit_id>/", lexicon_views.page, name="lexicon"),
    path("tu-vung/<uuid:unit_id>/muc/<uuid:entry_id>/", lexicon_views.change, name="lexicon-change"),
    path("tu-vung/<uuid:unit_id>/de-xuat/<uuid:proposal_id>/", lexicon_views.decide, name="lexicon-decide"),
    path("tu-vung/<uuid:unit_id>/nhap/", lexicon_views.import_file, name="lexicon-import"),
    path("tu-vung/<uuid:unit_id>/tu-vung.csv", lexicon_views.export_file, name="lexicon-export"),
    path("tu-vung/<uuid:unit_id>/cach-viet/", lexicon_views.tones, name="lexicon-tones"),
]
