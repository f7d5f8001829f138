"""Names, targets and the printed table of ``documents.json``."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Key:
    """One figure; ``step`` measures it, ``most`` is its target, if it has one."""

    name: str
    step: str
    most: float | None
    what: str


KEYS = (
    Key("render_cpu_ms_per_page", "render", None, "a page as JPEG of 1620 pixels, our program, its start included"),
    Key("pdftoppm_cpu_ms_per_page", "render", None, "the same pages by pdftoppm -jpeg"),
    Key("render_ratio", "render", 1.0, "the one by the other, of the same run"),
    Key("first_page_ms_p95", "opening", None, "page 1 of 200 pages, 30 MB, in Chromium on a line of 20 Mbit/s"),
    Key("first_page_whole_file_ms", "opening", None, "the same without ranges: the whole file first"),
    Key("tablets_500_server_cpu_s", "opening", None, "500 tablets open it, as deployed: the next one"),
    Key("tablets_500_server_cpu_s_nginx", "opening", None, "nginx and two daphne behind it"),
    Key("tablets_500_server_cpu_s_daphne", "opening", None, "one daphne alone with its own TLS, as make run has it"),
    Key("ocr_wer", "ocr", 0.03, "words read wrong on scans of 200 dpi with specks, blur and a tilt"),
    Key("ocr_cpu_s_per_page", "ocr", None, "CPU of one such page"),
    Key("search_p95_ms", "search", 100, "a search in 5,000 pages, the slower of both databases"),
    Key("search_p95_ms_sqlite", "search", 100, "SQLite"),
    Key("search_p95_ms_postgres", "search", 100, "PostgreSQL"),
    Key("index_pages_per_s", "index", None, "pages put into the search (SQLite), their words read in the sandbox"),
    Key("convert_s_per_file", "convert", None, "DOCX, XLSX, PDF to a reading copy, mean"),
    Key("watermark_cpu_ms_50_pages", "watermark", None, "one more reader's marked copy of 50 pages"),
    Key("compare_100_pages_s", "compare", None, "two versions of 100 pages"),
)
STEPS = tuple(dict.fromkeys(key.step for key in KEYS))


def targets(figures: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return each target that was measured, and whether it is met."""
    return {
        key.name: {"most": key.most, "met": figures[key.name] <= key.most}
        for key in KEYS
        if key.most is not None and _measured(figures.get(key.name))
    }


def missing(figures: Mapping[str, Any], steps: tuple[str, ...]) -> list[str]:
    """Return the keys of these steps that have no number."""
    return [key.name for key in KEYS if key.step in steps and not _measured(figures.get(key.name))]


def _measured(value: object) -> bool:
    return isinstance(value, int | float)


def table(figures: Mapping[str, Any], steps: tuple[str, ...]) -> str:
    """Return the table of these steps."""
    lines = [f"{'figure':<30} {'value':>10}  {'target':>8}  met  what"]
    for key in KEYS:
        if key.step not in steps:
            continue
        value = figures.get(key.name)
        shown = f"{value:.3f}".rstrip("0").rstrip(".") if isinstance(value, int | float) else "missing"
        goal = f"≤ {key.most:g}" if key.most is not None else ""
        met = "" if key.most is None or not isinstance(value, int | float) else "yes" if value <= key.most else "NO"
        lines.append(f"{key.name:<30} {shown:>10}  {goal:>8}  {met:<3}  {key.what}")
    return "\n".join(lines) + "\n"
