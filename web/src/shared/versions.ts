/** Pure: versions of a paper among a meeting's papers, of which only the newest stands in the list. */
import type { Paper } from "./protocol";

/** The paper with this id, also when it is an earlier version of one; null: it is not there (any more). */
export function findPaper(papers: readonly Paper[], id: string | null): Paper | null {
  for (const paper of papers) {
    if (paper.id === id) return paper;
    const earlier = paper.earlier.find((version) => version.id === id);
    if (earlier) return { ...paper, ...earlier, earlier: [] };
  }
  return null;
}

/** The newest version, when `id` is an earlier one. */
export function newerThan(papers: readonly Paper[], id: string | null): Paper | null {
  return papers.find((paper) => paper.earlier.some((version) => version.id === id)) ?? null;
}

/** Take a paper that was issued into the list: a new version in the place of the one before. */
export function withIssued(papers: readonly Paper[], issued: Paper): Paper[] {
  const gone = new Set([issued.id, ...issued.earlier.map((version) => version.id)]);
  const at = papers.findIndex((paper) => gone.has(paper.id));
  const others = papers.filter((paper) => !gone.has(paper.id));
  return at < 0 ? [...others, issued] : [...others.slice(0, at), issued, ...others.slice(at)];
}

/** Take a paper out that was taken back, be it an earlier version; `back` comes again in its place. */
export function withoutWithdrawn(papers: readonly Paper[], id: string, back: Paper | null): Paper[] {
  return papers.flatMap((paper) => {
    if (paper.id === id) return back ? [back] : [];
    return [paper.earlier.some((version) => version.id === id) ? { ...paper, earlier: paper.earlier.filter((version) => version.id !== id) } : paper];
  });
}
