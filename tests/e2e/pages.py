"""What people do on the pages, in the words of the product; one function per act."""

from playwright.sync_api import Page, expect

from tests.e2e.browsers import LAPTOP
from tests.e2e.conftest import Stage


def pair_kiosk(stage: Stage, room: str) -> Page:
    """The technician types the code that the screen of a room shows, and chooses the room."""
    kiosk = stage.kiosk(room)
    shown = kiosk.get_by_test_id("pairing-code")
    expect(shown).to_be_visible()
    code = "".join(letter for letter in shown.inner_text() if letter.isalnum())
    technician = stage.person("kythuat", LAPTOP)
    technician.goto(f"{stage.system.url}/ghep-thiet-bi/")
    technician.fill("input[name=code]", code)
    technician.get_by_test_id("check-code").click()
    option = technician.locator("select[name=room] option", has_text=room)
    technician.select_option("select[name=room]", value=option.get_attribute("value"))
    technician.get_by_test_id("pair").click()
    expect(kiosk.get_by_test_id("pairing-code")).to_have_count(0)
    return kiosk


def enter_meeting(page: Page) -> str:
    """Go from the calendar into today's meeting; returns its id."""
    page.get_by_test_id("enter").first.click()
    page.wait_for_url("**/hop/**")
    return page.url.split("/hop/")[1].split("/")[0]


def check_in(page: Page, seat: str | None) -> None:
    """Say where one sits: the name of a room, or None for elsewhere (the devices are tested, then one joins)."""
    if seat is None:
        page.get_by_test_id("seat-remote").check()
        page.get_by_test_id("check-in-confirm").click()
        page.get_by_test_id("join").click()
    else:
        page.get_by_label(seat).check()
        page.get_by_test_id("check-in-confirm").click()
    expect(page.get_by_test_id("check-in-confirm")).to_have_count(0)


def confirm(page: Page) -> None:
    """Answer the one question that an official act asks."""
    page.get_by_test_id("confirm-yes").click()


def give_floor(chair: Page, kind: str, name: str) -> None:
    """Invite somebody to speak; ``kind`` is ``room`` or ``person``."""
    chair.get_by_test_id("pick").click()
    chair.get_by_test_id(f"pick-{kind}").filter(has_text=name).click()


def vote(page: Page, choice: str) -> None:
    """Vote in two touches and wait for the receipt."""
    page.get_by_test_id(f"vote-{choice}").click()
    page.get_by_test_id("vote-send").click()
    expect(page.get_by_test_id("vote-receipt")).to_be_visible()
