"""Pictures of a page at the three sizes that count, and what axe says of it."""

from pathlib import Path

from playwright.sync_api import Page

from tests.e2e.browsers import BIG_SCREEN, LAPTOP, TABLET

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
SIZES = {"tablet": TABLET, "laptop": LAPTOP, "big": BIG_SCREEN}

SETTLED = """
async () => {
  await document.fonts.ready;
  for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
}
"""
"""The new size is laid out, with its fonts."""


def examine(page: Page, name: str, folder: Path) -> dict[str, list[str]]:
    """Take the pictures of a page; return its serious findings under its name, when there are any."""
    take_pictures(page, name, folder)
    found = serious_findings(page)
    return {name: found} if found else {}


def take_pictures(page: Page, name: str, folder: Path) -> None:
    """Write ``<name>-<size>.png`` for each size; the page keeps its own size afterwards."""
    folder.mkdir(parents=True, exist_ok=True)
    own = page.viewport_size
    for size, box in SIZES.items():
        page.set_viewport_size({"width": box["width"], "height": box["height"]})
        page.evaluate(SETTLED)
        page.screenshot(path=folder / f"{name}-{size}.png", animations="disabled")
    if own:
        page.set_viewport_size(own)


def serious_findings(page: Page) -> list[str]:
    """Return what axe-core finds serious or critical, with the place."""
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run(document)")["violations"]
    return [
        f"{one['id']}: {one['nodes'][0]['target']} {one['nodes'][0]['failureSummary']}"
        for one in found
        if one["impact"] in ("serious", "critical")
    ]
