/** The upload form of «Chuẩn bị»: many files at once, dropped or chosen, each in pieces with its own progress.
 *
 * The form is loaded into the page later, so everything is heard at the document. Without this script the form still
 * sends its files the ordinary way. */
import { t } from "@shared/i18n";
import { type Answer, Refused, send } from "@shared/pieces";
import htmx from "htmx.org";

const AT_ONCE = 2;
const FORM = "form[data-pieces]";
const CHOICES = ["item", "secrecy", "code", "replaces", "title"] as const;

/** Whether the page is sending: whoever leaves it is asked. */
let sending = 0;

interface Line {
  readonly item: HTMLLIElement;
  readonly words: HTMLElement;
  readonly bar: HTMLElement;
  readonly stop: HTMLButtonElement;
  readonly again: HTMLButtonElement;
}

function element<K extends keyof HTMLElementTagNameMap>(tag: K, css: string, text = ""): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  made.className = css;
  made.textContent = text;
  return made;
}

/** Write on a button what it does; whoever cannot see the line hears with which file. */
function name(button: HTMLButtonElement, text: string, file: string): void {
  button.replaceChildren(text, element("span", "sr", ` ${file}`));
}

function lineOf(file: File): Line {
  const item = element("li", "row wrap");
  item.dataset.testid = "upload";
  const about = element("span", "grow");
  const words = element("span", "small muted");
  words.setAttribute("role", "status");
  const outer = element("span", "bar");
  const bar = element("span", "");
  bar.style.width = "0";
  outer.append(bar);
  about.append(element("span", "strong", file.name), " ", words, outer);
  const button = (text: string): HTMLButtonElement => {
    const made = element("button", "btn quiet");
    made.type = "button";
    name(made, text, file.name);
    return made;
  };
  const [stop, again] = [button(t("Hủy")), button(t("Tiếp tục"))];
  again.hidden = true;
  stop.onclick = () => {
    item.remove();
  };
  item.append(about, again, stop);
  return { item, words, bar, stop, again };
}

function say(line: Line, text: string, bad = false): void {
  line.words.textContent = text;
  line.words.classList.toggle("bad", bad);
  line.words.classList.toggle("muted", !bad);
}

/** The file will not come in: say why; the bar would tell of progress that is none. */
function refuse(line: Line, text: string, file: File): void {
  say(line, text, true);
  line.bar.parentElement?.remove();
  line.again.hidden = true;
  name(line.stop, t("Đóng"), file.name);
}

function isBundle(file: File): boolean {
  return file.name.toLowerCase().endsWith(".zip");
}

/** Put the row of a new paper into the table, and let the checklist read itself again. */
async function showRow(address: string): Promise<void> {
  const rows = document.getElementById("paper-rows");
  const answer = await fetch(address, { credentials: "same-origin", redirect: "error" });
  if (!rows || !answer.ok) return;
  const made = document.createElement("template");
  made.innerHTML = await answer.text();
  const row = made.content.querySelector("tr");
  if (!row) return;
  document.getElementById(row.id)?.remove();
  rows.append(row);
  htmx.process(row);
  htmx.trigger(document.body, "prepare-changed", {});
}

async function finish(line: Line, answer: Answer, alone: boolean): Promise<void> {
  line.stop.remove();
  line.again.remove();
  if (answer.bundle) {
    const link = element("a", "btn", t("Xếp vào chương trình"));
    link.href = answer.bundle;
    line.item.append(link);
    say(line, t("Đã lên đủ. Hãy xem máy đề nghị xếp từng tệp vào mục nào."));
    if (alone) location.assign(answer.bundle);
    return;
  }
  if (answer.row) await showRow(answer.row);
  line.item.remove();
}

interface Job {
  readonly form: HTMLFormElement;
  readonly file: File;
  readonly line: Line;
  readonly order: Readonly<Record<string, unknown>>;
  readonly alone: boolean;
}

