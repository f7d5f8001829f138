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

/** What the reader chose; `auto` follows the system. */
export type Theme = "light" | "dark" | "auto";

/** The choice that holds on this machine. */
export function chosenTheme(): Theme {
  const chosen = localStorage.getItem(KEY);
  return chosen === "light" || chosen === "dark" ? chosen : "auto";
}

/** Choose a theme and remember it on this machine. */
export function chooseTheme(theme: Theme): void {
  if (theme === "auto") localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, theme);
  document.documentElement.dataset.theme = wanted();
}

/** Choose the other theme and remember it on this machine. */
export function toggleTheme(): void {
  localStorage.setItem(KEY, document.documentElement.dataset.theme === "dark" ? "light" : "dark");
  document.documentElement.dataset.theme = wanted();
}
