"""A list goes into the register: looked at row by row, then all of it or nothing."""

import io
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from meetings.accounts.models import Person, Position, Unit
from meetings.core.actor import Actor
from meetings.core.errors import BadInput, BadState, NotFound, Refused
from meetings.directory.importing.columns import Kind
from meetings.directory.importing.plan import Plan, State
from meetings.directory.importing.services import carry_out, get_draft_for, plan_of, read_file
from meetings.directory.models import ImportDraft, RegisterEntry
from meetings.rooms.models import Room
from tests.browser import browser_of, text_of
from tests.cast import Cast, open_sitting

UNITS = "Mã đơn vị;Tên đơn vị;Tên ngắn;Cấp;Mã cấp trên;Khối;Từ ngày\n"
PEOPLE = "Tên đăng nhập;Họ và tên;Chức vụ;Mã chức vụ;Mã đơn vị;Thứ tự\n"
ROOMS = "Mã điểm cầu;Tên điểm cầu;Mã đơn vị;Loại;Số chỗ\n"
Look = Callable[[Kind, str], Plan]


@pytest.fixture
def look(office: Actor) -> Look:
    def plan(kind: Kind, text: str) -> Plan:
        draft = read_file(actor=office, kind=kind, name="tep.csv", data=text.encode())
        return plan_of(*get_draft_for(office, draft.id))

    return plan


def carry(actor: Actor, kind: Kind, text: str) -> Plan:
    draft = read_file(actor=actor, kind=kind, name="tep.csv", data=text.encode())
    return carry_out(actor=actor, draft_id=draft.id, digest=plan_of(*get_draft_for(actor, draft.id)).digest)


def states(plan: Plan) -> list[str]:
    return [line.state.value for line in plan.lines]


def test_units_come_with_those_beneath_them(house: Cast, office: Actor, look: Look):
    text = UNITS + (
        "AB;Tỉnh An Bình;An Bình;tỉnh;;;\n"
        "AB.01;Phường Tân Hòa;;phường;AB;;\n"
        "AB.02;Xã Phú Mỹ;;xã;AB;;\n"
        "AB.03;UBND xã Mới;;xã;AB;Nhà nước;01/07/2025\n"
        "AB.03.1;Thôn 1;;thôn;AB.03;;\n"
    )
    assert states(look(Kind.UNITS, text)) == ["changed", "changed", "same", "new", "new"]
    assert not Unit.objects.filter(code="AB.03").exists()
    carry(office, Kind.UNITS, text)
    new = Unit.objects.get(code="AB.03")
    assert (new.parent, new.branch, str(new.valid_from)) == (house.province, "state", "2025-07-01")
    assert Unit.objects.get(code="AB.03.1").parent == new
    assert house.communes["Tân Hòa"].former_names.get().name == "Xã Tân Hòa"
    entry = RegisterEntry.objects.latest("id")
    assert "2 mới, 2 sửa, 1 giữ nguyên" in entry.words
    assert ["Phường Tân Hòa: Tên", "Xã Tân Hòa", "Phường Tân Hòa"] in entry.details
    assert states(look(Kind.UNITS, text)) == ["same"] * 5


BAD_UNITS = [
    ("AB.03;Xã Mới;;;AB;;", "Ô trống: Cấp"),
    ("AB.03;Xã Mới;;xã;AB.1;;", "Có phải «AB.0"),
    ("AB.03;Xã Mới;;xã;ZZZZZ;;", "Không có mã cấp trên «ZZZZZ»"),
    ("AB.03;Xã Mới;;xã;AB;Tư nhân;", "Đảng hoặc Nhà nước"),
    ("AB.03;Xã Mới;;xã;AB;;31/02/2025", "không phải một ngày"),
    ("AB.01;Xã Tân Hòa;;xã;AB.02;;", "Chuyển cấp trên"),
    ("AB.02;Xã Phú Mỹ;;xã;AB;;\nAB.02;Xã Khác;;xã;AB;;", "đã có ở dòng 2"),
]
BAD_PEOPLE = [
    ("mới;Nguyễn Mới;;;AB;", "không dấu"),
    ("moi;Nguyễn Mới;;;AB.09;", "Có phải «AB.0"),
    ("moi;Nguyễn Mới;;XX;AB;", "Không có mã chức vụ «XX»"),
    ("moi;Nguyễn Mới;;;AB;1.5", "không phải số nguyên"),
    ("moi;Nguyễn Mới;;;AB;\nMOI;Nguyễn Mới;;;AB;", "đã có ở dòng 2"),
    ("moi;;;;AB;", "Ô trống: Họ và tên"),
]


