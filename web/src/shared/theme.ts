/** Light or dark: the reader's choice on this machine, else the system's setting. Kiosk pages fix theirs in the template. */

const KEY = "nghisu.theme";

function wanted(): "light" | "dark" {
  const chosen = localStorage.getItem(KEY);
  if (chosen === "light" || chosen === "dark") return chosen;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

/** Put the theme on `<html data-theme>` and follow the system while nothing was chosen. */
export function applyTheme(): void {
  const root = document.documentElement;
  if (root.classList.contains("kiosk")) return;
  const apply = (): void => void (root.dataset.theme = wanted());
  apply();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", apply);
}

/** Choose the other theme and remember it on this machine. */
export function toggleTheme(): void {
  localStorage.setItem(KEY, document.documentElement.dataset.theme === "dark" ? "light" : "dark");
  document.documentElement.dataset.theme = wanted();
}
