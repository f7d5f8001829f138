"""The meeting of the cast, as most tests need it."""

import pytest

from meetings.agenda.models import Meeting
from meetings.agenda.services import open_item
from tests.cast import Cast, open_sitting


@pytest.fixture
def convened(cast: Cast) -> Meeting:
    return cast.meeting


@pytest.fixture
def in_session(cast: Cast) -> Meeting:
    """A meeting in session at its first item."""
    open_sitting(cast)
    open_item(actor=cast.actor("chair"), meeting_id=cast.meeting.id, item_id=cast.items[0].id)
    cast.meeting.refresh_from_db()
    return cast.meeting
