"""One's own password: the rules, the old one, who stays signed in, what is written down."""

from typing import Any

import pytest

from meetings.accounts.models import Person
from meetings.accounts.own_password import TRIES
from meetings.core.signals import session_ended
from meetings.directory.models import RegisterEntry
from tests.browser import Browser, browser_of, text_of
from tests.cast import PASSWORD, Cast

PAGE = "/mat-khau/"
CHOSEN = "sông rộng chiều vàng"


def typed(new: str = CHOSEN, *, old: str = PASSWORD, again: str | None = None) -> dict[str, str]:
    return {"old": old, "new": new, "again": new if again is None else again}


def signs_in(person: Person, password: str) -> bool:
    return Person.objects.get(id=person.id).check_password(password)


def test_strangers_are_led_to_sign_in(cast: Cast):
    assert Browser().get(PAGE).headers["Location"].startswith("/dang-nhap/")
    assert Browser().post(PAGE, typed()).headers["Location"].startswith("/dang-nhap/")


def test_the_menu_leads_to_the_rules(cast: Cast):
    lan = browser_of(cast.named("delegate"))
    assert f'href="{PAGE}"' in lan.get("/").content.decode()
    assert "Ít nhất 10 ký tự" in text_of(lan.get(PAGE))


def test_a_new_password_ends_every_sign_in_but_this_one(cast: Cast, django_capture_on_commit_callbacks: Any):
    person = cast.named("delegate")
    here, elsewhere = browser_of(person), browser_of(person)
    ended: list[object] = []

    def hear(person_id: object = None, **_signal: object) -> None:
        ended.append(person_id)

    session_ended.connect(hear)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            done = here.post(PAGE, typed())
    finally:
        session_ended.disconnect(hear)
    assert (done.status_code, done.headers["Location"]) == (302, "/")
    assert "Đã đổi mật khẩu" in text_of(here.get("/"))
    assert elsewhere.get("/").status_code == 302
    assert ended == [person.id]
    assert signs_in(person, CHOSEN) and not signs_in(person, PASSWORD)
    entry = RegisterEntry.objects.latest("id")
    assert (entry.by, entry.unit) == (person, person.unit)
    assert entry.words == f"{person.full_name} ({person.username}) tự đổi mật khẩu"
    assert CHOSEN not in entry.words


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (typed("chín chữ"), "ít nhất 10 ký tự"),
        (typed("1234567890"), "dễ bị đoán"),
        (typed(PASSWORD), "phải khác mật khẩu đang dùng"),
        (typed(again="sông rộng chiều xanh"), "chưa giống nhau"),
        (typed(""), "Hãy nhập mật khẩu mới"),
        (typed(old="sai rồi"), "chưa đúng. Còn 4 lần thử"),
    ],
)
def test_what_does_not_do_is_said_and_nothing_changes(cast: Cast, sent: dict[str, str], words: str):
    person = cast.named("delegate")
    answer = browser_of(person).post(PAGE, sent)
    assert answer.status_code == 422 and words in text_of(answer)
    assert signs_in(person, PASSWORD)
    assert not RegisterEntry.objects.exists()
    assert not any(f'value="{secret}"' in answer.content.decode() for secret in sent.values() if secret)


def test_guessing_the_old_password_ends_after_five_tries(cast: Cast):
    person = cast.named("delegate")
    lan = browser_of(person)
    answers = [lan.post(PAGE, typed(old="sai rồi")).status_code for _try in range(TRIES)]
    assert answers == [422] * (TRIES - 1) + [429]
    refused = lan.post(PAGE, typed())
    assert refused.status_code == 429 and "trong 15 phút" in text_of(refused)
    assert signs_in(person, PASSWORD)
    assert browser_of(cast.named("guest")).post(PAGE, typed(old="sai rồi")).status_code == 422
