/** A person's notices of a meeting, as the server tells them to his live page. */
export interface Notice {
  readonly id: string;
  readonly at: string;
  readonly title: string;
  readonly text: string;
  readonly button: string;
  readonly href: string;
  /** A paper that the page opens in place of `href`. */
  readonly paper_id: string | null;
}

/** Ask for them; `null` while the server does not answer: what the page knows stays. */
export async function standingNotices(meetingId: string): Promise<readonly Notice[] | null> {
  try {
    const answer = await fetch(`/hop/${encodeURIComponent(meetingId)}/loi-nhac/`, { credentials: "same-origin", redirect: "manual", headers: { accept: "application/json" } });
    return answer.ok ? ((await answer.json()) as { notices: Notice[] }).notices : null;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return null;
  }
}

/** What is shown after an answer: the notices of the server, but for those that were put away here meanwhile. */
export function shownNotices(known: readonly Notice[], answer: readonly Notice[] | null, away: ReadonlySet<string>): readonly Notice[] {
  return (answer ?? known).filter((notice) => !away.has(notice.id));
}
