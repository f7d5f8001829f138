"""The survey, as a scan: each page is a slightly turned, noisy grey picture without any text behind it."""

import io
import random
from pathlib import Path

import pymupdf
from PIL import Image, ImageChops

from meetings.documents.demo.data import GROUPS, PROVINCE
from meetings.documents.demo.report import block_html
from meetings.documents.demo.tables import group_table
from meetings.documents.demo.text import blocks
from meetings.documents.demo.typeset import PAGE, Letterhead, save, set_pages, table_html

DPI = 120
PAPER_GREY = 246
HEAD = Letterhead(
    above="TỈNH ỦY AN SƠN",
    body="VĂN PHÒNG",
    number="37-BC/VPTU",
    date=f"{PROVINCE}, ngày 09 tháng 11 năm 2026",
    kind="BÁO CÁO",
    subject="về khảo sát đường truyền và phòng họp trực tuyến cấp xã",
    signer_lines=("K/T CHÁNH VĂN PHÒNG", "PHÓ CHÁNH VĂN PHÒNG", "", "(đã ký)", "", "Hà Thị Kim Oanh"),
    recipients=("Ban Thường vụ Tỉnh ủy (để báo cáo)", "Các Đảng ủy xã, phường", "Lưu Văn phòng Tỉnh ủy."),
)


def write_survey(path: Path) -> None:
    """Write the scan, about 8 pages."""
    pieces = list(blocks("survey"))
    middle = next(number for number, block in enumerate(pieces) if block.text == "forms")
    before, after = ("".join(map(block_html, part)) for part in (pieces[:middle], pieces[middle + 1 :]))
    clean = set_pages(HEAD.top() + before, *_forms(), after + HEAD.bottom())
    dice = random.Random(37)  # noqa: S311 - dust and slant of a scanner
    scan = pymupdf.open()
    for page in clean.pages():
        scan.new_page(width=PAGE.width, height=PAGE.height).insert_image(PAGE, stream=_scanned(page, dice))
    save(scan, path)


def _forms() -> list[str]:
    """Return the filled-in forms, one page each."""
    note = "<p>Tổ khảo sát ghi tại chỗ, có xác nhận của cán bộ trực kỹ thuật từng điểm cầu.</p>"
    return [table_html(group_table(group)) + note for group in GROUPS]


def _scanned(page: pymupdf.Page, dice: random.Random) -> bytes:
    bitmap = page.get_pixmap(dpi=DPI, colorspace=pymupdf.csGRAY, alpha=False)
    image = Image.frombytes("L", (bitmap.width, bitmap.height), bitmap.samples)
    image = image.point([min(PAPER_GREY, 28 + value * (PAPER_GREY - 28) // 255) for value in range(256)])
    slant = dice.uniform(-0.7, 0.7)
    image = image.rotate(slant, Image.Resampling.BICUBIC, fillcolor=PAPER_GREY)
    dust = Image.frombytes("L", (256, 256), dice.randbytes(256 * 256)).resize(image.size, Image.Resampling.BILINEAR)
    image = ImageChops.subtract(image, dust.point([value // 24 for value in range(256)]))
    packed = io.BytesIO()
    image.save(packed, "JPEG", quality=55)
    return packed.getvalue()
