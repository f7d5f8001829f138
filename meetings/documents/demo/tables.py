"""The tables of the texts: a heading row and rows of words."""

from dataclasses import dataclass

from meetings.documents.demo.data import GROUPS, communes, decimal, summary


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its caption; ``widths`` are shares of the line in per cent."""

    caption: str
    widths: tuple[int, ...]
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def clusters() -> Table:
    """Return the sums of the eight groups."""
    rows: list[tuple[str, ...]] = [
        (str(number), group, str(s.total), s.mean_mbps, s.heard, str(s.good), str(s.fair), str(s.poor))
        for number, group in enumerate(GROUPS, start=1)
        for s in [summary(group)]
    ]
    whole = summary()
    rows.append(
        (
            "",
            "Toàn tỉnh",
            str(whole.total),
            whole.mean_mbps,
            whole.heard,
            *map(str, (whole.good, whole.fair, whole.poor)),
        )
    )
    head = ("TT", "Cụm", "Số điểm cầu", "Mbit/s", "Nghe rõ (%)", "Tốt", "Khá", "Chưa đạt")
    caption = "Biểu 1. Đường truyền và chất lượng nghe theo cụm, tháng 10 năm 2026"
    return Table(caption, (6, 24, 14, 12, 14, 9, 9, 12), head, tuple(rows))


def tasks() -> Table:
    """Return the tasks by field."""
    rows = (
        ("1", "Đường truyền, thiết bị", "84", "71", "6", "7"),
        ("2", "Tài liệu, thể thức", "62", "55", "4", "3"),
        ("3", "Đào tạo, hướng dẫn", "47", "41", "3", "3"),
        ("4", "An toàn thông tin", "38", "26", "7", "5"),
        ("5", "Biên bản, kết luận", "55", "46", "5", "4"),
        ("6", "Kinh phí, mua sắm", "41", "29", "6", "6"),
        ("", "Cộng", "327", "268", "31", "28"),
    )
    head = ("TT", "Lĩnh vực", "Được giao", "Đúng hạn", "Chậm", "Đang làm")
    return Table("Biểu 2. Kết quả thực hiện nhiệm vụ sau họp", (7, 37, 15, 15, 12, 14), head, rows)


def appendix() -> Table:
    """Return every meeting point."""
    rows = tuple(
        (str(c.number), c.name, c.group, decimal(c.mbps), decimal(c.loss, 2), decimal(c.heard), c.grade)
        for c in communes()
    )
    head = ("TT", "Xã, phường", "Cụm", "Mbit/s", "Mất gói (%)", "Nghe rõ (%)", "Xếp loại")
    return Table("Kết quả đo tại các điểm cầu, tháng 10 năm 2026", (7, 22, 21, 11, 13, 13, 13), head, rows)


def targets() -> Table:
    """Return the targets of the plan."""
    rows = (
        ("1", "Điểm cầu nghe rõ từ 98% thời gian phiên họp", "%", "71", "100"),
        ("2", "Điểm cầu có đường truyền dự phòng", "%", "58", "100"),
        ("3", "Điểm cầu có micrô có dây", "%", "92", "100"),
        ("4", "Tài liệu gửi trước họp từ 3 ngày làm việc", "%", "64", "95"),
        ("5", "Đại biểu mở tài liệu trước giờ họp", "%", "83", "95"),
        ("6", "Cuộc họp định kỳ cấp tỉnh biểu quyết bằng thiết bị", "%", "32", "100"),
        ("7", "Dự thảo biên bản có trong ngày làm việc tiếp theo", "%", "19", "90"),
        ("8", "Nhiệm vụ sau họp hoàn thành đúng hạn", "%", "82", "92"),
        ("9", "Thời gian khôi phục khi mất đường truyền chính", "phút", "11", "5"),
        ("10", "Cán bộ trực kỹ thuật được bồi dưỡng 2 lần/năm", "%", "46", "100"),
    )
    head = ("TT", "Chỉ tiêu", "Đơn vị", "Năm 2026", "Năm 2027")
    return Table("Biểu 1. Các chỉ tiêu chủ yếu", (7, 53, 12, 14, 14), head, rows)


def schedule() -> Table:
    """Return what is due when."""
    rows = (
        ("1", "Ban hành mẫu phòng họp và sổ tay vận hành", "Văn phòng Tỉnh ủy", "31/01/2027"),
        ("2", "Tách đường truyền cho các điểm cầu chưa đạt", "Ủy ban nhân dân tỉnh", "28/02/2027"),
        ("3", "Thay micrô không dây cũ", "Các Đảng ủy xã, phường", "31/3/2027"),
        ("4", "Bộ đo chất lượng tự động tại 104 điểm cầu", "Văn phòng Tỉnh ủy", "31/3/2027"),
        ("5", "Bồi dưỡng cán bộ trực kỹ thuật, đợt 1", "Văn phòng Tỉnh ủy", "30/4/2027"),
        ("6", "Đường dự phòng cho các cụm Ven biển, Núi thấp", "Ủy ban nhân dân tỉnh", "30/6/2027"),
        ("7", "Biểu quyết bằng thiết bị ở mọi cuộc họp định kỳ", "Văn phòng Tỉnh ủy", "30/6/2027"),
        ("8", "Sơ kết 6 tháng, điều chỉnh chỉ tiêu", "Ban Thường vụ Tỉnh ủy", "15/7/2027"),
        ("9", "Đường dự phòng cho cụm Núi cao", "Ủy ban nhân dân tỉnh", "30/9/2027"),
        ("10", "Bồi dưỡng cán bộ trực kỹ thuật, đợt 2", "Văn phòng Tỉnh ủy", "30/9/2027"),
        ("11", "Diễn tập mất đường truyền toàn tỉnh", "Văn phòng Tỉnh ủy", "31/10/2027"),
        ("12", "Kiểm tra an toàn thông tin tại các điểm cầu", "Ủy ban nhân dân tỉnh", "Hằng quý"),
        ("13", "Kiểm tra việc thực hiện Kế hoạch", "Ủy ban Kiểm tra Tỉnh ủy", "30/11/2027"),
        ("14", "Tổng kết năm, báo cáo Ban Chấp hành", "Ban Thường vụ Tỉnh ủy", "15/12/2027"),
    )
    head = ("TT", "Nội dung", "Cơ quan chủ trì", "Thời hạn")
    return Table("Biểu 2. Lộ trình thực hiện", (7, 50, 26, 17), head, rows)


def budget() -> Table:
    """Return the shares of the budget."""
    rows = (
        ("1", "Đường truyền chính và dự phòng", "38"),
        ("2", "Micrô, loa, xử lý âm phòng", "24"),
        ("3", "Máy tính, màn hình, máy quay", "17"),
        ("4", "Đào tạo, diễn tập", "9"),
        ("5", "An toàn thông tin, sao lưu", "8"),
        ("6", "Dự phòng", "4"),
        ("", "Cộng", "100"),
    )
    return Table("Biểu 3. Cơ cấu kinh phí dự kiến", (9, 66, 25), ("TT", "Nội dung chi", "Tỷ trọng (%)"), rows)


def assignments() -> Table:
    """Return what each group of communes has to do, by quarter."""
    work = (
        ("Quý I", "Tách đường truyền họp khỏi đường truyền của bộ phận một cửa tại {poor} điểm cầu chưa đạt"),
        (
            "Quý II",
            "Bổ sung đường dự phòng cho {no_backup} điểm cầu còn thiếu, nghiệm thu bằng diễn tập ngắt đường chính",
        ),
        ("Quý III", "Đo lại chất lượng nghe tại {total} điểm cầu, công khai kết quả trong cụm"),
        ("Quý IV", "Tự kiểm tra an toàn thông tin, bàn giao sổ lý lịch phòng họp, báo cáo kết quả năm"),
    )
    rows = tuple(
        (str(number * 4 + quarter + 1), group, when, _work_for(group, what))
        for number, group in enumerate(GROUPS)
        for quarter, (when, what) in enumerate(work)
    )
    return Table("Phân công nhiệm vụ theo cụm", (8, 22, 14, 56), ("TT", "Cụm", "Thời gian", "Nhiệm vụ"), rows)


def _work_for(group: str, work: str) -> str:
    figures = summary(group)
    if "{poor}" in work and not figures.poor:
        return "Rà soát hợp đồng đường truyền, giữ đường truyền họp tách riêng"
    return work.format(**figures.facts)


def rooms() -> Table:
    """Return the three model rooms."""
    rows = (
        ("1", "Số chỗ", "Dưới 15", "15 đến 40", "Trên 40"),
        ("2", "Micrô có dây", "2 chiếc", "4 chiếc", "8 chiếc"),
        ("3", "Loa", "1 đôi", "2 đôi", "4 đôi"),
        ("4", "Màn hình", "55 inch", "75 inch", "2 màn 75 inch hoặc máy chiếu"),
        ("5", "Máy quay", "Góc rộng, cố định", "Xoay, có điểm nhớ", "2 chiếc, có điểm nhớ"),
        ("6", "Máy tính phòng họp", "1, tự khởi động", "1, tự khởi động", "2, một dự phòng"),
        ("7", "Đường truyền chính", "10 Mbit/s riêng", "20 Mbit/s riêng", "30 Mbit/s riêng"),
        ("8", "Đường dự phòng", "Vô tuyến", "Vô tuyến hoặc cáp thứ hai", "Cáp thứ hai"),
        ("9", "Bộ lưu điện", "30 phút", "45 phút", "60 phút"),
        ("10", "Người trực", "1", "1 và 1 dự phòng", "2"),
    )
    head = ("TT", "Hạng mục", "Phòng nhỏ", "Phòng vừa", "Phòng lớn")
    return Table("Mẫu phòng họp trực tuyến cấp xã", (8, 23, 22, 23, 24), head, rows)


def drill() -> Table:
    """Return the order of the drill for a lost line."""
    rows = (
        ("1", "Trước 30 phút", "Thử micrô, loa, máy quay, đo đường truyền, xác nhận trên hệ thống", "Trực kỹ thuật"),
        ("2", "Phút 0", "Ban tổ chức ngắt đường truyền chính không báo trước", "Ban tổ chức"),
        ("3", "Phút 1", "Thiết bị tự chuyển sang đường dự phòng; tiếng nói được giữ, hình ảnh tạm dừng", "Thiết bị"),
        ("4", "Phút 2", "Xác nhận với thư ký qua điện thoại, kiểm tra lượt phát biểu còn giữ", "Trực kỹ thuật"),
        ("5", "Phút 5", "Nếu chưa nối lại: chuyển sang dự họp bằng máy tính bảng qua vô tuyến", "Trực kỹ thuật"),
        ("6", "Phút 10", "Biểu quyết thử; người không có thiết bị giơ tay, thư ký ghi nhận", "Thư ký"),
        ("7", "Phút 15", "Nối lại đường chính, kiểm tra tài liệu và ghi chú không bị mất", "Đại biểu"),
        ("8", "Sau diễn tập", "Ghi thời gian khôi phục, lỗi đã gặp vào sổ lý lịch phòng họp", "Trực kỹ thuật"),
        ("9", "Trong 24 giờ", "Tổng hợp kết quả các điểm cầu, gửi lại cho từng xã, phường", "Văn phòng Tỉnh ủy"),
    )
    head = ("TT", "Thời điểm", "Việc phải làm", "Người thực hiện")
    return Table("Kịch bản diễn tập mất đường truyền", (8, 18, 50, 24), head, rows)


def group_table(group: str) -> Table:
    """Return the meeting points of one group as the survey noted them."""
    rows = tuple(
        (
            str(number),
            c.name,
            decimal(c.mbps),
            str(c.delay_ms),
            decimal(c.loss, 2),
            str(c.drops),
            "Có" if c.wired else "Không",
            "Có" if c.backup else "Không",
            c.grade,
        )
        for number, c in enumerate([c for c in communes() if c.group == group], start=1)
    )
    head = (
        "TT",
        "Xã, phường",
        "Mbit/s",
        "Trễ (ms)",
        "Mất gói (%)",
        "Số lần mất tiếng",
        "Micrô dây",
        "Dự phòng",
        "Loại",
    )
    return Table(f"Phiếu khảo sát cụm {group}", (6, 21, 10, 9, 11, 12, 10, 10, 11), head, rows)


TABLES = {
    "clusters": clusters,
    "tasks": tasks,
    "appendix": appendix,
    "targets": targets,
    "schedule": schedule,
    "budget": budget,
    "assignments": assignments,
    "rooms": rooms,
    "drill": drill,
}
