"""Draws ``mark.svg`` and ``drum.svg``: rows of a meeting hall around a star, and a bronze drum seen from above.

Run it in this folder after a change of the drawing; only the SVG files are served.
"""

from math import cos, pi, sin
from pathlib import Path

HERE = Path(__file__).parent


def point(radius: float, turn: float) -> tuple[float, float]:
    """Return the point at ``turn`` (of a full turn, clockwise from the top) on a circle around 0,0."""
    return round(radius * sin(2 * pi * turn), 2), round(-radius * cos(2 * pi * turn), 2)


def star(rays: int, outer: float, inner: float) -> str:
    """Return the path of a star with its first ray upwards."""
    corners = [point(outer if step % 2 == 0 else inner, step / (2 * rays)) for step in range(2 * rays)]
    return "M" + "L".join(f"{x} {y}" for x, y in corners) + "z"


def mark() -> str:
    """Two rows of seats in a half circle before a star."""
    seats = [
        (point(radius, -0.25 + 0.5 * seat / (count - 1)), size)
        for radius, count, size in ((44, 9, 4.6), (29, 6, 4))
        for seat in range(count)
    ]
    dots = "".join(f'<circle cx="{x}" cy="{y}" r="{size}"/>' for (x, y), size in seats)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-52 -56 104 80">'
        f'<g fill="#1B3A66">{dots}</g><path d="{star(5, 17, 6.5)}" fill="#A6192E"/></svg>'
    )


def bird(radius: float, turn: float) -> str:
    """Return a flying bird of three strokes."""
    x, y = point(radius, turn)
    shape = (
        "M-34 6C-20-6-4-6 8 0L36-8 12 8C0 14-18 12-34 6z"
        "M-8-2C-14-18-4-30 8-34 8-22 6-12 6-2z"
        "M-6 10C-12 20-6 28 4 30 4 22 6 16 8 9z"
    )
    return f'<path d="{shape}" transform="translate({x} {y}) rotate({round(turn * 360, 1)})"/>'


def drum() -> str:
    """Rings of rays, dotted circles, saw teeth and birds in thin strokes."""
    parts = [f'<path d="{star(14, 118, 42)}"/>', f'<path d="{star(14, 108, 60)}" opacity=".6"/>']
    parts += [f'<circle r="{radius}"/>' for radius in (130, 136, 178, 184, 232, 238, 338, 344, 392, 398, 452, 494)]
    for radius, count in ((157, 36), (368, 76)):
        for step in range(count):
            x, y = point(radius, step / count)
            parts.append(f'<circle cx="{x}" cy="{y}" r="11"/><circle cx="{x}" cy="{y}" r="3.5"/>')
    for inner, outer, count in ((188, 228, 60), (404, 448, 108)):
        parts.append(f'<path d="{star(count, outer, inner)}"/>')
    parts += [bird(291, step / 16) for step in range(16)]
    parts.append(f'<path d="{star(120, 490, 458)}"/>')
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-500 -500 1000 1000" fill="none" stroke="#B98A2F" '
        f'stroke-width="2.2">{"".join(parts)}</svg>'
    )


if __name__ == "__main__":
    (HERE / "mark.svg").write_text(mark() + "\n")
    (HERE / "drum.svg").write_text(drum() + "\n")
