/** «Hiện / Ẩn» beside the password, for fingers that mistype. */
import { t } from "@shared/i18n";

/** Bring the button to life; it is hidden while no script runs. */
export function showPasswordButton(): void {
  const button = document.querySelector<HTMLButtonElement>("[data-show-password]");
  const input = document.querySelector<HTMLInputElement>("#password");
  if (!button || !input) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    const shown = input.type === "password";
    input.type = shown ? "text" : "password";
    button.setAttribute("aria-pressed", String(shown));
    button.lastChild?.replaceWith(shown ? t("Ẩn") : t("Hiện"));
    input.focus();
  });
}
