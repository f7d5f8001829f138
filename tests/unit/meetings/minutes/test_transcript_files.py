"""Transcripts as files: the exact form, what can be in a text, who gets them."""

import io
import json
import re
import unicodedata
from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from meetings.agenda.models import Meeting
from meetings.contracts.speech import GAP_ENGINE
from meetings.minutes.content import gather_content
from meetings.minutes.document import write_docx
from meetings.minutes.models import LexiconProposal
from meetings.minutes.services import record_segment
from meetings.minutes.transcript import CUE_LINES, LINE_CHARS, Line, Transcript, cues, plain
from meetings.minutes.transcript_files import timestamp, to_json, to_srt, to_vtt
from tests.browser import browser_of
from tests.cast import Cast
from tests.unit.meetings.minutes.test_corrections import correct, said

ZERO = int(datetime(2026, 11, 23, 1, 0, tzinfo=UTC).timestamp() * 1000)
HANOI = timezone(timedelta(hours=7))
LONG = "Kính thưa hội nghị, đường truyền về xã Tân Hòa còn ngắt quãng, đề nghị tỉnh cho lắp thêm một đường dự phòng."


def line(text: str, start: float = 0, end: float = 2, **values: object) -> Line:
    facts = {"id": "s", "speaker": "Lương Văn Phúc", "spoken": text, "item": "", "confidence": 0.834, "edited": False}
    return Line(start_ms=ZERO + int(start * 1000), end_ms=ZERO + int(end * 1000), text=text, **(facts | values))


def transcript(*lines: Line, title: str = "Hội nghị tháng 11") -> Transcript:
    return Transcript("m", title, ZERO, lines, HANOI)


def test_the_form_of_webvtt() -> None:
    found = to_vtt(
        transcript(line(LONG, 3723.5, 3731.5), line("Hai < ba & bốn > năm --> sáu", 3732, 3734, edited=True))
    )
    assert found == (
        "WEBVTT - Hội nghị tháng 11\n\n"
        "NOTE Bản nháp chưa hiệu đính\n\n"
        "NOTE 09:02:03 Lương Văn Phúc, độ tin cậy 83%, bản nháp chưa hiệu đính\n\n"
        "1\n01:02:03.500 --> 01:02:09.688\n<v Lương Văn Phúc>Kính thưa hội nghị, đường truyền về xã Tân\n"
        "Hòa còn ngắt quãng, đề nghị tỉnh cho lắp</v>\n\n"
        "2\n01:02:09.688 --> 01:02:11.500\n<v Lương Văn Phúc>thêm một đường dự phòng.</v>\n\n"
        "NOTE 09:02:12 Lương Văn Phúc, độ tin cậy 83%, đã hiệu đính\n\n"
        "3\n01:02:12.000 --> 01:02:14.000\n<v Lương Văn Phúc>Hai &lt; ba &amp; bốn &gt; năm --&gt; sáu</v>\n"
    )


def test_the_form_of_subrip() -> None:
    found = to_srt(transcript(line("Xin {\\an8}mời <i>đồng chí", 3, 5, confidence=0.4), line("Cảm ơn.", 5, 6)))
    assert found == (
        "1\n00:00:00,000 --> 00:00:03,000\n[Bản nháp chưa hiệu đính]\n\n"
        "2\n00:00:03,000 --> 00:00:05,000\nLương Văn Phúc (máy chưa chắc): Xin\n(\\an8)mời ‹i›đồng chí\n\n"
        "3\n00:00:05,000 --> 00:00:06,000\nLương Văn Phúc: Cảm ơn.\n"
    )


def test_checked_lines_say_so_only_when_all_are() -> None:
    both = transcript(line("a", edited=True), line("b"))
    assert both.standing == "Bản nháp chưa hiệu đính"
    assert "[Đã hiệu đính]" in to_srt(transcript(line("a", edited=True, confidence=0.1)))
    assert "máy chưa chắc" not in to_srt(transcript(line("a", edited=True, confidence=0.1)))


def test_json_has_everything() -> None:
    words = ({"text": "ba", "start_ms": 1, "end_ms": 2, "probability": 0.5},)
    found = json.loads(to_json(transcript(line("30%.", 1, 2, spoken="ba mươi phần trăm", item="Mục 1", words=words))))
    assert (found["standing"], found["zero"]) == ("Bản nháp chưa hiệu đính", "2026-11-23T08:00:00.000+07:00")
    assert found["lines"] == [
        {
            "id": "s",
            "rev": 1,
            "start": 1.0,
            "end": 2.0,
            "at": "2026-11-23T08:00:01.000+07:00",
            "speaker": "Lương Văn Phúc",
            "speaker_id": None,
            "named": 0,
            "participant": "",
            "item_id": None,
            "item": "Mục 1",
            "text": "30%.",
            "spoken": "ba mươi phần trăm",
            "confidence": 0.834,
            "edited": False,
            "standing": "Bản nháp chưa hiệu đính",
            "gap": False,
            "words": list(words),
        }
    ]


