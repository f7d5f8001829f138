/** One finger drawn across a surface: to the next page (1) or the one before (-1). */

/** CSS pixels: shorter is a tap, steeper is scrolling. */
const FAR = 60;
const FLAT = 0.6;

export function onSwipe(surface: HTMLElement, turn: (by: 1 | -1) => void): void {
  let from: Touch | null = null;
  surface.addEventListener("touchstart", (event) => (from = event.touches.length === 1 ? (event.touches[0] ?? null) : null), { passive: true });
  surface.addEventListener("touchend", (event) => {
    const to = event.changedTouches[0];
    if (!from || !to || event.touches.length > 0) return;
    const [x, y] = [to.clientX - from.clientX, to.clientY - from.clientY];
    from = null;
    // whoever selects text draws a finger, too
    if (Math.abs(x) < FAR || Math.abs(y) > FLAT * Math.abs(x) || !(document.getSelection()?.isCollapsed ?? true)) return;
    turn(x < 0 ? 1 : -1);
  });
}
