/** Sends a recording in pieces, so that a lost line costs one piece and hours of sound pass every limit of a request. */
import { t } from "@shared/i18n";

interface Answer {
  readonly id: string;
  readonly came: number;
}

const TRIES = 5;
const WAIT_MS = 2000;

class Refused extends Error {}

function token(form: HTMLFormElement): string {
  return form.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")?.value ?? "";
}

async function post(address: string, body: BodyInit, form: HTMLFormElement): Promise<Answer> {
  const answer = await fetch(address, { method: "POST", body, headers: { "X-CSRFToken": token(form), "Content-Type": "application/octet-stream" } });
  if (answer.ok) return (await answer.json()) as Answer;
  if (answer.status >= 500 && answer.status !== 507) throw new Error(String(answer.status));
  const said = (await answer.json().catch(() => ({}))) as { readonly message?: string };
  throw new Refused(said.message ?? t("Máy chủ không nhận tệp này. Hãy tải lại trang rồi làm lại."));
}

/** A piece is sent again while the line is bad; what the server refuses is not. */
async function steadily(address: string, body: Blob, form: HTMLFormElement): Promise<Answer> {
  for (let tried = 1; ; tried++) {
    try {
      return await post(address, body, form);
    } catch (error) {
      if (error instanceof Refused || tried === TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
    }
  }
}

async function upload(form: HTMLFormElement, file: File, told: (share: number) => void): Promise<void> {
  const address = form.dataset.address ?? "";
  const size = Number(form.dataset.piece);
  const typed = new FormData(form);
  const order = { name: file.name, size: file.size, room: typed.get("room"), start: typed.get("start") };
  const { id } = await post(address, JSON.stringify(order), form);
  for (let at = 0; at < file.size; at += size) {
    await steadily(`${address}${id}/phan/?tu=${String(at)}`, file.slice(at, at + size), form);
    told(Math.min(1, (at + size) / file.size));
  }
}

function begin(form: HTMLFormElement): void {
  const state = form.querySelector<HTMLElement>("#upload-state");
  const words = state?.querySelector("p");
  const bar = state?.querySelector<HTMLElement>(".bar > span");
  const button = form.querySelector<HTMLButtonElement>("button");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const file = form.querySelector<HTMLInputElement>("#file")?.files?.[0];
    if (!state || !words || !bar || !button) return;
    state.hidden = false;
    words.classList.remove("bad");
    if (!file) {
      words.textContent = t("Chưa chọn tệp nào.");
      return;
    }
    button.disabled = true;
    words.textContent = t("Đang tải lên… Đừng đóng trang này.");
    upload(form, file, (share) => (bar.style.width = `${String(Math.round(share * 100))}%`)).then(
      () => location.reload(),
      (error: unknown) => {
        words.textContent = error instanceof Refused ? error.message : t("Mất đường truyền nên tệp chưa lên đủ. Hãy tải lên lại.");
        words.classList.add("bad");
        button.disabled = false;
      },
    );
  });
}

const form = document.querySelector<HTMLFormElement>("#recording-upload");
if (form) begin(form);