def test_letters_are_composed() -> None:
    loose = unicodedata.normalize("NFD", "Điều kiện đường truyền ổn định ở xã Phú Mỹ")
    for write in (to_vtt, to_srt, to_json):
        found = write(transcript(line(loose, speaker=loose, item=loose), title=loose))
        assert found == unicodedata.normalize("NFC", found)
        assert "Điều kiện" in found


@pytest.mark.parametrize(
    ("moment", "shown"), [(0, "00:00:00.000"), (59_999, "00:00:59.999"), (360_000_001, "100:00:00.001")]
)
def test_timestamps(moment: int, shown: str) -> None:
    assert timestamp(moment, ".") == shown
    assert timestamp(moment, ",") == shown.replace(".", ",")


@given(st.text(max_size=400), st.integers(0, 10**7), st.integers(0, 60_000))
def test_cues_hold_all_words_in_order_of_time(text: str, start: int, length: int) -> None:
    one = Line("s", ZERO + start, ZERO + start + length, "A", text, text, "", None, False)
    found = list(cues(one, ZERO, text))
    assert "".join("".join(cue.lines) for cue in found).replace(" ", "") == plain(text).replace(" ", "")
    assert all(len(cue.lines) <= CUE_LINES and all(len(row) <= LINE_CHARS for row in cue.lines) for cue in found)
    assert all(cue.start_ms < cue.end_ms for cue in found)
    assert all(cue.end_ms == after.start_ms for cue, after in pairwise(found))


@given(st.text(max_size=200), st.text(max_size=60))
def test_no_text_breaks_the_form(text: str, name: str) -> None:
    whole = transcript(line(text, speaker=name, item=text), title=name)
    vtt, srt = to_vtt(whole), to_srt(whole)
    for block in vtt.split("\n\n")[1:]:
        arrows = block.count("-->")
        assert arrows == (0 if block.startswith("NOTE") else 1)
    assert len(re.findall(r"(?m)^\d\d:\d\d:\d\d,\d{3} --> ", srt)) == srt.count("\n\n") + 1
    json.loads(to_json(whole))


ADDRESSES = [f"/bien-ban/{{0}}/ban-ghi-loi.{kind}" for kind in ("vtt", "srt", "json")]


@pytest.mark.parametrize("address", ADDRESSES)
def test_only_chair_and_secretary_get_the_transcript(cast: Cast, in_session: Meeting, address: str) -> None:
    said(in_session)
    for who in ("secretary", "chair"):
        answer = browser_of(cast.named(who)).get(address.format(in_session.id))
        assert answer.status_code == 200
        assert "attachment" in answer.headers["Content-Disposition"]
        assert "đường chuyền còn ngắt quãng" in answer.content.decode().replace("\n", " ")
    for who in ("delegate", "guest", "observer", "technician"):
        assert browser_of(cast.named(who)).get(address.format(in_session.id)).status_code == 403
    assert browser_of(cast.outsider).get(address.format(in_session.id)).status_code == 404


def test_a_corrected_line_is_corrected_in_every_file(cast: Cast, in_session: Meeting) -> None:
    correct(cast, said(in_session))
    for address in ADDRESSES:
        text = browser_of(cast.secretary).get(address.format(in_session.id)).content.decode()
        assert "Đường truyền còn ngắt quãng." in text.replace("\n", " ")
        assert "hiệu đính" in text


def test_a_gap_is_shown_in_every_file_until_a_person_fills_it(cast: Cast, in_session: Meeting) -> None:
    text = "[Mất lời từ 09:13:20 đến 09:13:42]"
    gap = said(in_session, text).model_copy(update={"engine": GAP_ENGINE, "rev": 4, "confidence": None})
    record_segment(gap)
    files = [browser_of(cast.secretary).get(address.format(in_session.id)).content.decode() for address in ADDRESSES]
    assert all(text in file.replace("\n", " ") for file in files)
    assert [line["gap"] for line in json.loads(files[2])["lines"]] == [True]
    assert text in "\n".join(
        part.text for part in Document(io.BytesIO(write_docx(gather_content(in_session)))).paragraphs
    )
    correct(cast, gap, "Mất lời từ Bàu Cạn đến Phú Mỹ.", rev=4)
    assert not LexiconProposal.objects.exists()
    filled = json.loads(browser_of(cast.secretary).get(ADDRESSES[2].format(in_session.id)).content)
    assert [(line["gap"], line["text"]) for line in filled["lines"]] == [(False, "Mất lời từ Bàu Cạn đến Phú Mỹ.")]


def test_a_meeting_without_words_has_no_transcript(cast: Cast, in_session: Meeting) -> None:
    assert browser_of(cast.secretary).get(ADDRESSES[0].format(in_session.id)).status_code == 404
