/** «Hiện / Ẩn» beside each password, for fingers that mistype. */
import { t } from "@shared/i18n";

/** Bring the buttons to life; they are hidden while no script runs. */
export function showPasswordButtons(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>("[data-show-password]")) {
    const input = button.parentElement?.querySelector("input");
    if (input) connect(button, input);
  }
}

function connect(button: HTMLButtonElement, input: HTMLInputElement): void {
  button.hidden = false;
  button.addEventListener("click", () => {
    const shown = input.type === "password";
    input.type = shown ? "text" : "password";
    button.setAttribute("aria-pressed", String(shown));
    button.lastChild?.replaceWith(shown ? t("Ẩn") : t("Hiện"));
    input.focus();
  });
}
