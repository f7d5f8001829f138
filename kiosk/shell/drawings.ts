/** Drawn things of the big screen: the mark (rows of seats around a star) and the drum of the waiting room. */
import { svg, type SVGTemplateResult } from "lit";

const at = (radius: number, turn: number, centre: number): string =>
  `${(centre + radius * Math.cos(turn)).toFixed(2)},${(centre + radius * Math.sin(turn)).toFixed(2)}`;

/** Points of a star with `rays` rays, the first one upwards. */
function star(rays: number, outer: number, inner: number, x: number, y: number): string {
  return Array.from({ length: rays * 2 }, (_, index) => {
    const radius = index % 2 === 0 ? outer : inner;
    const turn = (index * Math.PI) / rays - Math.PI / 2;
    return `${(x + radius * Math.cos(turn)).toFixed(2)},${(y + radius * Math.sin(turn)).toFixed(2)}`;
  }).join(" ");
}

function seats(count: number, radius: number, size: number): SVGTemplateResult[] {
  return Array.from({ length: count }, (_, index) => {
    const turn = Math.PI + (index * Math.PI) / (count - 1);
    return svg`<circle cx=${(24 + radius * Math.cos(turn)).toFixed(2)} cy=${(29 + radius * Math.sin(turn)).toFixed(2)} r=${size} />`;
  });
}

/** The product's mark, in the colours of the theme. */
export function mark(): SVGTemplateResult {
  return svg`<svg class="k-mark" viewBox="0 0 48 48" aria-hidden="true">
    <g fill="var(--mark)">${seats(9, 21, 2.5)}${seats(6, 14.6, 2.2)}</g>
    <polygon points=${star(5, 9.5, 3.63, 24, 30.5)} fill="var(--mark-star)" />
  </svg>`;
}

/** A ring of `count` small shapes at `radius`. */
function ring(count: number, radius: number, shape: (turn: number) => SVGTemplateResult): SVGTemplateResult[] {
  return Array.from({ length: count }, (_, index) => shape((index * 2 * Math.PI) / count + (radius % 7) * 0.1));
}

function spot(radius: number, size: number): (turn: number) => SVGTemplateResult {
  return (turn) => {
    const [x, y] = at(radius, turn, 500).split(",");
    return svg`<circle cx=${x ?? ""} cy=${y ?? ""} r=${size} />`;
  };
}

/** A bronze drum seen from above: a star of fourteen rays inside rings of dots and teeth. Decoration, never under controls. */
export function drum(): SVGTemplateResult {
  const rims = [132, 142, 196, 206, 260, 270, 350, 360, 438, 448, 490];
  const teeth = (radius: number, count: number, depth: number): SVGTemplateResult =>
    svg`<polygon points=${Array.from({ length: count * 2 }, (_, index) =>
      at(index % 2 === 0 ? radius : radius + depth, (index * Math.PI) / count, 500),
    ).join(" ")} />`;
  return svg`<svg class="k-drum" viewBox="0 0 1000 1000" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="2">
    <polygon points=${star(14, 120, 44, 500, 500)} />
    ${rims.map((radius) => svg`<circle cx="500" cy="500" r=${radius} />`)}
    ${teeth(150, 40, 38)}${teeth(456, 90, 26)}
    ${ring(36, 233, spot(233, 14))}${ring(36, 233, spot(233, 5))}
    ${ring(60, 399, spot(399, 16))}${ring(60, 399, spot(399, 6))}
    ${ring(18, 310, (turn) => svg`<path d="M${at(286, turn, 500)} Q${at(330, turn + 0.1, 500)} ${at(310, turn + 0.24, 500)} Q${at(292, turn + 0.12, 500)} ${at(286, turn, 500)}Z" />`)}
  </svg>`;
}
