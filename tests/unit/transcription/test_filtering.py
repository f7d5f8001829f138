"""What the model makes up does not reach the minutes."""

import pytest

from transcription.stream.filtering import Evidence, clean, compression_ratio, is_fluent, repeats_hints, unloop


@pytest.mark.parametrize(
    "text",
    [
        "Hãy subscribe cho kênh Ghiền Mì Gõ Để không bỏ lỡ những video hấp dẫn",
        "Cảm ơn các bạn đã theo dõi và hẹn gặp lại.",
        "CÁM ƠN CÁC BẠN ĐÃ XEM!",
        " ... ",
    ],
)
def test_known_fillers_are_dropped(text):
    assert clean(text) == ""


def test_a_filler_after_real_speech_is_dropped_alone():
    assert clean("Tôi xin hết. Cảm ơn các bạn đã theo dõi.") == "Tôi xin hết."


@pytest.mark.parametrize("text", ["Cảm ơn các đồng chí.", "Xin cảm ơn.", "Tỷ lệ đạt 53.2 phần trăm, tăng 3,5."])
def test_real_sentences_stay_as_they_are(text):
    assert clean(text) == text


def test_repetition_is_not_fluent():
    ratio = compression_ratio("không có gì " * 30)
    assert not is_fluent(Evidence(ratio, -0.2, 0.0))


@pytest.mark.parametrize(
    ("evidence", "fluent"),
    [
        (Evidence(1.2, -0.3, 0.1), True),
        (Evidence(1.2, -1.1, 0.1), False),
        (Evidence(1.2, -0.8, 0.9), False),
        (Evidence(1.2, -0.2, 0.9), True),
        (Evidence(2.5, -0.2, 0.0), False),
    ],
)
def test_thresholds(evidence, fluent):
    assert is_fluent(evidence) is fluent


@pytest.mark.parametrize(
    ("stammered", "text"),
    [
        ("Nếu không tìm thấy nếu không tìm thấy nếu không", "Nếu không tìm thấy"),
        ("Nếu không tìm thấy nếu không tìm thấy n", "Nếu không tìm thấy"),
        ("Kính thưa các đồng chí, các đồng chí đại biểu", "Kính thưa các đồng chí, các đồng chí đại biểu"),
        ("rất rất tốt, tốt lắm", "rất rất tốt, tốt lắm"),
        ("", ""),
    ],
)
def test_a_stammering_draft_is_cut(stammered, text):
    assert unloop(stammered) == text


@pytest.mark.parametrize(
    ("text", "repeats"),
    [
        ("Trần Thị Mai, Bàu Cạn.", True),
        ("Trần Thị Mai", False),  # a name alone may well be called out
        ("Mời Trần Thị Mai, Bàu Cạn", False),
        ("", False),
    ],
)
def test_text_that_only_reads_the_hints_aloud_is_known(text: str, repeats: bool):
    assert repeats_hints(text, ("Trần Thị Mai", "Bàu Cạn")) is repeats
