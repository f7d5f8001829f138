"""The invented people, units and rooms of the demonstration. Nobody here exists."""

from dataclasses import dataclass

from meetings.contracts.roles import Role
from meetings.contracts.seating import HallForm, HallSpec
from meetings.contracts.state import RoomKind


@dataclass(frozen=True, slots=True)
class DemoUnit:
    """A unit; ``valid`` are the first and last day as ISO dates, ``successor`` the unit that took over."""

    name: str
    short_name: str
    level: str
    parent: str | None = None
    branch: str = "party"
    valid: tuple[str | None, str | None] = (None, None)
    successor: str | None = None
    code: str = ""


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """A person with a role in today's meeting."""

    username: str
    full_name: str
    title: str
    unit: str
    role: Role
    votes: bool
    order: int
    secretariat: bool = False
    technical: bool = False


@dataclass(frozen=True, slots=True)
class DemoRoom:
    """A room of today's meeting."""

    name: str
    unit: str
    kind: RoomKind
    seats: int
    main: bool = False


UNITS = (
    DemoUnit("Tỉnh ủy An Sơn", "An Sơn", "tỉnh", code="AS"),
    DemoUnit("Văn phòng Tỉnh ủy An Sơn", "VPTU", "cơ quan", "Tỉnh ủy An Sơn", code="AS.VP"),
    DemoUnit("Đảng ủy xã Tân Hòa", "Tân Hòa", "xã", "Tỉnh ủy An Sơn", valid=("2025-07-01", None), code="AS.01"),
    DemoUnit("Đảng ủy xã Phú Lâm", "Phú Lâm", "xã", "Tỉnh ủy An Sơn", valid=("2025-07-01", None), code="AS.02"),
    DemoUnit(
        "Đảng ủy phường Trung Tâm", "Trung Tâm", "phường", "Tỉnh ủy An Sơn", valid=("2025-07-01", None), code="AS.03"
    ),
    DemoUnit(
        "Sở Khoa học và Công nghệ An Sơn", "Sở KH&CN", "cơ quan", "Tỉnh ủy An Sơn", branch="state", code="AS.KHCN"
    ),
    # A province as it was before 1 July 2025, with districts between province and commune.
    DemoUnit("Tỉnh ủy Bình Giang", "Bình Giang", "tỉnh", valid=(None, "2025-06-30"), successor="Tỉnh ủy An Sơn"),
    DemoUnit("Huyện ủy Lộc Ninh Hạ", "Lộc Ninh Hạ", "huyện", "Tỉnh ủy Bình Giang", valid=(None, "2025-06-30")),
    DemoUnit(
        "Đảng ủy xã Hòa Bình Thượng",
        "Hòa Bình Thượng",
        "xã",
        "Huyện ủy Lộc Ninh Hạ",
        valid=(None, "2025-06-30"),
        successor="Đảng ủy xã Tân Hòa",
    ),
)

