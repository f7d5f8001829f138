"""Four papers of our own for the demo meeting, about 40 pages: invented figures, invented places, invented people."""

from dataclasses import dataclass
from pathlib import Path

from meetings.documents.demo.measures import write_measures
from meetings.documents.demo.plan import write_plan
from meetings.documents.demo.report import write_report
from meetings.documents.demo.survey import write_survey


@dataclass(frozen=True, slots=True)
class DemoPaper:
    """A file and what the secretary types about it; ``item_number`` counts agenda items from 1."""

    path: Path
    title: str
    code: str
    item_number: int


def write_demo_papers(folder: Path) -> list[DemoPaper]:
    """Write the four files into ``folder``; the same content each time."""
    folder.mkdir(parents=True, exist_ok=True)
    papers = [
        DemoPaper(folder / "214-BC-TU.pdf", "Báo cáo kết quả chuyển đổi số 11 tháng năm 2026", "214-BC/TU", 2),
        DemoPaper(folder / "37-BC-VPTU.pdf", "Báo cáo khảo sát đường truyền cấp xã", "37-BC/VPTU", 3),
        DemoPaper(folder / "bieu-so-lieu.xlsx", "Biểu số liệu đo đường truyền 104 điểm cầu", "", 3),
        DemoPaper(folder / "du-thao-ke-hoach.docx", "Dự thảo Kế hoạch hành động năm 2027", "", 4),
    ]
    for write, paper in zip((write_report, write_survey, write_measures, write_plan), papers, strict=True):
        write(paper.path)
    return papers
