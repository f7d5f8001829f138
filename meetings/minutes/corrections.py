"""A person puts right what the machine heard: an official act, and from then on no machine changes the line."""

import unicodedata
from uuid import UUID

from django.utils.translation import gettext as _

from meetings.agenda.selectors import get_meeting_for
from meetings.contracts.events import CaptionCorrected
from meetings.contracts.speech import SegmentState
from meetings.contracts.state import MeetingStatus
from meetings.core.actor import Actor
from meetings.core.errors import BadInput, BadState, NotFound
from meetings.core.journal import act
from meetings.core.permissions import Permission
from meetings.minutes.lexicon import propose
from meetings.minutes.models import Segment
from meetings.minutes.selectors import caption_state


def correct_caption(*, actor: Actor, meeting_id: UUID, segment_id: UUID, rev: int, text: str) -> int:
    """Give a line the secretary's text, or confirm it with its own; returns the journal number.

    ``rev`` is what the secretary read: what somebody else corrected meanwhile is not overwritten unseen.
    """
    get_meeting_for(actor, meeting_id, Permission.CORRECT_CAPTION)
    with act(meeting_id=meeting_id, actor=actor) as current:
        meeting = get_meeting_for(actor, meeting_id, Permission.CORRECT_CAPTION)
        if meeting.status not in {MeetingStatus.OPEN, MeetingStatus.CLOSED}:
            raise BadState(_("Cuộc họp chưa khai mạc nên chưa có lời nào để sửa."), code="not_in_session")
        row = Segment.objects.select_for_update().filter(id=segment_id, meeting=meeting).first()
        if row is None:
            raise NotFound(
                _("Máy chủ chưa ghi xong đoạn này nên chưa sửa được. Lời mới vẫn ở ô nhập; vài giây sau hãy lưu lại.")
            )
        if row.state == SegmentState.EDITED and row.rev != rev:
            raise BadState(
                _("Người khác vừa sửa đoạn này. Lời của đồng chí chưa được ghi; hãy đọc lời mới rồi sửa tiếp."),
                code="changed_meanwhile",
            )
        before, row.text = row.text, _cleaned(text)
        # What the machine heard stays in the record beside the person's words.
        row.spoken = row.spoken or before
        row.rev, row.state = max(row.rev, rev) + 1, SegmentState.EDITED
        row.save()
        propose(meeting=meeting, line=row, before=before)
        return current.record(CaptionCorrected(segment=caption_state(row), before=before))


def _cleaned(text: str) -> str:
    """Return one line of words in NFC; raises ``BadInput`` when nothing is left."""
    kept = "".join(" " if unicodedata.category(char) in {"Cc", "Zl", "Zp"} else char for char in text)
    words = " ".join(unicodedata.normalize("NFC", kept).split())
    if not words:
        raise BadInput(_("Hãy nhập lời đã sửa. Lời cũ vẫn nguyên."), code="text_missing")
    return words
