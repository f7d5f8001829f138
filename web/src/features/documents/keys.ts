/** What a key does while a paper is read. */

export type ReadingKey = "next" | "previous" | "first" | "last" | "larger" | "smaller" | "whole" | "go" | "full" | "find" | "night" | "single" | "contents";

const KEYS: Readonly<Record<string, ReadingKey>> = {
  ArrowRight: "next",
  PageDown: "next",
  ArrowLeft: "previous",
  PageUp: "previous",
  Home: "first",
  End: "last",
  "+": "larger",
  "=": "larger",
  "-": "smaller",
  "0": "whole",
  g: "go",
  f: "full",
  "/": "find",
  n: "night",
  s: "single",
  m: "contents",
};

/** Whoever types into a field types letters; with Ctrl or Alt keys are the browser's, but for Ctrl+F: the pages are pictures to it. */
export function readingKey(event: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey">, typing: boolean): ReadingKey | null {
  if ((event.ctrlKey || event.metaKey) && !event.altKey) return event.key.toLowerCase() === "f" ? "find" : null;
  if (typing || event.altKey) return null;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  return Object.hasOwn(KEYS, key) ? (KEYS[key] ?? null) : null;
}

/** The element that has the keys now is a field. */
export function isField(target: EventTarget | undefined): boolean {
  return target instanceof Element && target.matches("input, textarea, select, [contenteditable]");
}