@pytest.mark.usefixtures("house")
def test_a_bad_row_says_what_to_do(look: Look):
    for kind, head, rows in ((Kind.UNITS, UNITS, BAD_UNITS), (Kind.PEOPLE, PEOPLE, BAD_PEOPLE)):
        for row, said in rows:
            line = look(kind, f"{head}{row}\n").lines[-1]
            assert said in " ".join(line.problems), row
            assert line.state == State.ERROR


def test_people_come_without_a_password(house: Cast, office: Actor, look: Look):
    Position.objects.create(code="BT", name="Bí thư", order=3)
    text = PEOPLE + (
        "Moi.NV;Nguyễn Văn Mới;;bt;AB.01;\nlan.pt;Phạm Thị Lan;;BT;AB.02;40\ntung.bt;Bùi Thanh Tùng;;;AB;\n"
    )
    assert states(look(Kind.PEOPLE, text)) == ["new", "changed", "same"]
    carry(office, Kind.PEOPLE, text)
    new = Person.objects.get(username="moi.nv")
    assert (new.title, new.protocol_order, new.has_usable_password()) == ("Bí thư", 3, False)
    lan = Person.objects.get(username="lan.pt")
    assert (lan.unit, lan.protocol_order, lan.has_usable_password()) == (house.communes["Phú Mỹ"], 40, True)
    assert lan.title == "Bí thư Đảng ủy xã Tân Hòa"  # an empty cell leaves what is there


def test_nobody_moves_in_the_middle_of_a_sitting(house: Cast, look: Look):
    open_sitting(house)
    plan = look(Kind.PEOPLE, PEOPLE + "lan.pt;Phạm Thị Lan;;;AB.02;\nviet.hq;Hoàng Quốc Việt;;;AB.02;\n")
    assert states(plan) == ["error", "same"]
    plan = look(Kind.ROOMS, ROOMS + "P2;Điểm cầu Tân Hòa;AB.01;Cấp xã;30\nP3;Điểm cầu Mới;AB.01;Cấp xã;30\n")
    assert states(plan) == ["changed", "new"]  # only its code


def test_rooms_are_known_by_name_until_they_have_a_code(house: Cast, office: Actor, look: Look):
    text = ROOMS + "P1;Hội trường tỉnh;AB;Hội trường;150\nP2;Điểm cầu Tân Hòa;AB.01;cap xa;45\nP9;Phòng 9;AB;Cơ quan;\n"
    assert states(look(Kind.ROOMS, text)) == ["changed", "changed", "new"]
    carry(office, Kind.ROOMS, text)
    assert Room.objects.get(code="P1") == house.hall
    assert Room.objects.get(code="P2").seats == 45
    bad = look(Kind.ROOMS, ROOMS + "P1;Hội trường;AB;Nhà hát;-1\n").lines[0]
    assert len(bad.problems) == 2


@pytest.mark.usefixtures("house")
def test_an_error_stops_every_row(office: Actor):
    with pytest.raises(BadState) as refused:
        carry(office, Kind.PEOPLE, PEOPLE + "moi;Nguyễn Mới;;;AB;\nkhac;Người Khác;;;ZZ;\n")
    assert refused.value.code == "has_errors"
    assert not Person.objects.filter(username="moi").exists()


def test_only_what_was_shown_is_carried_out(house: Cast, office: Actor):
    data = (PEOPLE + "moi;Nguyễn Mới;;;AB;\n").encode()
    draft = read_file(actor=office, kind=Kind.PEOPLE, name="a.csv", data=data)
    shown = plan_of(*get_draft_for(office, draft.id)).digest
    Person.objects.create(username="moi", full_name="Người khác", unit=house.province)
    with pytest.raises(BadState) as refused:
        carry_out(actor=office, draft_id=draft.id, digest=shown)
    assert refused.value.code == "register_changed"
    assert Person.objects.get(username="moi").full_name == "Người khác"


