"""Papers that the bench makes: Vietnamese text by a fixed seed, and scans whose words are known."""

import io
import random

import pymupdf
from PIL import Image, ImageFilter

from meetings.documents.fonts import font_file

SEED = 20261123
CLAUSES = (
    "Ủy ban nhân dân xã {place} báo cáo kết quả thực hiện nghị quyết của Hội đồng nhân dân tỉnh",
    "tổng thu ngân sách nhà nước trên địa bàn đạt {n} tỷ đồng, bằng {m} phần trăm dự toán được giao",
    "đề nghị các cơ quan, đơn vị khẩn trương rà soát quy hoạch sử dụng đất trên địa bàn {place}",
    "công tác chuyển đổi số có bước chuyển biến tích cực, tỷ lệ hồ sơ trực tuyến tăng so với cùng kỳ",
    "nguyên nhân chủ yếu là do thời tiết diễn biến phức tạp, giá vật tư nông nghiệp tăng cao",
    "Ban Thường vụ giao Văn phòng theo dõi, đôn đốc và định kỳ báo cáo Thường trực",
    "hoàn thành đưa vào sử dụng {n} công trình hạ tầng giao thông, thủy lợi và trường học",
    "quốc phòng, an ninh được giữ vững; đời sống vật chất và tinh thần của nhân dân được nâng lên",
    "kiên quyết xử lý nghiêm những trường hợp vi phạm kỷ luật, kỷ cương hành chính",
    "các đại biểu thống nhất thông qua tờ trình và dự thảo nghị quyết kèm theo",
)
PIXELS_OF_A_KILOBYTE = 1926
"""Of such noise as JPEG."""
PLACES = ("Tân Hòa", "Phú Quý", "An Thịnh", "Đại Lộc", "Vĩnh Thuỵ", "Xuân Mỹ", "Hòa Bình", "Lộc Ninh", "Ea Súp")


def paragraph(dice: random.Random, clauses: int = 4) -> str:
    """Return a few clauses as one sentence."""
    said = [
        dice.choice(CLAUSES).format(place=dice.choice(PLACES), n=dice.randint(12, 9800), m=dice.randint(61, 139))
        for _ in range(clauses)
    ]
    text = "; ".join(said)
    return text[0].upper() + text[1:] + "."


def page_text(dice: random.Random, paragraphs: int = 5) -> str:
    """Return the text of a page, about 350 words."""
    return "\n\n".join(paragraph(dice) for _ in range(paragraphs))


def text_paper(pages: int, seed: int = SEED) -> tuple[bytes, list[str]]:
    """Return a PDF of set text, and the text of each page."""
    dice, document, texts = random.Random(seed), pymupdf.open(), []
    font = font_file("Times New Roman")
    for _ in range(pages):
        page = document.new_page(width=595, height=842)
        text = page_text(dice)
        page.insert_textbox((70, 60, 540, 790), text, fontname="F0", fontfile=font, fontsize=13, lineheight=1.35)
        texts.append(text)
    document.subset_fonts()
    return document.tobytes(deflate=True, garbage=3), texts


def scanned_paper(pages: int, dpi: int = 200) -> tuple[bytes, list[str]]:
    """Return a PDF of pictures alone (tilted by half a degree, blurred, with specks), and each page's text."""
    data, texts = text_paper(pages, SEED + 1)
    source, document = pymupdf.open(stream=data, filetype="pdf"), pymupdf.open()
    for number in range(pages):
        bitmap = source.load_page(number).get_pixmap(dpi=dpi, colorspace=pymupdf.csGRAY)
        page = Image.frombuffer("L", (bitmap.width, bitmap.height), bitmap.samples, "raw", "L", bitmap.stride, 1)
        page = page.rotate(0.5 if number % 2 else -0.5, Image.Resampling.BICUBIC, fillcolor=255)
        page = page.filter(ImageFilter.GaussianBlur(0.6))
        specks = Image.effect_noise(page.size, 60).point(lambda value: 0 if value < 1 else 255)
        page = Image.composite(page, Image.new("L", page.size, 60), specks)
        packed = io.BytesIO()
        Image.blend(page, Image.effect_noise(page.size, 40), 0.12).save(packed, "JPEG", quality=75)
        document.new_page(width=595, height=842).insert_image((0, 0, 595, 842), stream=packed.getvalue())
    return bytes(document.tobytes()), texts


def long_paper(pages: int, kilobytes: int = 150) -> bytes:
    """Return a PDF of set text with a picture of so many kB on each page, none like the other."""
    data, _texts = text_paper(pages, SEED + 2)
    document, side = pymupdf.open(stream=data, filetype="pdf"), round((kilobytes * PIXELS_OF_A_KILOBYTE) ** 0.5)
    for page in document.pages():
        packed = io.BytesIO()
        Image.effect_noise((side, side), 60).save(packed, "JPEG", quality=75)
        page.insert_image((300, 620, 500, 820), stream=packed.getvalue())
    return bytes(document.tobytes())
