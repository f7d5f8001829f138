/** Tells the server that this page has closed papers that were taken back, or that are no longer sent to its reader. */
import type { EventPayload, ServerMessage } from "./protocol";
import type { LiveSocket } from "./socket";

/** The viewer lets go of a paper as soon as the state lacks it; a page that sleeps says nothing before it has woken. */
const CLOSED_AFTER_MS = 100;

function closedBy(payload: EventPayload): string[] {
  return payload.kind === "paper_withdrawn" || payload.kind === "paper_closed" ? [payload.paper_id] : [];
}

/** The papers that a page no longer shows once it has taken this message. */
export function papersClosedBy(message: ServerMessage): string[] {
  switch (message.type) {
    case "event":
      return closedBy(message.payload);
    case "events":
      return message.events.flatMap(({ payload }) => closedBy(payload));
    case "welcome":
      return [...message.recalled];
    default:
      return [];
  }
}

/** Say it for every message; what is lost with the line is asked for again by the next `welcome`. */
export function confirmClosed(socket: Pick<LiveSocket, "onMessage" | "send">): void {
  socket.onMessage((message) => {
    const closed = [...new Set(papersClosedBy(message))].slice(-200);
    if (closed.length > 0) setTimeout(() => socket.send({ type: "papers_closed", paper_ids: closed }), CLOSED_AFTER_MS);
  });
}
