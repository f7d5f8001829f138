"""The one rule of when machines may listen to a meeting: captions, recordings, and whatever else is made of sound."""

from django.utils.translation import gettext as _

from meetings.agenda.models import Meeting
from meetings.core.errors import Refused


def machines_may_listen(meeting: Meeting) -> bool:
    """Tell whether a meeting may be transcribed or recorded: whoever convenes it without captions wants no machine."""
    return meeting.captions


def check_listening(meeting: Meeting) -> None:
    """Refuse whatever needs the sound of a meeting to which no machine may listen."""
    if not machines_may_listen(meeting):
        raise Refused(_("Cuộc họp này tắt phụ đề và ghi âm, nên máy không được nghe, lưu hay phát tiếng của cuộc họp."))
