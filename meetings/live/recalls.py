"""What a page says of papers that it has closed."""

import logging

from meetings.contracts.socket import PapersClosed
from meetings.core.errors import DomainError
from meetings.documents.recall import confirm_closed
from meetings.live.identity import Identity
from meetings.live.ids import read_id

log = logging.getLogger(__name__)


def note_closed(identity: Identity, said: PapersClosed) -> None:
    """Keep it; an id that is none says nothing."""
    try:
        ids = [read_id(paper_id) for paper_id in said.paper_ids]
    except DomainError as error:
        log.info("a page closed papers that are none: %s", error.code)
        return
    confirm_closed(meeting_id=identity.meeting_id, machine=identity.machine, paper_ids=ids)
