"""Write the draft minutes as DOCX in the legal form of the body's branch.

Always in Vietnamese: the minutes are a document of the body, not a page for its reader.
"""

import io
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils import timezone
from docx import Document
from docx.document import Document as DocumentType
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from meetings.contracts.polls import Poll, Quorum
from meetings.contracts.roles import Role
from meetings.contracts.state import Attendee, ItemOutcome
from meetings.minutes.attendance import Crossing, Stay, presence_words
from meetings.minutes.content import ItemSection, MinutesContent
from meetings.minutes.forms import MinutesForm
from meetings.minutes.heads import head_sentence
from meetings.minutes.questions import question_lines
from meetings.minutes.rules import Utterance
from meetings.minutes.spoken import spoken_rows, spoken_words
from meetings.minutes.votes import count_words, result_words, shares_of

UNEDITED = "Bản nháp chưa hiệu đính: lời phát biểu do máy nhận dạng, thư ký phải nghe lại và sửa trước khi trình."
EDITED = "Lời phát biểu trong bản này đã được thư ký hiệu đính."
SURE = "Số trong ngoặc vuông sau chữ nghiêng: độ tin cậy thấp nhất của máy trong đoạn ấy."
LEGEND = "Chữ nghiêng: máy nhận dạng, chưa hiệu đính. Chữ đứng: thư ký đã hiệu đính."
OUTCOMES = {
    ItemOutcome.POSTPONED: "Mục này được hoãn sang phiên sau",
    ItemOutcome.WITHDRAWN: "Mục này được rút khỏi chương trình",
    ItemOutcome.READ: "Mục này được coi như đã trình bày, đại biểu tự nghiên cứu tài liệu",
}
MACHINE_STYLE, EDITED_STYLE = "Lời máy nhận dạng", "Lời đã hiệu đính"


def write_docx(content: MinutesContent) -> bytes:
    """Return the draft as the bytes of a DOCX file."""
    document = Document()
    _page(document, content.form)
    _heading(document, content)
    _facts(document, content)
    if content.sessions:
        _sessions(document, content)
    else:
        _sections(document, content.sections, content.outside, content.form)
    write_spoken(document, content)
    _ending(document, content)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _sections(
    document: DocumentType, sections: Sequence[ItemSection], outside: ItemSection | None, form: MinutesForm
) -> None:
    for section in sections:
        _section(document, section, form)
    if outside:
        _paragraph(document, "Ngoài các mục trên", form, bold=True, indent=False)
        _speeches_and_polls(document, outside, form)


def _sessions(document: DocumentType, content: MinutesContent) -> None:
    """Write session by session who was there and what was dealt with; then what no session came to."""
    form = content.form
    for session in content.sessions:
        part = session.part
        _paragraph(document, part.name.upper(), form, bold=True, indent=False)
        _paragraph(document, f"Khai mạc: {_moment(part.opened_at)}{form.full_stop}", form)
        if part.opening:
            present = f"Khi khai mạc có mặt {part.opening.present} trong {part.opening.base} đại biểu"
            _paragraph(document, f"{present}{form.full_stop}", form)
        _quorum(document, session.quorum, form)
        for sentence in quorum_sentences(content, session.quorum, part.crossings):
            _paragraph(document, sentence, form)
        if session is content.sessions[-1]:
            _heads(document, content)
        _people_table(document, content, part.stays, part.opened_at)
        _sections(document, session.sections, session.outside, form)
        if part.closed_at:
            _paragraph(document, f"{part.name} kết thúc vào {_moment(part.closed_at)}{form.full_stop}", form)
    if content.untouched:
        _paragraph(document, "CÁC MỤC CHƯA BÀN", form, bold=True, indent=False)
        _sections(document, content.untouched, None, form)


