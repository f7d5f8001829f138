"""The plan and the name plates on paper, and the seat on the home page."""

from typing import Any

import pymupdf
import pytest

from meetings.contracts.seating import HallForm, HallSpec, SeatOrder
from meetings.seating import services
from meetings.seating.prints import plan_drawing, plates_drawing
from meetings.seating.selectors import desk_state
from tests.browser import browser_of, text_of
from tests.cast import Cast

SPEC = HallSpec(form=HallForm.THEATRE, rows=10, seats=15, aisles=(5, 10), presidium=7)


@pytest.fixture
def planned(cast: Cast) -> Cast:
    services.set_hall(**by(cast), room_id=cast.hall.id, spec=SPEC)
    services.arrange_seats(**by(cast), order=SeatOrder.UNITS)
    return cast


def by(cast: Cast) -> dict[str, Any]:
    return {"actor": cast.actor("secretary"), "meeting_id": cast.meeting.id}


@pytest.mark.parametrize("paper", ["a3", "a4"])
def test_everything_of_the_plan_lies_on_the_paper(planned: Cast, paper: Any):
    desk = desk_state(planned.meeting)
    assert desk.hall is not None
    drawing = plan_drawing(planned.meeting, desk, desk.hall, paper)
    boxes = drawing.pages[0].boxes
    assert len(boxes) == len(desk.hall.seats) + len(desk.hall.tables)
    for page in drawing.pages:
        for one in (*page.boxes, *page.words):
            assert one.x >= 0 and one.y >= 0
            assert one.x + one.width <= drawing.width and one.y + one.height <= drawing.height


def test_a_plate_is_printed_twice_once_on_its_head(planned: Cast):
    people = [one for one in desk_state(planned.meeting).people if one.seat]
    drawing = plates_drawing(planned.meeting, people)
    assert len(drawing.pages) == 6
    names = [words for words in drawing.pages[0].words if words.text == "NGUYỄN VĂN HÒA"]
    assert [(words.turned, words.y < 105) for words in names] == [(True, True), (False, False)]
    # Both are equally far from the fold.
    assert 105 - (names[0].y + names[0].height) == names[1].y - 105


def test_the_secretary_downloads_both(planned: Cast):
    browser, page = browser_of(planned.secretary), f"/chuan-bi/{planned.meeting.id}/cho-ngoi/"
    plan = browser.get(f"{page}so-do.pdf?kho=a4")
    document = pymupdf.open("pdf", plan.content)
    assert (round(document[0].rect.width / 72 * 25.4), document.page_count) == (297, 2)
    text = " ".join(document[0].get_text().split())
    assert "SƠ ĐỒ CHỖ NGỒI (bản nháp, chưa công bố)" in text and "Nguyễn Văn Hòa" in text
    assert "Bàn chủ tọa, ghế 4" in document[1].get_text()
    plates = pymupdf.open("pdf", browser.get(f"{page}bien-ten.pdf").content)
    assert plates.page_count == 6
    assert plates[0].get_text().count("NGUYỄN VĂN HÒA") == 2
    for file in ("so-do.pdf", "bien-ten.pdf"):
        assert browser_of(planned.chair).get(page + file).status_code == 403


def test_nothing_to_print_is_said(cast: Cast):
    page = f"/chuan-bi/{cast.meeting.id}/cho-ngoi/"
    for file in ("so-do.pdf", "bien-ten.pdf"):
        assert browser_of(cast.secretary).get(page + file).status_code == 409


def test_the_home_page_shows_the_own_seat_once_it_is_published(planned: Cast):
    guest = browser_of(planned.guest)
    assert "Chỗ ngồi của đồng chí" not in text_of(guest.get("/"))
    services.publish_seats(**by(planned))
    assert "Chỗ ngồi của đồng chí Hàng A, ghế" in text_of(guest.get("/"))
    assert "Chỗ ngồi của đồng chí" not in text_of(browser_of(planned.delegates[2]).get("/"))
