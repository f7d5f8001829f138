"""What the health report says of a worker in trouble."""

from media.forward.relief import HIGH, Step

_GIVEN_UP = {
    Step.LARGE_LAYERS: "hình chính giảm độ nét.",
    Step.MOST_PICTURES: "hình chính giảm độ nét, chỉ còn hai hình nhỏ.",
    Step.ALL_BUT_SPEAKER: "chỉ còn hình người phát biểu.",
    Step.PICTURES: "tạm ngừng mọi hình.",
}


def trouble(stress: float, step: Step, *, dropping: bool) -> str:
    """One sentence for the technician, the worst first; empty when all is well."""
    if dropping:
        return "Đường mạng của máy chủ không nhận kịp gói tin: một phần hình và tiếng bị mất."
    if step:
        return f"Máy chủ hình và tiếng đang quá tải: {_GIVEN_UP[step]} Tiếng vẫn đầy đủ."
    return "Máy chủ hình và tiếng đang quá tải." if stress > HIGH else ""
