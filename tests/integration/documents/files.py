"""Files for the tests: honest ones and poison, all made here."""

import io
import zipfile
from pathlib import Path

import docx
import openpyxl
import pptx
import pymupdf
from openpyxl.worksheet.properties import PageSetupProperties

MADE = Path(__file__).resolve().parent / "made"
"""Files that LibreOffice 7.4 wrote, with ``LETTERS`` in them."""
LETTERS = "ắ ằ ẳ ẵ ặ ấ ầ ẩ ẫ ậ ế ề ể ễ ệ ố ồ ổ ỗ ộ ớ ờ ở ỡ ợ ứ ừ ử ữ ự ỳ ỷ ỹ ỵ Đ đ ƯƠ"
PLAIN = "Nghị quyết về đẩy mạnh chuyển đổi số, phục vụ người dân và tổ chức ở cấp xã."


def docx_file(text: str = PLAIN, paragraphs: int = 3) -> bytes:
    document = docx.Document()
    document.styles["Normal"].font.name = "Times New Roman"
    for _ in range(paragraphs):
        document.add_paragraph(text)
    packed = io.BytesIO()
    document.save(packed)
    return packed.getvalue()


def xlsx_file(text: str = PLAIN, width: int = 90) -> bytes:
    book = openpyxl.Workbook()
    for row in range(5):
        book.active.append([row, text])
    book.active.column_dimensions["B"].width = width
    book.active.page_setup.fitToHeight = 0
    book.active.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def pptx_file(text: str = PLAIN) -> bytes:
    show = pptx.Presentation()
    slide = show.slides.add_slide(show.slide_layouts[1])
    slide.shapes.title.text = "Báo cáo"
    slide.placeholders[1].text = text
    packed = io.BytesIO()
    show.save(packed)
    return packed.getvalue()


def pdf_file(pages: int = 3, text: str = "Trang") -> bytes:
    document = pymupdf.open()
    for number in range(1, pages + 1):
        document.new_page().insert_text((72, 72), f"{text} {number}")
    return document.tobytes()


def many_pages_pdf(pages: int) -> bytes:
    """A PDF with many empty pages, about 60 bytes each."""
    kids = " ".join(f"{number} 0 R" for number in range(3, pages + 3))
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {pages}/Kids[{kids}]/MediaBox[0 0 595 842]>>",
        *["<</Type/Page/Parent 2 0 R>>"] * pages,
    ]
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode()
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    return out + f"trailer<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF".encode()


def active_pdf() -> bytes:
    """JavaScript when opened, a program to launch, an attachment, a form."""
    document = pymupdf.open("pdf", pdf_file(2))
    document.embfile_add("goi.exe", b"MZ payload")
    script = document.get_new_xref()
    document.update_object(script, "<</S/JavaScript/JS(app.alert\\(1\\))>>")
    document.xref_set_key(document.pdf_catalog(), "OpenAction", f"{script} 0 R")
    document.xref_set_key(document.pdf_catalog(), "AcroForm", "<</Fields[]/XFA(<xfa/>)>>")
    document.xref_set_key(document.page_xref(1), "AA", f"<</O {script} 0 R>>")
    link = {"kind": pymupdf.LINK_LAUNCH, "from": pymupdf.Rect(0, 0, 99, 99), "file": "cmd.exe"}
    document[0].insert_link(link)
    return document.tobytes()


def locked_pdf() -> bytes:
    document = pymupdf.open("pdf", pdf_file(1))
    return document.tobytes(encryption=pymupdf.PDF_ENCRYPT_AES_256, user_pw="mật khẩu", owner_pw="chủ")


def zip_file(parts: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return packed.getvalue()


def add_to_zip(data: bytes, parts: dict[str, bytes]) -> bytes:
    packed = io.BytesIO(data)
    with zipfile.ZipFile(packed, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return packed.getvalue()


def bomb_docx() -> bytes:
    return add_to_zip(docx_file(), {"word/media/a.xml": b"\0" * 30_000_000})


def crowded_docx() -> bytes:
    return add_to_zip(docx_file(), {f"word/x{number}.xml": b"<a/>" for number in range(1001)})


def docm_file() -> bytes:
    return add_to_zip(docx_file(), {"word/vbaProject.bin": b"\xd0\xcf\x11\xe0macro"})


def macro_odt() -> bytes:
    return add_to_zip((MADE / "van-ban.odt").read_bytes(), {"Basic/Standard/Module1.xml": b"<script/>"})


def locked_odt() -> bytes:
    data, packed = (MADE / "van-ban.odt").read_bytes(), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(packed, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "META-INF/manifest.xml":
                content = content.replace(b"</manifest:manifest>", b"<manifest:encryption-data/></manifest:manifest>")
            target.writestr(name, content)
    return packed.getvalue()


def locked_docx() -> bytes:
    """The opening of an OLE2 file with the stream that [MS-OFFCRYPTO] files have."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600


def linked_docx(address: str) -> bytes:
    """A document with a picture that lies on another machine."""
    relation = (
        f'<Relationship Id="rId99" TargetMode="External" Target="{address}" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"/></Relationships>'
    )
    drawing = (
        '<w:p><w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
        '<wp:extent cx="990000" cy="790000"/><wp:docPr id="1" name="P"/>'
        '<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
        '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
        '<pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:nvPicPr>'
        '<pic:cNvPr id="0" name="P"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>'
        '<a:blip xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:link="rId99"/>'
        "<a:stretch><a:fillRect/></a:stretch></pic:blipFill>"
        '<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="990000" cy="790000"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing></w:r></w:p>"
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx_file())) as source, zipfile.ZipFile(packed, "w") as target:
        for name in source.namelist():
            content = source.read(name).decode("utf-8", errors="surrogateescape")
            if name == "word/_rels/document.xml.rels":
                content = content.replace("</Relationships>", relation)
            if name == "word/document.xml":
                content = content.replace("<w:sectPr", drawing + "<w:sectPr", 1)
            target.writestr(name, content.encode("utf-8", errors="surrogateescape"))
    return packed.getvalue()
