/**
 * Sound and pictures have stopped: perhaps the machine is on another network, and the socket's old way is dead without having
 * noticed. Waiting for that would take many seconds. So: ask over the socket; no answer soon, and a new request finds a way at
 * once: then the socket takes that way, too. A line that is cut altogether is left alone, it may come back as it was.
 */

/** How long the server may take to answer over the socket before another way is tried, ms. */
export const ANSWER_MS = 700;
const REACH_MS = 2000;
const AGAIN_MS = 500;
const TRIES = 8;

/** What of the socket is needed; `heardAt`: when anything came over it last. */
export interface Doubtful {
  readonly heardAt: number;
  ask(): boolean;
  renew(): void;
}

export interface DoubtParts {
  wait(ms: number): Promise<void>;
  /** Whether a new request reaches the server. */
  reach(): Promise<boolean>;
}

const BROWSER: DoubtParts = {
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  async reach() {
    try {
      await fetch("/healthz", { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout(REACH_MS) });
      return true; // whatever it says: somebody is there
    } catch {
      return false; // no network, or no answer in time
    }
  },
};

/** Makes a function that finds out, one doubt at a time. */
export function doubter(socket: Doubtful, parts: DoubtParts = BROWSER): () => Promise<void> {
  let running = false;
  return async () => {
    if (running) return;
    running = true;
    await find(socket, parts);
    running = false;
  };
}

async function find(socket: Doubtful, { wait, reach }: DoubtParts): Promise<void> {
  const before = socket.heardAt;
  // not connected at all: it is looking for a way already
  if (!socket.ask()) return;
  await wait(ANSWER_MS);
  for (let tries = 0; tries < TRIES && socket.heardAt === before; tries += 1) {
    if (await reach()) {
      if (socket.heardAt === before) socket.renew();
      return;
    }
    await wait(AGAIN_MS);
  }
}
