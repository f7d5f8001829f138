/** What the server itself reports (`/healthz`): a disk that fills up, a clock that jumped, a process that is missing. */
import { html, nothing, type TemplateResult } from "lit";
import "@shared/kit/icon";
import { t } from "@shared/i18n";

const ASK_EVERY_MS = 10_000;

/** Sentences in an answer of `/healthz`; empty when it has none. */
export function alarmsOf(body: unknown): readonly string[] {
  const found = typeof body === "object" && body !== null && "alarms" in body ? body.alarms : [];
  return Array.isArray(found) ? found.filter((words): words is string => typeof words === "string") : [];
}

/** Asks regularly; `changed` is called when the sentences are others than before. */
export class Alarms {
  words: readonly string[] = [];
  #timer: ReturnType<typeof setInterval> | undefined;
  readonly #changed: () => void;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  start(): void {
    this.#timer ??= setInterval(() => void this.#ask(), ASK_EVERY_MS);
    void this.#ask();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  async #ask(): Promise<void> {
    try {
      // 503 carries sentences too
      const words = alarmsOf(await (await fetch("/healthz", { headers: { accept: "application/json" } })).json());
      if (words.join() === this.words.join()) return;
      this.words = words;
      this.#changed();
    } catch (error) {
      // the line is gone or something else answered: the page shows the lost line by itself
      if (!(error instanceof TypeError) && !(error instanceof SyntaxError)) throw error;
    }
  }
}

/** The strip above the board. */
export function renderAlarms(words: readonly string[]): TemplateResult | typeof nothing {
  if (words.length === 0) return nothing;
  return html`<section class="t-alarms" role="alert" data-testid="server-alarms">
    <ns-icon name="alert"></ns-icon>
    <div><h2>${t("Máy chủ cần xử lý")}</h2><ul>${words.map((sentence) => html`<li>${sentence}</li>`)}</ul></div>
  </section>`;
}
