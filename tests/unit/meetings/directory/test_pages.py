"""The pages of the register: what the office sees and does, and that nobody else gets in."""

from typing import Any
from uuid import uuid4

from meetings.accounts.models import Position, Term, Unit
from tests.browser import browser_of, text_of
from tests.cast import Cast

UNIT = "/danh-ba/don-vi/{unit}/"


def test_the_office_works_on_a_unit(house: Cast):
    browser = browser_of(house.secretary)
    page = UNIT.format(unit=house.province.id)
    Position.objects.create(code="BT", name="Bí thư", order=1)
    acts: list[tuple[str, dict[str, Any], str]] = [
        ("nhiem-ky/", {"name": "Nhiệm kỳ 2025 – 2030", "on": "2025-10-15"}, "Đã mở nhiệm kỳ mới."),
        (
            "thanh-vien/",
            {
                "person": str(house.chair.id),
                "position": str(Position.objects.get().id),
                "role": "chair",
                "on": "2025-10-15",
                "votes": "on",
            },
            "Bí thư · Chủ trì, có quyền biểu quyết · từ 15/10/2025",
        ),
        ("them/", {"name": "Xã Mới", "level": "xã", "branch": "party", "valid_from": ""}, "Đã thêm đơn vị."),
        (
            "nguoi/",
            {"username": "moi", "full_name": "Người Mới", "protocol_order": "5", "is_active": "on", "keeps": ""},
            "Hãy cấp mật khẩu",
        ),
        (f"thanh-vien/{house.chair.id}/thoi/", {"on": "2026-01-01"}, "Đã ghi thôi"),
        ("", {"name": "Tỉnh An Bình Mới", "level": "tỉnh", "branch": "party", "on": ""}, "Đã lưu đơn vị."),
    ]
    for tail, typed, said in acts:
        answer = browser.post(page + tail, typed, follow=True)
        assert said in text_of(answer), tail
    shown = text_of(browser.get(page))
    assert "Nhiệm kỳ 2025 – 2030 (15/10/2025 – nay)" in shown
    assert "Tỉnh An Bình (đến" in shown
    assert "Xã Mới" in text_of(browser.get("/danh-ba/?q=xa+moi"))
    assert (
        "Tỉnh An Bình Mới"
        not in text_of(browser.get("/danh-ba/?ngay=2024-01-01")).split("Vừa thay đổi")[0].split("đơn vị")[-1]
    )


REFUSED = [
    ("nhiem-ky/", {"name": "", "on": "x"}, "Ngày này không có trong lịch."),
    ("thanh-vien/", {"person": "", "role": "chair", "on": "2025-01-01"}, "Hãy chọn người."),
    ("them/", {"name": "Xã Mới", "level": "xã", "branch": "party", "code": "AB.01"}, "đang là mã của Xã Tân Hòa"),
    ("nguoi/", {"username": "mai.tt", "full_name": "A", "protocol_order": "1"}, "đã có người dùng"),
    ("", {"name": "", "level": "tỉnh", "branch": "party"}, "Hãy điền ô này."),
    ("sap-nhap/", {"successor": "", "on": "2025-01-01"}, "Hãy chọn đơn vị tiếp nhận."),
]


def test_what_cannot_be_saved_stands_open_with_its_reason(house: Cast):
    browser = browser_of(house.secretary)
    for tail, typed, said in REFUSED:
        unit = house.communes["Tân Hòa"] if tail == "sap-nhap/" else house.province
        answer = browser.post(UNIT.format(unit=unit.id) + tail, typed)
        assert answer.status_code == 422, tail
        assert said in text_of(answer), tail


def test_the_page_merges(house: Cast):
    browser = browser_of(house.secretary)
    old, new = house.communes["Tân Hòa"], house.communes["Phú Mỹ"]
    answer = browser.post(
        UNIT.format(unit=old.id) + "sap-nhap/", {"successor": str(new.id), "on": "2025-07-01"}, follow=True
    )
    assert "Đã sáp nhập." in text_of(answer)
    assert "đến hết ngày 30/06/2025" in text_of(browser.get(UNIT.format(unit=old.id)))


def test_positions_are_listed_by_protocol(house: Cast):
    browser = browser_of(house.secretary)
    for code, order in (("UV", 9), ("BT", 1)):
        browser.post("/danh-ba/chuc-vu/", {"code": code, "name": f"Chức vụ {code}", "order": order})
    browser.get("/danh-ba/chuc-vu/")  # says what was saved
    shown = text_of(browser.get("/danh-ba/chuc-vu/"))
    assert shown.index("Chức vụ BT") < shown.index("Chức vụ UV")
    assert browser.post("/danh-ba/chuc-vu/", {"code": "", "name": "", "order": "x"}).status_code == 422
    used = Position.objects.get(code="BT")
    assert browser.post(f"/danh-ba/chuc-vu/{used.id}/bo/").status_code == 302
    commune = browser_of(house.delegates[2])
    assert "Thêm hoặc sửa" not in text_of(commune.get("/danh-ba/chuc-vu/"))
    assert commune.post("/danh-ba/chuc-vu/", {"code": "A", "name": "B", "order": "1"}).status_code == 403


def addresses(house: Cast) -> list[str]:
    unit, person = UNIT.format(unit=house.province.id), f"/danh-ba/nguoi/{house.guest.id}/"
    tails = ["", "them/", "sap-nhap/", "nhiem-ky/", "thanh-vien/", "nguoi/", f"thanh-vien/{house.guest.id}/thoi/"]
    lists = ["", "so/", "chuc-vu/", f"chuc-vu/{uuid4()}/bo/", "nhap/", f"nhap/{uuid4()}/", "tep/units/hien-co.xlsx"]
    return [*(unit + tail for tail in tails), person, f"{person}mat-khau/", *(f"/danh-ba/{one}" for one in lists)]


def test_others_find_closed_doors(house: Cast):
    before = (list(Unit.objects.values()), Term.objects.count())
    own = {"/danh-ba/", "/danh-ba/so/", "/danh-ba/chuc-vu/", "/danh-ba/nhap/", "/danh-ba/tep/units/hien-co.xlsx"}
    for who in ("chair", "delegate"):
        browser = browser_of(house.named(who))
        for address in addresses(house):
            part = who == "delegate" and address in own  # keeps a commune, and sees that alone
            assert browser.get(address).status_code in ({200} if part else {403, 404, 405}), address
            assert browser.post(address, {"name": "Khác"}).status_code in {403, 404, 405, *([422] if part else [])}
    assert (list(Unit.objects.values()), Term.objects.count()) == before


def test_the_way_there_is_shown_to_keepers_alone(house: Cast):
    assert "Danh bạ" in text_of(browser_of(house.secretary).get("/"))
    assert "Danh bạ" not in text_of(browser_of(house.chair).get("/"))
