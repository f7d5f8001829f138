/** Behaviour that every page before and after a meeting has: htmx, theme, going back. */
import htmx from "htmx.org";
import { askBeforeRequests } from "@shared/confirm";
import { freshOnReturn, wipeBeforeLeaving } from "@shared/wipe";
import { chooseTheme, chosenTheme, type Theme } from "@shared/theme";

const THEMES: readonly Theme[] = ["light", "dark", "auto"];

/** htmx: no eval (the content policy forbids it), the CSRF word in every request, refusals to one place. */
function setUpHtmx(): void {
  htmx.config.allowEval = false;
  htmx.config.includeIndicatorStyles = false;
  htmx.config.historyCacheSize = 0; // nothing of a meeting stays in the browser's storage
  htmx.config.responseHandling = [
    { code: "204", swap: false },
    { code: "[23]..", swap: true },
    { code: "422", swap: true },
    { code: "[45]..", swap: true, error: true, target: "#page-message", swapOverride: "innerHTML" },
  ];
  document.addEventListener("htmx:configRequest", (event) => {
    const detail = (event as CustomEvent<{ headers: Record<string, string> }>).detail;
    const token = document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content;
    if (token) detail.headers["X-CSRFToken"] = token;
  });
  document.addEventListener("htmx:beforeRequest", (event) => {
    if ((event as CustomEvent<{ requestConfig?: { verb?: string } }>).detail.requestConfig?.verb !== "post") return;
    document.getElementById("page-message")?.replaceChildren();
  });
}

function showTheme(): void {
  const chosen = chosenTheme();
  document.querySelectorAll<HTMLElement>("[data-theme-value]").forEach((button) => {
    button.setAttribute("aria-pressed", String(button.dataset.themeValue === chosen));
  });
}

function onClick(event: MouseEvent): void {
  const target = event.target instanceof Element ? event.target : null;
  const theme = target?.closest<HTMLElement>("[data-theme-value]")?.dataset.themeValue;
  const known = THEMES.find((name) => name === theme);
  if (known) {
    chooseTheme(known);
    showTheme();
  }
  if (target?.closest("[data-go-back]")) history.back();
  if (target?.closest('[aria-disabled="true"]')) event.preventDefault();
  document.querySelectorAll<HTMLDetailsElement>("details.account[open], details.confirm[open]").forEach((open) => {
    if (!target || !open.contains(target)) open.open = false;
  });
}

/** An open menu closes with Escape and gives the focus back to its button. */
function onKey(event: KeyboardEvent): void {
  if (event.key !== "Escape") return;
  const open = document.querySelector<HTMLDetailsElement>("details.account[open], details.confirm[open]");
  if (!open) return;
  open.open = false;
  open.querySelector("summary")?.focus();
}

/** Start the page. */
export function startPage(): void {
  setUpHtmx();
  askBeforeRequests();
  wipeBeforeLeaving();
  freshOnReturn();
  showTheme();
  document.addEventListener("click", onClick);
  document.addEventListener("keydown", onKey);
}
