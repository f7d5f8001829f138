"""The seating plan and the name plates on paper, always in Vietnamese, as the secretary has them before her."""

from collections.abc import Iterable, Sequence
from typing import Literal

from django.utils import timezone

from meetings.agenda.models import Meeting
from meetings.contracts.seating import PRESIDIUM, DeskPerson, Hall, SeatingDesk
from meetings.core.letters import name_key
from meetings.documents.printing import Box, Drawing, DrawnPage, Words, print_drawing
from meetings.seating.words import seat_words_vi

Paper = Literal["a3", "a4"]
SIZES: dict[Paper, tuple[float, float]] = {"a3": (420, 297), "a4": (297, 210)}
"""Landscape, mm."""
MARGIN = 12.0
TOP = 40.0
"""Where the plan begins, under its titles."""
WIDEST = 32.0
"""Of a seat."""
FLAT = 0.76
"""Height of a seat by its width, at most."""
LIST_COLUMNS = 3
LIST_LINE = 6.0


def print_plan(meeting: Meeting, desk: SeatingDesk, hall: Hall, paper: Paper) -> bytes:
    """Return the plan, and after it everybody by name with his seat."""
    return print_drawing(plan_drawing(meeting, desk, hall, paper))


def plan_drawing(meeting: Meeting, desk: SeatingDesk, hall: Hall, paper: Paper) -> Drawing:
    """Return what is printed."""
    width, height = SIZES[paper]
    return Drawing(
        name=f"Sơ đồ chỗ ngồi - {meeting.title}",
        width=width,
        height=height,
        pages=(_plan_page(meeting, desk, hall, (width, height)), *_list_pages(meeting, desk, (width, height))),
    )


def _titles(meeting: Meeting, desk: SeatingDesk, width: float, title: str) -> tuple[Words, ...]:
    starts = timezone.localtime(meeting.starts_at)
    state = "" if desk.published_at and not desk.changes else " (bản nháp, chưa công bố)"
    inside = width - 2 * MARGIN
    return (
        Words(f"{title}{state}", MARGIN, 10, inside, 8, 16, face="bold"),
        Words(meeting.title, MARGIN, 18, inside, 9, 13, face="bold"),
        Words(f"{desk.room}, {starts:%H} giờ {starts:%M}, ngày {starts:%d/%m/%Y}", MARGIN, 27, inside, 7, 12),
    )


def _plan_page(meeting: Meeting, desk: SeatingDesk, hall: Hall, size: tuple[float, float]) -> DrawnPage:
    width, height = size
    wide = min(WIDEST, (width - 2 * MARGIN) / hall.width)
    deep = min(wide * FLAT, (height - TOP - MARGIN) / hall.height)
    left = (width - wide * hall.width) / 2
    names = {person.seat: person.name for person in desk.people if person.seat}
    boxes = [
        Box(left + table.x * wide, TOP + table.y * deep, table.width * wide, table.height * deep, shaded=True)
        for table in hall.tables
    ]
    words = list(_titles(meeting, desk, width, "SƠ ĐỒ CHỖ NGỒI"))
    if hall.tables and any(seat.row == PRESIDIUM for seat in hall.seats):
        top = boxes[0]
        words.append(Words("Chủ tọa", top.x, top.y, top.width, top.height, 10))
    for seat in hall.seats:
        x, y = left + (seat.x - 0.47) * wide, TOP + (seat.y - 0.45) * deep
        boxes.append(Box(x, y, wide * 0.94, deep * 0.9, dashed=seat.id not in names))
        words.append(Words(seat.id, x + 0.6, y + 0.4, wide * 0.9, deep * 0.24, 8, 4.5, align="left"))
        words.append(
            Words(names.get(seat.id, ""), x + 0.4, y + deep * 0.24, wide * 0.94 - 0.8, deep * 0.64, 11, 4.5, "bold")
        )
    return DrawnPage(tuple(boxes), tuple(one for one in words if one.text))


def _list_pages(meeting: Meeting, desk: SeatingDesk, size: tuple[float, float]) -> Iterable[DrawnPage]:
    width, height = size
    seated = sorted((person for person in desk.people if person.seat), key=lambda person: name_key(person.name))
    lines = int((height - TOP - MARGIN) / LIST_LINE)
    per_page = lines * LIST_COLUMNS
    for first in range(0, len(seated), per_page):
        words = list(_titles(meeting, desk, width, "DANH SÁCH CHỖ NGỒI THEO TÊN"))
        words += _listed(seated[first : first + per_page], lines, (width - 2 * MARGIN) / LIST_COLUMNS)
        yield DrawnPage((), tuple(words))


def _listed(people: Sequence[DeskPerson], lines: int, column: float) -> list[Words]:
    words = []
    for place, person in enumerate(people):
        x, y = MARGIN + (place // lines) * column, TOP + (place % lines) * LIST_LINE
        words.append(Words(person.name, x, y, column * 0.55, LIST_LINE, 11, 7, align="left"))
        seat = seat_words_vi(person.seat or "")
        words.append(Words(seat, x + column * 0.55, y, column * 0.4, LIST_LINE, 11, 7, "bold", "left"))
    return words


def print_plates(meeting: Meeting, people: Sequence[DeskPerson]) -> bytes:
    """Return name plates, one A4 page each, folded along the middle: the upper half stands on its head."""
    return print_drawing(plates_drawing(meeting, people))


def plates_drawing(meeting: Meeting, people: Sequence[DeskPerson]) -> Drawing:
    """Return what is printed."""
    width, height = SIZES["a4"]
    fold = Box(0, height / 2, width, 0, dashed=True)
    pages = tuple(DrawnPage((fold,), _plate(person, width, height / 2)) for person in people)
    return Drawing(name=f"Biển tên - {meeting.title}", width=width, height=height, pages=pages)


def _plate(person: DeskPerson, width: float, half: float) -> tuple[Words, ...]:
    inside, words = width - 2 * MARGIN, []
    for turned in (True, False):
        # Turned about their own middle: what is to be read first then lies lowest.
        for text, offset, tall, size, least, face in (
            (person.unit, 10.0, 20.0, 24.0, 14.0, "regular"),
            (person.name.upper(), 32.0, 40.0, 66.0, 34.0, "bold"),
            (person.title, 74.0, 22.0, 26.0, 14.0, "regular"),
        ):
            y = half - offset - tall if turned else half + offset
            if text:
                words.append(Words(text, MARGIN, y, inside, tall, size, least, face, turned=turned))  # type: ignore[arg-type]
    return tuple(words)