PEOPLE = (
    DemoPerson("chutoa", "Trịnh Văn Khôi", "Phó Bí thư Thường trực Tỉnh ủy", "Tỉnh ủy An Sơn", Role.CHAIR, True, 1),
    DemoPerson(
        "thuky",
        "Hà Thị Kim Oanh",
        "Phó Chánh Văn phòng Tỉnh ủy",
        "Văn phòng Tỉnh ủy An Sơn",
        Role.SECRETARY,
        False,
        20,
        secretariat=True,
    ),
    DemoPerson(
        "daibieu1", "Lương Văn Phúc", "Bí thư Đảng ủy xã Tân Hòa", "Đảng ủy xã Tân Hòa", Role.DELEGATE, True, 30
    ),
    DemoPerson("daibieu2", "Mai Thế Vinh", "Bí thư Đảng ủy xã Phú Lâm", "Đảng ủy xã Phú Lâm", Role.DELEGATE, True, 31),
    DemoPerson(
        "daibieu3",
        "Phan Thị Hồng Nhung",
        "Bí thư Đảng ủy phường Trung Tâm",
        "Đảng ủy phường Trung Tâm",
        Role.DELEGATE,
        True,
        32,
    ),
    DemoPerson(
        "daibieu4", "Đỗ Thị Minh Nguyệt", "Ủy viên Ban Thường vụ Tỉnh ủy", "Tỉnh ủy An Sơn", Role.DELEGATE, True, 10
    ),
    DemoPerson("daibieu5", "Cao Bá Tùng", "Ủy viên Ban Chấp hành Tỉnh ủy", "Tỉnh ủy An Sơn", Role.DELEGATE, True, 11),
    DemoPerson(
        "daibieu6", "Ngô Xuân Trường", "Phó Bí thư Đảng ủy xã Tân Hòa", "Đảng ủy xã Tân Hòa", Role.DELEGATE, True, 33
    ),
    DemoPerson(
        "daibieu7", "Tạ Quang Hưng", "Phó Bí thư Đảng ủy xã Phú Lâm", "Đảng ủy xã Phú Lâm", Role.DELEGATE, True, 34
    ),
    DemoPerson(
        "khach",
        "Dương Thị Bích",
        "Giám đốc Sở Khoa học và Công nghệ",
        "Sở Khoa học và Công nghệ An Sơn",
        Role.GUEST,
        False,
        40,
    ),
    DemoPerson(
        "kythuat",
        "Vũ Đức Long",
        "Chuyên viên công nghệ thông tin",
        "Văn phòng Tỉnh ủy An Sơn",
        Role.TECHNICIAN,
        False,
        60,
        technical=True,
    ),
    DemoPerson(
        "quansat", "Bùi Thanh Thảo", "Chuyên viên theo dõi", "Văn phòng Tỉnh ủy An Sơn", Role.OBSERVER, False, 70
    ),
)

ROOMS = (
    DemoRoom("Hội trường A", "Tỉnh ủy An Sơn", RoomKind.HALL, 150, main=True),
    DemoRoom("Điểm cầu xã Tân Hòa", "Đảng ủy xã Tân Hòa", RoomKind.COMMUNE, 30),
    DemoRoom("Điểm cầu xã Phú Lâm", "Đảng ủy xã Phú Lâm", RoomKind.COMMUNE, 24),
    DemoRoom("Điểm cầu phường Trung Tâm", "Đảng ủy phường Trung Tâm", RoomKind.COMMUNE, 40),
    DemoRoom("Phòng họp Sở Khoa học và Công nghệ", "Sở Khoa học và Công nghệ An Sơn", RoomKind.AGENCY, 20),
)

MEETING_TITLE = "Hội nghị trực tuyến về đường truyền và họp không giấy ở cấp xã"
MEETING_PLACE = "Hội trường A, Trụ sở Tỉnh ủy An Sơn, và các điểm cầu"

ITEMS = (
    ("Khai mạc, thông qua chương trình", "Đồng chí Trịnh Văn Khôi", 10),
    ("Báo cáo kết quả chuyển đổi số 11 tháng năm 2026", "Văn phòng Tỉnh ủy", 30),
    ("Thảo luận: đường truyền và họp không giấy ở cấp xã", "Các điểm cầu", 60),
    ("Biểu quyết thông qua Kế hoạch hành động năm 2027", "Đồng chí Trịnh Văn Khôi", 20),
    ("Kết luận, bế mạc", "Đồng chí Trịnh Văn Khôi", 15),
)

LATER_TITLE = "Hội nghị tổng kết chuyển đổi số năm 2026, triển khai nhiệm vụ năm 2027"
LATER_PLACE = "Hội trường A, Trụ sở Tỉnh ủy An Sơn"
LATER_ITEMS = (
    (
        ("Khai mạc, thông qua chương trình", "Đồng chí Trịnh Văn Khôi", 15),
        ("Báo cáo tổng kết chuyển đổi số năm 2026", "Văn phòng Tỉnh ủy", 45),
        ("Thảo luận: kết quả và vướng mắc ở cấp xã", "Các đại biểu", 120),
    ),
    (
        ("Báo cáo nhiệm vụ chuyển đổi số năm 2027", "Sở Khoa học và Công nghệ", 30),
        ("Thảo luận, biểu quyết nhiệm vụ năm 2027", "Đồng chí Trịnh Văn Khôi", 90),
        ("Kết luận, bế mạc", "Đồng chí Trịnh Văn Khôi", 15),
    ),
)
"""Items of the meeting a week ahead, of its morning and of its afternoon."""

HALL = HallSpec(form=HallForm.THEATRE, rows=10, seats=15, aisles=(5, 10), presidium=7)
"""The main room, as its number of seats says."""
