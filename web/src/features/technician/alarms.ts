/** What the server itself reports (`/healthz`): a disk that fills up, a clock that jumped, a process that is missing. */
import { html, nothing, type TemplateResult } from "lit";
import "@shared/kit/icon";
import { language, t } from "@shared/i18n";

const ASK_EVERY_MS = 10_000;

/** Sentences in an answer of `/healthz`; empty when it has none. */
export function alarmsOf(body: unknown): readonly string[] {
  const found = typeof body === "object" && body !== null && "alarms" in body ? body.alarms : [];
  return Array.isArray(found) ? found.filter((words): words is string => typeof words === "string") : [];
}

/** One transcription worker as it says of itself. */
export interface Captioning {
  readonly name: string;
  /** Age of the oldest work that waits, seconds. */
  readonly lag: number;
  readonly level: string;
}

/** What is given up at each level of load, as the worker names them. */
const GIVEN_UP: Readonly<Record<string, () => string>> = {
  full: () => t("phụ đề mỗi giây"),
  slow: () => t("phụ đề thưa hơn"),
  finals: () => t("chỉ hiện khi hết câu"),
  clear: () => t("chỉ hiện khi hết câu, bỏ lời tạm đã cũ"),
  refuse: () => t("chưa nhận cuộc họp mới"),
};

/** The transcription workers in an answer of `/healthz`, by name. */
export function captioningOf(body: unknown): readonly Captioning[] {
  const found = typeof body === "object" && body !== null && "processes" in body ? body.processes : {};
  if (typeof found !== "object" || found === null) return [];
  return Object.entries(found as Record<string, { lag_s?: unknown; level?: unknown } | null>).flatMap(([name, one]) =>
    typeof one?.lag_s === "number" && typeof one.level === "string" ? [{ name, lag: one.lag_s, level: one.level }] : [],
  );
}

/** Asks regularly; `changed` is called when the sentences are others than before. */
export class Alarms {
  words: readonly string[] = [];
  captioning: readonly Captioning[] = [];
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
      const body: unknown = await (await fetch("/healthz", { headers: { accept: "application/json" } })).json();
      const words = alarmsOf(body);
      const captioning = captioningOf(body);
      if (words.join() === this.words.join() && JSON.stringify(captioning) === JSON.stringify(this.captioning)) return;
      this.words = words;
      this.captioning = captioning;
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

/** One line under the board: how late the captions of each worker are, also when all is well. */
export function renderCaptioning(workers: readonly Captioning[]): TemplateResult | typeof nothing {
  if (workers.length === 0) return nothing;
  const one = ({ name, lag, level }: Captioning): TemplateResult =>
    html`<span class=${level === "full" ? "" : "warn"} data-level=${level}><b>${name}</b> ${t("chậm %(seconds)s giây, %(what)s", { seconds: lag.toLocaleString(language(), { maximumFractionDigits: 1 }), what: GIVEN_UP[level]?.() ?? level })}</span>`;
  return html`<p class="t-captions meta" data-testid="caption-lag"><ns-icon name="caption"></ns-icon>${t("Nhận dạng tiếng nói:")} ${workers.map(one)}</p>`;
}
