"""The page of preparation of a questioning."""

from meetings.agenda.selectors import items_state
from meetings.questioning.selectors import questions_state
from tests.browser import browser_of, text_of
from tests.cast import Cast


def test_the_secretary_sets_who_answers_and_enters_questions(cast: Cast):
    browser, item = browser_of(cast.secretary), cast.items[1]
    page = f"/chuan-bi/{cast.meeting.id}/muc/{item.id}/chat-van/"
    answerer, asker = cast.delegates[0], cast.delegates[2]
    assert browser.post(page).status_code == 422
    assert browser.post(page, {"nguoi": ["x"]}).status_code == 422
    assert browser.post(page, {"nguoi": [str(answerer.id), str(cast.guest.id)]}).status_code == 302
    state = items_state(cast.meeting)[1]
    assert (state.kind, set(state.answerers)) == ("questioning", {str(answerer.id), str(cast.guest.id)})
    entered = {"person": str(asker.id), "to": str(answerer.id), "subject": "Giải ngân chậm", "text": ""}
    assert browser.post(f"{page}ghi/", entered | {"subject": ""}).status_code == 422
    assert browser.post(f"{page}ghi/", entered | {"person": str(answerer.id)}).status_code == 422
    assert browser.post(f"{page}ghi/", entered).status_code == 302
    assert [one.name for one in questions_state(cast.meeting)] == [asker.full_name]
    assert "Giải ngân chậm" in text_of(browser.get(page))
    # It is in the record now: the item stays a questioning.
    assert browser.post(page, {"bo": "1"}).status_code == 422


def test_an_item_becomes_one_like_any_other_again(cast: Cast):
    browser, item = browser_of(cast.secretary), cast.items[1]
    page = f"/chuan-bi/{cast.meeting.id}/muc/{item.id}/chat-van/"
    browser.post(page, {"nguoi": [str(cast.guest.id)]})
    assert browser.post(page, {"bo": "1"}).status_code == 302
    assert items_state(cast.meeting)[1].kind == "discussion" and items_state(cast.meeting)[1].answerers == ()


def test_nobody_else_prepares_it(cast: Cast):
    page = f"/chuan-bi/{cast.meeting.id}/muc/{cast.items[1].id}/chat-van/"
    for person, status in ((cast.chair, 403), (cast.delegates[0], 403), (cast.outsider, 404)):
        browser = browser_of(person)
        assert browser.get(page).status_code == status
        assert browser.post(page, {"nguoi": [str(cast.guest.id)]}).status_code == status
        assert browser.post(f"{page}ghi/", {}).status_code == status
    assert items_state(cast.meeting)[1].kind == "discussion"
