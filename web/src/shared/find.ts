/** Pure: finding words in a text; marks and capitals need not be typed. */
import { folded } from "./text";

export interface Piece {
  readonly text: string;
  readonly hit: boolean;
}

/** The text in pieces, those that match marked; one piece without any hit when nothing matches. */
export function pieces(text: string, query: string): readonly Piece[] {
  const letters = Array.from(text.normalize("NFC"));
  const plain = letters.map((letter) => folded(letter) || " ");
  const wanted = folded(query).trim().replace(/\s+/g, " ");
  // a letter that folds to several counts as its first: places must stay
  const inside = plain.map((letter) => letter[0] ?? " ").join("");
  if (!wanted || !inside.includes(wanted)) return [{ text, hit: false }];
  const found: Piece[] = [];
  let at = 0;
  for (let hit = inside.indexOf(wanted); hit >= 0; hit = inside.indexOf(wanted, at)) {
    if (hit > at) found.push({ text: letters.slice(at, hit).join(""), hit: false });
    at = hit + wanted.length;
    found.push({ text: letters.slice(hit, at).join(""), hit: true });
  }
  if (at < letters.length) found.push({ text: letters.slice(at).join(""), hit: false });
  return found;
}

export function has(text: string, query: string): boolean {
  return query.trim() === "" || pieces(text, query).some(({ hit }) => hit);
}
