"""Files of an office become reading copies."""

import io
import random
from typing import Any

import docx
import openpyxl

from bench.documents.clocks import spending
from bench.documents.papers import PLACES, SEED, paragraph, text_paper
from bench.documents.setting import add_paper, convert
from bench.documents.stage import Order
from deploy.embedded.settings import Embedded
from meetings.documents.convert import make_reading_copy


def measure_convert(_order: Order, _embedded: Embedded) -> dict[str, Any]:
    """Convert one file of each kind, one after another; the first one warms the disk and does not count."""
    files = {"docx": _docx(), "xlsx": _xlsx(), "pdf": text_paper(20)[0]}
    convert(add_paper("Làm nóng"), files["docx"], "docx")
    walls = {}
    for kind, data in files.items():
        paper = convert(add_paper(kind), data, kind)
        with spending() as spent:
            make_reading_copy(paper.id, lambda _percent: None)
        walls[kind] = round(spent.wall, 2)
    return {"convert_s_per_file": round(sum(walls.values()) / len(walls), 2), "notes": {"wall_s": walls}}


def _docx() -> bytes:
    dice, document, packed = random.Random(SEED), docx.Document(), io.BytesIO()
    document.add_heading("Báo cáo kết quả thực hiện nhiệm vụ", 1)
    for _ in range(40):
        document.add_paragraph(paragraph(dice))
    document.save(packed)
    return packed.getvalue()


def _xlsx() -> bytes:
    dice, book, packed = random.Random(SEED), openpyxl.Workbook(), io.BytesIO()
    sheet = book.create_sheet(index=0)
    sheet.append(["Xã, phường", "Dự toán", "Thực hiện", "Tỷ lệ"])
    for number in range(120):
        sheet.append(
            [
                f"{dice.choice(PLACES)} {number}",
                dice.randint(10, 900),
                dice.randint(10, 900),
                f"=C{number + 2}/B{number + 2}",
            ]
        )
    book.save(packed)
    return packed.getvalue()
