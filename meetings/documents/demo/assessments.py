"""A paragraph or two on each group of communes, from its figures."""

from meetings.documents.demo.data import GROUPS, communes, decimal, summary

_STRENGTHS = {
    "Trung tâm": "các phường đã có tổ hỗ trợ tại chỗ, xử lý phần lớn sự cố trong vòng 3 phút",
    "Ven sông": "đường cáp được đi ngầm tại các đoạn qua sông nên ít bị đứt hơn năm trước",
    "Đồng bằng Bắc": "các xã dùng chung một kho micrô dự phòng, thiết bị hỏng được thay trong ngày",
    "Đồng bằng Nam": "việc thử phòng trước giờ họp được duy trì nền nếp, có sổ ghi chép",
    "Ven biển": "đã có phương án dùng vô tuyến khi có bão, được diễn tập vào tháng 8",
    "Trung du": "cán bộ trực kỹ thuật được bố trí chuyên trách ở đa số điểm cầu",
    "Núi thấp": "nhiều xã tự làm tấm tiêu âm bằng vật liệu sẵn có, tiếng vang giảm rõ",
    "Núi cao": "đại biểu ở xa không còn phải đi từ hôm trước để dự họp tại tỉnh",
}
_PROBLEMS = {
    "Trung tâm": "một số phòng họp nằm sát đường lớn, tiếng ồn lọt vào micrô",
    "Ven sông": "băng thông giảm vào cuối giờ chiều khi bộ phận một cửa truyền hồ sơ",
    "Đồng bằng Bắc": "còn phòng họp dùng chung hội trường lớn, tiếng vang nhiều",
    "Đồng bằng Nam": "thiếu người trực kỹ thuật dự phòng khi cán bộ chính đi học",
    "Ven biển": "hơi muối làm hỏng đầu nối, thiết bị ngoài trời xuống cấp nhanh",
    "Trung du": "tài liệu tải chậm khi nhiều đại biểu mở cùng lúc trước giờ họp",
    "Núi thấp": "nguồn điện chập chờn, chưa đủ bộ lưu điện cho thiết bị mạng",
    "Núi cao": "tuyến cáp treo dài, mỗi lần đứt mất từ nửa ngày đến một ngày để nối lại",
}


def assessment(number: int, group: str) -> tuple[str, ...]:
    """Return heading and paragraphs on one group."""
    s = summary(group)
    chosen = [commune for commune in communes() if commune.group == group]
    best, worst = max(chosen, key=lambda c: c.heard), min(chosen, key=lambda c: c.heard)
    weak = [commune.name for commune in chosen if commune.grade == "Chưa đạt"]
    figures = (
        f"Cụm có {s.total} điểm cầu, băng thông trung bình {s.mean_mbps} Mbit/s, tỷ lệ nghe rõ trung bình {s.heard}%; "
        f"{s.good} điểm cầu loại tốt, {s.fair} loại khá, {s.poor} chưa đạt. Cao nhất là {best.name} "
        f"({decimal(best.heard)}%), thấp nhất là {worst.name} ({decimal(worst.heard)}%). "
        f"Có {s.wired} điểm cầu dùng micrô có dây và {s.backup} điểm cầu có đường dự phòng."
    )
    words = f"Điểm nổi bật: {_STRENGTHS[group]}. Vấn đề cần xử lý: {_PROBLEMS[group]}. " + (
        f"Đề nghị ưu tiên tách đường truyền cho {', '.join(weak)} trong tháng 12 năm 2026."
        if weak
        else "Đề nghị duy trì việc thử phòng và đo chất lượng trước mỗi phiên họp."
    )
    return f"{number}- Cụm {group}", figures, words


def assessments() -> tuple[tuple[str, ...], ...]:
    """Return the assessment of every group."""
    return tuple(assessment(number, group) for number, group in enumerate(GROUPS, start=1))
