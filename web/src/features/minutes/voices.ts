/** Reading sentences into the microphone: record, stop, hear, redo, delete. The server makes the WAV; nothing leaves it. */
import { t } from "@shared/i18n";

/** What the server takes, best first. */
const KINDS = ["audio/webm;codecs=opus", "audio/ogg;codecs=opus", "audio/mp4"];

let running: MediaRecorder | null = null;
let playing: HTMLAudioElement | null = null;

function token(): string {
  return document.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")?.value ?? "";
}

class Row {
  readonly #record: HTMLButtonElement | null;
  readonly #hear: HTMLButtonElement | null;
  readonly #forget: HTMLButtonElement | null;
  readonly #state: HTMLElement | null;
  readonly #address: string;
  readonly #longest: number;

  constructor(row: HTMLElement, longest: number) {
    this.#record = row.querySelector(".record");
    this.#hear = row.querySelector(".hear");
    this.#forget = row.querySelector(".forget");
    this.#state = row.querySelector(".state");
    this.#address = row.dataset.address ?? "";
    this.#longest = longest;
    let mine: MediaRecorder | null = null;
    this.#record?.addEventListener("click", () => {
      if (mine?.state === "recording") mine.stop();
      else if (running?.state !== "recording") void this.#begin().then((recorder) => (mine = recorder));
      else this.#say(t("Hãy dừng câu đang ghi trước."), true);
    });
    this.#hear?.addEventListener("click", () => {
      playing?.pause();
      playing = new Audio(`${this.#address}tieng?${String(Date.now())}`);
      void playing.play().catch(() => this.#say(t("Trình duyệt này không phát được bản ghi."), true));
    });
    this.#forget?.addEventListener("click", () => void this.#send("DELETE", null));
  }

  #say(words: string, bad = false): void {
    if (!this.#state) return;
    this.#state.textContent = words;
    this.#state.classList.toggle("bad", bad);
  }

  #label(words: string): void {
    const label = this.#record?.querySelector(".words");
    if (label) label.textContent = words;
  }

  async #begin(): Promise<MediaRecorder | null> {
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1 } });
      const mimeType = KINDS.find((kind) => MediaRecorder.isTypeSupported(kind));
      const recorder = new MediaRecorder(stream, mimeType ? { mimeType } : {});
      const parts: Blob[] = [];
      recorder.ondataavailable = ({ data }) => parts.push(data);
      recorder.onstop = () => {
        for (const track of stream.getTracks()) track.stop();
        clearTimeout(limit);
        this.#label(t("Ghi lại"));
        void this.#send("POST", new Blob(parts));
      };
      recorder.start();
      const limit = setTimeout(() => recorder.state === "recording" && recorder.stop(), this.#longest * 1000);
      running = recorder;
      this.#label(t("Dừng"));
      this.#say(t("Đang ghi… hãy đọc câu này."));
      return recorder;
    } catch {
      this.#say(t("Chưa mở được micrô. Hãy cho trang này dùng micrô rồi bấm lại."), true);
      return null;
    }
  }

  async #send(method: "POST" | "DELETE", body: Blob | null): Promise<void> {
    this.#say(t("Đang lưu…"));
    try {
      const answer = await fetch(this.#address, { method, body, headers: { "X-CSRFToken": token(), "Content-Type": "application/octet-stream" } });
      const told = (await answer.json()) as { readonly length_ms?: number; readonly message?: string };
      if (!answer.ok) {
        this.#say(told.message ?? t("Máy chủ không nhận bản ghi này. Hãy ghi lại."), true);
        return;
      }
      const kept = (told.length_ms ?? 0) > 0;
      if (this.#hear) this.#hear.hidden = !kept;
      if (this.#forget) this.#forget.hidden = !kept;
      this.#label(kept ? t("Ghi lại") : t("Ghi"));
      this.#say(kept ? t("Đã ghi %(seconds)s giây.", { seconds: Math.round((told.length_ms ?? 0) / 100) / 10 }) : t("Đã xóa."));
    } catch {
      this.#say(t("Mất đường truyền nên chưa lưu được. Hãy ghi lại câu này."), true);
    }
  }
}

const list = document.querySelector<HTMLElement>("#voices");
for (const row of list?.querySelectorAll<HTMLElement>(".voice") ?? []) new Row(row, Number(list?.dataset.longest));
