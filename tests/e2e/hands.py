"""Somebody at a page with nothing but a keyboard: what he reaches, he reaches by Tab, and sees where he is."""

from playwright.sync_api import Locator, Page

MOST = 150
"""Presses of Tab after which something counts as out of reach."""

IS_FOCUSED = """
element => {
  let active = document.activeElement;
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  return active === element;
}
"""
FOCUS_IS_SEEN = """
element => {
  const drawn = one => {
    const style = getComputedStyle(one);
    return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none';
  };
  return drawn(element) || (element.closest('label') !== null && drawn(element.closest('label')));
}
"""
NO_POINTER = """
for (const kind of ['pointerdown', 'mousedown', 'touchstart'])
  window.addEventListener(kind, () => { window.__pointed = true; }, true);
"""


class Hands:
    """Two hands on a keyboard. ``tabs`` counts how often Tab was pressed."""

    def __init__(self, page: Page) -> None:
        self.page, self.tabs = page, 0
        page.add_init_script(NO_POINTER)

    def reach(self, target: Locator) -> Locator:
        """Press Tab until a control has the focus, and see that it shows so."""
        target.wait_for()
        for _ in range(MOST):
            if target.evaluate(IS_FOCUSED):
                assert target.evaluate(FOCUS_IS_SEEN), f"nobody sees that {target} has the focus"
                return target
            self.page.keyboard.press("Tab")
            self.tabs += 1
        raise AssertionError(f"{target} is out of reach of the keyboard")

    def press(self, target: Locator, key: str = "Enter") -> None:
        """Reach a control and press a key on it."""
        self.reach(target)
        self.page.keyboard.press(key)

    def write(self, target: Locator, text: str) -> None:
        """Reach a field and type over what is in it."""
        self.reach(target)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def tick(self, target: Locator) -> None:
        """Reach a box or a radio button and choose it."""
        if not target.is_checked():
            self.press(target, "Space")
        assert target.is_checked()

    def choose(self, target: Locator, value: str) -> None:
        """Reach a list and go down in it, from its top, to an entry."""
        self.reach(target)
        self.page.keyboard.press("Home")
        for _ in range(target.locator("option").count()):
            if target.input_value() == value:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{value} is not in {target}")

    def used_no_pointer(self) -> bool:
        """Return whether the page never saw a mouse or a finger."""
        return not self.page.evaluate("window.__pointed === true")