def _page(document: DocumentType, form: MinutesForm) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(form.page_mm["top"]), Mm(form.page_mm["bottom"])
    section.left_margin, section.right_margin = Mm(form.page_mm["left"]), Mm(form.page_mm["right"])
    style = document.styles["Normal"]
    style.font.name, style.font.size = form.font, Pt(form.body_pt)
    # Word takes the font of Vietnamese letters from the script's own attribute.
    fonts = style.element.rPr.rFonts
    for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(script), form.font)
    for name, italic in ((MACHINE_STYLE, True), (EDITED_STYLE, False)):
        document.styles.add_style(name, WD_STYLE_TYPE.CHARACTER).font.italic = italic
    document.core_properties.language = "vi-VN"
    document.core_properties.title = form.title


def _heading(document: DocumentType, content: MinutesContent) -> None:
    form = content.form
    left, right = document.add_table(rows=1, cols=2).rows[0].cells
    if content.parent_body:
        _line(left, content.parent_body.upper(), form, bold=False)
    _line(left, content.body.upper(), form, bold=True)
    if form.star_under_body:
        _line(left, "*", form, bold=False)
    for number, text in enumerate(form.motto):
        _line(right, text, form, bold=True, underline=number == len(form.motto) - 1)
    for text in (form.title, content.title):
        _centre(document, text, form, bold=True)
    for text in warnings(content):
        _centre(document, f"({text})", form, bold=False, italic=True)


def warnings(content: MinutesContent) -> tuple[str, ...]:
    """Return what the reader has to know of the speeches: which of them nobody has checked yet."""
    sections = (*content.sections, *([content.outside] if content.outside else []))
    checked = {part.edited for section in sections for speech in section.speeches for part in speech.passages}
    if checked == {True}:
        return (EDITED,)
    parts = (part for section in sections for speech in section.speeches for part in speech.passages)
    told = any(not part.edited and part.confidence is not None for part in parts)
    return (UNEDITED, *([LEGEND] if True in checked else []), *([SURE] if told else []))


def _line(cell: _Cell, text: str, form: MinutesForm, *, bold: bool, underline: bool = False) -> None:
    first = cell.paragraphs[0]
    paragraph = first if not first.text else cell.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(text)
    run.bold, run.underline, run.font.size = bold, underline, Pt(form.body_pt)


def _centre(document: DocumentType, text: str, form: MinutesForm, *, bold: bool, italic: bool = False) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(text)
    run.bold, run.italic, run.font.size = bold, italic, Pt(form.body_pt)


def _paragraph(
    document: DocumentType, text: str, form: MinutesForm, *, bold: bool = False, indent: bool = True
) -> Paragraph:
    paragraph = document.add_paragraph()
    layout = paragraph.paragraph_format
    layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.AT_LEAST, Pt(form.line_pt)
    layout.space_after = Pt(6)
    if indent:
        layout.first_line_indent = Mm(form.first_line_mm)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    paragraph.add_run(text).bold = bold
    return paragraph


def _facts(document: DocumentType, content: MinutesContent) -> None:
    form = content.form
    _paragraph(document, f"Thời gian bắt đầu: {_moment(content.opened_at)}{form.full_stop}", form)
    _paragraph(document, f"Địa điểm: {content.place}{form.full_stop}", form)
    if content.rooms:
        _paragraph(document, f"Điểm cầu: {'; '.join(content.rooms)}{form.full_stop}", form)
    for role, words in ((Role.CHAIR, "Chủ trì"), (Role.SECRETARY, "Thư ký")):
        person = content.person_with(role)
        if person:
            _paragraph(document, f"{words}: {_named(person)}{form.full_stop}", form)
    if content.sessions:
        return
    _paragraph(document, "Thành phần tham dự", form, bold=True, indent=False)
    _quorum(document, content.quorum, form)
    for sentence in quorum_sentences(content, content.quorum, content.crossings):
        _paragraph(document, sentence, form)
    _heads(document, content)
    _people_table(document, content, content.stays, content.opened_at)


def _quorum(document: DocumentType, quorum: Quorum, form: MinutesForm) -> None:
    _paragraph(
        document,
        f"Có mặt {quorum.present} trong {quorum.base} đại biểu có quyền biểu quyết; cần ít nhất {quorum.needed} "
        f"({quorum.rule}). {'Đủ' if quorum.holds else 'Không đủ'} túc số.",
        form,
    )


