"""A sitting as the server would tell it: values of the protocol, checked against the contracts."""

from typing import Any

from meetings.contracts.roles import Role
from meetings.contracts.speech import Segment, SegmentState
from meetings.contracts.state import Attendee, Item, ItemStatus, MeetingInfo, MeetingState, MeetingStatus, Paper, Room, RoomKind, You
from meetings.contracts.floor import Floor, SpeechRequest
from meetings.contracts.polls import Poll, Quorum, Tally

NOW = "2026-11-23T14:38:00+07:00"
ME = "p-me"
CHAIR = Attendee(
    person_id="p-chair",
    name="Trịnh Văn Khôi",
    title="Bí thư",
    unit="Tỉnh ủy",
    role=Role.CHAIR,
    votes=True,
    present=True,
    room_id="r-hall",
    checked_in_at=NOW,
)


def me(*, present: bool = True, room_id: str | None = "r-hall", votes: bool = True) -> Attendee:
    """Return the person of the page under test."""
    return Attendee(
        person_id=ME,
        name="Đặng Thị Mai",
        title="Ủy viên",
        unit="Xã Tân Hòa",
        role=Role.DELEGATE,
        votes=votes,
        present=present,
        room_id=room_id,
        checked_in_at=NOW if present else None,
    )


def request(number: int, person_id: str, name: str) -> SpeechRequest:
    """Return a raised hand."""
    return SpeechRequest(id=f"q{number}", person_id=person_id, name=name, detail="", room_id=None, subject="", at=NOW)


FLOOR = Floor(
    turn_id="t1",
    participant="room:r-tanhoa",
    person_id="p-phuc",
    room_id="r-tanhoa",
    name="Lương Văn Phúc",
    detail="Bí thư Đảng ủy xã Tân Hòa",
    item_id="i3",
    since="2026-11-23T14:34:18+07:00",
    limit_s=300,
)
POLL = Poll(
    id="v1",
    item_id="i3",
    question="Thông qua Kế hoạch hành động về chuyển đổi số năm 2027 của Đảng bộ tỉnh?",
    status="open",
    opened_at="2026-11-23T15:10:00+07:00",
    closed_at=None,
    final=False,
    eligible=47,
    tally=None,
)
TALLY = Tally(
    yes=44, no=2, abstain=1, absent=3, base=50, needed=26, carried=True, rule="Quá một nửa số ủy viên được triệu tập."
)
TITLES = (
    "Khai mạc, thông qua chương trình",
    "Báo cáo kết quả chuyển đổi số năm 2026",
    "Thảo luận: đường truyền và họp không giấy ở cấp xã",
    "Biểu quyết Kế hoạch hành động năm 2027",
    "Bế mạc",
)


def items(current: int = 3) -> tuple[Item, ...]:
    """Return the agenda with that item open."""
    return tuple(
        Item(
            id=f"i{number}",
            number=number,
            title=title,
            presenter="",
            planned_minutes=30,
            status=ItemStatus.DONE
            if number < current
            else ItemStatus.OPEN
            if number == current
            else ItemStatus.WAITING,
            opened_at=NOW if number == current else None,
            spent_s=0,
        )
        for number, title in enumerate(TITLES, start=1)
    )


def sitting(**change: Any) -> dict[str, Any]:
    """Return a meeting in session as the page receives it."""
    state = MeetingState(
        meeting=MeetingInfo(
            id="m1",
            title="Hội nghị Ban Chấp hành lần thứ 8",
            status=MeetingStatus.OPEN,
            place="Hội trường A",
            starts_at="2026-11-23T14:00:00+07:00",
            ends_at="2026-11-23T17:00:00+07:00",
            opened_at="2026-11-23T14:02:00+07:00",
            closed_at=None,
            captions=True,
        ),
        items=items(),
        papers=(
            Paper(
                id="d1",
                item_id="i3",
                title="Báo cáo kết quả thực hiện họp không giấy ở cấp xã",
                code="214-BC/TU",
                pages=12,
                url="/tai-lieu/d1/file.pdf",
            ),
            Paper(id="d2", item_id="i2", title="Báo cáo chuyển đổi số", code="", pages=8, url="/tai-lieu/d2/file.pdf"),
            Paper(id="d3", item_id=None, title="Chương trình hội nghị", code="", pages=2, url="/tai-lieu/d3/file.pdf"),
        ),
        people=(CHAIR, me()),
        rooms=(
            Room(
                id="r-hall",
                name="Hội trường A",
                unit="Tỉnh ủy",
                kind=RoomKind.HALL,
                seats=150,
                main=True,
                kiosk=True,
            ),
            Room(
                id="r-tanhoa",
                name="Điểm cầu xã Tân Hòa",
                unit="Xã Tân Hòa",
                kind=RoomKind.COMMUNE,
                seats=20,
                main=False,
                kiosk=True,
            ),
        ),
        quorum=Quorum(base=50, present=47, needed=34, holds=True, rule=""),
        queue=(
            request(1, "p-vinh", "Mai Thế Vinh"),
            request(2, "p-nhung", "Phan Thị Hồng Nhung"),
            request(3, ME, "Đặng Thị Mai"),
        ),
        floor=FLOOR,
        open_microphones=("room:r-tanhoa",),
        polls=(),
    )
    return MeetingState.model_validate(state.model_dump() | change).model_dump(mode="json")


def you(**change: Any) -> dict[str, Any]:
    """Return who the page is."""
    one = You(
        peer_id="peer-1",
        role=Role.DELEGATE,
        person_id=ME,
        room_id=None,
        name="Đặng Thị Mai",
        detail="Ủy viên, xã Tân Hòa",
        participant=f"person:{ME}",
        commands=("check_in", "request_speech", "withdraw_speech", "take_floor", "cast_ballot"),
        ballots=(),
        may_publish=True,
        unit_id=None,
        notices=(),
    )
    return You.model_validate(one.model_dump() | change).model_dump(mode="json")


def caption(text: str, stable: int, rev: int = 1) -> dict[str, Any]:
    """Return a caption as it grows."""
    return Segment(
        segment_id="s1",
        rev=rev,
        meeting_id="m1",
        state=SegmentState.PARTIAL,
        start_ms=1,
        end_ms=2,
        participant="room:r-tanhoa",
        speaker="Lương Văn Phúc",
        text=text,
        stable_chars=stable,
    ).model_dump(mode="json")


SPEECH = caption(
    "còn 8 điểm cầu vào giờ cao điểm âm thanh vẫn còn ngắt quãng. Chúng tôi đề nghị tỉnh tách riêng đường truyền họp",
    84,
)
