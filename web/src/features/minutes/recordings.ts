/** The form that takes a recording of a sitting; it is sent in pieces (`@shared/pieces`). */
import { t } from "@shared/i18n";
import { Refused, send } from "@shared/pieces";

async function upload(form: HTMLFormElement, file: File, told: (share: number) => void): Promise<void> {
  const typed = new FormData(form);
  await send(file, {
    address: form.dataset.address ?? "",
    piece: Number(form.dataset.piece),
    token: form.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")?.value ?? "",
    order: { room: typed.get("room"), start: typed.get("start") },
    told,
  });
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
        words.textContent = error instanceof Refused ? error.message : t("Mất đường truyền nên tệp chưa lên đủ. Hãy bấm Tải lên lần nữa: phần đã lên không phải gửi lại.");
        words.classList.add("bad");
        button.disabled = false;
      },
    );
  });
}

const form = document.querySelector<HTMLFormElement>("#recording-upload");
if (form) begin(form);