async function run(job: Job): Promise<void> {
  const { form, file, line } = job;
  const stopper = new AbortController();
  let id = "";
  const address = form.dataset.pieces ?? "";
  const token = document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content ?? "";
  const cancel = (): void => {
    stopper.abort();
    line.item.remove();
    if (id) void fetch(`${address}${id}/huy/`, { method: "POST", headers: { "X-CSRFToken": token, accept: "application/json" } }).catch(() => undefined);
  };
  line.stop.onclick = cancel;
  line.again.hidden = true;
  const told = (share: number, upload: string): void => {
    id = upload;
    const percent = Math.round(share * 100);
    line.bar.style.width = `${String(percent)}%`;
    say(line, percent < 100 ? t("Đang tải lên %(percent)s %", { percent }) : t("Đang kiểm tra…"));
    document.querySelector(`[data-upload="${upload}"]`)?.remove();
  };
  sending++;
  try {
    const answer = await send(file, { address, piece: Number(form.dataset.piece), token, order: job.order, signal: stopper.signal, told });
    await finish(line, answer, job.alone);
  } catch (error) {
    if (stopper.signal.aborted) return;
    if (error instanceof Refused) refuse(line, error.message, file);
    else {
      say(line, t("Mất đường truyền nên tệp chưa lên đủ. Phần đã lên vẫn được giữ: bấm Tiếp tục khi có mạng."), true);
      line.again.hidden = false;
      line.again.onclick = () => void run(job);
    }
  } finally {
    sending--;
  }
}

/** Send the files, a few at a time; each says by itself how far it is and what went wrong. */
async function sendAll(form: HTMLFormElement, files: readonly File[]): Promise<void> {
  const list = form.querySelector("#sending");
  const typed = new FormData(form);
  const order: Record<string, unknown> = { finish: true };
  for (const name of CHOICES) order[name] = typed.get(name) ?? "";
  const jobs = files.map((file) => ({ form, file, line: lineOf(file), order: { ...order, bundle: isBundle(file) }, alone: files.length === 1 }));
  for (const { line } of jobs) {
    say(line, t("Chờ tải lên…"));
    list?.append(line.item);
  }
  if (order.replaces && files.length > 1) {
    for (const { line, file } of jobs) refuse(line, t("Mỗi lần chỉ thay bản mới bằng một tệp, nên chưa nhận tệp nào. Hãy chọn đúng một tệp."), file);
    return;
  }
  const waiting = [...jobs];
  const worker = async (): Promise<void> => {
    for (let job = waiting.shift(); job; job = waiting.shift()) if (job.line.item.isConnected) await run(job);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

function formAt(event: Event): HTMLFormElement | null {
  return event.target instanceof Element ? event.target.closest<HTMLFormElement>(FORM) : null;
}

function onSubmit(event: SubmitEvent): void {
  const form = formAt(event);
  const field = form?.querySelector<HTMLInputElement>('input[type="file"]');
  if (!form || !field) return;
  event.preventDefault();
  const files = Array.from(field.files ?? []);
  field.value = "";
  void sendAll(form, files);
}

function onDrop(event: DragEvent): void {
  const form = formAt(event);
  if (!form) return;
  event.preventDefault();
  form.classList.remove("over");
  const files = Array.from(event.dataTransfer?.files ?? []);
  const level = form.querySelector<HTMLSelectElement>('[name="secrecy"]');
  if (!files.length) return;
  if (level && !level.reportValidity()) {
    const field = form.querySelector<HTMLInputElement>('input[type="file"]');
    if (field && event.dataTransfer) field.files = event.dataTransfer.files;
    return;
  }
  void sendAll(form, files);
}

/** Hear the form wherever it appears. */
export function startUploads(): void {
  document.addEventListener("submit", onSubmit);
  document.addEventListener("drop", onDrop);
  for (const name of ["dragover", "dragleave"] as const) {
    document.addEventListener(name, (event) => {
      const form = formAt(event);
      if (!form) return;
      event.preventDefault();
      form.classList.toggle("over", name === "dragover");
    });
  }
  addEventListener("beforeunload", (event) => {
    if (sending) event.preventDefault();
  });
}