def _heads(document: DocumentType, content: MinutesContent) -> None:
    """Write the head counts of the rooms: those of the last session, rooms are counted anew in each."""
    if content.heads:
        _paragraph(document, head_sentence(content.heads), content.form)


def quorum_sentences(content: MinutesContent, quorum: Quorum, crossings: Sequence[Crossing]) -> list[str]:
    """Return what the minutes say of the quorum besides its end: who is taken off the base, each crossing."""
    sentences = []
    if quorum.deducted:
        known = content.absences
        named = [
            f"{person.name} ({known[person.person_id]})" for person in content.people if known.get(person.person_id)
        ]
        sentences.append(f"Trừ khỏi số làm căn cứ: {quorum.deducted} người. Vắng có lý do: {'; '.join(named)}.")
    if crossings:
        told = [
            f"{_clock(crossing.at)} {'đủ' if crossing.quorum.holds else 'không còn đủ'} "
            f"({crossing.quorum.present}/{crossing.quorum.base}, cần {crossing.quorum.needed}, "
            f"sổ diễn biến số {crossing.number})"
            for crossing in crossings
        ]
        sentences.append(f"Diễn biến túc số: {'; '.join(told)}.")
    return sentences


def _people_table(
    document: DocumentType, content: MinutesContent, stays: Mapping[str, tuple[Stay, ...]], opened_at: datetime | None
) -> None:
    table = document.add_table(rows=1, cols=4)
    table.style, table.autofit = "Table Grid", False
    for cell, text in zip(table.rows[0].cells, ("TT", "Họ và tên", "Chức vụ, đơn vị", "Có mặt"), strict=True):
        cell.paragraphs[0].add_run(text).bold = True
    for number, person in enumerate(content.people, start=1):
        mine = stays.get(person.person_id, ())
        state = presence_words(person, mine, opened_at, content.absences, _clock)
        values = (str(number), person.name, person.title or person.unit, state)
        for cell, text in zip(table.add_row().cells, values, strict=True):
            cell.paragraphs[0].add_run(text)
    for row in table.rows:
        for cell, width in zip(row.cells, (12, 55, 68, 30), strict=True):
            cell.width = Mm(width)


def _section(document: DocumentType, section: ItemSection, form: MinutesForm) -> None:
    _paragraph(document, f"{section.item.shown}. {section.item.title}", form, bold=True, indent=False)
    if section.item.presenter:
        _paragraph(document, f"Người trình bày: {section.item.presenter}{form.full_stop}", form)
    if section.item.outcome:
        _paragraph(document, f"{OUTCOMES[section.item.outcome]}{form.full_stop}", form)
    for number, question in enumerate(section.questions, start=1):
        for place, line in enumerate(question_lines(number, question)):
            _paragraph(document, f"{line}{form.full_stop}", form, bold=place == 0)
    _speeches_and_polls(document, section, form)


def _speeches_and_polls(document: DocumentType, section: ItemSection, form: MinutesForm) -> None:
    for speech in section.speeches:
        _speech(document, speech, form)
    for poll in section.polls:
        _poll(document, poll, form)
        for line in section.details.get(poll.id, ()):
            _paragraph(document, f"{line}{form.full_stop}", form)


def _speech(document: DocumentType, speech: Utterance, form: MinutesForm) -> None:
    moment = datetime.fromtimestamp(speech.start_ms / 1000, tz=timezone.get_default_timezone())
    paragraph = _paragraph(document, f"{_clock(moment)}, {speech.speaker}: ", form, bold=True)
    # A machine's words stand in italics until the secretary has confirmed them.
    for number, passage in enumerate(speech.passages):
        text = passage.text if number == 0 else f" {passage.text}"
        paragraph.add_run(text, style=EDITED_STYLE if passage.edited else MACHINE_STYLE)
        if not passage.edited and passage.confidence is not None:
            paragraph.add_run(f" [{round(passage.confidence * 100)}%]").font.size = Pt(9)


