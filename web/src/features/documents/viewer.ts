/** Entry of the page that shows one paper, at /tai-lieu/<id>/?trang=…&tim=… */
import "@shared/styles/index";
import "./reading.css";
import "@shared/kit/icon";
import type { Item, Paper } from "@shared/protocol";
import { applyTheme } from "@shared/theme";
import { post } from "@shared/post";
import { readerSession } from "@shared/session";
import { findPaper, withoutWithdrawn } from "@shared/versions";
import type { Place } from "./paper-viewer";
import "./paper-viewer";

interface Reading {
  meeting_id: string;
  language: string;
  paper_id: string;
  papers: Paper[];
  items: Item[];
  /** Read in its meeting, of which this page then hears; else from a shelf. */
  live: boolean;
}

applyTheme();
const reading = JSON.parse(document.getElementById("bootstrap")?.textContent ?? "{}") as Reading;
const asked = new URLSearchParams(location.search);
const viewer = document.createElement("ns-paper-viewer");
viewer.papers = reading.papers;
viewer.items = reading.items;
viewer.find = asked.get("tim") ?? "";
viewer.paperId = reading.paper_id;
if (asked.has("trang")) viewer.goTo(Math.max(1, Number(asked.get("trang")) || 1), reading.paper_id);
// the reader is all there is here: its keys work wherever one is
document.addEventListener("keydown", (event) => event.target === document.body && viewer.press(event));
viewer.addEventListener("place", (event) => {
  const { paperId, page } = (event as CustomEvent<Place>).detail;
  const query = new URLSearchParams({ trang: String(page), ...(viewer.find ? { tim: viewer.find } : {}) });
  // the address can be copied, and a reload comes back to the same page
  history.replaceState(null, "", `/tai-lieu/${paperId}/?${query.toString()}`);
});
document.getElementById("main")?.append(viewer);

/** What is issued, sent or taken back while one reads is seen at once; a paper taken back closes. */
function hearOfPapers(): void {
  const { store } = readerSession(reading.meeting_id, reading.language);
  store.subscribe(() => {
    if (store.state.meeting) viewer.papers = store.state.meeting.papers;
  });
}
if (reading.live) hearOfPapers();

/** Where there is no socket, or none gets through: ask now and then, and whenever the page is looked at again, whether the paper may still be read. */
const ASK_EVERY_MS = 20_000;
async function askWhetherReadable(): Promise<void> {
  const paper = findPaper(viewer.papers, viewer.paperId);
  if (!paper || document.visibilityState !== "visible") return;
  try {
    const answer = await fetch(paper.url, { method: "HEAD", headers: { range: "bytes=0-0" }, cache: "no-store", credentials: "same-origin" });
    if (answer.status !== 403 && answer.status !== 404) return;
    viewer.papers = withoutWithdrawn(viewer.papers, paper.id, null);
    await viewer.updateComplete;
    // no socket says it for this page; the server knows whether the paper was taken back, or only left the shelf
    await post(paper.url.replace(/file\.pdf.*$/, "da-dong/"));
  } catch (error) {
    if (!(error instanceof TypeError)) throw error; // no line: nothing is known
  }
}
setInterval(() => void askWhetherReadable(), ASK_EVERY_MS + Math.random() * 5000);
document.addEventListener("visibilitychange", () => void askWhetherReadable());
