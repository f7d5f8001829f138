"""The sitting under measurement: every role at its page, and who gets the floor in turn."""

from dataclasses import dataclass

from playwright.sync_api import Page, expect

from bench.rooms.house import House
from bench.rooms.pages import give_floor, until
from tests.e2e.browsers import LAPTOP, frames_of
from tests.e2e.camera import Colour, watch_main_picture
from tests.e2e.pages import check_in, confirm, enter_meeting, pair_kiosk

HALL, COMMUNE = "Hội trường A", "Điểm cầu xã Tân Hòa"
REMOTE, TECHNICIAN = "daibieu4", "kythuat"


@dataclass(frozen=True)
class Holder:
    """Somebody who gets the floor: the page with the camera, its colour, and how the chair names the holder."""

    page: str
    colour: str
    named: dict[str, str]


@dataclass
class Sitting:
    """All pages, by role."""

    house: House
    viewers: dict[str, Page]
    """Those that show the main picture."""
    others: dict[str, Page]
    holders: list[Holder]

    @property
    def pages(self) -> dict[str, Page]:
        """Every role's page."""
        return self.viewers | self.others

    @property
    def chair(self) -> Page:
        """Who gives the floor."""
        return self.viewers["chair"]


def begin(house: House) -> Sitting:
    """Everybody comes, and the chair opens the sitting."""
    patience_ms = house.patience.page * 1000
    expect.set_options(timeout=patience_ms)
    stage = house.stage
    people = [stage.chair, house.remote(REMOTE), stage.delegate, stage.secretary, stage.person(TECHNICIAN, LAPTOP)]
    for page in [*people, stage.kiosk(HALL), stage.kiosk(COMMUNE)]:
        page.context.set_default_timeout(patience_ms)
    for room in (HALL, COMMUNE):
        pair_kiosk(stage, room)
    chair, remote, delegate, secretary, technician = people
    enter_meeting(chair)
    if chair.get_by_test_id("check-in-confirm").count():
        check_in(chair, HALL)
    chair.get_by_test_id("open-meeting").click()
    confirm(chair)
    for room in (HALL, COMMUNE):
        expect(stage.pages[room].get_by_test_id("sitting")).to_be_visible()
    for person, seat in ((remote, None), (delegate, COMMUNE)):
        enter_meeting(person)
        check_in(person, seat)
    enter_meeting(secretary)
    technician.goto(f"{stage.system.url}/")
    enter_meeting(technician)
    viewers = {"chair": chair, "delegate": delegate, "remote": remote}
    viewers |= {"kiosk-hall": stage.pages[HALL], "kiosk-commune": stage.pages[COMMUNE]}
    return Sitting(house, viewers, {"secretary": secretary, "technician": technician}, _holders(chair, remote))


def _holders(chair: Page, remote: Page) -> list[Holder]:
    rooms = {room["name"]: room["id"] for room in chair.evaluate("window.__nghisu.store.state.meeting.rooms")}
    person = remote.evaluate("window.__nghisu.store.state.you.person_id")
    return [
        Holder("kiosk-commune", Colour.GREEN.name, {"room_id": rooms[COMMUNE]}),
        Holder("remote", Colour.RED.name, {"person_id": person}),
        Holder("kiosk-hall", Colour.BLUE.name, {"room_id": rooms[HALL]}),
    ]


def wait_for_crowd(sitting: Sitting, rooms: int) -> None:
    """Let the fake rooms in; wait until they and the real ones are sources of the conference."""
    sitting.house.crowd.come()
    until(sitting.house.patience.join, "all rooms joined", _as_many_as, sitting.chair, rooms + len(sitting.holders))


def _as_many_as(page: Page, sources: int) -> bool:
    return int(page.evaluate("Object.keys(window.__nghisu.store.state.sources).length")) >= sources


def watch_pictures(sitting: Sitting) -> None:
    """Wait for the first picture on every page, and keep from now on whose it is."""
    for who, page in sitting.viewers.items():
        expect(page.get_by_test_id("video-slot-0").first).to_be_attached()
        until(sitting.house.patience.page, f"a first picture at {who}", frames_of, page)
        watch_main_picture(page)


def leave_alone(sitting: Sitting, role: str) -> Page:
    """Close every other page and browser, and return the one that stays.

    The first fake room has the floor meanwhile, so that the sitting goes on for who stays.
    """
    house, page = sitting.house, sitting.pages[role]
    give_floor(sitting.chair, {"room_id": house.crowd.ids[0]})
    for other in sitting.pages.values():
        if other is not page:
            other.context.close()
    for browser in (house.stage.hall_browser, house.stage.commune_browser, house.away):
        browser.close()
    return page
