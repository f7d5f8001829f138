/** Where the words that were searched for stand on each page, asked of the server once a page. */

/** x, y, width and height in ten-thousandths of the page, and what it marks (none: a word that was searched for). */
export type Box = readonly [number, number, number, number, string?];
export type Marks = (page: number) => Promise<readonly Box[]>;

function isBox(value: unknown): value is Box {
  return Array.isArray(value) && value.length === 4 && value.every((part) => typeof part === "number");
}

/** Ask for the words of `query` in the paper at `url` (its `file.pdf`); a page that cannot be asked has no marks. */
export function marksOf(url: string, query: string): Marks {
  const base = url.replace(/file\.pdf.*$/, "trang/");
  const known = new Map<number, Promise<readonly Box[]>>();
  const ask = async (page: number): Promise<readonly Box[]> => {
    try {
      const answer = await fetch(`${base}${String(page)}/tim.json?q=${encodeURIComponent(query)}`, { credentials: "same-origin" });
      if (!answer.ok) return [];
      const { boxes } = (await answer.json()) as { boxes?: unknown };
      return Array.isArray(boxes) ? boxes.filter(isBox) : [];
    } catch (error) {
      // the line is lost: the page is read without marks, and asked again when it comes back into view
      if (!(error instanceof TypeError || error instanceof SyntaxError)) throw error;
      known.delete(page);
      return [];
    }
  };
  return (page) => {
    const asked = known.get(page) ?? ask(page);
    known.set(page, asked);
    return asked;
  };
}
