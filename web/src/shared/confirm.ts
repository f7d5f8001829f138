/** `hx-confirm` asks in our own words and size instead of the browser's little window. */
import { t } from "@shared/i18n";

interface ConfirmDetail {
  question: string | null;
  elt: HTMLElement;
  issueRequest(skip: boolean): void;
}

function button(words: string, css: string, testId: string): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.className = css;
  made.textContent = words;
  made.dataset.testid = testId;
  return made;
}

/** Show the question; resolves true when the person goes on. Escape and a click beside it mean no. */
export function ask(question: string, verb: string): Promise<boolean> {
  const dialog = document.createElement("dialog");
  dialog.className = "ask-dialog card lift";
  const words = document.createElement("p");
  words.id = "ask-words";
  words.className = "strong";
  words.textContent = question;
  dialog.setAttribute("aria-labelledby", words.id);
  const yes = button(verb, "btn primary", "ask-yes");
  const no = button(t("Thôi"), "btn", "ask-no");
  const row = document.createElement("div");
  row.className = "row wrap";
  row.append(yes, no);
  dialog.append(words, row);
  document.body.append(dialog);
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
    yes.addEventListener("click", () => dialog.close("yes"));
    no.addEventListener("click", () => dialog.close(""));
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog) dialog.close("");
    });
    dialog.showModal();
    no.focus();
  });
}

/** Take over htmx's confirmations. */
export function askBeforeRequests(): void {
  document.addEventListener("htmx:confirm", (event) => {
    const detail = (event as CustomEvent<ConfirmDetail>).detail;
    if (!detail.question) return;
    event.preventDefault();
    const verb = detail.elt.textContent.trim() || t("Làm");
    void ask(detail.question, verb).then((goOn) => {
      if (goOn) detail.issueRequest(true);
    });
  });
}