def _poll(document: DocumentType, poll: Poll, form: MinutesForm) -> None:
    _paragraph(document, f"Biểu quyết: {poll.question}", form, bold=True)
    tally = poll.tally
    if tally is None:
        _paragraph(document, f"Biểu quyết chưa được đóng{form.full_stop}", form)
        return
    if poll.quorum:
        held = "đủ" if poll.quorum.holds else "KHÔNG đủ"
        words = f"Túc số khi đóng biểu quyết: có mặt {poll.quorum.present} trong {poll.quorum.base}, {held}"
        _paragraph(document, f"{words} (cần {poll.quorum.needed}, {poll.quorum.rule}){form.full_stop}", form)
    _paragraph(
        document,
        f"{count_words(poll, tally)}; tính trên {tally.base} (cần {tally.needed}, {tally.rule}). "
        f"{result_words(poll, tally)}{form.full_stop}",
        form,
    )
    for shares in shares_of(poll, tally):
        _paragraph(document, f"{shares}{form.full_stop}", form)


def write_spoken(document: DocumentType, content: MinutesContent) -> None:
    """Write for how long who has spoken: by person with the items, by unit, by item. Nothing when nobody has."""
    if not content.spoken:
        return
    form = content.form
    _paragraph(document, "Thời gian phát biểu", form, bold=True, indent=False)
    rows = spoken_rows(content.spoken, [section.item for section in content.sections])
    for title, lines in (("Người phát biểu", rows.people), ("Đơn vị", rows.units), ("Mục", rows.items)):
        table = document.add_table(rows=1, cols=3)
        table.style, table.autofit = "Table Grid", False
        for cell, text in zip(table.rows[0].cells, (title, "Số lượt", "Thời gian"), strict=True):
            cell.paragraphs[0].add_run(text).bold = True
        for line in lines:
            values = (line.name, str(line.turns), spoken_words(line.seconds))
            for cell, text in zip(table.add_row().cells, values, strict=True):
                cell.paragraphs[0].add_run(text)
        for row in table.rows:
            for cell, width in zip(row.cells, (105, 20, 40), strict=True):
                cell.width = Mm(width)
        document.add_paragraph()


def _ending(document: DocumentType, content: MinutesContent) -> None:
    form = content.form
    end = _paragraph(document, f"Cuộc họp kết thúc vào {_moment(content.closed_at)}{form.full_stop}", form)
    end.paragraph_format.keep_with_next = True
    left, right = document.add_table(rows=1, cols=2).rows[0].cells
    secretary, chair = content.person_with(Role.SECRETARY), content.person_with(Role.CHAIR)
    for cell, words, person in ((left, form.sign_left, secretary), (right, form.sign_right, chair)):
        _line(cell, words, form, bold=True)
        for _blank in range(4):
            cell.add_paragraph()
        name = cell.add_paragraph(person.name if person else "")
        name.alignment = WD_ALIGN_PARAGRAPH.CENTER
        for paragraph in cell.paragraphs:
            paragraph.paragraph_format.keep_with_next = True
    note = (
        f"Lập từ sổ diễn biến của cuộc họp đến sự kiện số {content.number}, mã kiểm chứng {content.head_hash}. "
        f"Kiểm trên máy chủ: manage.py verify_journal {content.meeting_id} --number {content.number} --head <mã>."
    )
    run = document.add_paragraph().add_run(note)
    run.font.size, run.italic = Pt(10), True


def _named(person: Attendee) -> str:
    return f"đồng chí {person.name}, {person.title}" if person.title else f"đồng chí {person.name}"


def _moment(moment: datetime | None) -> str:
    if moment is None:
        return "…"
    local = timezone.localtime(moment)
    return f"{local:%H} giờ {local:%M}, ngày {local:%d} tháng {local:%m} năm {local:%Y}"


def _clock(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%H:%M}"