def test_a_file_is_its_senders_alone(house: Cast, office: Actor):
    draft = read_file(actor=office, kind=Kind.UNITS, name="a.csv", data=(UNITS + "X;Y;;z;AB;;\n").encode())
    commune = house.actor("delegate")
    with pytest.raises(NotFound):
        get_draft_for(commune, draft.id)
    for who in ("chair", "outsider"):
        with pytest.raises(Refused):
            carry_out(actor=house.actor(who), draft_id=draft.id, digest="")
        with pytest.raises(Refused):
            read_file(actor=house.actor(who), kind=Kind.UNITS, name="a.csv", data=b"")
    foreign = read_file(
        actor=commune, kind=Kind.PEOPLE, name="a.csv", data=(PEOPLE + "mai.tt;Trần Thị Mai;;;AB.01;\n").encode()
    )
    (line,) = plan_of(*get_draft_for(commune, foreign.id)).lines
    assert "ngoài phần danh bạ" in line.problems[0]


BAD_FILES = [
    ("Họ tên;Đơn vị\nA;B\n".encode(), "Tệp thiếu cột Tên đăng nhập"),
    (b"\xd0\xcf\x11\xe0", "có mật khẩu"),
    (PEOPLE.encode(), "chỉ có dòng tiêu đề"),
    (b"", "không có dòng nào"),
]


def test_a_bad_file_is_refused_in_words(house: Cast):
    browser = browser_of(house.secretary)
    for data, said in BAD_FILES:
        answer = browser.post("/danh-ba/nhap/", {"kind": "people", "tep": SimpleUploadedFile("a.csv", data)})
        assert answer.status_code == 422
        assert said in text_of(answer)
    assert not ImportDraft.objects.exists()


def test_the_pages_lead_from_the_file_to_the_register(house: Cast):
    browser = browser_of(house.secretary)
    text = UNITS + "AB.03;Xã Mới;;xã;AB;;\nAB.04;Xã Cũ;;xã;ABX;;\n"
    answer = browser.post("/danh-ba/nhap/", {"kind": "units", "tep": SimpleUploadedFile("a.csv", text.encode())})
    page = browser.get(answer.url)
    assert "1 dòng có lỗi" in text_of(page)
    assert "Xã Mới" not in text_of(browser.get(f"{answer.url}?loc=error"))
    assert browser.post(answer.url, {"digest": page.context["plan"].digest}).status_code == 409
    good = SimpleUploadedFile("b.csv", text.replace("ABX", "AB").encode())
    answer = browser.post("/danh-ba/nhap/", {"kind": "units", "tep": good})
    page = browser.get(answer.url)
    done = browser.post(answer.url, {"digest": page.context["plan"].digest}, follow=True)
    assert "Đã nhập: 2 mới, 0 sửa." in text_of(done)
    assert "Xã Cũ" in text_of(done)
    assert "2 mới, 0 sửa" in text_of(browser.get("/danh-ba/so/"))
    assert browser.get(answer.url).status_code == 404


def test_the_present_list_is_a_file_that_changes_nothing(house: Cast, office: Actor):
    for room in (house.hall, house.tan_hoa, house.phu_my, house.far_room):
        room.code = room.name
        room.save()
    browser = browser_of(house.secretary)
    for kind in Kind:
        empty = load_workbook(io.BytesIO(browser.get(f"/danh-ba/tep/{kind}/mau.xlsx").content))
        assert empty.worksheets[0].max_row == 1
        data = browser.get(f"/danh-ba/tep/{kind}/hien-co.xlsx").content
        draft = read_file(actor=office, kind=kind, name="a.xlsx", data=data)
        assert {line.state for line in plan_of(*get_draft_for(office, draft.id)).lines} == {State.SAME}
        with pytest.raises(BadInput):
            read_file(
                actor=office, kind=kind, name="mau.xlsx", data=browser.get(f"/danh-ba/tep/{kind}/mau.xlsx").content
            )
