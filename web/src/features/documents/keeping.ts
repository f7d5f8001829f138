/** A paper that was opened is fetched whole after a while, so that it can be read on without a line. */
import type { PaperSource } from "./source";

const AFTER_S = 5;
/** More for each page, at random: 500 tablets that open a long paper do not ask for all of it at once. */
const PER_PAGE_S = 0.1;

/** Fetch the rest later and say when all of it is here; the timer ends it. */
export function keepLater(source: PaperSource, done: () => void): ReturnType<typeof setTimeout> {
  const wait = AFTER_S + PER_PAGE_S * source.pages * (1 + Math.random());
  // what cannot be fetched tells so by itself (`lost`)
  return setTimeout(() => void source.keep().then(() => source.kept && done(), () => undefined), 1000 * wait);
}
