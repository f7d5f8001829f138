/** Says to the server that the list of papers, as it is now, has reached this page. */
import { post } from "@shared/post";
import type { MeetingState } from "@shared/protocol";

/** All pages of a meeting get a new paper at the same moment: they say so one after another. */
const SAY_WITHIN_MS = 10_000;

/** Say it when there is a paper that the state before (null: there was none) did not have. */
export function sayReceived(before: MeetingState | null, { meeting, papers }: MeetingState): void {
  if (papers.every((paper) => before?.papers.some((known) => known.id === paper.id))) return;
  setTimeout(() => void post(`/hop/${meeting.id}/tai-lieu/da-nhan/`), Math.random() * SAY_WITHIN_MS);
}
