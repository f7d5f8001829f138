"""The one rule of when machines may listen to a meeting: captions, recordings, and whatever else is made of sound.

Everything that hears, keeps, plays or reads the sound of a meeting asks here: what media may tap
(``speaking.selectors.policy_for``), what transcription is told (``minutes.writing``), recordings and second passes.
"""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from meetings.agenda.models import Meeting
from meetings.agenda.secrecy import is_secret
from meetings.contracts.state import Secrecy
from meetings.core.errors import Refused


class NotHeard(Refused):
    """No machine may listen to this meeting, whoever asks."""

    code = "not_heard"


def machines_may_listen(meeting: Meeting) -> bool:
    """Tell whether a meeting may be transcribed or recorded: never above «không mật», else as it was convened."""
    return meeting.captions and not is_secret(meeting.secrecy)


def listened(meetings: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """Return those of the meetings to which machines may listen."""
    return meetings.filter(captions=True, secrecy=Secrecy.NONE)


def forbidden(meetings: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """Return those of the meetings to which no machine may listen whatever their switch says."""
    return meetings.exclude(secrecy=Secrecy.NONE)


def check_listening(meeting: Meeting) -> None:
    """Refuse whatever needs the sound of a meeting to which no machine may listen."""
    if is_secret(meeting.secrecy):
        raise NotHeard(
            _(
                "Cuộc họp này có độ mật nên máy không được nghe, lưu hay phát tiếng của cuộc họp: không phụ đề, "
                "không ghi âm, không nghe lại. Hãy ghi biên bản bằng tay theo quy định về bảo vệ bí mật nhà nước."
            )
        )
    if not machines_may_listen(meeting):
        raise NotHeard(
            _("Cuộc họp này tắt phụ đề và ghi âm, nên máy không được nghe, lưu hay phát tiếng của cuộc họp.")
        )
